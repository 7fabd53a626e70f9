import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cholesky, choleskySolve } from '../../src/numeric/cholesky.js'
import { type Block, type Design, dense, valueAt } from '../../src/numeric/design.js'
import { linearPredictor } from '../../src/numeric/linear-predictor.js'
import { logistic } from '../../src/numeric/link.js'
import { fitLogistic, type Logistic } from '../../src/numeric/logistic.js'
import { random } from '../../src/random.js'
import { againstOracle } from '../support/oracle.js'
import {
  codeOf,
  DATA,
  here,
  levelsBlock,
  messageOf,
  normal,
  REFERENCE,
  readColumns,
  readJson,
  rowDesign,
  simulated,
  valuesBlock,
  worstError,
} from './designs.js'

interface Oracle {
  readonly data: Record<'x1' | 'x2' | 'level' | 'offset' | 'y', readonly number[]>
  readonly plain: { estimates: number[]; se: number[]; loglik: number; null: number }
  readonly offset: { estimates: number[]; se: number[]; loglik: number; null: number }
  readonly ridge: { ridge: number; estimates: number[]; loglik: number }
}
const oracle = readJson<Oracle>('tests/oracles/logistic/expected.json')
const { x1, x2, level, y } = oracle.data
const oracleDesign = rowDesign([valuesBlock('x1', x1), valuesBlock('x2', x2), levelsBlock('level', level, 4)], y)

const errorsOf = (fit: Logistic): number[] =>
  fit.names.map((_, j) => Math.sqrt(fit.covariance[j * fit.names.length + j] as number))

describe('against statsmodels', () => {
  it('gives estimates, standard errors and log-likelihood with badly scaled columns and levels', () => {
    const fit = fitLogistic(oracleDesign)
    againstOracle('logistic-estimates', fit.estimates, oracle.plain.estimates)
    againstOracle('logistic-errors', errorsOf(fit), oracle.plain.se)
    againstOracle('logistic-loglik', [fit.loglik, fit.nullLoglik], [oracle.plain.loglik, oracle.plain.null])
  })

  it('takes an offset, in the null model too', () => {
    const fit = fitLogistic(oracleDesign, { offset: Float64Array.from(oracle.data.offset) })
    againstOracle('logistic-estimates', fit.estimates, oracle.offset.estimates)
    againstOracle('logistic-errors', errorsOf(fit), oracle.offset.se)
    againstOracle('logistic-loglik', [fit.loglik, fit.nullLoglik], [oracle.offset.loglik, oracle.offset.null])
  })

  it('takes a ridge on the columns as given and reports the log-likelihood without it', () => {
    const design = rowDesign([valuesBlock('x1', x1), levelsBlock('level', level, 4)], y)
    const fit = fitLogistic(design, { ridge: oracle.ridge.ridge })
    againstOracle('logistic-ridge', fit.estimates, oracle.ridge.estimates)
    expect(fit.loglik).toBeCloseTo(oracle.ridge.loglik, 9)
  })
})

interface Published {
  readonly coef: Record<string, number>
  readonly se: Record<string, number>
  readonly loglik: number
  readonly null_deviance: number
}

/** R's glm stops at a relative change in deviance of 1e-8; with all nine its printed errors are 3.5e-8 from the converged ones (NumPy, to 1e-15). */
const UNFINISHED: Record<string, number> = { SAheart_all9: 5e-8 }

const agrees = (fit: Logistic, published: Published, tolerance = 1e-8): void => {
  const names = fit.names as string[]
  const coefficients = names.map((name) => published.coef[name] as number)
  const errors = names.map((name) => published.se[name] as number)
  expect(names.length).toBe(Object.keys(published.coef).length)
  againstOracle('logistic-estimates-r', fit.estimates, coefficients)
  if (tolerance === 1e-8) againstOracle('logistic-errors-r', errorsOf(fit), errors)
  else expect(worstError(errorsOf(fit), errors)).toBeLessThan(tolerance)
  againstOracle('logistic-loglik-r', [fit.loglik, -2 * fit.nullLoglik], [published.loglik, published.null_deviance])
}

