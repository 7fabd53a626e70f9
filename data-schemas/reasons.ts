import { z } from 'zod'
import { bilingual } from './study.js'

/** Languages of the texts that people read. */
export const language = z.enum(['nl', 'en'])
export type Language = z.infer<typeof language>

/**
 * What a level says about a value, in one word. `zero` and `one` are `exactly` 0 and 1; `below` is a bound that the value stays under;
 * `higher` and `lower` compare with all of training.
 */
export const levelShape = z.enum([
  'yes',
  'no',
  'any',
  'zero',
  'one',
  'exactly',
  'at-most',
  'below',
  'between',
  'at-least',
  'one-of',
  'group',
  'higher',
  'lower',
  'missing',
  'not-applicable',
  'special',
  'unseen',
])
export type LevelShape = z.infer<typeof levelShape>

/**
 * Texts of one indicator, both languages beside each other, one for each thing a level can say. `{low}`, `{high}`, `{value}`, `{values}`,
 * `{n}`, `{of}`, `{label}` and `{words}` are filled in. What is absent is taken from the texts that serve any study.
 */
export const reasonTexts = z.strictObject({
  candidate: z.string().min(1),
  texts: z.partialRecord(levelShape, bilingual),
})
export type ReasonTexts = z.infer<typeof reasonTexts>

/** Texts by study name: a text is used only for the study it was written for. */
export const reasons = z.strictObject({
  study: z.string().min(1),
  /** Said before the reasons and after them: what is offered, and that it is the person's own choice. */
  opening: bilingual,
  closing: bilingual,
  indicators: z.array(reasonTexts),
})
export type Reasons = z.infer<typeof reasons>

/** What the study allows an explanation to say about one indicator. */
export const indicatorRule = z.strictObject({
  name: z.string().min(1),
  /** A reason may name it: not protected, or the study answered the finding; never a special category. */
  shown: z.boolean(),
  /** Ground or category that protects it; null where there is none. */
  protectedBy: z.string().nullable(),
  /** How a person may change it, with help; null where they cannot, where it is static, and always where it is protected. */
  changeable: z.strictObject({ direction: z.enum(['up', 'down', 'any']), reason: bilingual }).nullable(),
})
export type IndicatorRule = z.infer<typeof indicatorRule>
