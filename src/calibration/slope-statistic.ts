import type { WeightedStatistic } from '../numeric/clustered-bootstrap.js'
import { descendingOrder } from '../numeric/descending-order.js'
import { gatherBytes, gatherNumbers } from '../numeric/gather.js'
import { logistic, logit } from '../numeric/link.js'
import { checkPredicted, type Predicted } from './probabilities.js'

/** Widest range of log-odds that one cell may hold. */
const CELL = 0.005

/** Rows sorted by log-odds, cut into cells with their mean log-odds. */
interface Cells {
  readonly person: Int32Array
  readonly label: Uint8Array
  /** First row of each cell; length cells + 1. */
  readonly start: Int32Array
  readonly x: Float64Array
}

/**
 * Distinct log-odds in cells no wider than {@link CELL}. A cell counts as if all its resampled rows had the mean log-odds of its
 * rows, which moves a replicate by less than a hundredth of the standard error. Distinct log-odds further apart stay exact.
 */
const cellsOf = ({ probability, label, people }: Predicted): Cells => {
  const order = descendingOrder(probability)
  const x = gatherNumbers(probability, order).map(logit)
  const start: number[] = [0]
  const means: number[] = []
  let begin = 0
  for (let end = 1; end <= order.length; end += 1) {
    const first = x[begin] as number
    const next = x[end] ?? Number.NEGATIVE_INFINITY
    if (next === x[end - 1] || first - next <= CELL) continue
    let sum = 0
    for (let i = begin; i < end; i += 1) sum += (x[i] as number) - first
    means.push(first + sum / (end - begin))
    start.push(end)
    begin = end
  }
  return {
    person: order.map((row) => people.of[row] as number),
    label: gatherBytes(label, order),
    start: Int32Array.from(start),
    x: Float64Array.from(means),
  }
}

/** Rows and events of a resample in each cell. */
interface Counts {
  readonly x: Float64Array
  readonly rows: Float64Array
  readonly events: Float64Array
}

/** One Newton step for intercept and slope (or the intercept alone); null when the information is singular. */
const step = (counts: Counts, at: readonly [number, number], withSlope: boolean): readonly [number, number] | null => {
  let g0 = 0
  let g1 = 0
  let h00 = 0
  let h01 = 0
  let h11 = 0
  for (let i = 0; i < counts.x.length; i += 1) {
    const x = counts.x[i] as number
    const p = logistic(at[0] + at[1] * x)
    const residual = (counts.events[i] as number) - (counts.rows[i] as number) * p
    const weight = (counts.rows[i] as number) * p * (1 - p)
    g0 += residual
    g1 += residual * x
    h00 += weight
    h01 += weight * x
    h11 += weight * x * x
  }
  if (!withSlope) return h00 > 0 ? [g0 / h00, 0] : null
  const determinant = h00 * h11 - h01 * h01
  return determinant > 1e-12 * h00 * h11
    ? [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant]
    : null
}

/** Newton to convergence from a start; NaN when it does not settle, as when the resample's outcomes are separated. */
const solve = (counts: Counts, start: readonly [number, number], withSlope: boolean): readonly [number, number] => {
  let [intercept, slope] = start
  for (let iteration = 0; iteration < 30; iteration += 1) {
    const move = step(counts, [intercept, slope], withSlope)
    if (move === null || Math.abs(move[0]) > 50 || Math.abs(move[1]) > 50) break
    intercept += move[0]
    slope += move[1]
    if (Math.abs(move[0]) < 1e-10 && Math.abs(move[1]) < 1e-10) return [intercept, slope]
  }
  return [Number.NaN, Number.NaN]
}

/**
 * Calibration in the large and calibration slope of a resample, for `clusteredBootstrap`: two numbers, intercept (slope held at 1)
 * and slope. NaN when a resample has one class, equal predictions or separated outcomes, or when a probability is 0 or 1.
 * @throws WorkbenchError `mismatched-length`, `invalid-probability`, `invalid-label`
 */
export const slopeStatistic = (predicted: Predicted): { readonly width: 2; readonly statistic: WeightedStatistic } => {
  checkPredicted(predicted)
  const noLogOdds = predicted.probability.some((p) => p === 0 || p === 1)
  if (noLogOdds) return { width: 2, statistic: (_, out) => void out.fill(Number.NaN, 0, 2) }
  const cells = cellsOf(predicted)
  const length = cells.x.length
  const counts: Counts = { x: cells.x, rows: new Float64Array(length), events: new Float64Array(length) }
  fill(cells, new Uint8Array(predicted.people.people).fill(1), counts)
  const start = [solve(counts, [0, 1], false), solve(counts, [0, 1], true)].map(([intercept, slope], index) =>
    Number.isNaN(intercept) ? ([0, 1] as const) : ([intercept, index === 0 ? 1 : slope] as const),
  )
  const statistic: WeightedStatistic = (weights, out) => {
    const oneClass = !fill(cells, weights, counts)
    out[0] = oneClass ? Number.NaN : solve(counts, start[0] as readonly [number, number], false)[0]
    out[1] = oneClass ? Number.NaN : solve(counts, start[1] as readonly [number, number], true)[1]
  }
  return { width: 2, statistic }
}

/** Counts a resample by cell; false when one class is absent. */
const fill = ({ person, label, start }: Cells, weights: Uint8Array, counts: Counts): boolean => {
  let rows = 0
  let events = 0
  for (let cell = 0; cell + 1 < start.length; cell += 1) {
    const end = start[cell + 1] as number
    let cellRows = 0
    let cellEvents = 0
    for (let i = start[cell] as number; i < end; i += 1) {
      const weight = weights[person[i] as number] as number
      cellRows += weight
      cellEvents += weight * (label[i] as number)
    }
    counts.rows[cell] = cellRows
    counts.events[cell] = cellEvents
    rows += cellRows
    events += cellEvents
  }
  return events > 0 && events < rows
}
