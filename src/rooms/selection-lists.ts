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
} from '../ranking/compare-lists.js'
import { indicatorPrices } from '../ranking/indicator-prices.js'
import { legalBurden } from '../selection/legal-burden.js'
import type { ScoredSets } from './score-sets.js'

type Result = SelectionExaminationResult

/** Name of the i-th best set in lists and alternatives. */
export const setName = (index: number): string => `set ${index + 1}`

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

/** A set without each of its indicators, by the name of that indicator; none where nothing would be left. */
export const eachLeftOut = (
  set: readonly string[],
): readonly { readonly name: string; readonly set: readonly string[] }[] =>
  set.length < 2 ? [] : set.map((name) => ({ name, set: set.filter((other) => other !== name) }))

/** What each indicator of the best set is worth to the list, beside what it has to justify. */
export const pricesOf = (
  rows: CodedRows,
  of: {
    readonly score: Float64Array | undefined
    /** Scores of {@link eachLeftOut}. */
    readonly without: ScoredSets
    readonly ledger: readonly ScreenedCandidate[]
  },
  options: CompareListsOptions,
): Result['prices'] => {
  const { score, without, ledger } = of
  if (score === undefined) return undefinedBecause('the best set has no model without one of the folds')
  if (without.scores.length + without.without.length === 0)
    return undefinedBecause('nothing is left of a set of one without its indicator')
  const { outcome: label, person } = rows
  return indicatorPrices({ score, without: without.scores, label, person }, options).map((price) => ({
    ...price,
    burden: legalBurden([price.indicator], ledger).points,
  }))
}
