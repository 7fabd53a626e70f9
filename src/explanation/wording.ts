import type { Language } from '../../data-schemas/reasons.js'
import { FORBIDDEN_WORDS } from './texts/forbidden.js'

/** Longest text of one reason, in characters. */
export const LONGEST_REASON = 120

/** What is wrong with a text for people. */
export interface WordingProblem {
  readonly rule: 'too-long' | 'forbidden-word' | 'not-filled-in'
  readonly found: string
}

const pattern = (word: string): RegExp => {
  const stem = word.replace(/\*$/, '')
  const ending = word.endsWith('*') ? '' : '(?![\\p{L}\\p{N}])'
  return new RegExp(`(?<![\\p{L}\\p{N}])${stem.replaceAll(' ', '\\s+')}${ending}`, 'iu')
}

const PATTERNS = {
  nl: FORBIDDEN_WORDS.nl.map((word) => [word, pattern(word)] as const),
  en: FORBIDDEN_WORDS.en.map((word) => [word, pattern(word)] as const),
}

/** Every problem of a text: longer than {@link LONGEST_REASON}, a forbidden word, or a place that was not filled in. */
export const wordingProblems = (text: string, language: Language): readonly WordingProblem[] => [
  ...([...text].length > LONGEST_REASON
    ? [{ rule: 'too-long' as const, found: `${[...text].length} characters` }]
    : []),
  ...PATTERNS[language]
    .filter(([, word]) => word.test(text))
    .map(([found]) => ({ rule: 'forbidden-word' as const, found })),
  ...(text.match(/\{\w+\}/g) ?? []).map((found) => ({ rule: 'not-filled-in' as const, found })),
]
