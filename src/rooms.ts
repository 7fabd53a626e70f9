import type { Encoder } from '../data-schemas/encoder.js'
import type { CalibrationResult } from '../data-schemas/results/calibration.js'
import type { Stamp } from '../data-schemas/results/common.js'
import type { ContractResult } from '../data-schemas/results/contract.js'
import type { EncodingResult } from '../data-schemas/results/encoding.js'
import type { FitResult, Scorecard } from '../data-schemas/results/fit.js'
import type { ScreeningResult } from '../data-schemas/results/screening.js'
import type { SelectionResult } from '../data-schemas/results/selection.js'
import type { Study } from '../data-schemas/study.js'
import { calibrationRoom } from './calibration/calibration-room.js'
import type { OpenedData } from './contract/opened.js'
import type { CodedTable } from './encoding/coded.js'
import { type CodedRows, codedRows, patterns } from './encoding/patterns.js'
import { RefusedError } from './errors.js'
import { type FairnessInputs, fairnessRoom } from './fairness/fairness-room.js'
import { fitModel } from './fit/fit-model.js'
import { validationFolds } from './fit/folds.js'
import { outOfFold } from './fit/out-of-fold.js'
import { pointsCard } from './fit/scorecard.js'
import { calibrator } from './numeric/calibrator.js'
import { linearPredictor } from './numeric/linear-predictor.js'
import { auditAttributes } from './panel/audit.js'
import { ruleLists } from './panel/rule-lists.js'
import type { PanelTable } from './panel/table.js'
import type { Progress } from './progress.js'
import { listingChance } from './ranking/listing.js'
import { rankingOf } from './ranking/order.js'
import { type NamedBaseline, rankingRoom } from './ranking/ranking-room.js'
import { leftOut } from './screening/left-out.js'
import { qualityCounts } from './screening/quality-counts.js'
import { screeningRoom } from './screening/screening-room.js'
import { selectBest } from './selection/select-best.js'

/** What every room of one run works with. */
export interface Run {
  readonly study: Study
  readonly stamp: Stamp
  readonly opened: OpenedData
  readonly panel: PanelTable
  readonly coded: CodedTable
  readonly encoders: readonly Encoder[]
  readonly signal?: AbortSignal
  readonly onProgress?: Progress
}

const SAMPLE = { kind: 'sample' } as const
const TRAIN = { kind: 'train' } as const
const TEST = { kind: 'test' } as const

/** Screening, on the selection sample. */
export const screen = async (
  { study, stamp, opened, panel, coded, encoders }: Run,
  of: { readonly contract: ContractResult; readonly encoding: EncodingResult },
): Promise<ScreeningResult> =>
  screeningRoom(
    study,
    {
      encoders,
      skipped: of.encoding.skipped,
      design: await patterns(coded, encoders, { where: SAMPLE }),
      rows: await codedRows(coded, encoders, { where: SAMPLE }),
      quality: await qualityCounts(panel, of.contract),
      audit: await auditAttributes(study, opened, { panel, side: 'sample' }),
    },
    stamp,
  )

/** The exact best set of the candidates that screening admits. Where there is none, the refusal tells what screening left out. */
export const select = async (
  { study, stamp, panel, coded, encoders, signal, onProgress }: Run,
  screening: ScreeningResult,
): Promise<SelectionResult> => {
  const admissible = encoders.filter(({ name }) => screening.admissible.includes(name))
  const design = await patterns(coded, admissible, { where: SAMPLE })
  return selectBest(design, {
    ...study.selection,
    people: panel.clustered ? screening.people : null,
    stamp,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  }).catch((error: unknown) => {
    if (!(error instanceof RefusedError)) throw error
    throw new RefusedError(error.code, [...error.issues, ...leftOut(screening)], error.where)
  })
}

/** The model of the selected candidates on the whole training side. */
export interface Fitted {
  readonly chosen: readonly Encoder[]
  readonly fit: FitResult
  readonly scorecard: Scorecard
  /** Intercept first. */
  readonly estimates: Float64Array
}

