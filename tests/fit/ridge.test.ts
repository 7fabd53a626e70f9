import { describe, expect, it } from 'vitest'
import { fitRidge } from '../../src/fit/ridge.js'
import { logistic } from '../../src/numeric/link.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { random } from '../../src/random.js'
import {
  DATA,
  here,
  normal,
  REFERENCE,
  readColumns,
  readJson,
  rowDesign,
  valuesBlock,
  worstError,
} from '../numeric/designs.js'
import { againstOracle } from '../support/oracle.js'
import { grouped, oracleDesign, python, r } from './oracle.js'

const design = oracleDesign('small')

describe('ridge', () => {
  it('agrees with scikit-learn on columns as given', () => {
    const { estimates } = fitLogistic(design, { ridge: python.ridge.ridge })
    againstOracle('ridge-sklearn', estimates, python.ridge.estimates)
  })

  it('agrees with R glmnet in its convention: standardised columns, λ per row', () => {
    for (const { lambda, estimates } of r.ridge) {
      againstOracle('ridge-glmnet', fitRidge(design, lambda).estimates, estimates)
      againstOracle('ridge-glmnet', fitRidge(grouped(design), lambda).estimates, estimates)
    }
  })

  it('goes from maximum likelihood to the overall rate as λ grows, and exists under separation', () => {
    const ml = fitLogistic(design)
    const none = fitRidge(design, 0)
    expect(worstError(none.estimates, ml.estimates)).toBeLessThan(1e-8)
    expect(none.effectiveParameters).toBeCloseTo(5, 8)
    none.terms.forEach(({ samplingError }, j) => {
      expect(samplingError).toBeCloseTo(Math.sqrt(ml.covariance[j * 5 + j] as number), 8)
    })
    const all = fitRidge(design, 1e6)
    expect(Math.max(...all.estimates.subarray(1).map(Math.abs))).toBeLessThan(1e-5)
    expect(all.effectiveParameters).toBeCloseTo(1, 4)
    expect(fitRidge(oracleDesign('separated'), 0.01).estimates.every(Number.isFinite)).toBe(true)
  })

  it('gives no interval, for estimate ± 1.96 errors would miss the truth most of the time', () => {
    const source = random(4, 'ridge')
    let covered = 0
    for (let run = 0; run < 200; run += 1) {
      const x = Array.from({ length: 200 }, () => normal(source))
      const y = x.map((value) => (source.uniform() < logistic(value) ? 1 : 0))
      const [, term] = fitRidge(rowDesign([valuesBlock('x', x)], y), 0.3).terms
      expect(term?.interval.kind).toBe('undefined')
      if (Math.abs((term?.estimate as number) - 1) < 1.96 * (term?.samplingError as number)) covered += 1
    }
    expect(covered / 200).toBeLessThan(0.2)
  })
})

const NUMERICS = `${REFERENCE}/numerics.json`
describe.skipIf(!here(NUMERICS))(`ridge against glmnet in ${NUMERICS}`, () => {
  it('reproduces SAheart at three λ', () => {
    const reference = readJson<{ glmnet_ridge_SAheart: Record<string, Record<string, number>> }>(NUMERICS)
    const column = readColumns(`${DATA}/numerics/SAheart.csv`)
    const paths = Object.entries(reference.glmnet_ridge_SAheart)
    expect(paths).toHaveLength(3)
    for (const [key, expected] of paths) {
      const names = Object.keys(expected).slice(1)
      const blocks = names.map((name) =>
        valuesBlock(
          name,
          column(name).map((text) => (name === 'famhist' ? Number(text === 'Present') : Number(text))),
        ),
      )
      const found = fitRidge(rowDesign(blocks, column('chd').map(Number)), Number(key.slice('lambda_'.length)))
      againstOracle('ridge-glmnet-saheart', found.estimates, Object.values(expected))
    }
  })
})
