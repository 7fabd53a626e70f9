import { cholesky, choleskySolve } from '../numeric/cholesky.js'

/** An objective at one value of the parameters. */
export interface Height {
  /** −∞ where the objective does not exist. */
  readonly value: number
  readonly score: Float64Array
  /** Positive definite matrix, p × p, row-major, that turns the score into a step. */
  readonly curvature: Float64Array
}

/** Where a climb ended. */
export interface Top {
  readonly parameters: Float64Array
  readonly value: number
  readonly curvature: Float64Array
  readonly iterations: number
}

/** Options of {@link climb}. */
export interface ClimbOptions {
  readonly start: Float64Array
  /** Parameters that may move; the others stay at their start. */
  readonly free: readonly number[]
  /** Number of trials: the score is judged per trial. */
  readonly trials: number
  readonly maxIterations?: number
}

/** Score per trial, and length of the step. */
const TOLERANCE = { score: 1e-11, step: 1e-9 } as const
/** Longest step in one parameter: keeps a start far from the top from running off (as R's logistf does). */
const LONGEST = 5

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

const stepOf = ({ score, curvature }: Height, free: readonly number[]): Float64Array | null => {
  const size = score.length
  const width = free.length
  const matrix = new Float64Array(width * width)
  free.forEach((row, i) => {
    free.forEach((column, j) => {
      matrix[i * width + j] = curvature[row * size + column] as number
    })
  })
  const factor = cholesky(matrix, width)
  if (factor === null) return null
  const step = choleskySolve(
    factor,
    Float64Array.from(free, (j) => score[j] as number),
  )
  const longest = largest(step)
  return longest > LONGEST ? step.map((value) => (value * LONGEST) / longest) : step
}

const moved = (from: Float64Array, free: readonly number[], step: Float64Array, share: number): Float64Array => {
  const to = from.slice()
  free.forEach((j, i) => {
    to[j] = (to[j] as number) + share * (step[i] as number)
  })
  return to
}

interface Place {
  readonly parameters: Float64Array
  readonly at: Height
}

const upward = (
  objective: (p: Float64Array) => Height,
  from: Place,
  move: { free: readonly number[]; step: Float64Array },
): Place | null => {
  const floor = from.at.value - 1e-12 * (Math.abs(from.at.value) + 1)
  for (let share = 1; share > 1e-6; share /= 2) {
    const parameters = moved(from.parameters, move.free, move.step, share)
    const at = objective(parameters)
    if (at.value >= floor) return { parameters, at }
  }
  return null
}

/**
 * Climbs an objective over the free parameters by scoring steps with step-halving, until the score per trial and the step settle;
 * `null` when it does not within `maxIterations` (default 1,000) steps.
 */
export const climb = (objective: (parameters: Float64Array) => Height, options: ClimbOptions): Top | null => {
  const { free, trials, maxIterations = 1000 } = options
  let now: Place = { parameters: options.start, at: objective(options.start) }
  for (let iterations = 0; iterations <= maxIterations; iterations += 1) {
    if (!Number.isFinite(now.at.value)) return null
    const { parameters, at } = now
    const top = { parameters, value: at.value, curvature: at.curvature, iterations }
    if (free.length === 0) return top
    const step = stepOf(at, free)
    if (step === null) return null
    const slope = free.reduce((most, j) => Math.max(most, Math.abs(at.score[j] as number)), 0) / trials
    if (slope <= TOLERANCE.score && largest(step) <= TOLERANCE.step * (1 + largest(parameters))) return top
    const next = upward(objective, now, { free, step })
    if (next === null) return slope <= 1e3 * TOLERANCE.score ? top : null
    now = next
  }
  return null
}
