import { WorkbenchError } from '../errors.js'
import { random } from '../random.js'
import { quantile } from './quantile.js'
import { isDefined } from './undefined.js'

/** How a person-clustered bootstrap is drawn. */
export interface BootstrapOptions {
  /** Number of distinct people; persons are drawn with replacement, all their rows go with them. */
  readonly people: number
  readonly replicates: number
  readonly seed: number
  /** First replicate; lets workers share the work with identical results. Default 0. */
  readonly from?: number
  /** Name of the random stream. Default `bootstrap`. */
  readonly stream?: string
}

/**
 * A statistic of one replicate: reads how often each person was drawn and writes its numbers into `out`.
 * NaN marks a number that does not exist in the replicate; it never leaves the bootstrap.
 */
export type WeightedStatistic = (weights: Uint8Array, out: Float64Array) => void

/**
 * Exact multinomial weights: `people` draws with replacement, so the weights sum to the number of people.
 * Each replicate has its own stream, named by its number; the stream seeds a small fast generator
 * (sfc32, Chris Doty-Humphrey's PractRand) because a replicate needs as many draws as there are people.
 * A weight above 255 cannot occur below 256 people and has a probability under 1e-500 above.
 */
export const drawWeights = (weights: Uint8Array, seed: number, names: readonly (string | number)[]): void => {
  const people = weights.length
  const words = random(seed, ...names)
  let a = words.below(0x1_0000_0000) | 0
  let b = words.below(0x1_0000_0000) | 0
  let c = words.below(0x1_0000_0000) | 0
  let counter = 1
  const scale = people / 0x1_0000_0000
  weights.fill(0)
  for (let draw = -12; draw < people; draw += 1) {
    const value = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + value
    c |= 0
    if (draw >= 0) weights[((value >>> 0) * scale) | 0]! += 1
  }
}

/**
 * Person-clustered bootstrap: replicate r draws its people from the stream (seed, stream, r) and computes `width` numbers.
 * The same seed gives the same numbers whatever the range of replicates or the worker.
 * @returns replicates × width, row-major; NaN where a number does not exist in a replicate
 * @throws WorkbenchError `invalid-bootstrap` when there are no people
 */
export const clusteredBootstrap = (
  options: BootstrapOptions,
  width: number,
  statistic: WeightedStatistic,
): Float64Array => {
  const { people, replicates, seed, from = 0, stream = 'bootstrap' } = options
  if (!Number.isInteger(people) || people < 1 || people > 0x7fffffff) {
    throw new WorkbenchError('invalid-bootstrap', { expected: 'at least one person', found: `${people} people` })
  }
  const weights = new Uint8Array(people)
  const out = new Float64Array(replicates * width)
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    drawWeights(weights, seed, [stream, from + replicate])
    statistic(weights, out.subarray(replicate * width, (replicate + 1) * width))
  }
  return out
}

/** A percentile interval; null where it does not exist. */
export interface Percentiles {
  readonly lower: number | null
  readonly upper: number | null
  /** Replicates in which the statistic does not exist; left out. */
  readonly undefinedReplicates: number
}

/**
 * Percentile interval of column `column` of replicates × `width` bootstrap numbers, quantiles by definition R-7.
 * Both bounds are null when more than one replicate in twenty has no value: the interval would then describe other data.
 */
export const percentileInterval = (
  numbers: Float64Array,
  column: { readonly index: number; readonly width: number },
  confidence = 0.95,
): Percentiles => {
  const total = numbers.length / column.width
  const values = new Float64Array(total)
  let kept = 0
  for (let replicate = 0; replicate < total; replicate += 1) {
    const value = numbers[replicate * column.width + column.index] as number
    if (Number.isNaN(value)) continue
    values[kept] = value
    kept += 1
  }
  const undefinedReplicates = total - kept
  if (kept < 2 || undefinedReplicates > total / 20) return { lower: null, upper: null, undefinedReplicates }
  const sorted = values.subarray(0, kept).sort()
  const tail = (1 - confidence) / 2
  return { lower: at(sorted, tail), upper: at(sorted, 1 - tail), undefinedReplicates }
}

const at = (sorted: Float64Array, probability: number): number | null => {
  const value = quantile(sorted, probability)
  return isDefined(value) ? value : null
}
