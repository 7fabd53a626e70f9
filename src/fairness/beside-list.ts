import type { BesideList } from '../../data-schemas/results/fairness-audit.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type Parts, placesOf } from './random-beside-list.js'
import { type SampleSizeQuestion, sampleSize } from './sample-size.js'

/** What the design is made for. */
export interface BesideRows {
  /** Chance that the row is on the list. */
  readonly chance: Float64Array
  readonly label: Uint8Array
  /** Rounds that the rows span, such as weeks. */
  readonly rounds: number
}

/** How the design is made. */
export interface BesideOptions {
  readonly parts: Parts
  readonly alpha: number
  readonly power: number
  /** A group whose rate is this many times the base rate must be found. */
  readonly times: number
  /** Comparisons of groups that share `alpha`. */
  readonly tests: number
  readonly minimum: number
}

type People = BesideList['effectiveness']

const needed = (question: SampleSizeQuestion, perRound: number): People => {
  const { first, second, total, alphaEach } = sampleSize(question)
  return { first, second, total, rounds: Math.ceil(perRound > 0 ? total / perRound : Number.NaN), alphaEach }
}

const effectiveness = (
  rates: { readonly base: number; readonly list: number },
  places: Parts,
  { alpha, power }: BesideOptions,
): People => {
  if (places.random < 1 || places.profile < 1) return undefinedBecause('a round leaves no place for one of the two')
  if (!(rates.list > rates.base)) return undefinedBecause('the rate in the list is not above the base rate')
  const ratio = places.random / places.profile
  return needed({ rate: rates.list, otherRate: rates.base, ratio, alpha, power }, places.profile + places.random)
}

const groups = (base: number, places: Parts, { alpha, power, times, tests }: BesideOptions): People => {
  if (places.random < 1) return undefinedBecause('a round leaves no place for the random part')
  if (times * base >= 1) return undefinedBecause('so many times the base rate is more than everybody')
  return needed({ rate: times * base, otherRate: base, alpha, power, tests: Math.max(1, tests) }, places.random)
}

/**
 * The random sample beside the list: the places of one round shared between profile, random draw and signals of staff (2 : 1 : 1 in the
 * public standard for profiling algorithms, step 5.1), and the people and rounds that two questions need by the fact sheet of the Dutch
 * audits: whether the list finds more than a random draw, and whether a group with `times` the base rate stands out in the random part.
 * For independent people: rounds in which the same people return count once. Undefined under `minimum` rows with the outcome.
 * @throws WorkbenchError `invalid-parts`, `invalid-sample-size`
 */
export const designBesideList = (
  { chance, label, rounds }: BesideRows,
  options: BesideOptions,
): BesideList | Undefined => {
  const events = label.reduce((sum, value) => sum + value, 0)
  const listed = chance.reduce((sum, value) => sum + value, 0)
  if (events < options.minimum || label.length - events < options.minimum || listed < options.minimum || rounds < 1)
    return undefinedBecause('too few rows with or without the outcome, or on the list')
  const found = chance.reduce((sum, value, row) => sum + value * (label[row] as number), 0)
  const rates = { base: events / label.length, list: found / listed }
  const places = placesOf(Math.floor(listed / rounds), options.parts)
  return {
    kind: 'beside-list',
    places: { profile: places.profile, random: places.random, signals: places.signals },
    baseRate: rates.base,
    listRate: rates.list,
    alpha: options.alpha,
    power: options.power,
    effectiveness: effectiveness(rates, places, options),
    groups: { times: options.times, tests: options.tests, people: groups(rates.base, places, options) },
  }
}
