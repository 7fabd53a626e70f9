import { WorkbenchError } from '../errors.js'
import { checkDesign } from '../numeric/check-design.js'
import { columnNames, type Design } from '../numeric/design.js'
import { type Evaluation, type Likelihood, likelihood } from '../numeric/information.js'
import { logit } from '../numeric/link.js'
import { INTERCEPT } from '../numeric/logistic.js'
import { multiply } from '../numeric/matrix.js'
import { type Scaled, scaleBlocks, unscaleMatrix } from '../numeric/scaled.js'

/** A lasso fit at one penalty. */
export interface LassoFit {
  readonly lambda: number
  readonly names: readonly string[]
  /** Intercept first, on the scale of the columns as given; a column that is out is exactly 0. */
  readonly estimates: Float64Array
  /** Log-likelihood without the penalty. */
  readonly loglik: number
}

/** A design laid out for lasso fits at several penalties. */
export interface Lasso {
  /** Smallest penalty at which every column is out. */
  readonly largest: number
  readonly fit: (lambda: number, start?: LassoFit) => LassoFit
}

interface State {
  readonly parameters: Float64Array
  readonly at: Evaluation
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

const soft = (value: number, by: number): number => (value > by ? value - by : value < -by ? value + by : 0)

/** Log-likelihood less the penalty on everything but the intercept. */
const objective = ({ at, parameters }: State, weight: number): number =>
  at.loglik - weight * parameters.reduce((sum, value, j) => (j === 0 ? 0 : sum + Math.abs(value)), 0)

/** Cyclic coordinate descent on the quadratic approximation at the state, to rounding. */
const descend = ({ parameters, at }: State, weight: number): Float64Array => {
  const size = parameters.length
  const now = parameters.slice()
  const slope = at.score.slice()
  for (let round = 0; round < 10_000; round += 1) {
    let moved = 0
    for (let j = 0; j < size; j += 1) {
      const bend = at.information[j * size + j] as number
      if (!(bend > 0)) continue
      const old = now[j] as number
      const target = old * bend + (slope[j] as number)
      const value = (j === 0 ? target : soft(target, weight)) / bend
      const step = value - old
      if (step === 0) continue
      now[j] = value
      for (let k = 0; k < size; k += 1) slope[k]! -= step * (at.information[k * size + j] as number)
      moved = Math.max(moved, Math.abs(step))
    }
    if (moved <= 1e-14) break
  }
  return now
}

/** A step of which a share raises the objective; null when none does. */
const halve = (own: Likelihood, from: State, aim: { to: Float64Array; weight: number }): State | null => {
  const floor = objective(from, aim.weight) - 1e-12 * (Math.abs(from.at.loglik) + 1)
  for (let share = 1; share > 1e-8; share /= 2) {
    const parameters =
      share === 1 ? aim.to : from.parameters.map((value, j) => value + share * ((aim.to[j] as number) - value))
    const next = { parameters, at: own.evaluate(parameters) }
    if (objective(next, aim.weight) >= floor) return next
  }
  return null
}

const climb = (own: Likelihood, start: Float64Array, weight: number): State => {
  let now: State = { parameters: start, at: own.evaluate(start) }
  for (let iteration = 0; iteration < 200; iteration += 1) {
    const to = descend(now, weight)
    const moved = to.reduce((most, value, j) => Math.max(most, Math.abs(value - (now.parameters[j] as number))), 0)
    if (moved <= 1e-11) return now
    const next = halve(own, now, { to, weight })
    if (next === null) return now
    now = next
  }
  throw new WorkbenchError('not-converged', {
    expected: 'a lasso fit that settles',
    found: 'still moving after 200 steps',
    where: 'lasso',
    advice: 'use a larger penalty: a small one does not hold columns that separate the outcomes',
  })
}

const fitOf = (
  own: Likelihood,
  scaled: Scaled,
  run: { names: readonly string[]; trials: number; lambda: number; start: Float64Array },
): LassoFit => {
  const end = climb(own, run.start, run.lambda * run.trials)
  const estimates = multiply(unscaleMatrix(scaled, true), end.parameters)
  return { lambda: run.lambda, names: run.names, estimates, loglik: end.at.loglik }
}

/** Scaled parameters of an earlier fit. */
const scaledStart = (scaled: Scaled, { estimates }: LassoFit): Float64Array => {
  const start = Float64Array.from(estimates)
  scaled.scales.forEach((scale, j) => {
    start[0]! += (estimates[j + 1] as number) * (scaled.means[j] as number)
    start[j + 1] = (estimates[j + 1] as number) * scale
  })
  return start
}

/** Columns without spread have no scale; here they are left out by a scale of 1. */
const usable = (scaled: Scaled): Scaled => ({
  ...scaled,
  scales: scaled.scales.map((scale) => (scale === 0 ? 1 : scale)),
})

/**
 * Lasso-penalised logistic regression: maximises loglik / trials − λ·Σ|β|, columns standardised to standard deviation 1 and the intercept free
 * (Friedman, Hastie and Tibshirani 2010; the definition of R's glmnet with `standardize = TRUE`).
 * Newton's quadratic approximation, each solved by coordinate descent on the information matrix.
 * Throws `invalid-design`, `no-events`, `no-nonevents`; `fit` throws `invalid-penalty` and `not-converged`.
 */
export const lasso = (design: Design): Lasso => {
  checkDesign(design)
  const trials = total(design.trials)
  const events = total(design.events)
  if (!(events > 0 && events < trials)) {
    throw new WorkbenchError(events > 0 ? 'no-nonevents' : 'no-events', {
      expected: 'rows with the outcome and rows without it',
      found: events > 0 ? 'only rows with the outcome' : 'no row with the outcome',
      where: 'lasso',
      exit: 2,
    })
  }
  const scaled = usable(scaleBlocks(design.blocks, design.trials, true))
  const own = likelihood(scaled.blocks, { trials: design.trials, events: design.events, offset: undefined }, true)
  const names = [INTERCEPT, ...columnNames(design.blocks)]
  const empty = new Float64Array(own.size)
  empty[0] = logit(events / trials)
  const { score } = own.evaluate(empty)
  const largest = score.reduce((most, value, j) => (j === 0 ? most : Math.max(most, Math.abs(value))), 0) / trials
  return {
    largest,
    fit: (lambda, start) => {
      if (!(lambda > 0)) {
        throw new WorkbenchError('invalid-penalty', {
          expected: 'a penalty above 0',
          found: `${lambda}`,
          where: 'lasso',
        })
      }
      const from = start === undefined ? empty.slice() : scaledStart(scaled, start)
      return fitOf(own, scaled, { names, trials, lambda, start: from })
    },
  }
}
