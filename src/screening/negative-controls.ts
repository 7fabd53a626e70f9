import type { Interval } from '../../data-schemas/results/common.js'
import { twoSided } from '../numeric/normal.js'
import { isDefined, undefinedBecause } from '../numeric/undefined.js'
import type { Random } from '../random.js'
import { denseRanks } from './candidate-levels.js'
import {
  futureFeature,
  type OutcomeRows,
  outcomeExchanger,
  outcomeShuffler,
  placeboOutcome,
} from './control-outcomes.js'
import { holm } from './false-discovery.js'
import { informationOfCounts } from './information.js'
import { type AucNull, aucNulls, aucOfMidranks, midranks, nullP } from './permutation-null.js'
import { type RankStatistic, rankInterval, rankStatistic } from './rank-statistic.js'
import { TOO_GOOD } from './value-lenses.js'

/** A candidate in a control: one number and one level a row. */
export interface ControlCandidate {
  readonly name: string
  readonly value: Float64Array
  /** Dense ranks of the values, where they are known. */
  readonly rank?: Int32Array
  readonly level: Int32Array
  readonly levels: number
}

/** A measure under a control, beside what it must be when nothing leaks. */
export interface Control {
  readonly control: 'shuffled' | 'placebo' | 'future'
  readonly measure: 'auc' | 'recall'
  /** The candidate or model that is measured. */
  readonly name: string
  readonly found: Interval
  /** 0.5 for AUC, the share listed for recall; 1 − errors for the AUC of the feature from the future. */
  readonly expected: number
  readonly standardError: number | null
  /** That the found value is this far from the expected one by chance; null for `future`, and where there is no error. */
  readonly p: number | null
}

/** Information value of a candidate, beside what shuffled outcomes give. */
export interface InformationControl {
  readonly name: string
  readonly found: number
  /** Mean and 95% point over the shuffles: what chance alone gives. */
  readonly expected: number
  readonly upper: number
  /** Share of shuffles with as much information or more, the data counted as one of them: (1 + b) ÷ (1 + shuffles). */
  readonly p: number
}

const controlOf = (
  of: Pick<Control, 'control' | 'measure' | 'name' | 'expected'>,
  { estimate, standardError }: Pick<RankStatistic, 'estimate' | 'standardError'>,
  found: Interval,
): Control => {
  const tested = of.control !== 'future' && isDefined(estimate) && standardError > 0
  return {
    ...of,
    found,
    standardError: Number.isFinite(standardError) ? standardError : null,
    p: tested ? twoSided((estimate - of.expected) / standardError) : null,
  }
}

/** How the distribution of a control is found: another control outcome of the same kind at each call. */
export interface ControlReference {
  readonly next: () => Uint8Array
  readonly draws: number
}

/**
 * AUC of each candidate for a control outcome; 0.5 is expected. The outcome has nothing to do with the candidates, so the error is that of
 * dealing out outcomes anew ({@link aucNulls}).
 */
export const aucControls = (
  control: 'shuffled' | 'placebo',
  rows: OutcomeRows,
  candidates: readonly ControlCandidate[],
  reference: ControlReference,
): readonly Control[] => {
  const ranks = candidates.map(({ value, rank }) => midranks(rank ?? denseRanks(value)))
  const nulls = aucNulls(rows, ranks, reference)
  return candidates.map(({ name }, c) => {
    const own = nulls[c] as AucNull
    const auc = aucOfMidranks(ranks[c] as Float64Array, rows.outcome)
    const estimate = Number.isFinite(auc) ? auc : undefinedBecause('all rows of the control outcome are the same')
    const found = { estimate, standardError: own.standardDeviation }
    const result = controlOf({ control, measure: 'auc', name, expected: 0.5 }, found, rankInterval(found))
    return result.p === null || !isDefined(estimate)
      ? { ...result, p: null }
      : { ...result, p: nullP((estimate - 0.5) / own.standardDeviation, own) }
  })
}

/**
 * Recall of a list for a control outcome: the share of events on the list, expected to be the share of rows on it. The error sums
 * (listed − share listed) × (outcome − base rate) over people, which allows for a fixed number of events (hypergeometric for one row a person).
 * @param listed chance that each row is on the list, 0 to 1 (ties at the cut share theirs)
 */
export const recallControl = (
  control: 'shuffled' | 'placebo',
  rows: OutcomeRows,
  of: { readonly name: string; readonly listed: Float64Array },
): Control => {
  const { outcome, person } = rows
  const expected = of.listed.reduce((sum, chance) => sum + chance, 0) / of.listed.length
  const sums = new Float64Array(person.reduce((most, code) => Math.max(most, code + 1), 0))
  const seen = new Uint8Array(sums.length)
  const events = outcome.reduce((sum, one) => sum + one, 0)
  const rate = events / outcome.length
  let caught = 0
  for (let row = 0; row < outcome.length; row += 1) {
    const who = person[row] as number
    seen[who] = 1
    const [own, listed] = [outcome[row] as number, of.listed[row] as number]
    caught += own * listed
    sums[who]! += (listed - expected) * (own - rate)
  }
  const people = seen.reduce((sum, one) => sum + one, 0)
  if (events === 0 || people < 2) {
    const because = events === 0 ? 'no row has the outcome' : 'fewer than two people'
    return {
      ...{ control, measure: 'recall', name: of.name, expected, standardError: null, p: null },
      found: { estimate: { kind: 'undefined', because }, lower: null, upper: null },
    }
  }
  const mean = sums.reduce((sum, u) => sum + u, 0) / people
  const squares = sums.reduce((sum, u, who) => sum + (seen[who] === 1 ? (u - mean) ** 2 : 0), 0)
  const standardError = Math.sqrt((people / (people - 1)) * squares) / events
  const estimate = caught / events
  return controlOf(
    { control, measure: 'recall', name: of.name, expected },
    { estimate, standardError },
    {
      ...rankInterval({ estimate, standardError }),
    },
  )
}

