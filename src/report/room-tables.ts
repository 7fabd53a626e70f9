import { type ColumnTable, from } from 'arquero'
import type { CalibrationResult } from '../../data-schemas/results/calibration.js'
import type { ContractResult } from '../../data-schemas/results/contract.js'
import type { FairnessResult } from '../../data-schemas/results/fairness.js'
import type { FitResult, Scorecard } from '../../data-schemas/results/fit.js'
import type { GatesResult } from '../../data-schemas/results/gates.js'
import type { Guard } from '../../data-schemas/results/guard.js'
import type { PanelResult } from '../../data-schemas/results/panel.js'
import type { RankingResult } from '../../data-schemas/results/ranking.js'
import type { SelectionResult } from '../../data-schemas/results/selection.js'
import type { Study } from '../../data-schemas/study.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { RunResults } from '../run-results.js'
import { publishedFigures } from './published.js'

/** A number, or null where it may not be shown or does not exist; the reason stays in the result. */
const plain = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** The files of the data: rows that go on, and rows that were refused (null: fewer than may be shown). */
export const sourcesTable = (result: ContractResult): ColumnTable =>
  from(
    result.tables.map(({ name, file, rows, refusedRows, columns }) => ({
      table: name,
      file,
      columns: columns.length,
      rows,
      refusedRows,
    })),
  )

/** Every column of the data that the study reads: its type and what is missing. */
export const columnsTable = (result: ContractResult): ColumnTable =>
  from(
    result.tables.flatMap(({ name: table, columns }) =>
      columns.map(({ name, type, rows, missing, notApplicable, special, distinct }) => ({
        table,
        column: name,
        type,
        rows,
        missing,
        notApplicable,
        special,
        distinct,
      })),
    ),
  )

/** What was found against the contract: one row a rule, never a person's value. */
export const issuesTable = (result: ContractResult): ColumnTable =>
  from(
    result.issues.map(({ severity, rule, table, column, count, rows, expected, found }) => ({
      severity,
      rule,
      table,
      column,
      count,
      rows,
      expected,
      found,
    })),
  )

/** Who is in: rows and people left after each step, and why the others left. */
export const waterfallTable = (result: PanelResult): ColumnTable =>
  from(
    result.waterfall.map(({ step, rows, people, droppedRows, reason }) => ({
      step,
      rows,
      people,
      droppedRows,
      reason,
    })),
  )

/** The sides of the split and the sample that the selection runs on. */
export const splitTable = ({ split }: PanelResult): ColumnTable =>
  from([
    { side: 'train', from: split.trainFrom, until: split.trainUntil, ...split.train },
    { side: 'selection sample', from: split.trainFrom, until: split.trainUntil, ...rest(split.sample) },
    { side: 'test', from: split.testFrom, until: split.testUntil, ...split.test },
  ])

const rest = ({ kind: _, ...side }: PanelResult['split']['sample']): PanelResult['split']['train'] => side

/** For each candidate: how it is proven that a value was known on the day of the snapshot. */
export const knowledgeTable = (result: PanelResult): ColumnTable =>
  from(result.knowledge.map(({ candidate, proof, rows, late, reason }) => ({ candidate, proof, rows, late, reason })))

/** The selected candidates: log-likelihood lost when one is left out and the others stay. */
export const gainsTable = (result: SelectionResult): ColumnTable =>
  from(result.gains.map(({ candidate, loglikLost, columns }) => ({ candidate, loglikLost, columns })))

/** What the search covered, as a list of names and numbers. */
export const certificateTable = ({ certificate }: SelectionResult): ColumnTable =>
  from(
    Object.entries(certificate)
      .filter(([, value]) => typeof value !== 'object')
      .map(([what, value]) => ({ what, value })),
  )

/** One test for each candidate of the model. */
export const testsTable = ({ candidateTests }: FitResult): ColumnTable | Undefined =>
  candidateTests === undefined
    ? undefinedBecause('this run made no tests of whole candidates')
    : from(candidateTests.tests.map((test) => ({ ...test, method: candidateTests.method })))

