import type { ScreenedCandidate } from '../../data-schemas/results/screening.js'
import type { SelectionExaminationResult } from '../../data-schemas/results/selection-examination.js'
import { type AuditCodes, type AuditReading, readAudit } from '../disclosure/audit-codes.js'
import type { CodedRows } from '../encoding/patterns.js'
import { lessDiscriminatoryAlternative } from '../fairness/less-discriminatory.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import {
  type AttributeGroups,
  type CompareListsOptions,
  compareLists,
  type ListComparison,
  type NamedScore,
} from '../ranking/compare-lists.js'
import { indicatorPrices } from '../ranking/indicator-prices.js'
import { legalBurden } from '../selection/legal-burden.js'
import { outOfFoldScores } from '../selection/out-of-fold-scores.js'

type Result = SelectionExaminationResult

/** Sets with the score of every row by each, from fits without the own fold. */
export interface ScoredSets {
  readonly scores: readonly NamedScore[]
  readonly without: readonly { readonly name: string; readonly because: string }[]
}

/** Name of the i-th best set in lists and alternatives. */
export const setName = (index: number): string => `set ${index + 1}`

const isScore = (score: Float64Array | Undefined): score is Float64Array => score instanceof Float64Array

/** Scores of sets; a set that has no model without one of the folds is named with the reason. */
export const scoreSets = (
  rows: CodedRows,
  sets: readonly { readonly name: string; readonly set: readonly string[] }[],
): ScoredSets => {
  const scored = sets.map(({ name, set }) => ({ name, score: outOfFoldScores(rows, set) }))
  return {
    scores: scored.flatMap(({ name, score }) => (isScore(score) ? [{ name, score }] : [])),
    without: scored.flatMap(({ name, score }) => (isScore(score) ? [] : [{ name, because: score.because }])),
  }
}

/** Audit attributes opened for the gaps of lists, and the lines for the log. */
export const openAttributes = (
  audit: readonly AuditCodes[],
): { readonly attributes: readonly AttributeGroups[]; readonly readings: readonly AuditReading[] } => {
  const opened = audit.map((sealed) => ({
    sealed,
    ...readAudit(sealed, 'selection examination', 'gaps between groups on the lists of near-optimal sets'),
  }))
  return {
    attributes: opened.map(({ sealed, codes }) => ({ name: sealed.name, values: sealed.values, codes })),
    readings: opened.map(({ reading }) => reading),
  }
}

/** The lists of the sets beside that of the first; undefined when the best set has no score. */
export const listsOf = (
  rows: CodedRows,
  of: { readonly scored: ScoredSets; readonly attributes: readonly AttributeGroups[] },
  options: CompareListsOptions,
): ListComparison | Undefined => {
  const { scores, without } = of.scored
  if (scores[0]?.name !== setName(0)) return undefinedBecause(without[0]?.because ?? 'no set has scores')
  const { outcome: label, person } = rows
  return compareLists({ scores, label, person, attributes: of.attributes }, options)
}

/** For each attribute the set with the smallest gap in recall whose recall is not worse. */
export const alternativesOf = (
  lists: ListComparison | Undefined,
  attributes: readonly AttributeGroups[],
  margin: number | undefined,
): Result['alternatives'] =>
  'kind' in lists
    ? []
    : attributes.map(({ name }) => {
        const found = lessDiscriminatoryAlternative(lists, {
          attribute: name,
          ...(margin === undefined ? {} : { margin }),
        })
        return { ...found, reasons: [...found.reasons] } as Result['alternatives'][number]
      })

/** What each indicator of the best set is worth to the list, beside what it has to justify. */
export const pricesOf = (
  rows: CodedRows,
  of: {
    readonly set: readonly string[]
    readonly score: Float64Array | undefined
    readonly ledger: readonly ScreenedCandidate[]
  },
  options: CompareListsOptions,
): Result['prices'] => {
  const { set, score, ledger } = of
  if (score === undefined) return undefinedBecause('the best set has no model without one of the folds')
  if (set.length < 2) return undefinedBecause('nothing is left of a set of one without its indicator')
  const rest = set.map((name) => ({ name, set: set.filter((other) => other !== name) }))
  const { scores } = scoreSets(rows, rest)
  const { outcome: label, person } = rows
  return indicatorPrices({ score, without: scores, label, person }, options).map((price) => ({
    ...price,
    burden: legalBurden([price.indicator], ledger).points,
  }))
}
