import { describe, expect, it } from 'vitest'
import { clusteredCovariance } from '../../src/numeric/cluster.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { random } from '../../src/random.js'
import { againstOracle } from '../support/oracle.js'
import { rejectionRate } from './clustered-null.js'
import { codeOf, levelsBlock, readJson, rowDesign, simulated, valuesBlock, worstError } from './designs.js'

interface Oracle {
  readonly data: Record<'person' | 'x1' | 'x2' | 'level' | 'y', readonly number[]>
  readonly clustered: { se_uncorrected: number[]; se_statsmodels_default: number[]; clusters: number; n: number }
  readonly hc0: { se: number[] }
}
const oracle = readJson<Oracle>('tests/oracles/logistic/expected.json')
const { person, x1, x2, level, y } = oracle.data
const blocks = [valuesBlock('x1', x1), valuesBlock('x2', x2), levelsBlock('level', level, 4)]
const model = fitLogistic(rowDesign(blocks, y))
const outcome = Uint8Array.from(y)

const errors = (covariance: Float64Array, size: number): number[] =>
  Array.from({ length: size }, (_, j) => Math.sqrt(covariance[j * size + j] as number))

describe('clustered covariance', () => {
  it('equals statsmodels times G / (G − 1), and differs from its default by the factor it states', () => {
    const { covariance, clusters, correction } = clusteredCovariance({
      model,
      blocks,
      outcome,
      person: Int32Array.from(person),
    })
    const found = errors(covariance, 6)
    const { se_uncorrected, se_statsmodels_default, n } = oracle.clustered
    expect(clusters).toBe(oracle.clustered.clusters)
    expect(correction).toBe(clusters / (clusters - 1))
    againstOracle(
      'clustered-covariance',
      found,
      se_uncorrected.map((se) => se * Math.sqrt(correction)),
    )
    againstOracle(
      'clustered-covariance',
      found.map((se) => se * Math.sqrt((n - 1) / (n - 6))),
      se_statsmodels_default,
    )
  })

  it('equals HC0 times G / (G − 1) when every person has one row', () => {
    const { covariance, correction } = clusteredCovariance({
      model,
      blocks,
      outcome,
      person: Int32Array.from(y, (_, i) => i),
    })
    againstOracle(
      'clustered-covariance-rows',
      errors(covariance, 6),
      oracle.hc0.se.map((se) => se * Math.sqrt(correction)),
    )
  })

  it('grows as it should when every row is there twice', () => {
    const design = simulated(3, 300, { linear: 2, coded: [3] })
    const twice = Array.from({ length: 600 }, (_, i) => Math.floor(i / 2))
    const double = design.blocks.map((block) =>
      block.kind === 'values'
        ? { ...block, values: Float64Array.from(twice, (i) => block.values[i] as number) }
        : { ...block, codes: Uint16Array.from(twice, (i) => block.codes[i] as number) },
    )
    const events = Uint8Array.from(twice, (i) => design.events[i] as number)
    const once = clusteredCovariance({
      model: fitLogistic(design),
      blocks: design.blocks,
      outcome: Uint8Array.from(design.events),
      person: Int32Array.from(design.events, (_, i) => i),
    })
    const again = clusteredCovariance({
      model: fitLogistic(rowDesign(double, events)),
      blocks: double,
      outcome: events,
      person: Int32Array.from(twice),
    })
    expect(worstError(again.covariance, once.covariance, 1e-5)).toBeLessThan(1e-8)
  })

  it('refuses rows out of order, one person, and arrays of other lengths', () => {
    const back = Int32Array.from(person).reverse()
    expect(codeOf(() => clusteredCovariance({ model, blocks, outcome, person: back }))).toBe('unsorted-people')
    expect(codeOf(() => clusteredCovariance({ model, blocks, outcome, person: new Int32Array(outcome.length) }))).toBe(
      'one-cluster',
    )
    expect(codeOf(() => clusteredCovariance({ model, blocks, outcome, person: new Int32Array(3) }))).toBe(
      'mismatched-length',
    )
  })

  it('rejects a true null about as often as it says, where independent errors reject far more often', () => {
    const { clustered, independent } = rejectionRate(random(11, 'null'), { simulations: 200, people: 150 })
    expect(clustered).toBeGreaterThan(0.015)
    expect(clustered).toBeLessThan(0.1)
    expect(independent).toBeGreaterThan(0.15)
  })
})
