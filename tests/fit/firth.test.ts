import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FirthFit, fitFirth } from '../../src/fit/firth.js'
import type { Design } from '../../src/numeric/design.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { random } from '../../src/random.js'
import { codeOf, levelsBlock, rowDesign, simulated, valuesBlock, worstError } from '../numeric/designs.js'
import { againstOracle } from '../support/oracle.js'
import { firthCoverage } from './coverage.js'
import { grouped, oracleDesign, python, r } from './oracle.js'

const bounds = (fit: FirthFit, side: 'lower' | 'upper'): number[] =>
  fit.terms.map(({ interval }) => interval?.[side] as number)

describe('Firth’s penalised likelihood', () => {
  for (const set of ['small', 'separated'] as const) {
    const design = oracleDesign(set)
    const fit = fitFirth(design)
    const expected = python.firth[set]
    const brglm2 = set === 'small' ? r.firthSmall : r.firthSeparated

    it(`agrees with R brglm2 and with the definition on ${set} data: estimates and errors`, () => {
      const errors = fit.terms.map(({ standardError }) => standardError)
      againstOracle('firth-r', [fit.estimates, errors], [brglm2.estimates, brglm2.se])
      againstOracle('firth-definition', [...fit.estimates, fit.penalised], [...expected.estimates, expected.penalised])
      expect(Math.abs(fit.penalised / expected.penalised - 1)).toBeLessThan(1e-12)
    })

    it(`agrees with the definition and with firthmodels on ${set} data: tests and profile intervals`, () => {
      const statistics = fit.terms.map(({ test }) => test?.statistic as number)
      const ps = fit.terms.map(({ test }) => test?.p as number)
      againstOracle('firth-tests', [statistics, ps], [expected.statistic, expected.p])
      for (const side of ['lower', 'upper'] as const) {
        againstOracle('firth-tests', bounds(fit, side), expected[side])
        againstOracle('firth-profile-package', bounds(fit, side), python.package[set][side])
      }
      const block = fit.candidates.find(({ candidate }) => candidate === 'l')
      expect(block?.df).toBe(2)
      againstOracle('firth-block', block?.statistic, expected.blockStatistic)
    })

    it(`does not depend on how rows of ${set} data are counted into patterns`, () => {
      const twice: Design = { ...design, trials: design.trials, events: design.events }
      const counted = fitFirth(grouped(twice), { coefficients: [] })
      expect(worstError(counted.estimates, fit.estimates, 1e-3)).toBeLessThan(1e-9)
      expect(Math.abs(counted.penalised - fit.penalised)).toBeLessThan(1e-9)
    })
  }

  it('is finite where maximum likelihood does not exist', () => {
    const design = oracleDesign('separated')
    expect(codeOf(() => fitLogistic(design))).toBe('separation')
    const fit = fitFirth(design)
    expect(fit.terms.every(({ estimate, interval }) => Number.isFinite(estimate) && interval !== null)).toBe(true)
  })

  it('adds one half to every cell of a table: ln of the corrected odds ratio, also with an empty cell', () => {
    const cells = fc.tuple(...[0, 0, 0, 0].map((min) => fc.integer({ min, max: 40 })))
    fc.assert(
      fc.property(cells, ([a = 0, b = 0, c = 0, d = 0]) => {
        fc.pre(a + b > 0 && c + d > 0)
        const design: Design = {
          blocks: [valuesBlock('x', [0, 1])],
          trials: Float64Array.of(a + b, c + d),
          events: Float64Array.of(a, c),
        }
        const { estimates } = fitFirth(design, { coefficients: [] })
        const first = Math.log((a + 0.5) / (b + 0.5))
        const second = Math.log((c + 0.5) / (d + 0.5))
        expect(Math.abs((estimates[0] as number) - first)).toBeLessThan(1e-7)
        expect(Math.abs((estimates[1] as number) - (second - first))).toBeLessThan(1e-7)
      }),
      { numRuns: 60 },
    )
  })

  it('follows a change of units, and moves the intercept only when the offset is constant', () => {
    const design = oracleDesign('separated')
    const [x, ...rest] = design.blocks
    if (x?.kind !== 'values') throw new Error('x is a column of values')
    const plain = fitFirth(design, { coefficients: [] }).estimates
    const metres = fitFirth(
      { ...design, blocks: [{ ...x, values: x.values.map((value) => 1e6 * value + 5e6) }, ...rest] },
      { coefficients: [] },
    ).estimates
    expect(Math.abs(((metres[1] as number) * 1e6) / (plain[1] as number) - 1)).toBeLessThan(1e-7)
    const offset = new Float64Array(design.trials.length).fill(0.7)
    const shifted = fitFirth(design, { coefficients: [], offset }).estimates
    expect(Math.abs((shifted[0] as number) + 0.7 - (plain[0] as number))).toBeLessThan(1e-8)
    expect(worstError(shifted.subarray(1), plain.subarray(1))).toBeLessThan(1e-7)
  })

  it('comes close to maximum likelihood with many rows', () => {
    const design = simulated(3, 20_000, { linear: 2, coded: [4] })
    const ml = fitLogistic(design)
    const firth = fitFirth(design, { coefficients: [] })
    const size = ml.names.length
    firth.estimates.forEach((value, j) => {
      const error = Math.sqrt(ml.covariance[j * size + j] as number)
      expect(Math.abs(value - (ml.estimates[j] as number))).toBeLessThan(0.02 * error)
    })
  })

  it('fits one class only, and refuses columns that determine each other', () => {
    const none = rowDesign([valuesBlock('x', [1, 2, 3, 4])], [0, 0, 0, 0])
    expect(fitFirth(none, { coefficients: [] }).estimates.every(Number.isFinite)).toBe(true)
    const twice = rowDesign([valuesBlock('a', [1, 2, 3, 4]), valuesBlock('b', [2, 4, 6, 8])], [0, 1, 0, 1])
    expect(codeOf(() => fitFirth(twice))).toBe('collinear')
    expect(codeOf(() => fitFirth(rowDesign([levelsBlock('l', [0, 1, 5], 2)], [0, 1, 0])))).toBe('invalid-design')
  })

  it('covers and rejects at the named rates with rare events, where Wald intervals of maximum likelihood often do not exist', () => {
    const { cover, reject, runs } = firthCoverage(random(11, 'firth'), { simulations: 200, rows: 60 })
    expect(runs).toBe(200)
    expect(cover).toBeGreaterThan(0.91)
    expect(cover).toBeLessThan(0.99)
    expect(reject).toBeLessThan(0.09)
    expect(reject).toBeGreaterThan(0.01)
  })
})
