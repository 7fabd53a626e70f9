import type { StatisticTogether } from '../numeric/clustered-bootstrap.js'
import type { People } from '../numeric/people.js'
import { listSize } from './capacity.js'
import { caughtAt, entriesOf, type Resampled, resampler } from './entries.js'
import { listChangesOf, listRows } from './list-rows.js'
import { listedEntriesOf, withoutEmpty } from './listed-entries.js'
import type { ListedRanking, Ranking } from './order.js'
import { checkLabels } from './top-k.js'
import { listWalker, type Walked } from './walk-lists.js'

/** What is resampled: people, with all their rows. */
export interface RankedPeople {
  readonly ranking: Ranking
  readonly label: Uint8Array
  readonly people: People
  /** Lists from `rankingWithin`; memberships follow the person. */
  readonly lists?: ListedRanking
}

/** Where each number of a replicate is. */
export interface Columns {
  readonly width: number
  readonly auc: number
  /** First column of each share: recall, precision and lift follow each other. */
  readonly pooled: readonly number[]
  /** The same within lists; empty without lists. */
  readonly within: readonly number[]
  /** For each share: recall minus that of a random list as long. */
  readonly random: readonly number[]
  /** For each rule: the model's recall at the rule's size minus that of the rule. */
  readonly rules: readonly number[]
}

/** A statistic for `clusteredBootstrap`, and where its numbers are. */
export interface RankingStatistic {
  readonly columns: Columns
  readonly statistic: StatisticTogether
}

const columnsOf = (shares: number, rules: number, lists: boolean): Columns => {
  const block = (from: number, length: number, step: number): readonly number[] =>
    Array.from({ length }, (_, index) => from + step * index)
  const within = lists ? shares : 0
  const random = 1 + 3 * (shares + within)
  return {
    width: random + shares + rules,
    auc: 0,
    pooled: block(1, shares, 3),
    within: block(1 + 3 * shares, within, 3),
    random: block(random, shares, 1),
    rules: block(random + shares, rules, 1),
  }
}

/** People that count, and how often each does. */
interface Counted {
  readonly person: Int32Array
  readonly count: Int32Array
}

/** Rows and events on a rule's list. */
interface Rule {
  readonly rows: Counted
  readonly events: Counted
}

interface Work {
  readonly columns: Columns
  readonly shares: readonly number[]
  /** Places of the shares from small to large. */
  readonly ascending: readonly number[]
  readonly rules: readonly Rule[]
}

/**
 * All measures of a ranking in one replicate: AUC; recall, precision and lift of each share, pooled and within lists; the
 * difference with random and with rules at equal list size. List sizes are computed anew from the resampled rows, and ties
 * at a cut count by their exact expectation.
 * @throws WorkbenchError `invalid-label`
 */
export const rankingStatistic = (
  input: RankedPeople,
  options: { readonly shares: readonly number[]; readonly rules?: readonly Uint8Array[] },
): RankingStatistic => {
  const { ranking, label, people } = input
  const lists = input.lists === undefined ? undefined : withoutEmpty(input.lists)
  checkLabels(label, ranking.n)
  const { shares, rules = [] } = options
  const ascending = shares.map((_, index) => index).sort((a, b) => (shares[a] as number) - (shares[b] as number))
  const sorted = ascending.map((index) => shares[index] as number)
  const work: Work = {
    columns: columnsOf(shares.length, rules.length, lists !== undefined),
    shares,
    ascending,
    rules: rules.map((selected) => ruleOf(input, selected)),
  }
  const totalsOf = resampler(entriesOf(ranking, label, people))
  const walk = lists === undefined ? () => NOTHING : walkOf(input, lists, sorted)
  let totals: readonly Resampled[] = []
  let walked = NOTHING
  return {
    columns: work.columns,
    statistic: (weights, out, { packed, place }) => {
      if (place === 0) {
        totals = totalsOf(packed)
        walked = walk(packed)
      }
      replicate(work, { weights, walked, place, total: totals[place] as Resampled }, out)
    },
  }
}

const NOTHING: Walked = { size: new Float64Array(0), caught: new Float64Array(0) }

const walkOf = (
  { ranking, label, people }: RankedPeople,
  lists: ListedRanking,
  shares: readonly number[],
): ((packed: Uint32Array) => Walked) => {
  const walker = listWalker(listedEntriesOf(ranking, lists, { label, people, shares }))
  const rowsOf = listRows(listChangesOf(lists, people))
  return (packed) => walker(packed, rowsOf(packed))
}

/** One resample: how often each person was drawn, its counts, and those within lists. */
interface Drawn {
  readonly weights: Uint8Array
  readonly total: Resampled
  readonly walked: Walked
  readonly place: number
}

const countedOf = (counts: Int32Array): Counted => {
  const person = new Int32Array(counts.length)
  let used = 0
  for (let who = 0; who < counts.length; who += 1) {
    if (counts[who] === 0) continue
    person[used] = who
    used += 1
  }
  const kept = person.slice(0, used)
  return { person: kept, count: kept.map((who) => counts[who] as number) }
}

const ruleOf = ({ label, people }: RankedPeople, selected: Uint8Array): Rule => {
  const rows = new Int32Array(people.people)
  const events = new Int32Array(people.people)
  for (let row = 0; row < selected.length; row += 1) {
    rows[people.of[row] as number]! += selected[row] as number
    events[people.of[row] as number]! += (selected[row] as number) * (label[row] as number)
  }
  return { rows: countedOf(rows), events: countedOf(events) }
}

const replicate = (work: Work, drawn: Drawn, out: Float64Array): void => {
  const { shares, rules, columns } = work
  const { weights, total } = drawn
  const pairs = total.events * (total.rows - total.events)
  out[columns.auc] = pairs === 0 ? Number.NaN : total.twice / 2 / pairs
  shares.forEach((share, index) => {
    const size = listSize({ kind: 'share', share }, total.rows)
    const list = { size, caught: caughtAt(total, size) }
    write(out, columns.pooled[index] as number, list, total)
    out[columns.random[index] as number] = recall(list.caught - (size * total.events) / total.rows, size, total)
  })
  rules.forEach(({ rows, events }, index) => {
    const size = weighted(weights, rows)
    out[columns.rules[index] as number] = recall(caughtAt(total, size) - weighted(weights, events), size, total)
  })
  withinLists(work, drawn, out)
}

const weighted = (weights: Uint8Array, { person, count }: Counted): number => {
  let sum = 0
  for (let i = 0; i < person.length; i += 1) {
    sum += (weights[person[i] as number] as number) * (count[i] as number)
  }
  return sum
}

const withinLists = ({ ascending, columns }: Work, { walked, place, total }: Drawn, out: Float64Array): void => {
  if (columns.within.length === 0) return
  ascending.forEach((share, k) => {
    const at = place * ascending.length + k
    const list = { size: walked.size[at] as number, caught: walked.caught[at] as number }
    write(out, columns.within[share] as number, list, total)
  })
}

const recall = (caught: number, size: number, total: Resampled): number =>
  size === 0 || total.events === 0 ? Number.NaN : caught / total.events

const write = (
  out: Float64Array,
  at: number,
  list: { readonly size: number; readonly caught: number },
  total: Resampled,
): void => {
  const share = recall(list.caught, list.size, total)
  out[at] = share
  out[at + 1] = list.size === 0 ? Number.NaN : list.caught / list.size
  out[at + 2] = (share * total.rows) / list.size
}
