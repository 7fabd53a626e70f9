import type { ModelInput } from '../../data-schemas/artifact.js'
import type { Encoder, Level } from '../../data-schemas/encoder.js'
import type { Language, LevelShape } from '../../data-schemas/reasons.js'
import { ranksOf } from '../scoring/slot.js'

/** What a level says about a value, with the words that fill a text. */
export interface Shaped {
  readonly shape: LevelShape
  readonly words: Readonly<Record<string, string>>
}

/** An indicator as it is put in words. */
export interface Worded {
  readonly input: ModelInput
  readonly encoder: Encoder
}

/** How numbers are written: as they are, or rounded outward to what people read, so that the text stays true. */
export type Digits = 'exact' | 'outward'

interface Wording {
  readonly language: Language
  readonly digits: Digits
}

const LOCALE = { nl: 'nl-NL', en: 'en-GB' } as const
const DAY = 86_400_000

const decimalsFor = (value: number): number => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2)

const plainFormat = (language: Language, useGrouping: boolean): Intl.NumberFormat =>
  new Intl.NumberFormat(LOCALE[language], { maximumSignificantDigits: 17, useGrouping })

/** Making a format takes longer than writing a hundred numbers with it. */
const PLAIN = { nl: plainFormat('nl', false), en: plainFormat('en', false) } as const
const GROUPED = { nl: plainFormat('nl', true), en: plainFormat('en', true) } as const

const plainNumber = (value: number, language: Language): string =>
  (Math.abs(value) >= 10_000 ? GROUPED : PLAIN)[language].format(value)

const roundOutward = (value: number, side: 'low' | 'high'): number => {
  const scale = 10 ** decimalsFor(value)
  return (side === 'low' ? Math.floor(value * scale) : Math.ceil(value * scale)) / scale
}

const numberText = (value: number, side: 'low' | 'high', { language, digits }: Wording): string =>
  plainNumber(digits === 'exact' ? value : roundOutward(value, side), language)

const dateText = (days: number, language: Language): string =>
  new Date(days * DAY).toLocaleDateString(LOCALE[language], {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })

/** Words of a whole number: the number, a date, or the text of an ordered category. */
const wholeText = ({ input }: Worded, language: Language): ((value: number) => string) => {
  if (input.contract.type === 'date') return (value) => dateText(value, language)
  const texts = [...(ranksOf(input)?.keys() ?? [])]
  return (value) => texts[value] ?? plainNumber(value, language)
}

const exactly = (value: number, text: string, counted: boolean): Shaped => ({
  shape: counted && value === 0 ? 'zero' : counted && value === 1 ? 'one' : 'exactly',
  words: { value: text },
})

const wholeShape = (worded: Worded, bounds: readonly [number, number], language: Language): Shaped => {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, type } = worded.input.contract
  const show = wholeText(worded, language)
  const from = Math.ceil(bounds[0])
  const to = Math.ceil(bounds[1]) - 1
  const low = Math.max(from, Math.ceil(min))
  const high = Math.min(to, Math.floor(max))
  if (low === high) return exactly(low, show(low), type === 'integer')
  if (from === Number.NEGATIVE_INFINITY) return { shape: 'at-most', words: { high: show(to) } }
  if (to === Number.POSITIVE_INFINITY) return { shape: 'at-least', words: { low: show(from) } }
  return { shape: 'between', words: { low: show(from), high: show(to) } }
}

const intervalShape = (worded: Worded, code: number, edges: readonly number[], wording: Wording): Shaped => {
  const lower = edges[code - 1] ?? Number.NEGATIVE_INFINITY
  const upper = edges[code] ?? Number.POSITIVE_INFINITY
  if (edges.length === 0) return { shape: 'any', words: {} }
  if (worded.input.contract.type === 'boolean')
    return { shape: upper === Number.POSITIVE_INFINITY ? 'yes' : 'no', words: {} }
  if (worded.input.contract.type !== 'number') return wholeShape(worded, [lower, upper], wording.language)
  if (lower === Number.NEGATIVE_INFINITY) return { shape: 'below', words: { high: numberText(upper, 'high', wording) } }
  if (upper === Number.POSITIVE_INFINITY)
    return { shape: 'at-least', words: { low: numberText(lower, 'low', wording) } }
  return {
    shape: 'between',
    words: { low: numberText(lower, 'low', wording), high: numberText(upper, 'high', wording) },
  }
}

/** Up to three categories are named; more are a numbered group. */
const NAMED = 3

const groupShape = ({ input }: Worded, code: number, groups: readonly (readonly string[])[]): Shaped => {
  const group = groups[code] ?? []
  if (input.contract.type === 'boolean') {
    if (group.length !== 1) return { shape: 'any', words: {} }
    return { shape: group[0] === '1' || group[0] === 'true' ? 'yes' : 'no', words: {} }
  }
  if (group.length > 0 && group.length <= NAMED) return { shape: 'one-of', words: { values: group.join(', ') } }
  return { shape: 'group', words: { n: String(code + 1), of: String(groups.length) } }
}

/** Puts the level of an indicator in words: which text it asks for, and what fills it. Edges are written as they are, or outward. */
export const levelShapeOf = (worded: Worded, level: Level, wording: Wording): Shaped => {
  if (level.kind !== 'bin') return { shape: level.kind, words: {} }
  const { rule } = worded.encoder
  switch (rule.kind) {
    case 'intervals':
      return intervalShape(worded, level.code, rule.edges, wording)
    case 'groups':
      return groupShape(worded, level.code, rule.groups)
    case 'linear':
      return { shape: 'any', words: {} }
  }
}
