import type { RankingResult } from '../../data-schemas/results/ranking.js'
import { countPeople, densePeople, type People } from '../numeric/people.js'
import { auc } from './auc.js'
import { type Ranking, rankingOf } from './order.js'
import { topK } from './top-k.js'

/** Rows by period: the number of each row's period, and the periods' names in order. */
export interface Periods {
  readonly of: Int32Array
  readonly names: readonly string[]
}

type PeriodRow = RankingResult['test']['periods'][number]

interface Slice {
  readonly name: string
  readonly ranking: Ranking
  readonly label: Uint8Array
  readonly events: number
  readonly eventPeople: number
}

const sliceOf = (
  name: string,
  rows: Int32Array,
  by: { readonly score: Float64Array; readonly label: Uint8Array; readonly person: Int32Array },
): Slice => {
  const label = Uint8Array.from(rows, (row) => by.label[row] as number)
  const people: People = densePeople(rows.map((row) => by.person[row] as number))
  return {
    name,
    ranking: rankingOf(Float64Array.from(rows, (row) => by.score[row] as number)),
    label,
    events: label.reduce((sum, value) => sum + value, 0),
    eventPeople: countPeople(people, (row) => label[row] === 1),
  }
}

/** Periods with too few people with the outcome, and as many of the next smallest as keep those from being found by subtraction. */
const hidden = (slices: readonly Slice[], minimum: number): ReadonlySet<Slice> => {
  const smallest = [...slices].sort((a, b) => a.eventPeople - b.eventPeople)
  const out = new Set(smallest.filter(({ eventPeople }) => eventPeople < minimum))
  if (out.size === 0) return out
  for (const slice of smallest) {
    const sum = [...out].reduce((total, { eventPeople }) => total + eventPeople, 0)
    if (out.size > 1 && sum >= minimum) break
    out.add(slice)
  }
  return out
}

const rowsByPeriod = (periods: Periods): readonly Int32Array[] => {
  const start = new Int32Array(periods.names.length + 1)
  for (const period of periods.of) start[period + 1]! += 1
  for (let i = 1; i < start.length; i += 1) start[i]! += start[i - 1] as number
  const next = start.slice()
  const rows = new Int32Array(periods.of.length)
  periods.of.forEach((period, row) => {
    rows[next[period] as number] = row
    next[period]! += 1
  })
  return periods.names.map((_, period) => rows.subarray(start[period] as number, start[period + 1] as number))
}

/** AUC and expected recall of each period, ranked on its own; periods with too few people with the outcome are suppressed. */
export const periodTrend = (
  periods: Periods,
  by: { readonly score: Float64Array; readonly label: Uint8Array; readonly person: Int32Array },
  options: { readonly shares: readonly number[]; readonly minimum: number },
): readonly PeriodRow[] => {
  const slices = rowsByPeriod(periods).map((rows, period) => sliceOf(periods.names[period] as string, rows, by))
  const suppressed = hidden(slices, options.minimum)
  return slices.map((slice) => {
    const shown = !suppressed.has(slice)
    const recallAt = (share: number): PeriodRow['atK'][number]['recall'] => {
      const { recall, caught } = topK(slice.ranking, slice.label, { kind: 'share', share })
      if (!('expected' in recall)) return recall
      return caught.expected < options.minimum ? null : recall.expected
    }
    return {
      period: slice.name,
      suppressed: !shown,
      n: shown ? slice.ranking.n : null,
      events: shown ? slice.events : null,
      auc: shown ? auc(slice.ranking, slice.label) : null,
      atK: options.shares.map((k) => ({ k, recall: shown ? recallAt(k) : null })),
    }
  })
}
