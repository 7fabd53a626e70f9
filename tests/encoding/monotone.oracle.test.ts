import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { weightOfEvidence } from '../../src/encoding/evidence.js'
import { bestBinning, type Trend } from '../../src/encoding/monotone.js'
import { sumTallies, type Tally } from '../../src/encoding/tally.js'
import { againstOracle } from '../support/oracle.js'

interface Run {
  readonly trend: Trend
  readonly maxBins: number
  readonly minRows: number
  readonly each: number
  readonly status: string
  readonly edges: readonly number[]
  readonly iv: number
  readonly woe: readonly number[]
}

const expected = JSON.parse(readFileSync('tests/oracles/binning/expected.json', 'utf8')) as {
  readonly cases: readonly {
    readonly name: string
    readonly counts: readonly (readonly [number, number, number])[]
    readonly runs: readonly Run[]
  }[]
}

const runs = expected.cases.flatMap(({ name, counts, runs: all }) =>
  all.map((run) => ({ name: `${name}, ${run.trend}, at most ${run.maxBins} bins`, counts, run })),
)

describe('the best binning against optbinning', () => {
  it.each(runs)('is at least as good, and equal where it proved its own: $name', ({ counts, run }) => {
    const prebins = counts.map(
      ([, rows, events]): Tally => ({ rows, events, people: rows, eventPeople: events, nonEventPeople: rows - events }),
    )
    const { rows, events } = sumTallies(prebins)
    const total = { events, nonEvents: rows - events }
    const found = bestBinning(prebins, run.trend, {
      maxBins: run.maxBins,
      minima: { people: 0, eventPeople: run.each, nonEventPeople: run.each, rows: run.minRows },
      total,
    })
    expect(found.value).toBeGreaterThanOrEqual(run.iv - 1e-12)
    if (run.status !== 'OPTIMAL') return
    const edges = found.cuts.map((cut) => ((counts[cut - 1]?.[0] as number) + (counts[cut]?.[0] as number)) / 2)
    if (edges.length > 0) againstOracle('binning-edges', edges, run.edges)
    else expect(run.edges).toEqual([])
    againstOracle('binning-value', found.value, run.iv)
    const bounds = [0, ...found.cuts, prebins.length]
    bounds.slice(1).forEach((end, b) => {
      const bin = sumTallies(prebins.slice(bounds[b], end))
      const woe = weightOfEvidence({ events: bin.events, nonEvents: bin.rows - bin.events }, total)
      againstOracle('weight-of-evidence', woe, run.woe[b])
    })
  })
})
