import { WorkbenchError } from '../errors.js'
import { normalCdf, normalQuantile } from '../numeric/normal.js'

/** What a two-proportion Z test has to find. */
export interface SampleSizeQuestion {
  /** Rate expected in the first group, 0 to 1. */
  readonly rate: number
  /** Rate expected in the second group; must differ. */
  readonly otherRate: number
  /** People in the second group per person in the first. Default 1. */
  readonly ratio?: number
  /** Chance of a false alarm over all tests together. Default 0.05. */
  readonly alpha?: number
  /** Chance to find the difference when it is there. Default 0.8. */
  readonly power?: number
  /** Number of tests that share `alpha` (Bonferroni: each gets alpha ÷ tests). Default 1. */
  readonly tests?: number
  /** Default `one`, as in the fact sheet that Dutch audits follow. */
  readonly sides?: 'one' | 'two'
  /** `unpooled`: one variance, that of the two rates; `pooled`: the test's own, with the common rate under the null. Default `unpooled`. */
  readonly variance?: 'unpooled' | 'pooled'
}

/** People needed, each group rounded up. */
export interface SampleSize {
  readonly first: number
  readonly second: number
  readonly total: number
  /** People needed in the first group before rounding. */
  readonly exact: number
  /** Level of each single test. */
  readonly alphaEach: number
}

type Complete = Required<SampleSizeQuestion>

const complete = (question: SampleSizeQuestion): Complete => {
  const all: Complete = { ratio: 1, alpha: 0.05, power: 0.8, tests: 1, sides: 'one', variance: 'unpooled', ...question }
  const inside = (value: number): boolean => value > 0 && value < 1
  const rates = [all.rate, all.otherRate].every((rate) => rate >= 0 && rate <= 1) && all.rate !== all.otherRate
  const rest = inside(all.alpha) && inside(all.power) && all.power > all.alpha && all.ratio > 0
  if (rates && rest && Number.isFinite(all.ratio) && Number.isInteger(all.tests) && all.tests >= 1) return all
  throw new WorkbenchError('invalid-sample-size', {
    expected:
      'two different rates within 0 and 1, alpha and power within (0, 1) with power above alpha, a positive ratio and at least one test',
    found: 'a value outside these',
    where: 'sampleSize',
  })
}

/** Standard deviations of the difference for one person in the first group: under the null as the test sees it, and under the rates asked for. */
const spreads = ({ rate, otherRate, ratio, variance }: Complete): { readonly test: number; readonly real: number } => {
  const real = Math.sqrt(rate * (1 - rate) + (otherRate * (1 - otherRate)) / ratio)
  const common = (rate + ratio * otherRate) / (1 + ratio)
  return { real, test: variance === 'unpooled' ? real : Math.sqrt(common * (1 - common) * (1 + 1 / ratio)) }
}

const criticalFor = (alpha: number, sides: 'one' | 'two'): number =>
  -normalQuantile(sides === 'one' ? alpha : alpha / 2)

/**
 * People needed for a two-proportion Z test (Fleiss, Levin and Paik 2003 §4.2), for `tests` tests by Bonferroni. The published
 * examples of the audits (14% against 1.3%, ratio .225 → 85; 2% against 1%, ratio .225 → 4,818) are the defaults: one-sided,
 * unpooled variance, the larger group first, each group rounded up, both added.
 * For independent people: multiply by the design effect when weeks of one person are counted.
 * @throws WorkbenchError `invalid-sample-size`
 */
export const sampleSize = (question: SampleSizeQuestion): SampleSize => {
  const all = complete(question)
  const alphaEach = all.alpha / all.tests
  const { test, real } = spreads(all)
  const root = criticalFor(alphaEach, all.sides) * test + normalQuantile(all.power) * real
  const exact = (root / (all.rate - all.otherRate)) ** 2
  const first = Math.ceil(exact)
  const second = Math.ceil(exact * all.ratio)
  return { first, second, total: first + second, exact, alphaEach }
}

/**
 * Chance that the test finds the difference with `first` people in the first group and first × ratio in the second
 * (the other tail of a two-sided test is left out, as in {@link sampleSize}).
 * @throws WorkbenchError `invalid-sample-size`
 */
export const powerOf = (question: Omit<SampleSizeQuestion, 'power'>, first: number): number => {
  const all = complete({ ...question, power: 0.999_999 })
  const { test, real } = spreads(all)
  const shift = Math.abs(all.rate - all.otherRate) * Math.sqrt(first)
  return normalCdf((shift - criticalFor(all.alpha / all.tests, all.sides) * test) / real)
}
