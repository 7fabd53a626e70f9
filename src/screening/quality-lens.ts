import type { Finding, ScreenedCandidate } from '../../data-schemas/results/screening.js'
import type { Study } from '../../data-schemas/study.js'

/** Counted rows of one candidate on the training side; null where not counted. */
export interface QualityCounts {
  readonly name: string
  readonly rows: number
  readonly missing: number | null
  /** Rows with the most frequent value. */
  readonly constant: number | null
  /** Rows that break the contract of the column. */
  readonly impossible: number | null
  /** Rows whose value was known only after the snapshot. */
  readonly late: number | null
}

type Quality = NonNullable<ScreenedCandidate['dataQuality']>

const RULES = [
  { field: 'missing', rule: 'missing', bound: 'maxMissing', says: 'of the rows have no value' },
  { field: 'constant', rule: 'constant', bound: 'maxConstant', says: 'of the rows have the same value' },
  { field: 'impossible', rule: 'impossible', bound: 'maxImpossible', says: 'of the rows have a value that cannot be' },
  { field: 'late', rule: 'late', bound: 'maxLate', says: 'of the values were known only after the snapshot' },
] as const

const shareOf = (count: number | null, rows: number): number | null =>
  count === null || rows === 0 ? null : count / rows

/** Shares over their bounds; each keeps the candidate out. A share that may not be shown is judged and not printed. */
export const qualityFindings = (counts: QualityCounts, study: Study): readonly Finding[] =>
  RULES.flatMap(({ field, rule, bound, says }): Finding[] => {
    const value = shareOf(counts[field], counts.rows)
    const threshold = study.screening[bound]
    if (value === null || value <= threshold) return []
    const shown = (counts[field] as number) >= study.disclosure.minimum
    const text = `${shown ? `${(100 * value).toFixed(2)}%` : 'too large a share'} ${says}`
    return [
      {
        lens: 'data-quality',
        rule,
        effect: 'drop',
        text,
        value: shown ? value : null,
        threshold,
        answerable: true,
        answeredBy: null,
      },
    ]
  })

/** The shares as they may be shown: null where a few rows, but not none, stand behind one. */
export const qualityShares = (counts: QualityCounts, minimum: number): Omit<Quality, 'grade'> => {
  const shown = (count: number | null): number | null =>
    count !== null && count > 0 && count < minimum ? null : shareOf(count, counts.rows)
  return {
    rows: counts.rows,
    missing: shown(counts.missing),
    constant: shown(counts.constant),
    impossible: shown(counts.impossible),
    late: shown(counts.late),
  }
}
