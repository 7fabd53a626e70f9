import type { Candidate } from '../../data-schemas/study.js'
import type { ColumnProfile } from './column-profile.js'

/** What a column seems to be. A guess to be confirmed: the study that is written is what counts. */
export type ColumnRole =
  | {
      readonly kind: 'candidate'
      readonly type: Candidate['type']
      readonly decimal: '.' | ','
      readonly dates: 'iso' | 'dutch'
    }
  /** Names a person or a thing: as many values as rows, or a code with leading zeros and many values. */
  | { readonly kind: 'identifier' }
  | { readonly kind: 'constant' }
  /** Free text, or nothing at all. */
  | { readonly kind: 'unusable'; readonly because: 'text' | 'empty' }

/** Grounds that equal-treatment law protects, by words that name them in Dutch and English column names. */
const GROUNDS: readonly (readonly [ground: string, words: RegExp])[] = [
  ['sex', /^(sex|gender|geslacht|man|vrouw|female|male)$/],
  ['age', /^(age|leeftijd|birth|geboorte\w*|dob)$/],
  ['origin', /^(race|ethnic\w*|origin|herkomst|nationali\w*|country|land|migration|migratie\w*|afkomst)$/],
  ['religion', /^(religion|religie|geloof)$/],
  ['disability', /^(disab\w*|handicap\w*|arbeidsbeperk\w*|beperking)$/],
  ['civil status', /^(marital|burgerlijk\w*|civil|gehuwd|married)$/],
  ['orientation', /^(orientation|geaardheid|seksuele)$/],
]

const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')

/** The protected ground that a column's name points to; null when it points to none. Names only: a proxy is found by screening. */
export const groundOf = (name: string): string | null =>
  GROUNDS.find(([, words]) => wordsOf(name).some((word) => words.test(word)))?.[0] ?? null

const IDENTIFIER = /^(id|nr|nummer|number|bsn|key|sleutel|uuid|code)$/

const namesOne = (name: string): boolean => {
  const words = wordsOf(name)
  return words.length > 0 && IDENTIFIER.test(words[words.length - 1] as string)
}

const numberRole = (profile: ColumnProfile, known: number): ColumnRole | null => {
  const decimal = profile.numbers === known ? '.' : profile.commaNumbers === known ? ',' : null
  if (decimal === null) return null
  const type = profile.integers === known ? 'integer' : 'number'
  return { kind: 'candidate', type, decimal, dates: 'iso' }
}

/** What a column seems to be, from its profile. */
export const roleOf = (profile: ColumnProfile): ColumnRole => {
  const known = profile.rows - profile.missing
  if (known === 0) return { kind: 'unusable', because: 'empty' }
  if (profile.distinct === 1) return { kind: 'constant' }
  const candidate = (type: Candidate['type'], dates: 'iso' | 'dutch' = 'iso'): ColumnRole => ({
    kind: 'candidate',
    type,
    decimal: '.',
    dates,
  })
  if (profile.isoDates === known) return candidate('date')
  if (profile.dutchDates === known) return candidate('date', 'dutch')
  const values = profile.levels?.map(({ value }) => value.trim().toLowerCase()) ?? []
  const two = profile.distinct === 2 && values.length === 2
  if (two && values.every((value) => ['0', '1', 'true', 'false'].includes(value))) return candidate('boolean')
  const many = profile.distinct > 0.9 * known && profile.levels === null
  if (many && (namesOne(profile.name) || profile.leadingZeros > 0 || profile.integers === known)) {
    return profile.distinct === known || namesOne(profile.name) ? { kind: 'identifier' } : candidate('integer')
  }
  if (profile.leadingZeros > 0 && profile.levels !== null) return candidate('category')
  const numeric = numberRole(profile, known)
  if (numeric !== null && profile.leadingZeros === 0) return numeric
  if (profile.levels !== null) return candidate('category')
  return namesOne(profile.name) ? { kind: 'identifier' } : { kind: 'unusable', because: 'text' }
}
