import { describe, expect, it } from 'vitest'
import { likelihoodRatioTests, profileIntervals, waldTests } from '../../src/fit/profile.js'
import { profileBound } from '../../src/fit/profile-bound.js'
import { clusteredCovariance } from '../../src/numeric/cluster.js'
import { logistic } from '../../src/numeric/link.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { random } from '../../src/random.js'
import { codeOf, levelsBlock, normal, rowDesign, simulated, valuesBlock } from '../numeric/designs.js'
import { againstOracle } from '../support/oracle.js'
import { profileCoverage } from './coverage.js'
import { grouped, oracleDesign, r } from './oracle.js'

const design = oracleDesign('small')

describe('profile-likelihood intervals', () => {
  const intervals = profileIntervals(design)

  it('solve the deviance equation of R’s glm, and lie where MASS confint has them by its spline', () => {
    for (const side of ['lower', 'upper'] as const) {
      const found = intervals.map((interval) => interval[side] as number)
      againstOracle('profile-interval', found, r.profile[side])
      againstOracle('profile-interval-spline', found, side === 'lower' ? r.profile.gridLower : r.profile.gridUpper)
    }
  })

  it('are the same on patterns with counts, and for one coefficient as for all', () => {
    const counted = profileIntervals(grouped(design))
    counted.forEach((interval, j) => {
      expect(Math.abs((interval.lower as number) - (intervals[j]?.lower as number))).toBeLessThan(1e-8)
    })
    expect(profileIntervals(design, { coefficients: [2] })).toEqual([intervals[2]])
  })

  it('lose the deviance of a constant offset in the intercept alone', () => {
    const offset = new Float64Array(design.trials.length).fill(-0.4)
    const moved = profileIntervals(design, { offset })
    expect(Math.abs((moved[0]?.lower as number) - 0.4 - (intervals[0]?.lower as number))).toBeLessThan(1e-8)
    expect(Math.abs((moved[3]?.upper as number) - (intervals[3]?.upper as number))).toBeLessThan(1e-8)
  })

  it('come close to Wald intervals with many rows, and widen with the confidence', () => {
    const many = simulated(8, 20_000, { linear: 1, coded: [] })
    const fit = fitLogistic(many)
    const error = Math.sqrt(fit.covariance[3] as number)
    const [wide] = profileIntervals(many, { coefficients: [1], confidence: 0.99 })
    const [narrow] = profileIntervals(many, { coefficients: [1], confidence: 0.8 })
    expect(Math.abs((wide?.upper as number) - (fit.estimates[1] as number) - 2.5758293 * error)).toBeLessThan(
      0.02 * error,
    )
    expect(wide?.lower as number).toBeLessThan(narrow?.lower as number)
  })

  it('are refused without a maximum', () => {
    expect(codeOf(() => profileIntervals(oracleDesign('separated')))).toBe('separation')
    expect(codeOf(() => profileIntervals(design, { confidence: 1 }))).toBe('invalid-confidence')
  })

  it('leave a bound open, with the reason, where the likelihood flattens out or a fit is lost', () => {
    const start = new Float64Array(1)
    const search = { estimate: 0, standardError: 1, top: { value: 0, parameters: start }, z: 1.96, side: 1 as const }
    const flat = profileBound({ ...search, at: (b) => ({ value: -1 / (1 + Math.exp(-b)) + 0.5, parameters: start }) })
    expect(flat).toMatchObject({ kind: 'undefined', because: expect.stringContaining('open') })
    expect(profileBound({ ...search, at: () => null })).toMatchObject({ kind: 'undefined' })
    const parabola = profileBound({ ...search, at: (b) => ({ value: -b * b, parameters: start }) })
    expect(Math.abs((parabola as number) - 1.96 / Math.SQRT2)).toBeLessThan(1e-10)
  })
})

