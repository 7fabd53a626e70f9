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

/** Replicates that are computed together, so that one reading of the rows serves them all. */
export const TOGETHER = 4

/** The weights of {@link TOGETHER} replicates, a byte each in one word a person, and the place of the one that is asked for. */
export interface Together {
  readonly packed: Uint32Array
  /** 0 for a new set of replicates; places are asked for in order. */
  readonly place: number
}

/**
 * A statistic of one replicate: reads how often each person was drawn and writes its numbers into `out`.
 * NaN marks a number that does not exist in the replicate; it never leaves the bootstrap.
 */
export type WeightedStatistic = (weights: Uint8Array, out: Float64Array) => void

/** A {@link WeightedStatistic} that reads the rows once for all replicates of a set. */
export type StatisticTogether = (weights: Uint8Array, out: Float64Array, together: Together) => void

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
  statistic: StatisticTogether,
): Float64Array => {
  const { people, replicates, seed, from = 0, stream = 'bootstrap' } = options
  if (!Number.isInteger(people) || people < 1 || people > 0x7fffffff) {
    throw new WorkbenchError('invalid-bootstrap', { expected: 'at least one person', found: `${people} people` })
  }
  const weights = Array.from({ length: TOGETHER }, () => new Uint8Array(people))
  const packed = new Uint32Array(people)
  const out = new Float64Array(replicates * width)
  for (let first = 0; first < replicates; first += TOGETHER) {
    const drawn = weights.slice(0, replicates - first)
    drawn.forEach((own, place) => {
      drawWeights(own, seed, [stream, from + first + place])
    })
    pack(drawn, packed)
    drawn.forEach((own, place) => {
      statistic(own, out.subarray((first + place) * width, (first + place + 1) * width), { packed, place })
    })
  }
  return out
}

const pack = (weights: readonly Uint8Array[], packed: Uint32Array): void => {
  packed.fill(0)
  weights.forEach((own, place) => {
    const shift = 8 * place
    for (let who = 0; who < packed.length; who += 1) {
      packed[who] = (packed[who] as number) | ((own[who] as number) << shift)
    }
  })
}

/** One replicate by itself. */
export const alone = (weights: Uint8Array): Together => ({ packed: Uint32Array.from(weights), place: 0 })

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