const NUMERICS = `${REFERENCE}/numerics.json`
describe.skipIf(!here(NUMERICS))(`against ${NUMERICS}`, () => {
  it.each([
    ['SAheart_ESL_table4.2', 'sbp tobacco ldl famhist obesity alcohol age'],
    ['SAheart_ESL_table4.3', 'tobacco ldl famhist age'],
    ['SAheart_all9', 'sbp tobacco ldl adiposity famhist typea obesity alcohol age'],
  ])('reproduces %s', (key, columns) => {
    const column = readColumns(`${DATA}/numerics/SAheart.csv`)
    const blocks = columns.split(' ').map((name) =>
      valuesBlock(
        name,
        column(name).map((text) => (name === 'famhist' ? Number(text === 'Present') : Number(text))),
      ),
    )
    const published = readJson<Record<string, Published>>(NUMERICS)[key] as Published
    agrees(fitLogistic(rowDesign(blocks, column('chd').map(Number))), published, UNFINISHED[key])
  })

  it('reproduces the calibration training fit', () => {
    const column = readColumns(`${DATA}/numerics/calib_traindata.csv`)
    const blocks = ['x1', 'x2', 'x3', 'x4'].map((name) => valuesBlock(name, column(name).map(Number)))
    const { calibration } = readJson<{ calibration: { train_fit: Published } }>(NUMERICS)
    agrees(fitLogistic(rowDesign(blocks, column('y').map(Number))), calibration.train_fit)
  })
})

const scoreOf = (design: Design, fit: Logistic): Float64Array => {
  const rows = design.trials.length
  const eta = linearPredictor(design.blocks, fit.estimates, rows)
  const residuals = eta.map((x, i) => (design.events[i] as number) - (design.trials[i] as number) * logistic(x))
  const columns = dense(design.blocks, rows)
  return Float64Array.from(fit.names, (_, j) => {
    let sum = 0
    for (let i = 0; i < rows; i += 1) {
      sum += (residuals[i] as number) * (j === 0 ? 1 : (columns[(j - 1) * rows + i] as number))
    }
    return sum
  })
}

const reorder = (design: Design, order: readonly number[]): Design => ({
  trials: Float64Array.from(order, (i) => design.trials[i] as number),
  events: Float64Array.from(order, (i) => design.events[i] as number),
  blocks: design.blocks.map(
    (block): Block =>
      block.kind === 'values'
        ? { ...block, values: Float64Array.from(order, (i) => block.values[i] as number) }
        : { ...block, codes: Uint16Array.from(order, (i) => block.codes[i] as number) },
  ),
})

const shape = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  linear: fc.integer({ min: 0, max: 3 }),
  coded: fc.array(fc.integer({ min: 2, max: 6 }), { maxLength: 3 }),
})

describe('properties', () => {
  it('has a score of zero at the optimum', () => {
    fc.assert(
      fc.property(shape, ({ seed, ...options }) => {
        const design = simulated(seed, 400, options)
        const score = scoreOf(design, fitLogistic(design))
        expect(Math.max(...score.map(Math.abs))).toBeLessThan(1e-8)
      }),
      { numRuns: 40 },
    )
  })

  it('does not depend on the order of patterns or on splitting them', () => {
    fc.assert(
      fc.property(shape, ({ seed, ...options }) => {
        const design = simulated(seed, 300, options)
        const once = fitLogistic(design)
        const twice = reorder(
          design,
          Array.from({ length: 600 }, (_, i) => (599 - i) % 300),
        )
        const again = fitLogistic(twice)
        expect(worstError(again.estimates, once.estimates, 1e-2)).toBeLessThan(1e-9)
        expect(again.loglik).toBeCloseTo(2 * once.loglik, 8)
        const merged = fitLogistic({
          ...design,
          trials: design.trials.map((n) => 2 * n),
          events: design.events.map((n) => 2 * n),
        })
        expect(worstError(merged.covariance, again.covariance, 1e-6)).toBeLessThan(1e-7)
      }),
      { numRuns: 25 },
    )
  })

  it('gives the same for coded columns as for the same columns written out', () => {
    fc.assert(
      fc.property(shape, ({ seed, ...options }) => {
        const design = simulated(seed, 1500, options)
        const out = design.blocks.flatMap((block) =>
          block.columns.map((name, j) =>
            valuesBlock(
              name,
              Array.from(design.trials, (_, i) => valueAt(block, i, j)),
            ),
          ),
        )
        const coded = fitLogistic(design)
        const written = fitLogistic({ ...design, blocks: out })
        expect(worstError(coded.estimates, written.estimates, 1e-3)).toBeLessThan(1e-9)
        expect(worstError(coded.covariance, written.covariance, 1e-6)).toBeLessThan(1e-8)
      }),
      { numRuns: 20 },
    )
  })

  it('starts anywhere reasonable and ends at the same place', () => {
    const design = simulated(5, 500, { linear: 3, coded: [4] })
    const cold = fitLogistic(design)
    const warm = fitLogistic(design, { start: cold.estimates })
    expect(warm.iterations).toBeLessThanOrEqual(2)
    expect(worstError(warm.estimates, cold.estimates)).toBeLessThan(1e-10)
  })

  it('fits columns a million and a thousandth in size, far from zero', () => {
    const design = simulated(9, 800, { linear: 2, coded: [] })
    const fit = fitLogistic(design)
    const [a, b] = design.blocks as [Block & { kind: 'values' }, Block & { kind: 'values' }]
    const scaled = fitLogistic({
      ...design,
      blocks: [
        valuesBlock(
          'a',
          a.values.map((x) => 1e6 * (x + 100)),
        ),
        valuesBlock(
          'b',
          b.values.map((x) => 1e-9 * (x - 7)),
        ),
      ],
    })
    expect(scaled.loglik).toBeCloseTo(fit.loglik, 8)
    expect((scaled.estimates[1] as number) * 1e6).toBeCloseTo(fit.estimates[1] as number, 8)
    expect((scaled.estimates[2] as number) * 1e-9).toBeCloseTo(fit.estimates[2] as number, 8)
  })

  it('survives numbers near the end of the range of a double', () => {
    const design = simulated(9, 300, { linear: 1, coded: [] })
    const [block] = design.blocks as [Block & { kind: 'values' }]
    const fit = fitLogistic({
      ...design,
      blocks: [
        valuesBlock(
          'a',
          block.values.map((x) => x * 1e307),
        ),
      ],
    })
    expect(fit.loglik).toBeCloseTo(fitLogistic(design).loglik, 8)
  })

  it('fits without an intercept', () => {
    const design = simulated(3, 500, { linear: 2, coded: [] })
    const fit = fitLogistic(design, { noIntercept: true })
    expect(fit.names).toEqual(['x0', 'x1'])
    const score = scoreOf(design, {
      ...fit,
      names: ['0', ...fit.names],
      estimates: Float64Array.from([0, ...fit.estimates]),
    })
    expect(Math.max(Math.abs(score[1] as number), Math.abs(score[2] as number))).toBeLessThan(1e-9)
    expect(fit.nullLoglik).toBeCloseTo(500 * Math.log(0.5), 9)
  })

  it('ignores patterns without trials', () => {
    const design = simulated(4, 200, { linear: 1, coded: [3] })
    const half = design.trials.map((_, i) => (i % 2 === 0 ? 1 : 0))
    const zeros = { ...design, trials: half, events: design.events.map((n, i) => n * (half[i] as number)) }
    const kept = reorder(
      design,
      Array.from({ length: 100 }, (_, i) => 2 * i),
    )
    expect(worstError(fitLogistic(zeros).estimates, fitLogistic(kept).estimates)).toBeLessThan(1e-10)
  })
})

