import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block, Design } from '../../src/numeric/design.js'
import { candidateLevels, denseRanks } from '../../src/screening/candidate-levels.js'
import { correlationMatrix, varianceInflation } from '../../src/screening/correlation.js'
import { type Gain, gainWith, lossWithout, modelOf } from '../../src/screening/gain.js'
import { informationValue } from '../../src/screening/information.js'
import { rankInterval, rankStatistic } from '../../src/screening/rank-statistic.js'
import { againstOracle } from '../support/oracle.js'

const folder = new URL('../oracles/screening/', import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
const input = read('input.json') as {
  person: number[]
  outcome: number[]
  z: number[]
  codes: Record<string, number[]>
  tables: Record<string, number[]>
}
const expected = read('expected.json')

const person = Int32Array.from(input.person)
const outcome = Uint8Array.from(input.outcome)
const names = ['a', 'b', 'c', 'd'] as const
const coded = (name: string): Block => ({
  kind: 'coded',
  name,
  columns: [name],
  codes: Uint16Array.from(input.codes[name]!),
  table: Float64Array.from(input.tables[name]!),
})
const blocks: readonly Block[] = [
  ...names.map(coded),
  { kind: 'values', name: 'z', columns: ['z'], values: Float64Array.from(input.z) },
]
const design: Design = { blocks, trials: new Float64Array(outcome.length).fill(1), events: Float64Array.from(outcome) }
const values = blocks.map((block) => candidateLevels(block, undefined).value)

const close = (found: number, wanted: number, tolerance = 1e-10): void => {
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)))
}

describe('area under the curve of a candidate', () => {
  it.each([...names, 'z'])('%s equals scikit-learn, with its clustered error and interval', (name) => {
    const value = values[blocks.findIndex((block) => block.name === name)] as Float64Array
    const found = rankStatistic({ rank: denseRanks(value), positive: outcome, person })
    const oracle = expected.auc[name]
    againstOracle('candidate-auc', found.estimate, oracle.sklearn)
    const { lower, upper } = rankInterval(found)
    againstOracle('candidate-auc-error', [found.standardError, lower, upper], [oracle.se, oracle.lower, oracle.upper])
  })

  it('has DeLong’s error, up to the small-sample factor, when every row is a person', () => {
    const found = rankStatistic({
      rank: denseRanks(values[4]!),
      positive: outcome,
      person: Int32Array.from(outcome, (_, i) => i),
    })
    expect(Math.abs(found.standardError / expected.auc.z.delong - 1)).toBeLessThan(0.005)
  })

  it('is undefined without one of the two outcomes', () => {
    const found = rankStatistic({
      rank: Int32Array.of(0, 1),
      positive: Uint8Array.of(1, 1),
      person: Int32Array.of(0, 1),
    })
    expect(found.estimate).toMatchObject({ kind: 'undefined' })
    expect(rankInterval(found)).toMatchObject({ lower: null, upper: null })
  })

  it('is one half for a constant and mirrors when the order turns round', () => {
    const row = fc.record({
      x: fc.integer({ min: 0, max: 6 }),
      y: fc.integer({ min: 0, max: 1 }),
      who: fc.integer({ min: 0, max: 9 }),
      half: fc.integer({ min: 0, max: 1 }),
    })
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 40 }), (rows) => {
        const at = (rank: (r: (typeof rows)[number]) => number) =>
          rankStatistic({
            rank: Int32Array.from(rows, rank),
            positive: Uint8Array.from(rows, (r) => r.y),
            person: Int32Array.from(rows, (r) => r.who),
            stratum: Int32Array.from(rows, (r) => r.half),
          }).estimate
        const [up, down, flat] = [at((r) => r.x), at((r) => 6 - r.x), at(() => 0)]
        if (typeof up !== 'number') return
        expect(up + (down as number)).toBeCloseTo(1, 12)
        expect(flat).toBe(0.5)
      }),
    )
  })
})

describe('information value', () => {
  it.each(names)('%s equals its definition, with a clustered error by differentiation', (name) => {
    const { level, levels } = candidateLevels(coded(name), undefined)
    const found = informationValue({ level, levels, outcome, person })
    againstOracle('information-value', found.value.estimate, expected.iv[name].value)
    const half = ((found.value.upper as number) - (found.value.estimate as number)) / 1.959963984540054
    againstOracle('information-value-error', half, expected.iv[name].se)
  })

  it('is finite where a level has no events, and 0 for a single level', () => {
    const level = Int32Array.of(0, 0, 1, 1, 1)
    const y = Uint8Array.of(0, 0, 1, 0, 1)
    const who = Int32Array.of(0, 1, 2, 3, 4)
    expect(informationValue({ level, levels: 2, outcome: y, person: who }).value.estimate).toBeGreaterThan(0)
    expect(informationValue({ level: new Int32Array(5), levels: 1, outcome: y, person: who }).value.estimate).toBe(0)
    expect(
      informationValue({ level, levels: 2, outcome: new Uint8Array(5), person: who }).value.estimate,
    ).toMatchObject({ kind: 'undefined' })
  })
})

describe('redundancy numbers', () => {
  const correlation = correlationMatrix(values, design.trials)

  it('correlations equal numpy', () => {
    againstOracle('correlation', correlation, expected.correlation)
  })

  it('variance inflation equals statsmodels', () => {
    againstOracle('variance-inflation', varianceInflation(correlation, [0, 1, 2, 3, 4]), expected.vif)
  })

  it('patterns with counts give the same as rows', () => {
    const twice = correlationMatrix(values, new Float64Array(outcome.length).fill(2))
    close(twice[0]![1] as number, correlation[0]![1] as number)
  })

  it('a constant has no correlation and exact copies have no finite inflation', () => {
    const constant = new Float64Array(outcome.length).fill(0.1)
    expect(correlationMatrix([values[0]!, constant], design.trials)[0]![1]).toBeNull()
    const copies = correlationMatrix([values[0]!, values[0]!.map((value) => 3 * value - 1)], design.trials)
    expect(varianceInflation(copies, [0, 1])[0]).toMatchObject({ kind: 'undefined' })
  })
})

describe('gain given the others', () => {
  const all = modelOf(
    design,
    blocks.map(({ name }) => name),
  )

  it.each([...names, 'z'])('%s: log-likelihood lost and p equal statsmodels', (name) => {
    const found = lossWithout(all, name) as Gain
    againstOracle('gain', [found.loglik, found.p], [expected.gain[name].loglik, expected.gain[name].p])
    expect(found.df).toBe(1)
  })

  it('of a candidate with several columns has as many degrees of freedom', () => {
    const d = blocks[3] as Block & { kind: 'coded' }
    const table = Float64Array.from({ length: 20 }, (_, i) => (Math.floor(i / 4) === (i % 4) + 1 ? 1 : 0))
    const found = gainWith(modelOf(design, ['a']), { ...d, columns: ['d1', 'd2', 'd3', 'd4'], table }) as Gain
    expect(found.df).toBe(4)
    againstOracle('gain', [found.loglik, found.p], [expected.levels.loglik, expected.levels.p])
  })

  it('is undefined with the reason where the model cannot be fitted', () => {
    const copy = { ...(blocks[0] as Block), name: 'copy', columns: ['copy'] }
    const model = modelOf({ ...design, blocks: [...blocks, copy] }, ['a', 'copy'])
    expect(lossWithout(model, 'a')).toMatchObject({ kind: 'undefined', because: expect.stringContaining('collinear') })
  })
})