/** Fit, with errors clustered by person where a person can occur twice, and its points card. */
export const fitSelected = async (
  { study, stamp, panel, coded, encoders }: Run,
  selection: SelectionResult,
): Promise<Fitted> => {
  const chosen = encoders.filter(({ name }) => selection.selected.includes(name))
  const design = await patterns(coded, chosen, { where: TRAIN })
  const clustered = panel.clustered ? { rows: await codedRows(coded, chosen, { where: TRAIN }) } : {}
  const fit = fitModel(design, { stamp, ...clustered })
  const estimates = Float64Array.from(fit.terms, ({ estimate }) => estimate)
  const card = pointsCard({ design, estimates, encoders: chosen }, study.points)
  return { chosen, fit, estimates, scorecard: { ...card, ...stamp } }
}

/** Rows of the test side with the log-odds that the model gives them. */
export interface TestRows extends CodedRows {
  readonly score: Float64Array
}

/** Opens the test side: the one place where the model meets rows it was not made on. */
export const openTest = async ({ coded, panel }: Run, { chosen, estimates }: Fitted): Promise<TestRows> => {
  if (panel.counts.test.rows === 0) {
    throw new RefusedError('no-test-rows', [
      {
        rule: 'no-test-rows',
        expected: 'rows that the model was not made on, to judge it by',
        found: 'none: the split of the study leaves no test side',
        advice: 'declare a split by time, by person or by column in the study',
        severity: 'refuse',
      },
    ])
  }
  const rows = await codedRows(coded, chosen, { where: TEST })
  return { ...rows, score: linearPredictor(rows.blocks, estimates, rows.outcome.length) }
}

/** Recalibration chosen on validation folds of the training side, measured on the test side. */
export const calibrate = async (
  { study, stamp, coded }: Run,
  { chosen }: Fitted,
  test: TestRows,
): Promise<CalibrationResult> =>
  calibrationRoom(
    {
      linearPredictor: test.score,
      label: test.outcome,
      person: test.person,
      validation: outOfFold(await validationFolds(coded, chosen, study.calibration.folds)),
    },
    { stamp, methods: study.calibration.methods, minimum: study.disclosure.minimum },
  )

const baselinesOf = async ({ study, panel }: Run): Promise<readonly NamedBaseline[]> => {
  const { baselines } = study.evaluation
  const rules = await ruleLists(panel, baselines)
  return baselines.flatMap((baseline): readonly NamedBaseline[] => {
    if (baseline.kind === 'random') return [{ kind: 'random', name: baseline.name }]
    const found = rules.find(({ name }) => name === baseline.name)
    return found === undefined ? [] : [{ kind: 'rule', name: found.name, selected: found.listed }]
  })
}

/** The list on the test side: top-k, deciles, intervals, and the simple rules at equal list size. */
export const rank = async (run: Run, test: TestRows, probability: Float64Array) => {
  const { study, stamp } = run
  return rankingRoom(
    {
      score: test.score,
      label: test.outcome,
      person: test.person,
      probability,
      ...(study.key.list === undefined ? {} : { list: test.list }),
      baselines: await baselinesOf(run),
    },
    {
      stamp,
      shares: study.evaluation.k,
      replicates: study.evaluation.bootstrap,
      seed: study.seed,
      minimum: study.disclosure.minimum,
    },
  )
}

/** The groups of every audit attribute at the real cut. */
export const audit = async ({ study, stamp, opened, panel }: Run, test: TestRows, probability: Float64Array) => {
  const { k } = study.fairness
  const inputs: FairnessInputs = {
    k,
    chance: listingChance(rankingOf(test.score), { kind: 'share', share: k }),
    listed: null,
    label: test.outcome,
    probability,
    person: test.person,
    attributes: await auditAttributes(study, opened, { panel, side: 'test' }),
  }
  return fairnessRoom(study, inputs, stamp)
}

/** Calibrated probability of each test row. */
export const probabilities = (test: TestRows, { calibration }: CalibrationResult): Float64Array => {
  const map = calibrator(calibration)
  return test.score.map((eta) => map(eta))
}
