import { z } from 'zod'

/** A text that people read, in Dutch and in English. */
export const bilingual = z.strictObject({ nl: z.string().min(1), en: z.string().min(1) })
export type Bilingual = z.infer<typeof bilingual>

/** A text that people read: in both languages, or as its author wrote it, in one that is not known. */
export const spoken = z.union([z.string().min(1), bilingual])
export type Spoken = z.infer<typeof spoken>

/** A text in a language; as it was written where there is but one. */
export const inLanguage = (text: Spoken, language: 'nl' | 'en'): string =>
  typeof text === 'string' ? text : text[language]
