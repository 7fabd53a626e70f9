import type { CalibrationExaminationResult } from '../../data-schemas/results/calibration-examination.js'
import type { Parts } from '../calibration/calibration-parts.js'
import {
  type examineCurves,
  type examineNewPeople,
  type examineParts,
  rankGuard,
  slopeGuard,
} from '../calibration/examine-calibration.js'
import type { Predicted } from '../calibration/probabilities.js'
import { rankEffect } from '../calibration/rank-effect.js'
import type { Training } from '../calibration/slope-optimism.js'
import { type AuditReading, readAudit } from '../disclosure/audit-codes.js'
import { codedRows, patterns } from '../encoding/patterns.js'
import { WorkbenchError } from '../errors.js'
import { cholesky, choleskyInverse } from '../numeric/cholesky.js'
import { likelihood } from '../numeric/information.js'
import { fitLogistic } from '../numeric/logistic.js'
import { densePeople } from '../numeric/people.js'
import type { Undefined } from '../numeric/undefined.js'
import { auditAttributes } from '../panel/audit.js'
import { periodDates, quarterOf } from '../panel/period-dates.js'
import { calibrationAtCut } from '../ranking/cut-calibration.js'
import { rankingOf } from '../ranking/order.js'
import { rowPatterns } from '../selection/row-patterns.js'
import { asideOf, awaited } from './aside.js'
import type { Examined, Made } from './examined.js'
import { TRAIN } from './run.js'

/** Of a refit from its maximum, in standard errors. */
const TOLERANCE = 1e-3

/** The training side as the refits need it. */
const trainingOf = async ({ run, fitted }: Made): Promise<Training & { readonly fold: Uint8Array }> => {
  const { chosen } = fitted
  const design = await patterns(run.coded, chosen, { where: TRAIN, counts: 'rows' })
  // Refits count rows; where rows weigh, they start from a fit that does so too.
  const estimates = run.coded.weight === undefined ? fitted.estimates : fitLogistic(design).estimates
  const own = likelihood(design.blocks, { ...design, offset: undefined }, true)
  const factor = cholesky(own.evaluate(estimates).information, own.size)
  if (factor === null)
    throw new WorkbenchError('not-converged', { expected: 'a positive definite information', found: 'a singular one' })
  const rows = await codedRows(run.coded, chosen, { where: TRAIN })
  const folded = rowPatterns(rows.blocks, rows.outcome.length)
  const known = { estimates, covariance: choleskyInverse(factor), trials: rows.outcome.length }
  return { folded, outcome: rows.outcome, person: rows.person, fold: rows.fold, known, tolerance: TOLERANCE }
}

/** Quarters of the test rows, in order of time. */
const quartersOf = async ({ run, test }: Examined): Promise<Parts | Undefined> => {
  const dates = await periodDates(run.study, run.opened, run.panel)
  if ('kind' in dates) return dates
  const seen = [...new Set(test.period)].sort((a, b) => a - b)
  const names = [...new Set(seen.map((period) => quarterOf(dates[period] as string)))]
  const code = dates.map((day) => names.indexOf(quarterOf(day)))
  return { names, of: test.period.map((period) => code[period] as number) }
}

/** Optimism of the slope, and recalibration compared on new people. It takes long and needs nothing of the rest: it may begin before. */
export const newPeopleOf = async (of: Made): ReturnType<typeof examineNewPeople> => {
  const { refits } = of.run.study.examination.calibration
  return asideOf(of.run)('examineNewPeople', await trainingOf(of), { refits, seed: of.run.study.seed })
}

const predictedOf = ({ test, probability }: Examined): Predicted => ({
  probability,
  label: test.outcome,
  people: densePeople(test.person),
})

/** The curves of calibration. They take long and need nothing of the rest: they may begin before. */
export const curvesOf = async (of: Examined): Promise<ReturnType<typeof examineCurves>> => {
  const { study } = of.run
  const { confidence } = of.judged.calibration
  const options = { ...study.examination.calibration, minimum: study.disclosure.minimum, confidence, seed: study.seed }
  return asideOf(of.run)('examineCurves', predictedOf(of), options)
}

/** Groups and periods, with the lines for the log of who read the groups. They take long and need nothing of the rest: they may begin before. */
export const partsOf = async (
  of: Examined,
): Promise<{
  readonly attributes: readonly { readonly name: string; readonly reading: AuditReading }[]
  readonly parts: ReturnType<typeof examineParts>
}> => {
  const { study, opened, panel } = of.run
  const { confidence } = of.judged.calibration
  const options = { ...study.examination.calibration, minimum: study.disclosure.minimum, confidence }
  const attributes = (await auditAttributes(study, opened, { panel, side: 'test' })).map((sealed) => ({
    name: sealed.name,
    names: sealed.values,
    ...readAudit(sealed, 'calibration examination', 'observed to expected per group'),
  }))
  const groups = attributes.map(({ name, names, codes }) => ({ name, names, of: codes }))
  const periods = await quartersOf(of)
  const parts = await asideOf(of.run)('examineParts', predictedOf(of), { attributes: groups, periods }, options)
  return { attributes, parts }
}

/** What the examination of calibration may be given, when it was begun before. */
export interface BegunCalibration {
  readonly asking?: ReturnType<typeof newPeopleOf>
  readonly drawing?: ReturnType<typeof curvesOf>
  readonly dividing?: ReturnType<typeof partsOf>
}

/** What recalibrated probabilities are worth: curves, new people, ranks, the cut, groups and periods. */
export const examineCalibration = async (
  of: Examined,
  { asking = newPeopleOf(of), drawing = curvesOf(of), dividing = partsOf(of) }: BegunCalibration = {},
): Promise<CalibrationExaminationResult> => {
  const { run, judged, test, probability } = of
  const { study, stamp } = run
  const asked = study.examination.calibration
  const { minimum } = study.disclosure
  const { confidence } = judged.calibration
  const predicted = predictedOf(of)
  const ranks = rankEffect(test.score, probability, study.evaluation.k)
  const people = await awaited(run, asking)
  const curves = await awaited(run, drawing)
  const { attributes, parts } = await awaited(run, dividing)
  const order = rankingOf(test.score)
  return {
    kind: 'calibration-examination',
    ...stamp,
    confidence,
    ...curves,
    ...people,
    chosen: judged.calibration.method,
    ranks: { declared: asked.ranksMayChange, ...ranks, atCut: [...ranks.atCut] },
    atCut: study.evaluation.k.map((k) =>
      calibrationAtCut(order, predicted, { k, minimum, margin: asked.margin, confidence }),
    ),
    attributes: parts.groups.map((groups, index) => ({
      name: attributes[index]?.name as string,
      label: study.audit.find(({ name }) => name === attributes[index]?.name)?.label ?? null,
      groups: [...groups],
    })),
    periods: 'kind' in parts.periods ? parts.periods : [...parts.periods],
    readings: attributes.map(({ reading }) => reading),
    guards: [
      ...slopeGuard(people.optimism, asked.minimumSlope),
      rankGuard(ranks, asked.ranksMayChange),
      ...parts.guards,
    ],
  }
}
