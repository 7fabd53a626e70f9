import type { Language } from '../../data-schemas/reasons.js'
import type { ParityResult } from '../../data-schemas/results/parity.js'

type Check = ParityResult['checks'][number]

/** For whom the table is written. */
export interface Telling {
  readonly language: Language
  /** The reason why an engine was not checked, in that language. */
  readonly tell: (because: string) => string
}

const WORDS = {
  en: {
    head: [
      'target',
      'engine',
      'rows',
      'refused',
      'linear predictor',
      'probability',
      'ranks',
      'equals',
      'cross the cut',
      'verdict',
    ],
    same: 'same bits',
    none: 'not given',
    equal: 'same',
    differ: (n: number) => `${n} differ`,
    passed: 'holds',
    failed: 'DOES NOT HOLD',
    unchecked: 'not checked here',
  },
  nl: {
    head: [
      'doel',
      'machine',
      'rijen',
      'geweigerd',
      'lineaire score',
      'kans',
      'plaatsen',
      'gelijken',
      'over de grens',
      'oordeel',
    ],
    same: 'zelfde bits',
    none: 'niet gegeven',
    equal: 'gelijk',
    differ: (n: number) => `${n} anders`,
    passed: 'klopt',
    failed: 'KLOPT NIET',
    unchecked: 'hier niet getoetst',
  },
} as const

/** Head of the parity table. */
export const parityHead = (language: Language): readonly string[] => WORDS[language].head

const rowOf = (target: string, check: Check, { language, tell }: Telling): readonly string[] => {
  const words = WORDS[language]
  if (check.kind === 'undefined') {
    return [target, check.engine, '', '', '', '', '', '', '', `${words.unchecked}: ${tell(check.because)}`]
  }
  const size = (found: { readonly largest: number; readonly differing: number } | null): string =>
    found === null ? words.none : found.differing === 0 ? words.same : `≤ ${found.largest.toExponential(1)}`
  const count = (n: number): string => (n === 0 ? words.equal : words.differ(n))
  return [
    target,
    check.engine,
    String(check.rows),
    check.refusalsDiffering === 0 ? String(check.refused) : words.differ(check.refusalsDiffering),
    size(check.linearPredictor),
    size(check.probability),
    count(check.ranksDiffering),
    count(check.tiesDiffering),
    check.crossing.map(({ k, people }) => `${Math.round(k * 100)}%: ${people}`).join(' · '),
    check.passed ? words.passed : `${words.failed}: ${check.problems.join('; ')}`,
  ]
}

/** Rows of the parity table: one for each engine of each export. Computes nothing. */
export const parityRows = (results: readonly ParityResult[], telling: Telling): readonly (readonly string[])[] =>
  results.flatMap(({ target, checks }) => checks.map((check) => rowOf(target, check, telling)))
