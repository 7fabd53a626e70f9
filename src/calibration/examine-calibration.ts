import type { CalibrationExaminationResult } from '../../data-schemas/results/calibration-examination.js'
import type { Guard } from '../../data-schemas/results/guard.js'
import type { Study } from '../../data-schemas/study.js'
import { type Corrected, optimism } from '../numeric/optimism.js'
import { densePeople } from '../numeric/people.js'
import type { Undefined } from '../numeric/undefined.js'
import { type PartOfRows, type Parts, partGuards, partsOfRows } from './calibration-parts.js'
import { compareNested, type NestedComparison } from './nested-folds.js'
import type { Predicted } from './probabilities.js'
import type { RankEffect } from './rank-effect.js'
import { corpReliability } from './reliability.js'
import { slopePipeline, type Training } from './slope-optimism.js'
import { type SmoothCurve, smoothCurve } from './smooth-curve.js'

type Result = CalibrationExaminationResult
type Asked = Study['examination']['calibration']

/** What the curves are asked with. */
export interface CurveOptions extends Pick<Asked, 'knots' | 'draws'> {
  readonly minimum: number
  readonly confidence: number
  readonly seed: number
}

/** The two curves without groups: isotonic with its band, and smooth with its band. */
export const examineCurves = (predicted: Predicted, options: CurveOptions): Pick<Result, 'reliability' | 'smooth'> => {
  const { knots, draws, minimum, confidence, seed } = options
  const isotonic = corpReliability(predicted, { replicates: draws, seed, minimum, confidence })
  const smooth = smoothCurve(predicted, { knots, minimum, confidence, seed })
  return {
    reliability:
      'kind' in isotonic
        ? isotonic
        : withoutConfidence({ ...isotonic, curve: [...isotonic.curve], band: [...isotonic.band] }),
    smooth: 'kind' in smooth ? smooth : shownCurve(smooth),
  }
}

/** Without the test of the diagonal, which does not hold its level in samples of this size: the isotonic curve has one that does. */
const shownCurve = (curve: SmoothCurve): Exclude<Result['smooth'], { kind: 'undefined' }> => {
  const { test: _, ...shown } = withoutConfidence(curve)
  return { ...shown, knots: [...shown.knots], points: [...shown.points] }
}

const withoutConfidence = <T extends { readonly confidence: number }>({
  confidence: _,
  ...rest
}: T): Omit<T, 'confidence'> => rest

type Metric = 'slope' | 'intercept' | 'interceptAtSlope'

const metricOf = ({ outOfBag: _, ...rest }: Corrected) => ({ ...rest, metric: rest.metric as Metric })

/** What new people would show: the refits on resampled people, and the methods on nested folds. */
export const examineNewPeople = async (
  training: Training & { readonly fold: Uint8Array },
  options: { readonly refits: number; readonly seed: number },
): Promise<Pick<Result, 'optimism' | 'methods'>> => {
  const people = densePeople(training.person)
  const found = await optimism(slopePipeline({ ...training, person: people.of }), {
    people: people.people,
    replicates: options.refits,
    seed: options.seed,
  })
  const compared: NestedComparison | Undefined = compareNested(training, training.fold, people)
  return {
    optimism: 'kind' in found ? found : { metrics: found.metrics.map(metricOf), failed: [...found.failed] },
    methods: 'kind' in compared ? compared : { ...compared, methods: [...compared.methods] },
  }
}

/** Guard of the corrected slope; none where there is no such slope. */
export const slopeGuard = (found: Result['optimism'], minimum: number): readonly Guard[] => {
  const value = 'kind' in found ? found : found.metrics.find(({ metric }) => metric === 'slope')?.corrected
  if (typeof value !== 'number') return []
  const reason = 'slope corrected for optimism, by refits on resampled people'
  return [{ name: 'optimism-of-slope', passed: value >= minimum, severity: 'warn', value, threshold: minimum, reason }]
}

/** Guard of the order of the rows: a recalibration that ties or turns people must be declared. */
export const rankGuard = ({ pairsTied, turned }: RankEffect, declared: boolean): Guard => ({
  name: 'ranks-kept',
  passed: declared ? turned === 0 : pairsTied + turned === 0,
  severity: 'refuse',
  value: declared ? turned : pairsTied + turned,
  threshold: 0,
  reason: declared
    ? 'neighbours in score that the recalibration turns round; ties are declared'
    : 'pairs that the recalibration ties or turns round without declaration',
})

/** Observed ÷ expected and slope of each group and period, with their guards. */
export const examineParts = (
  predicted: Predicted,
  of: { readonly attributes: readonly (Parts & { readonly name: string })[]; readonly periods: Parts | Undefined },
  options: Pick<Asked, 'margin' | 'periodMargin'> & { readonly minimum: number; readonly confidence: number },
): {
  readonly groups: readonly (readonly PartOfRows[])[]
  readonly periods: readonly PartOfRows[] | Undefined
  readonly guards: readonly Guard[]
} => {
  const { minimum, confidence, margin, periodMargin } = options
  const groups = of.attributes.map((parts) => partsOfRows(predicted, parts, { minimum, margin, confidence }))
  const periods =
    'kind' in of.periods
      ? of.periods
      : partsOfRows(predicted, of.periods, { minimum, margin: periodMargin, confidence })
  const named = groups.flatMap((parts, index) =>
    parts.map((part) => ({ ...part, guard: `calibration-of-group:${of.attributes[index]?.name}=${part.name}` })),
  )
  return {
    groups,
    periods,
    guards: [
      ...partGuards(named, {
        severity: 'warn',
        margin,
        confidence,
        reason: 'observed ÷ expected in a group, corrected for the number of groups',
      }),
      ...('kind' in periods
        ? []
        : partGuards(
            periods.map((part) => ({ ...part, guard: `calibration-of-period:${part.name}` })),
            {
              severity: 'refuse',
              margin: periodMargin,
              confidence,
              reason: 'observed ÷ expected in a period, corrected for the number of periods',
            },
          )),
    ],
  }
}