describe('tests of whole candidates', () => {
  it('agree with R’s likelihood-ratio tests', () => {
    const tests = likelihoodRatioTests(design)
    expect(tests.map(({ df }) => df)).toEqual(r.likelihoodRatio.df)
    againstOracle(
      'likelihood-ratio',
      tests.map(({ statistic }) => statistic),
      r.likelihoodRatio.statistic,
    )
    againstOracle(
      'likelihood-ratio-p',
      tests.map(({ p }) => p),
      r.likelihoodRatio.p,
    )
  })

  it('give the squared z for a candidate of one column, and the same whatever level is the reference', () => {
    const fit = fitLogistic(design)
    const [x] = waldTests(design.blocks, fit)
    expect(
      Math.abs((x?.statistic as number) - (fit.estimates[1] as number) ** 2 / (fit.covariance[6] as number)),
    ).toBeLessThan(1e-10)
    const blocks = design.blocks.map((block) =>
      block.kind === 'coded' ? { ...block, table: Float64Array.of(1, 0, 0, 1, 0, 0) } : block,
    )
    const other = fitLogistic({ ...design, blocks })
    const statistic = (of: ReturnType<typeof waldTests>): number => of[2]?.statistic as number
    expect(Math.abs(statistic(waldTests(blocks, other)) - statistic(waldTests(design.blocks, fit)))).toBeLessThan(1e-8)
    expect(
      Math.abs(statistic(likelihoodRatioTests({ ...design, blocks })) - statistic(likelihoodRatioTests(design))),
    ).toBeLessThan(1e-9)
  })

  it('leave a candidate without columns out', () => {
    const empty = {
      kind: 'coded' as const,
      name: 'none',
      columns: [],
      codes: new Uint16Array(80),
      table: new Float64Array(0),
    }
    const blocks = [empty, ...design.blocks]
    expect(likelihoodRatioTests({ ...design, blocks }).map(({ candidate }) => candidate)).toEqual(['x', 'z', 'l'])
    expect(waldTests(blocks, fitLogistic({ ...design, blocks }))).toHaveLength(3)
  })

  it('cover and reject at the named rates', () => {
    const { cover, reject } = profileCoverage(random(5, 'profile'), { simulations: 300, rows: 150 })
    expect(cover).toBeGreaterThan(0.92)
    expect(cover).toBeLessThan(0.98)
    expect(reject).toBeGreaterThan(0.02)
    expect(reject).toBeLessThan(0.085)
  })

  it('with a person’s rows repeated, the clustered Wald test keeps its level and the likelihood ratio does not', () => {
    const source = random(9, 'clustered block')
    const rejected = { wald: 0, ratio: 0 }
    for (let run = 0; run < 200; run += 1) {
      const people = 150
      const person = Int32Array.from({ length: people * 4 }, (_, i) => Math.floor(i / 4))
      const level = Array.from({ length: people }, () => source.below(3))
      const propensity = Array.from({ length: people }, () => normal(source) * 1.5)
      const y = Array.from(person, (one) => (source.uniform() < logistic(propensity[one] as number) ? 1 : 0))
      const rows = rowDesign(
        [
          levelsBlock(
            'level',
            Array.from(person, (one) => level[one] as number),
            3,
          ),
        ],
        y,
      )
      const model = fitLogistic(rows)
      const { covariance } = clusteredCovariance({ model, blocks: rows.blocks, outcome: Uint8Array.from(y), person })
      if ((waldTests(rows.blocks, { estimates: model.estimates, covariance })[0]?.p ?? 1) < 0.05) rejected.wald += 1
      if ((likelihoodRatioTests(rows)[0]?.p ?? 1) < 0.05) rejected.ratio += 1
    }
    expect(rejected.wald / 200).toBeLessThan(0.095)
    expect(rejected.wald / 200).toBeGreaterThan(0.01)
    expect(rejected.ratio / 200).toBeGreaterThan(0.12)
  })

  it('find what is there', () => {
    const many = simulated(8, 4000, { linear: 1, coded: [3] })
    expect(likelihoodRatioTests(many).every(({ p }) => p < 1e-6)).toBe(true)
    expect(likelihoodRatioTests(rowDesign([valuesBlock('x', [1, 2, 3, 4, 5])], [0, 1, 1, 0, 1]))[0]?.p).toBeGreaterThan(
      0.3,
    )
  })
})