/** The points card: one row a level. */
export const cardTable = (result: Scorecard): ColumnTable =>
  from(result.levels.map(({ candidate, label, points, rounded }) => ({ candidate, level: label, points, rounded })))

/** The recalibration methods that were tried, on the folds they were not fitted on. */
export const methodsTable = (result: CalibrationResult): ColumnTable =>
  from(
    result.comparison.map(({ method, logLoss, gain, gainStandardError, distinctProbabilities }) => ({
      method,
      chosen: method === result.method,
      logLoss: plain(logLoss),
      gain: plain(gain),
      gainStandardError: plain(gainStandardError),
      distinctProbabilities: plain(distinctProbabilities),
    })),
  )

const MEASURES = ['intercept', 'slope', 'observedToExpected', 'brier', 'logLoss'] as const

/** Calibration on the test side, before and after, with intervals. */
export const calibrationTable = (result: CalibrationResult): ColumnTable =>
  from(
    MEASURES.map((measure) => {
      const { estimate, lower, upper } = result.test[measure]
      return {
        measure,
        estimate: plain(estimate),
        lower,
        upper,
        before: plain(result.uncalibrated[measure].estimate),
      }
    }),
  )

/** Reliability: predicted and observed by group of equal size. */
export const curveTable = (result: CalibrationResult): ColumnTable => from([...result.curve])

/** The model against random order and simple rules, on the same people at the same list size. */
export const baselinesTable = (result: RankingResult): ColumnTable =>
  from(
    result.baselines.map(({ name, share, size, recall, modelRecall, difference }) => ({
      rule: name,
      share,
      size,
      recall: plain(recall),
      modelRecall: plain(modelRecall),
      difference: plain(difference?.estimate),
      lower: difference?.lower ?? null,
      upper: difference?.upper ?? null,
    })),
  )

/** Each period ranked on its own. */
export const periodsTable = (result: RankingResult): ColumnTable =>
  from(
    result.test.periods.map(({ period, n, events, auc, atK }) => ({
      period,
      rows: n,
      events,
      auc: plain(auc),
      ...Object.fromEntries(atK.map(({ k, recall }) => [`recall@${k}`, plain(recall)])),
    })),
  )

/** Published figures, which stand in the study, beside those of this run. */
export const publishedTable = (
  study: Study | Undefined,
  results: Pick<RunResults, 'ranking' | 'panel'>,
): ColumnTable | Undefined => ('because' in study ? study : from([...publishedFigures(study, results)]))

const guardRows = (guards: readonly Guard[]): ColumnTable =>
  from(
    guards.map(({ name, passed, severity, value, threshold, reason }) => ({
      name,
      passed,
      severity,
      value,
      threshold: threshold === null ? null : String(threshold),
      reason,
    })),
  )

/** Every comparison of a group with its reference. Fewer people than needed give `cannot-tell`, which is never "equal". */
export const comparisonsTable = (result: FairnessResult): ColumnTable =>
  from(
    result.attributes.flatMap(({ name, comparisons }) =>
      comparisons.map(({ metric, group, reference, difference, lower, upper, pAdjusted, verdict, because }) => ({
        attribute: name,
        metric,
        group,
        reference,
        difference,
        lower,
        upper,
        pAdjusted,
        verdict,
        because,
      })),
    ),
  )

/** The guards of an examination; the reason why there are none for a run that was not examined. */
export const guardsTable = (examination: { readonly guards: readonly Guard[] } | undefined): ColumnTable | Undefined =>
  examination === undefined
    ? undefinedBecause('this run was not examined; a gate refuses such a model')
    : guardRows(examination.guards)

/** Every gate: what was asked, what was found. */
export const gatesTable = (result: GatesResult): ColumnTable => guardRows(result.gates)

/** Who read a protected attribute, and for what. */
export const readingsTable = (result: Pick<FairnessResult, 'readings'>): ColumnTable => from([...result.readings])
