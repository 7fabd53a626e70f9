import type { Model } from '../../data-schemas/artifact.js'
import type { Level } from '../../data-schemas/encoder.js'
import type { Language, LevelShape, Reasons, ReasonTexts } from '../../data-schemas/reasons.js'
import type { Bilingual } from '../../data-schemas/study.js'
import type { Issue } from '../errors.js'
import { levelShapeOf, type Shaped, type Worded } from './level-shape.js'
import { GENERIC_FRAME, GENERIC_STATES, GENERIC_VALUE, INCLUSIVE, LEVEL_WORDS } from './texts/generic.js'
import { MAATWERKSCAN_REASONS } from './texts/maatwerkscan.js'
import { LONGEST_REASON, wordingProblems } from './wording.js'

const NOTHING_WRITTEN: Reasons = { study: 'any', ...GENERIC_FRAME, indicators: [] }

/** Texts written for a study; for any other study the ones that serve all. */
export const reasonsFor = (study: string): Reasons =>
  study === MAATWERKSCAN_REASONS.study ? MAATWERKSCAN_REASONS : NOTHING_WRITTEN

const fill = (template: string, words: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(words, name) ? (words[name] as string) : place,
  )

/** What a level says in a few words, for instance "5 t/m 8"; edges as they are unless rounded. */
export const levelWords = (worded: Worded, level: Level, language: Language): string =>
  shapeWords(levelShapeOf(worded, level, { language, digits: 'exact' }), worded, language)

const shapeWords = ({ shape, words }: Shaped, { input }: Worded, language: Language): string => {
  const whole = shape === 'between' && input.contract.type !== 'number'
  return fill((whole ? INCLUSIVE : LEVEL_WORDS[shape])[language], words)
}

const shorten = (text: string, room: number): string => {
  const letters = [...text]
  return letters.length <= room
    ? text
    : `${letters
        .slice(0, Math.max(1, room - 1))
        .join('')
        .trimEnd()}…`
}

const filledWithin = (template: string, label: string, words: string): string => {
  const frame = fill(template, { label: '', words: '' }).length
  const wordsRoom = Math.max(LONGEST_REASON - frame - Math.min([...label].length, 60), 20)
  const short = template.includes('{words}') ? shorten(words, wordsRoom) : ''
  return fill(template, { label: shorten(label, LONGEST_REASON - frame - [...short].length), words: short })
}

const genericText = (shaped: Shaped, worded: Worded, language: Language): string => {
  const label = worded.input.label?.[language] ?? worded.input.name.replaceAll('_', ' ')
  const template = GENERIC_STATES[shaped.shape] ?? GENERIC_VALUE
  return filledWithin(template[language], label, shapeWords(shaped, worded, language))
}

/** The text asked for: a written one where the study has it, by comparison with all of training where that is what was written. */
const writtenFor = (
  texts: ReasonTexts['texts'],
  shape: LevelShape,
  side: 'higher' | 'lower' | null,
): Bilingual | undefined => {
  const grouped = shape === 'group' || shape === 'one-of' || shape === 'any'
  return texts[shape] ?? (grouped && side !== null ? texts[side] : undefined)
}

const sideOf = (value: number): 'higher' | 'lower' | null => (value > 0 ? 'higher' : value < 0 ? 'lower' : null)

/**
 * What is known, in one sentence to the person: the text written for the study and else the one that serves any study. At most
 * {@link LONGEST_REASON} characters: a label or a list of values that is too long is cut with "…". Edges are rounded outward, so that the
 * sentence stays true.
 */
export const reasonText = (
  worded: Worded,
  level: Level,
  { language, reasons }: { readonly language: Language; readonly reasons: Reasons },
): string => {
  const shaped = levelShapeOf(worded, level, { language, digits: 'outward' })
  const texts = reasons.indicators.find(({ candidate }) => candidate === worded.input.name)?.texts ?? {}
  const written = writtenFor(texts, shaped.shape, sideOf(level.woe))
  return written === undefined ? genericText(shaped, worded, language) : fill(written[language], shaped.words)
}

/** The sentence about an indicator that enters as a number: on which side of the reference the value lies. */
export const comparedText = (
  worded: Worded,
  side: 'higher' | 'lower',
  { language, reasons }: { readonly language: Language; readonly reasons: Reasons },
): string => {
  const texts = reasons.indicators.find(({ candidate }) => candidate === worded.input.name)?.texts ?? {}
  return texts[side]?.[language] ?? genericText({ shape: side, words: {} }, worded, language)
}

/** A text of one level; level null for an indicator that enters as a number. */
export interface SaidText {
  readonly indicator: string
  readonly level: number | null
  readonly text: string
}

/** Every text a model can say, by indicator and level. */
export const allReasonTexts = (
  model: Pick<Model, 'name' | 'inputs' | 'encoders'>,
  language: Language,
): readonly SaidText[] => {
  const said = { language, reasons: reasonsFor(model.name) }
  return model.inputs.flatMap((input, index): readonly SaidText[] => {
    const encoder = model.encoders[index]
    if (encoder === undefined) return []
    const worded = { input, encoder }
    const indicator = input.name
    return encoder.levels.length === 0
      ? (['higher', 'lower'] as const).map((side) => ({
          indicator,
          level: null,
          text: comparedText(worded, side, said),
        }))
      : encoder.levels.map((level) => ({ indicator, level: level.code, text: reasonText(worded, level, said) }))
  })
}

/** Texts of a model that may not be said, in either language, one issue for each; labels come from the study and can bring them in. */
export const reasonIssues = (model: Pick<Model, 'name' | 'inputs' | 'encoders'>): readonly Issue[] =>
  (['nl', 'en'] as const).flatMap((language) =>
    allReasonTexts(model, language).flatMap(({ indicator, level, text }) =>
      wordingProblems(text, language).map(
        ({ rule, found }): Issue => ({
          rule: `reason-${rule}`,
          column: indicator,
          expected: `a text of at most ${LONGEST_REASON} characters without words that blame or judge`,
          found: `${found} (${language}, level ${level ?? 'none'})`,
          advice: 'change the label of the candidate in the study',
          severity: 'warn',
        }),
      ),
    ),
  )