const noise = (seed: number, rows: number): number[] => {
  const source = random(seed, 'noise')
  return Array.from({ length: rows }, () => normal(source))
}

describe('failures', () => {
  it('refuses one class', () => {
    const blocks = [valuesBlock('x', noise(1, 20))]
    expect(codeOf(() => fitLogistic(rowDesign(blocks, new Array<number>(20).fill(0))))).toBe('no-events')
    expect(codeOf(() => fitLogistic(rowDesign(blocks, new Array<number>(20).fill(1))))).toBe('no-nonevents')
    expect(codeOf(() => fitLogistic({ blocks: [], trials: new Float64Array(0), events: new Float64Array(0) }))).toBe(
      'no-events',
    )
  })

  it('names a perfect predictor and nothing else', () => {
    const x = noise(2, 200)
    const design = rowDesign(
      [valuesBlock('noise', noise(3, 200)), valuesBlock('leak', x)],
      x.map((value) => Number(value > 0.3)),
    )
    const message = messageOf(() => fitLogistic(design))
    expect(message).toContain('separation')
    expect(message).toContain('"leak"')
    expect(message).not.toContain('"noise"')
  })

  it('names a level without events, and a threshold that only touches', () => {
    const source = random(8, 'levels')
    const codes = Array.from({ length: 300 }, () => source.below(3))
    const outcome = codes.map((code) => (code === 2 ? 0 : Number(source.uniform() < 0.4)))
    const message = messageOf(() =>
      fitLogistic(rowDesign([valuesBlock('noise', noise(4, 300)), levelsBlock('level', codes, 3)], outcome)),
    )
    expect(message).toContain('"level=2"')
    expect(message).not.toContain('"noise"')
    const steps = [0, 1, 2, 3, 3, 3, 4, 5]
    const touching = rowDesign([valuesBlock('step', steps)], [0, 0, 0, 0, 1, 1, 1, 1])
    expect(codeOf(() => fitLogistic(touching))).toBe('separation')
  })

  it('finds two columns that separate only together, whatever their scale', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(1e-4, 1, 1e5), (seed, scale) => {
        const a = noise(seed, 150)
        const b = noise(seed + 1, 150)
        const c = noise(seed + 2, 150)
        const outcome = a.map((value, i) => Number(value + 0.8 * (b[i] as number) > 0.1))
        const design = rowDesign(
          [
            valuesBlock(
              'a',
              a.map((x) => x * scale),
            ),
            valuesBlock('b', b),
            valuesBlock('c', c),
          ],
          outcome,
        )
        const message = messageOf(() => fitLogistic(design))
        expect(message).toContain('separation')
        expect(message).toContain('"a"')
        expect(message).toContain('"b"')
      }),
      { numRuns: 15 },
    )
  })

  it('does not cry separation when one row overlaps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const x = noise(seed, 120).sort((a, b) => a - b)
        const outcome = x.map((_, i) => (i < 60 ? 0 : 1))
        outcome[50] = 1
        const fit = fitLogistic(rowDesign([valuesBlock('x', x)], outcome))
        expect(fit.loglik).toBeLessThan(0)
        expect(fit.gradient).toBeLessThan(1e-9)
      }),
      { numRuns: 30 },
    )
  })

  it('fits separated outcomes with a ridge', () => {
    const x = noise(2, 100)
    const fit = fitLogistic(
      rowDesign(
        [valuesBlock('leak', x)],
        x.map((value) => Number(value > 0)),
      ),
      { ridge: 1 },
    )
    expect(fit.estimates[1]).toBeGreaterThan(1)
  })

  it('names the column that follows from others, and which', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(1, 1e6, 1e-5), (seed, scale) => {
        const a = noise(seed, 100)
        const b = noise(seed + 1, 100)
        const sum = a.map((x, i) => scale * (x - 3 * (b[i] as number)) + 5)
        const outcome = noise(seed + 2, 100).map((x) => Number(x > 0))
        const design = rowDesign([valuesBlock('a', a), valuesBlock('b', b), valuesBlock('sum', sum)], outcome)
        const message = messageOf(() => fitLogistic(design))
        expect(message).toContain('collinear')
        for (const name of ['"a"', '"b"', '"sum"']) expect(message).toContain(name)
      }),
      { numRuns: 20 },
    )
  })

  it('names a constant column, and all levels without a reference', () => {
    const outcome = noise(1, 90).map((x) => Number(x > 0))
    const constant = rowDesign(
      [valuesBlock('same', new Array<number>(90).fill(0.1)), valuesBlock('x', noise(2, 90))],
      outcome,
    )
    expect(messageOf(() => fitLogistic(constant))).toContain('"same" has one value only')
    const codes = Uint16Array.from({ length: 90 }, (_, i) => i % 3)
    const all: Block = {
      kind: 'coded',
      name: 'all',
      columns: ['p', 'q', 'r'],
      codes,
      table: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
    }
    expect(codeOf(() => fitLogistic(rowDesign([all], outcome)))).toBe('collinear')
  })

  it('says that it did not converge when it may not take enough steps', () => {
    expect(codeOf(() => fitLogistic(oracleDesign, { maxIterations: 2 }))).toBe('not-converged')
  })

  it.each<[string, Partial<Design>]>([
    ['more events than trials', { events: Float64Array.of(2, 0, 1) }],
    ['negative trials', { trials: Float64Array.of(-1, 1, 1), events: Float64Array.of(-1, 0, 1) }],
    ['NaN in a column', { blocks: [valuesBlock('x', [1, Number.NaN, 2])] }],
    ['an infinity in a column', { blocks: [valuesBlock('x', [1, Infinity, 2])] }],
    ['a short column', { blocks: [valuesBlock('x', [1, 2])] }],
    ['a code without a row', { blocks: [levelsBlock('x', [0, 1, 7], 3)] }],
  ])('refuses a design with %s', (_, wrong) => {
    const right = rowDesign([valuesBlock('x', [1, 2, 3])], [1, 0, 1])
    expect(codeOf(() => fitLogistic({ ...right, ...wrong }))).toBe('invalid-design')
  })

  it('never puts a value of the data in a message', () => {
    const secret = 123456.789
    const x = [secret, 1, 2, 3, 4, 5]
    const message = messageOf(() =>
      fitLogistic(rowDesign([valuesBlock('x', x), valuesBlock('y', x)], [1, 0, 1, 0, 1, 0])),
    )
    expect(message).not.toContain('123456')
  })
})

it('solves with a Cholesky factor, and says when there is none', () => {
  const factor = cholesky(Float64Array.of(4, 2, 2, 3), 2)
  expect(Array.from(choleskySolve(factor as NonNullable<typeof factor>, Float64Array.of(8, 7)))).toEqual([
    1.25,
    expect.closeTo(1.5, 14),
  ])
  expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeNull()
})
