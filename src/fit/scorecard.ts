import type { Encoder } from '../../data-schemas/encoder.js'
import type { Stamp } from '../../data-schemas/results/common.js'
import type { Scorecard } from '../../data-schemas/results/fit.js'
import { WorkbenchError } from '../errors.js'
import { type Block, type Design, valueAt, width } from '../numeric/design.js'
import { linearPredictor } from '../numeric/linear-predictor.js'
import { log1pExp } from '../numeric/link.js'

/** Scale of a points card: `base` points where the odds against the outcome are `odds` to 1; `doubling` more points double those odds. */
export interface PointsScale {
  readonly base: number
  readonly odds: number
  readonly doubling: number
}

/** A fitted model as the card needs it. */
export interface CardModel {
  /** The patterns the model was fitted on, blocks in the order of the estimates. */
  readonly design: Design
  /** Intercept first. */
  readonly estimates: Float64Array
  /** Encoders of the candidates, for the labels of their levels; found by name. */
  readonly encoders: readonly Encoder[]
}

type CardLevel = Scorecard['levels'][number]

interface Owned {
  readonly block: Block
  readonly estimates: Float64Array
}

const owned = ({ design, estimates }: CardModel): readonly Owned[] => {
  let at = 1
  return design.blocks.map((block) => {
    const own = estimates.subarray(at, at + width(block))
    at += width(block)
    return { block, estimates: own }
  })
}

const weigh = (values: ArrayLike<number>, estimates: Float64Array): number =>
  estimates.reduce((sum, estimate, j) => sum + estimate * (values[j] as number), 0)

/** Math.round without −0. */
const whole = (points: number): number => Math.round(points) + 0

const levelsOf = ({ block, estimates }: Owned, encoder: Encoder | undefined, factor: number): readonly CardLevel[] => {
  if (block.kind === 'values') {
    const points = -factor * (estimates[0] as number) + 0
    return [{ candidate: block.name, label: 'per unit', code: null, points, rounded: null }]
  }
  const columns = width(block)
  return Array.from({ length: block.table.length / columns }, (_, code) => {
    const points = -factor * weigh(block.table.subarray(code * columns, (code + 1) * columns), estimates) + 0
    return {
      candidate: block.name,
      label: encoder?.levels[code]?.label ?? `${code}`,
      code,
      points,
      rounded: whole(points),
    }
  })
}

/** Total of rounded points of each pattern; a linear candidate is not rounded. */
const roundedTotals = (
  model: CardModel,
  card: { intercept: number; levels: readonly (readonly CardLevel[])[] },
): Float64Array => {
  const totals = new Float64Array(model.design.trials.length).fill(card.intercept)
  model.design.blocks.forEach((block, b) => {
    const levels = card.levels[b] as readonly CardLevel[]
    for (let i = 0; i < totals.length; i += 1) {
      const points =
        block.kind === 'values'
          ? (levels[0] as CardLevel).points * valueAt(block, i, 0)
          : ((levels[block.codes[i] as number] as CardLevel).rounded as number)
      totals[i] = (totals[i] as number) + points
    }
  })
  return totals
}

const loglikOf = ({ trials, events }: Design, eta: Float64Array): number =>
  eta.reduce((sum, x, i) => sum + (events[i] as number) * x - (trials[i] as number) * log1pExp(x), 0)

const refuseScale = ({ base, odds, doubling }: PointsScale): void => {
  if (Number.isFinite(base) && odds > 0 && Number.isFinite(odds) && doubling > 0 && Number.isFinite(doubling)) return
  throw new WorkbenchError('invalid-points', {
    expected: 'finite base points, and odds and doubling above 0',
    found: `base ${base}, odds ${odds}, doubling ${doubling}`,
    where: 'points card',
    advice: 'correct "points" in the study',
  })
}

/**
 * The points card of a model: points = offset − factor·log-odds, with factor = doubling / ln 2 and offset = base − factor·ln(odds)
 * (Siddiqi 2006). Fewer points mean a higher risk. Unrounded points add up to the linear predictor; what rounding costs is in `rounding`.
 */
export const pointsCard = (model: CardModel, scale: PointsScale): Omit<Scorecard, keyof Stamp> => {
  refuseScale(scale)
  const factor = scale.doubling / Math.LN2
  const offset = scale.base - factor * Math.log(scale.odds)
  const interceptPoints = offset - factor * (model.estimates[0] as number)
  const levels = owned(model).map((own) =>
    levelsOf(
      own,
      model.encoders.find(({ name }) => name === own.block.name),
      factor,
    ),
  )
  const eta = linearPredictor(model.design.blocks, model.estimates, model.design.trials.length)
  const totals = roundedTotals(model, { intercept: whole(interceptPoints), levels })
  const errors = totals.map((points, i) => Math.abs(points - (offset - factor * (eta[i] as number))))
  const rounded = totals.map((points) => (offset - points) / factor)
  return {
    kind: 'scorecard',
    ...scale,
    factor,
    offset,
    intercept: { points: interceptPoints, rounded: whole(interceptPoints) },
    levels: levels.flat(),
    rounding: {
      loglikLoss: loglikOf(model.design, eta) - loglikOf(model.design, rounded),
      largestError: errors.reduce((most, error) => Math.max(most, error), 0),
    },
  }
}
