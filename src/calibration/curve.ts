import { chiSquareTail } from '../numeric/chi-square.js'
import { descendingOrder } from '../numeric/descending-order.js'
import { gatherBytes, gatherNumbers } from '../numeric/gather.js'
import { wilsonInterval } from '../numeric/interval.js'
import type { People } from '../numeric/people.js'
import { compensatedSum } from '../numeric/sum.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { clusteredRatio } from './clustered-mean.js'
import { checkPredicted, type Predicted } from './probabilities.js'

/** One group of the reliability curve. */
export interface CurvePoint {
  readonly rows: number
  readonly people: number
  readonly events: number
  /** Distinct people with the outcome. */
  readonly eventPeople: number
  readonly meanPredicted: number
  /** Lowest and highest probability in the group. */
  readonly from: number
  readonly to: number
  readonly observed: number
  /** Wilson interval of `observed` with the effective number of rows that the person-clustered error implies. */
  readonly lower: number | null
  readonly upper: number | null
}

/** How rows are grouped: `people`, equal numbers of rows with ties kept together, or `width`, equal parts of [0, 1]. */
export interface CurveOptions {
  readonly by?: 'people' | 'width'
  /** Groups wanted. Default 10; groups that hold no row are left out. */
  readonly groups?: number
  readonly confidence?: number
  /** Distinct people with the outcome that a group must hold; neighbours are joined until they do. Default 0. */
  readonly minimum?: number
}

/**
 * Reliability curve, ascending in probability. Groups of equal size are cut from the highest probability down at floor(j × n / groups),
 * so that they are the ranking's deciles where nothing is tied; a tie group goes as a whole where its middle lies.
 * Empty when fewer than `minimum` people have the outcome.
 * @throws WorkbenchError `mismatched-length`, `invalid-probability`, `invalid-label`
 */
export const reliabilityCurve = (predicted: Predicted, options: CurveOptions = {}): readonly CurvePoint[] => {
  checkPredicted(predicted)
  const order = descendingOrder(predicted.probability)
  const groups = options.groups ?? 10
  const bounds =
    options.by === 'width'
      ? widthBounds(predicted.probability, order, groups)
      : peopleBounds(predicted.probability, order, groups)
  return join(predicted, order, { bounds, minimum: options.minimum ?? 0 })
    .map((rows) => point(predicted, rows, options.confidence ?? 0.95))
    .reverse()
}

/** Positions, in descending order, at which groups end: a tie group of positions a + 1 … b belongs where its middle (a + b + 1) / 2 lies. */
const peopleBounds = (probability: Float64Array, order: Int32Array, groups: number): readonly number[] => {
  const n = order.length
  const bounds: number[] = []
  let group = 1
  let begin = 0
  for (let end = 1; end <= n; end += 1) {
    if (end < n && probability[order[end] as number] === probability[order[end - 1] as number]) continue
    while (group < groups && (begin + end + 1) / 2 > Math.floor((group * n) / groups)) {
      if (begin > (bounds.at(-1) ?? 0)) bounds.push(begin)
      group += 1
    }
    begin = end
  }
  return [...bounds, n]
}

const widthBounds = (probability: Float64Array, order: Int32Array, groups: number): readonly number[] => {
  const bin = (position: number): number =>
    Math.min(groups - 1, Math.floor((probability[order[position] as number] as number) * groups))
  const bounds: number[] = []
  for (let position = 1; position < order.length; position += 1)
    if (bin(position) !== bin(position - 1)) bounds.push(position)
  return [...bounds, order.length]
}

/** Rows of each group, neighbours joined until enough people with the outcome are in it. */
const join = (
  { label, people }: Predicted,
  order: Int32Array,
  by: { readonly bounds: readonly number[]; readonly minimum: number },
): readonly Int32Array[] => {
  const out: Int32Array[] = []
  let start = 0
  let openEnd = 0
  for (const end of by.bounds) {
    openEnd = end
    if (end === start || distinct(people, order.subarray(start, end), label) < by.minimum) continue
    out.push(order.subarray(start, end))
    start = end
  }
  if (start === openEnd) return out
  const last = out.pop()
  return last === undefined ? [] : [...out, order.subarray(start - last.length, openEnd)]
}

