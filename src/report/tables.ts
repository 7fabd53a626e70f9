import { type ColumnTable, from } from 'arquero'
import type { EncodingResult } from '../../data-schemas/results/encoding.js'
import type { FairnessResult } from '../../data-schemas/results/fairness.js'
import type { FitResult } from '../../data-schemas/results/fit.js'
import type { RankingResult } from '../../data-schemas/results/ranking.js'
import type { ScreeningResult } from '../../data-schemas/results/screening.js'
import type { SelectionResult } from '../../data-schemas/results/selection.js'

/** A number, or null where it may not be shown or does not exist; the reason stays in the result. */
const plain = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** The ledger of candidates as an Arquero table: one row a candidate, a grade per criterion, the decision and its reason. */
export const candidatesTable = (result: ScreeningResult): ColumnTable =>
  from(
    result.candidates.map((candidate) => ({
      candidate: candidate.name,
      validity: candidate.validity?.grade ?? null,
      explainability: candidate.explainability?.grade ?? null,
      quality: candidate.dataQuality?.grade ?? null,
      ethics: candidate.ethics.grade,
      informationValue: plain(candidate.validity?.informationValue.estimate),
      auc: plain(candidate.validity?.auc.estimate),
      decision: candidate.decision,
      reason: candidate.reason,
    })),
  )

/** Bins of every candidate: one row a level. */
export const binsTable = (result: EncodingResult): ColumnTable =>
  from(
    result.candidates.flatMap(({ name, levels }) =>
      levels.map(({ label, kind, rows, people, events, rate, woe }) => ({
        candidate: name,
        level: label,
        kind,
        rows,
        people,
        events,
        rate,
        woe,
      })),
    ),
  )

/** The best set and the next best: one row a set. */
export const setsTable = (result: SelectionResult): ColumnTable =>
  from([
    { place: 1, loglik: result.best.loglik, distance: 0, in: '', out: '' },
    ...result.nearOptimal.map((one, index) => ({
      place: index + 2,
      loglik: one.loglik,
      distance: one.distance,
      in: one.in.join(', '),
      out: one.out.join(', '),
    })),
  ])

/** Terms of the model with their intervals: one row a column. */
export const termsTable = (result: FitResult): ColumnTable =>
  from(
    result.terms.map(({ name, candidate, estimate, standardError, lower, upper, p }) => ({
      term: name,
      candidate,
      estimate,
      standardError,
      lower,
      upper,
      p,
    })),
  )

/** The top of the list at each share. */
export const topTable = (result: RankingResult): ColumnTable =>
  from(
    result.test.atK.map(({ k, size, recall, precision, lift }) => ({
      k,
      size,
      recall: plain(recall.expected),
      recallLower: recall.lower,
      recallUpper: recall.upper,
      precision: plain(precision.expected),
      lift: plain(lift.expected),
    })),
  )

/** Deciles of the list, high to low. */
export const decilesTable = (result: RankingResult): ColumnTable => from([...result.test.deciles])

/** Groups of every audit attribute at the real cut; nothing but the name of a group that is too small. */
export const groupsTable = (result: FairnessResult): ColumnTable =>
  from(
    result.attributes.flatMap((attribute) =>
      attribute.groups.map((group) => ({
        attribute: attribute.name,
        group: group.value,
        rows: group.suppressed ? null : group.n,
        selectionRate: group.suppressed ? null : plain(group.selectionRate),
        recall: group.suppressed ? null : plain(group.recall),
        precision: group.suppressed ? null : plain(group.precision),
        verdict:
          attribute.comparisons.find((one) => one.metric === 'recall' && one.group === group.value)?.verdict ?? null,
      })),
    ),
  )