/** Share of rows in which the feature from the future is wrong: just good enough to be caught. */
const ERRORS = 0.01

/** AUC of a feature made of the outcome: it must be as high as it was made, and above the bound of what is too good. */
export const futureControl = (rows: OutcomeRows, draw: Random, errors = ERRORS): Control => {
  const rank = futureFeature(rows.outcome, errors, draw)
  const found = rankStatistic({ rank, positive: rows.outcome, person: rows.person })
  return controlOf(
    { control: 'future', measure: 'auc', name: 'feature from the future', expected: 1 - errors },
    found,
    rankInterval(found),
  )
}

const countLevels = (level: Int32Array, levels: number, rows: Int32Array): Float64Array => {
  const counts = new Float64Array(levels)
  for (const row of rows) counts[level[row] as number]! += 1
  return counts
}

const eventRows = (outcome: Uint8Array): Int32Array => {
  const rows = new Int32Array(outcome.reduce((sum, one) => sum + one, 0))
  let next = 0
  for (let row = 0; row < outcome.length; row += 1) if (outcome[row] === 1) rows[next++] = row
  return rows
}

/**
 * Information value of each candidate beside its distribution when people with as many rows exchange their outcomes: an exact test
 * that the candidate tells no more than the number of rows, without a formula for small levels or repeated rows. Levels must not
 * have been made with the same outcome, or the test flatters them: see `informationByChance` for what the number of levels alone gives.
 */
export const informationControls = (
  rows: OutcomeRows,
  candidates: readonly ControlCandidate[],
  by: { readonly shuffles: number; readonly draw: Random },
): readonly InformationControl[] => {
  const next = outcomeExchanger(rows, by.draw)
  const all = Int32Array.from(rows.outcome, (_, row) => row)
  const sizes = candidates.map(({ level, levels }) => countLevels(level, levels, all))
  const informationOf = (events: Int32Array): readonly number[] =>
    candidates.map(({ level, levels }, c) => {
      const own = countLevels(level, levels, events)
      return informationOfCounts(
        own,
        (sizes[c] as Float64Array).map((n, l) => n - (own[l] as number)),
      )
    })
  const found = informationOf(eventRows(rows.outcome))
  const shuffled = Array.from({ length: by.shuffles }, () => informationOf(eventRows(next())))
  return candidates.map(({ name }, c) => {
    const own = found[c] as number
    const chance = shuffled.map((values) => values[c] as number).sort((a, b) => a - b)
    const above = chance.filter((value) => value >= own).length
    return {
      name,
      found: own,
      expected: chance.reduce((sum, value) => sum + value, 0) / chance.length,
      upper: chance[Math.min(chance.length - 1, Math.ceil(0.95 * chance.length) - 1)] ?? Number.NaN,
      p: (1 + above) / (1 + chance.length),
    }
  })
}

/** Whether the controls came out as they must, and what went wrong. */
export interface ControlVerdict {
  readonly passed: boolean
  readonly failures: readonly string[]
}

/** Chance that a run without a fault fails, over all its null controls together. */
const LEVEL = 0.001

const nullFailure = ({ control, measure, name, expected, found }: Control): string =>
  `${measure} of "${name}" for the ${control} outcome is ${isDefined(found.estimate) ? found.estimate.toFixed(3) : 'undefined'} where ${expected.toFixed(3)} is expected: something in the run knows the outcome, or errors ignore that rows belong to people`

const unseen = ({ found, expected }: Control): boolean =>
  !isDefined(found.estimate) || Math.abs(found.estimate - expected) > 0.01 || found.estimate <= TOO_GOOD

/**
 * The rule for the controls. Null controls (shuffled, placebo) fail when a Holm-corrected p falls under one in a thousand; the
 * feature from the future fails when it is not found at its AUC or would not be called too good. A run with a failed control
 * is not to be believed: its numbers must not go into a model.
 */
export const judgeControls = (controls: readonly Control[]): ControlVerdict => {
  const tested = controls.filter(({ p }) => p !== null)
  const corrected = holm(tested.map(({ p }) => p as number))
  const failures = [
    ...tested.filter((_, i) => (corrected[i] as number) < LEVEL).map(nullFailure),
    ...controls
      .filter((one) => one.control === 'future' && unseen(one))
      .map(() => 'a feature made of the outcome itself is not seen as too good: the guard does not work'),
  ]
  return { passed: failures.length === 0, failures }
}

/** Further control outcomes that give the spread, where people have several rows. */
const DRAWS = 199

/**
 * All controls of a run on the candidates: AUC for a shuffled and for a placebo outcome, and the feature from the future.
 * @param draw the stream of the controls; the same stream gives the same controls
 */
export const negativeControls = (
  rows: OutcomeRows,
  candidates: readonly ControlCandidate[],
  draw: Random,
  options: { readonly draws?: number } = {},
): readonly Control[] => {
  const { person } = rows
  const { draws = DRAWS } = options
  const shuffle = outcomeShuffler(rows, draw.fork('shuffled'))
  const stream = draw.fork('placebo')
  const placebo = (): Uint8Array => placeboOutcome(rows, stream)
  return [
    ...aucControls('shuffled', { outcome: shuffle(), person }, candidates, { next: shuffle, draws }),
    ...aucControls('placebo', { outcome: placebo(), person }, candidates, { next: placebo, draws }),
    futureControl(rows, draw.fork('future')),
  ]
}