/** Distinct people among the rows; with labels, only those with the outcome. */
const distinct = (people: People, rows: Int32Array, label?: Uint8Array): number => {
  const seen = new Set<number>()
  for (const row of rows) if (label === undefined || label[row] === 1) seen.add(people.of[row] as number)
  return seen.size
}

const point = ({ probability, label, people }: Predicted, rows: Int32Array, confidence: number): CurvePoint => {
  const outcome = new Float64Array(gatherBytes(label, rows))
  const events = compensatedSum(outcome)
  const observed = events / rows.length
  const interval = wilsonInterval(
    observed * effective(outcome, rows, people),
    effective(outcome, rows, people),
    confidence,
  )
  const shown = 'kind' in interval ? { lower: null, upper: null } : interval
  return {
    rows: rows.length,
    people: distinct(people, rows),
    events,
    eventPeople: distinct(people, rows, label),
    meanPredicted: compensatedSum(gatherNumbers(probability, rows)) / rows.length,
    from: probability[rows.at(-1) as number] as number,
    to: probability[rows[0] as number] as number,
    observed,
    ...shown,
  }
}

/** Rows that would give the clustered standard error if they were independent (Korn and Graubard 1998), at most the rows there are. */
const effective = (outcome: Float64Array, rows: Int32Array, people: People): number => {
  const numbers = new Map<number, number>()
  const of = rows.map((row) => {
    const who = people.of[row] as number
    if (!numbers.has(who)) numbers.set(who, numbers.size)
    return numbers.get(who) as number
  })
  if (numbers.size === rows.length) return rows.length
  const ratio = clusteredRatio(outcome, { people: numbers.size, of })
  if ('kind' in ratio || typeof ratio.standardError !== 'number' || !(ratio.standardError > 0)) return numbers.size
  return Math.min(rows.length, (ratio.estimate * (1 - ratio.estimate)) / ratio.standardError ** 2)
}

/** Mean and largest distance between prediction and outcome over the groups of a curve, weighted by rows (expected and maximum calibration error). */
export const calibrationError = (
  curve: readonly CurvePoint[],
): { readonly mean: number | Undefined; readonly largest: number | Undefined } => {
  const rows = curve.reduce((sum, group) => sum + group.rows, 0)
  if (rows === 0) return { mean: undefinedBecause('no groups'), largest: undefinedBecause('no groups') }
  const gaps = curve.map(({ observed, meanPredicted }) => Math.abs(observed - meanPredicted))
  return {
    mean: curve.reduce((sum, group, index) => sum + group.rows * (gaps[index] as number), 0) / rows,
    largest: Math.max(...gaps),
  }
}

/** Chi-square of observed against expected over the groups of a curve (Hosmer and Lemeshow 1980), df = groups − 2; rows are taken as independent. */
export const hosmerLemeshow = (
  curve: readonly CurvePoint[],
): { readonly chiSquare: number; readonly df: number; readonly p: number } | Undefined => {
  const df = curve.length - 2
  if (df < 1) return undefinedBecause('fewer than three groups')
  if (curve.some(({ meanPredicted }) => meanPredicted === 0 || meanPredicted === 1)) {
    return undefinedBecause('a group has a mean prediction of exactly 0 or 1')
  }
  const chiSquare = curve.reduce((sum, { rows, events, meanPredicted }) => {
    const expected = rows * meanPredicted
    return sum + (events - expected) ** 2 / (expected * (1 - meanPredicted))
  }, 0)
  return { chiSquare, df, p: chiSquareTail(chiSquare, df) }
}
