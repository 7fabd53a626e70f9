import type { RankingResult } from '../../data-schemas/results/ranking.js'
import { cumulativeAt } from './cumulative.js'
import { deciles, partSizes } from './deciles.js'
import { type Disclosure, disclosableSizes } from './disclosable.js'

type Test = RankingResult['test']

/** Decile table, bands and recall curve as they may be shown, on one set of boundaries so that no table gives another away. */
export const partsOf = (
  by: Disclosure,
  options: {
    readonly shown: readonly number[]
    readonly enough: boolean
    readonly probability: Float64Array | undefined
  },
): Pick<Test, 'deciles' | 'bands' | 'curve'> => {
  const { ranking, label } = by
  const table = deciles(ranking, label, options.probability === undefined ? {} : { probability: options.probability })
  const tenths = disclosableSizes(by, options.shown, partSizes(ranking.n, 10))
  const percents = disclosableSizes(by, tenths, partSizes(ranking.n, 100))
  const kept = new Set([0, ...tenths])
  const events = label.reduce((sum, value) => sum + value, 0)
  return {
    deciles: table.map((part) => {
      const until = options.enough && kept.has(part.until)
      const whole = until && kept.has(part.until - part.rows)
      return {
        decile: part.part,
        rows: part.rows,
        events: whole ? part.events : null,
        rate: whole ? part.rate : null,
        cumulativeRecall: until ? part.cumulativeRecall : null,
        meanPredicted: part.rows < by.minimum ? null : part.meanPredicted,
      }
    }),
    bands: options.enough ? bandsOf(table, kept) : [],
    curve:
      !options.enough || events === 0
        ? []
        : [...cumulativeAt(ranking, label, percents)].map((caught, index) => ({
            share: (percents[index] as number) / ranking.n,
            recall: caught / events,
          })),
  }
}

/** Runs of deciles between boundaries that may be shown. */
const bandsOf = (table: ReturnType<typeof deciles>, kept: ReadonlySet<number>): Test['bands'] => {
  const bands: Test['bands'] = []
  let from = 1
  let rows = 0
  let events = 0
  for (const part of table) {
    rows += part.rows
    events += part.events
    if (!kept.has(part.until)) continue
    bands.push({
      from,
      to: part.part,
      rows,
      events,
      rate: rows === 0 ? null : events / rows,
      cumulativeRecall: part.cumulativeRecall,
    })
    from = part.part + 1
    rows = 0
    events = 0
  }
  return bands
}
