import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldStrata } from '../../src/encoding/fold-strata.js'
import { fitModel } from '../../src/fit/fit-model.js'
import type { Block, Design } from '../../src/numeric/design.js'
import { standInWeights } from '../../src/panel/exposure-strata.js'
import { againstOracle } from '../support/oracle.js'

const { rows, cells, truncate, fit } = JSON.parse(readFileSync('tests/oracles/exposure/expected.json', 'utf8')) as {
  readonly rows: Readonly<Record<'person' | 'office' | 'band' | 'single' | 'exposed' | 'outcome', readonly number[]>>
  readonly cells: readonly {
    readonly office: number
    readonly band: number
    readonly exposed: number
    readonly free: number
  }[]
  readonly truncate: number
  readonly fit: {
    readonly estimates: readonly number[]
    readonly loglik: number
    readonly clustered: readonly number[]
    readonly effectiveRows: number
    readonly people: number
  }
}

const stamp = { study: 'test', data: 'none', synthetic: true }
const weight = standInWeights(cells, truncate)
const free = [...rows.outcome.keys()].filter((row) => rows.exposed[row] === 0)
const stratumOf = (row: number): number =>
  cells.findIndex(({ office, band }) => office === rows.office[row] && band === rows.band[row])

const blocksOf = (at: readonly number[]): readonly Block[] => [
  { kind: 'values', name: 'band', columns: ['band'], values: Float64Array.from(at, (row) => rows.band[row]!) },
  {
    kind: 'coded',
    name: 'single',
    columns: ['single'],
    codes: Uint16Array.from(at, (row) => rows.single[row]!),
    table: Float64Array.of(0, 1),
  },
]

/** Patterns × strata with whole counts, as the engine gives them. */
const counted = (): { readonly design: Design; readonly stratum: Uint8Array } => {
  const key = (row: number): string =>
    [rows.band[row], rows.single[row], String(stratumOf(row)).padStart(3, '0')].join('/')
  const keys = [...new Set(free.map(key))].sort()
  const of = keys.map((one) => free.filter((row) => key(row) === one))
  return {
    design: {
      blocks: blocksOf(of.map(([row]) => row!)),
      trials: Float64Array.from(of, (own) => own.length),
      events: Float64Array.from(of, (own) => own.filter((row) => rows.outcome[row] === 1).length),
    },
    stratum: Uint8Array.from(of, ([row]) => stratumOf(row!)),
  }
}

const behind = {
  blocks: blocksOf(free),
  outcome: Uint8Array.from(free, (row) => rows.outcome[row]!),
  person: Int32Array.from(free, (row) => rows.person[row]!),
  weight: Float64Array.from(free, (row) => weight[stratumOf(row)]!),
}

describe('a fit of rows that weigh', () => {
  const { design, stratum } = counted()
  const folded = foldStrata(design, { stratum, weight })

  it('is the weighted maximum, with errors clustered by person', () => {
    const result = fitModel(folded, { stamp, rows: behind })
    againstOracle(
      'weighted-fit',
      [...result.terms.map(({ estimate }) => estimate), result.loglik],
      [...fit.estimates, fit.loglik],
    )
    againstOracle(
      'weighted-fit-errors',
      result.terms.map(({ standardError }) => standardError),
      fit.clustered,
    )
    againstOracle('stand-in-weights', result.weighting?.effectiveRows, fit.effectiveRows)
    expect(result.covariance).toBe('clustered')
    expect(result.clusters?.people).toBe(fit.people)
  })

  it('counts rows and events as they are', () => {
    const result = fitModel(folded, { stamp, rows: behind })
    expect(result.n).toBe(free.length)
    expect(result.events).toBe(behind.outcome.reduce((sum, own) => sum + own, 0))
    expect(result.residualDegreesOfFreedom).toBe(free.length - 3)
    expect(result.weighting?.sum).toBeCloseTo(
      folded.trials.reduce((sum, own) => sum + own, 0),
      9,
    )
  })

  it('refuses weighted patterns without the rows behind them: the information gives no honest errors', () => {
    expect(() => fitModel(folded, { stamp })).toThrow(/weights-without-rows/)
  })

  it('is the plain clustered fit when every row weighs one', () => {
    const one = { stratum, weight: new Float64Array(cells.length).fill(1) }
    const { weighting, ...own } = fitModel(foldStrata(design, one), {
      stamp,
      rows: { ...behind, weight: new Float64Array(free.length).fill(1) },
    })
    const { weight: _, ...plain } = behind
    const { counted: _counted, ...unweighted } = foldStrata(design, one)
    expect(own).toEqual(fitModel(unweighted, { stamp, rows: plain }))
    expect(weighting).toEqual({ sum: free.length, effectiveRows: free.length })
  })
})

describe('patterns counted per stratum', () => {
  it('fold into weighted sums in the order of the strata, without patterns of weight 0', () => {
    const entry = fc.record({
      code: fc.nat(3),
      stratum: fc.nat(3),
      trials: fc.integer({ min: 1, max: 50 }),
      events: fc.nat(50),
    })
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 16 }),
        fc.array(fc.constantFrom(0, 0.3, 1, 2.5), { minLength: 4, maxLength: 4 }),
        (found, weights) => {
          const seen = new Map(found.map((one) => [one.code * 4 + one.stratum, one]))
          const sorted = [...seen]
            .sort(([a], [b]) => a - b)
            .map(([, one]) => ({ ...one, events: Math.min(one.events, one.trials) }))
          const design: Design = {
            blocks: [
              {
                kind: 'coded',
                name: 'x',
                columns: ['x'],
                codes: Uint16Array.from(sorted, ({ code }) => code),
                table: Float64Array.of(0, 1, 2, 3),
              },
            ],
            trials: Float64Array.from(sorted, ({ trials }) => trials),
            events: Float64Array.from(sorted, ({ events }) => events),
          }
          const folded = foldStrata(design, {
            stratum: Uint8Array.from(sorted, ({ stratum }) => stratum),
            weight: Float64Array.from(weights),
          })
          const [block] = folded.blocks
          const codes = block?.kind === 'coded' ? [...block.codes] : []
          const wanted = [0, 1, 2, 3].flatMap((code) => {
            const own = sorted.filter((one) => one.code === code && weights[one.stratum]! > 0)
            if (own.length === 0) return []
            const sum = (of: (one: (typeof own)[number]) => number): number =>
              own.reduce((all, one) => all + weights[one.stratum]! * of(one), 0)
            return [{ code, trials: sum(({ trials }) => trials), events: sum(({ events }) => events) }]
          })
          expect(codes.map((code, i) => ({ code, trials: folded.trials[i], events: folded.events[i] }))).toEqual(wanted)
          const kept = sorted.filter(({ stratum }) => weights[stratum]! > 0)
          expect(folded.counted).toEqual({
            rows: kept.reduce((sum, { trials }) => sum + trials, 0),
            events: kept.reduce((sum, { events }) => sum + events, 0),
          })
          for (const [i, events] of folded.events.entries()) expect(events).toBeLessThanOrEqual(folded.trials[i]!)
        },
      ),
    )
  })
})
