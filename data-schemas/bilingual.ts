import { z } from 'zod'

/** A text that people read, in Dutch and in English. */
export const bilingual = z.strictObject({ nl: z.string().min(1), en: z.string().min(1) })
export type Bilingual = z.infer<typeof bilingual>
