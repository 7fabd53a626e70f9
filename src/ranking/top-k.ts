import { WorkbenchError } from '../errors.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type Capacity, checkCapacity } from './capacity.js'
import { type Cut, cutAt, drawnInProduction, eachCut, type TieKey } from './cut.js'
import type { ListedRanking, Ranking } from './order.js'

/**
 * A number that depends on who is drawn among those tied at the cut.
 * `expected` and `variance` are exact for a draw at random (hypergeometric); `worst` and `best` are bounds;
 * `production` is what the named tie-break gives, null when none was given.
 */
export interface TieBounds {
  readonly expected: number
  readonly worst: number
  readonly best: number
  readonly variance: number
  readonly production: number | null
}

/** The one top-k object: what a list of a given size holds, with ties stated (DESIGN decision 4). */
export interface TopK {
  readonly capacity: Capacity
  readonly rows: number
  readonly events: number
  /** Rows listed, over all lists. */
  readonly size: number
  /** Lowest score listed; null for an empty list and within lists. */
  readonly threshold: number | null
  /** Rows that share the score at the cut, over all lists. */
  readonly tiedAtCut: number
  /** Of those, the rows listed. When equal to `tiedAtCut` the ties leave no choice. */
  readonly drawnAtCut: number
  readonly lists: number
  /** Lists for which floor(share × n) is 0. */
  readonly emptyLists: number
  /** Rows with the outcome that are listed. */
  readonly caught: TieBounds
  /** Share of all rows with the outcome that is listed; undefined without events or without a list. */
  readonly recall: TieBounds | Undefined
  /** Share of the listed rows that have the outcome; undefined without a list. */
  readonly precision: TieBounds | Undefined
  /** Precision divided by the overall rate; undefined without events or without a list. */
  readonly lift: TieBounds | Undefined
}

/** Rows on one list, counted. */
interface Tally {
  size: number
  tied: number
  drawn: number
  emptyLists: number
  expected: number
  worst: number
  best: number
  variance: number
  production: number
}

/** Mean, bounds and variance of the events among `drawn` of `tied` rows that hold `events` (hypergeometric distribution). */
export const drawAmongTied = (
  tied: number,
  events: number,
  drawn: number,
): { readonly expected: number; readonly worst: number; readonly best: number; readonly variance: number } => {
  if (tied === 0 || drawn === 0) return { expected: 0, worst: 0, best: 0, variance: 0 }
  const rate = events / tied
  return {
    expected: (drawn * events) / tied,
    worst: Math.max(0, drawn - (tied - events)),
    best: Math.min(drawn, events),
    variance: tied === 1 ? 0 : (drawn * rate * (1 - rate) * (tied - drawn)) / (tied - 1),
  }
}

const countEvents = (rows: Int32Array, label: Uint8Array): number => {
  let events = 0
  for (const row of rows) events += label[row] as number
  return events
}

/** Adds one list to the tally. */
const addList = (tally: Tally, rows: Int32Array, cut: Cut, by: Context): void => {
  const { label, tieKey } = by
  const certain = countEvents(rows.subarray(0, cut.above), label)
  const tiedEvents = countEvents(rows.subarray(cut.above, cut.above + cut.tied), label)
  const chance = drawAmongTied(cut.tied, tiedEvents, cut.drawn)
  tally.size += cut.size
  tally.tied += cut.tied
  tally.drawn += cut.drawn
  tally.emptyLists += cut.size === 0 ? 1 : 0
  tally.expected += certain + chance.expected
  tally.worst += certain + chance.worst
  tally.best += certain + chance.best
  tally.variance += chance.variance
  if (tieKey !== undefined) tally.production += certain + countEvents(drawnInProduction(rows, cut, tieKey), label)
}

interface Context {
  readonly ranking: Ranking
  readonly label: Uint8Array
  readonly tieKey: TieKey | undefined
}

const scaled = (bounds: TieBounds, by: number): TieBounds => ({
  expected: bounds.expected / by,
  worst: bounds.worst / by,
  best: bounds.best / by,
  variance: bounds.variance / by ** 2,
  production: bounds.production === null ? null : bounds.production / by,
})

const NO_EVENTS = undefinedBecause('no row has the outcome')
const NO_LIST = undefinedBecause('the list is empty: floor(share × n) is 0')

const ratesOf = (
  caught: TieBounds,
  size: number,
  by: Context,
): Pick<TopK, 'caught' | 'recall' | 'precision' | 'lift'> => {
  const rows = by.ranking.n
  const events = countEvents(by.ranking.order, by.label)
  if (size === 0) return { caught, recall: NO_LIST, precision: NO_LIST, lift: NO_LIST }
  return {
    caught,
    recall: events === 0 ? NO_EVENTS : scaled(caught, events),
    precision: scaled(caught, size),
    lift: events === 0 ? NO_EVENTS : scaled(caught, (size * events) / rows),
  }
}

/** Options of {@link topK}. */
export interface TopKOptions {
  /** Production's tie-break; without it no production value is given. */
  readonly tieKey?: TieKey
  /** Lists from `rankingWithin`; without it the pooled ranking is one list. */
  readonly lists?: ListedRanking
}

/**
 * The one top-k object. Pooled: one list of `capacity`. Within lists: each list takes `capacity` of its own rows, recall is
 * listed events over all events. A constant score gives recall@k equal to size / n in expectation, between 0 and 1.
 * @param label 0 or 1 for each row; a row without a known outcome does not belong here
 * @throws WorkbenchError `invalid-label`, `invalid-capacity`
 */
export const topK = (ranking: Ranking, label: Uint8Array, capacity: Capacity, options: TopKOptions = {}): TopK => {
  checkLabels(label, ranking.n)
  checkCapacity(capacity)
  const by: Context = { ranking, label, tieKey: options.tieKey }
  const tally: Tally = {
    size: 0,
    tied: 0,
    drawn: 0,
    emptyLists: 0,
    expected: 0,
    worst: 0,
    best: 0,
    variance: 0,
    production: 0,
  }
  eachCut(ranking, { capacity, lists: options.lists }, (rows, cut) => addList(tally, rows, cut, by))
  const { expected, worst, best, variance } = tally
  const production = options.tieKey === undefined ? null : tally.production
  return {
    capacity,
    rows: ranking.n,
    events: countEvents(ranking.order, label),
    size: tally.size,
    threshold: options.lists === undefined ? cutAt(ranking, tally.size).threshold : null,
    tiedAtCut: tally.tied,
    drawnAtCut: tally.drawn,
    lists: options.lists?.lists ?? 1,
    emptyLists: tally.emptyLists,
    ...ratesOf({ expected, worst, best, variance, production }, tally.size, by),
  }
}

/**
 * Checks that every row has a known outcome, 0 or 1.
 * @throws WorkbenchError `invalid-label`
 */
export const checkLabels = (label: Uint8Array, rows: number): void => {
  const bad = label.reduce((count, value) => count + (value > 1 ? 1 : 0), 0)
  if (label.length === rows && bad === 0) return
  throw new WorkbenchError('invalid-label', {
    expected: `0 or 1 for each of ${rows} rows`,
    found: `${label.length} labels, ${bad} of them neither 0 nor 1`,
    advice: 'leave rows whose outcome is not known out of the evaluation, and count them',
  })
}
