import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { comparePaths } from '../../src/selection/compare-paths.js'
import { backwardPath, forwardPath, type GreedyPath, isPath } from '../../src/selection/greedy-paths.js'
import { lasso } from '../../src/selection/lasso.js'
import { active, lassoPath } from '../../src/selection/lasso-path.js'
import { codeOf, DATA, here, REFERENCE, readColumns, readJson, rowDesign, valuesBlock } from '../numeric/designs.js'
import { againstOracle } from '../support/oracle.js'
import { everySet, hard } from './hard-design.js'

const ended = <Path extends { loglik: number }>(path: Path | { kind: 'undefined'; because: string }): Path => {
  if ('loglik' in path) return path
  throw new Error(path.because)
}

const STUDENT = `${DATA}/student_dropout/data.csv`
const SELECTION = `${REFERENCE}/selection.json`
describe.skipIf(!here(STUDENT) || !here(SELECTION))(`against ${SELECTION}`, () => {
  interface Reference {
    readonly student_train: {
      readonly univariate_loglik: { var: string }[]
      readonly exhaustive_top5: { loglik: number; vars: string[] }[]
      readonly forward_path: { add: string; loglik: number }[]
      readonly backward_path: { drop: string; loglik: number }[]
      readonly forward_gap: number
      readonly backward_gap: number
    }
  }
  const reference = (): Reference['student_train'] => readJson<Reference>(SELECTION).student_train
  const design = () => {
    const column = readColumns(STUDENT, ';')
    const train = <T>(values: readonly T[]): T[] => values.filter((_, i) => i % 5 !== 0)
    return rowDesign(
      reference().univariate_loglik.map(({ var: name }) => valuesBlock(name, train(column(name)).map(Number))),
      train(column('Target')).map((text) => Number(text === 'Dropout')),
    )
  }

  it('walks forward as the reference does', () => {
    const { steps } = ended<GreedyPath>(forwardPath(design(), { size: 9 }))
    const expected = reference().forward_path.slice(0, 9)
    expect(steps.map(({ candidate }) => candidate)).toEqual(expected.map(({ add }) => add))
    againstOracle(
      'greedy-paths',
      steps.map(({ loglik }) => loglik),
      expected.map(({ loglik }) => loglik),
    )
  })

  it('walks backward as the reference does', () => {
    const { steps } = ended<GreedyPath>(backwardPath(design(), { size: 9 }))
    const expected = reference().backward_path.slice(0, steps.length)
    expect(steps.length).toBe(11)
    expect(steps.map(({ candidate }) => candidate)).toEqual(expected.map(({ drop }) => drop))
    againstOracle(
      'greedy-paths',
      steps.map(({ loglik }) => loglik),
      expected.map(({ loglik }) => loglik),
    )
  })

  it('states the gap of each quick method to the exact best', () => {
    const [best] = reference().exhaustive_top5
    const found = comparePaths(design(), { set: best!.vars, loglik: best!.loglik })
    const [forward, backward, third] = found
    expect(forward?.gap).toBeCloseTo(reference().forward_gap, 6)
    expect(backward?.gap).toBeCloseTo(reference().backward_gap, 6)
    expect(third?.method).toBe('lasso')
    expect(third?.set?.length).toBe(9)
    expect(third?.gap as number).toBeGreaterThan(0)
  })
})

const NUMERICS = `${REFERENCE}/numerics.json`
describe.skipIf(!here(NUMERICS))(`lasso against ${NUMERICS}`, () => {
  const names = ['sbp', 'tobacco', 'ldl', 'adiposity', 'famhist', 'typea', 'obesity', 'alcohol', 'age']
  const design = () => {
    const column = readColumns(`${DATA}/numerics/SAheart.csv`)
    const number = (name: string) => (text: string) => (name === 'famhist' ? Number(text === 'Present') : Number(text))
    return rowDesign(
      names.map((name) => valuesBlock(name, column(name).map(number(name)))),
      column('chd').map(Number),
    )
  }

  it.each([0.05, 0.02, 0.01])('has the estimates of glmnet at penalty %d', (lambda) => {
    const { glmnet_lasso_SAheart: all } = readJson<{ glmnet_lasso_SAheart: Record<string, Record<string, number>> }>(
      NUMERICS,
    )
    const expected = all[`lambda_${lambda}`] as Record<string, number>
    const fit = lasso(design()).fit(lambda)
    expect(fit.names).toEqual(['(Intercept)', ...names])
    fit.names.forEach((name, j) => {
      againstOracle('lasso', fit.estimates[j], expected[name])
      expect(fit.estimates[j] === 0).toBe(expected[name] === 0)
    })
  })
})

describe('lasso', () => {
  it('meets the conditions of a maximum (Karush, Kuhn and Tucker), whatever the design', () => {
    const problem = fc.record({ seed: fc.nat(1e6), share: fc.double({ min: 0.02, max: 0.95, noNaN: true }) })
    fc.assert(
      fc.property(problem, ({ seed, share }) => {
        const design = hard(seed, { rows: 120, candidates: 6, signal: 0.6 })
        const own = lasso(design)
        const lambda = own.largest * share
        const fit = own.fit(lambda)
        const columns = design.blocks.flatMap((block) =>
          block.columns.map((_, c) =>
            Array.from({ length: 120 }, (_row, i) =>
              block.kind === 'values'
                ? (block.values[i] as number)
                : (block.table[(block.codes[i] as number) * block.columns.length + c] as number),
            ),
          ),
        )
        const eta = Array.from({ length: 120 }, (_, i) =>
          columns.reduce(
            (sum, column, j) => sum + column[i]! * (fit.estimates[j + 1] as number),
            fit.estimates[0] as number,
          ),
        )
        const rest = eta.map((x, i) => (design.events[i] as number) - 1 / (1 + Math.exp(-x)))
        expect(Math.abs(rest.reduce((sum, r) => sum + r, 0))).toBeLessThan(1e-7)
        columns.forEach((column, j) => {
          const mean = column.reduce((sum, x) => sum + x, 0) / 120
          const sd = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 120)
          const slope = column.reduce((sum, x, i) => sum + ((x - mean) / sd) * rest[i]!, 0) / 120
          const estimate = fit.estimates[j + 1] as number
          if (estimate === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(lambda + 1e-9)
          else expect(slope).toBeCloseTo(Math.sign(estimate) * lambda, 8)
        })
      }),
      { numRuns: 40 },
    )
  })

  it('is empty at the largest penalty, and not below it', () => {
    const design = hard(4, { rows: 200, candidates: 6, signal: 0.6 })
    const own = lasso(design)
    expect(active(design.blocks, own.fit(own.largest))).toEqual([])
    expect(active(design.blocks, own.fit(own.largest * 0.999)).length).toBe(1)
    expect(own.fit(1e-9).loglik).toBeCloseTo(fitLogistic(design).loglik, 5)
  })

  it('refuses a penalty of 0, and one class', () => {
    const design = hard(4, { rows: 50, candidates: 2, signal: 0.6 })
    expect(codeOf(() => lasso(design).fit(0))).toBe('invalid-penalty')
    expect(codeOf(() => lasso({ ...design, events: new Float64Array(50) }))).toBe('no-events')
    expect(codeOf(() => lasso({ ...design, events: design.trials }))).toBe('no-nonevents')
  })

  it('leaves a column without spread out', () => {
    const design = hard(4, { rows: 60, candidates: 2, signal: 0.6 })
    const flat = { ...design, blocks: [...design.blocks, valuesBlock('flat', new Float64Array(60).fill(3))] }
    expect(lasso(flat).fit(0.01).estimates.at(-1)).toBe(0)
  })
})

describe('paths on small designs', () => {
  it('never beat brute force, and each step is the best one step', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 5 }), (seed, size) => {
        const design = hard(seed, { rows: 150, candidates: 6, signal: 0.5 })
        const [best] = everySet(design, size)
        for (const { gap, set, method } of comparePaths(design, best!)) {
          if (typeof gap !== 'number') {
            expect(method).toBe('lasso')
            continue
          }
          expect(set?.length).toBe(size)
          expect(gap).toBeGreaterThan(-1e-7)
        }
        const forward = ended<GreedyPath>(forwardPath(design, { size }))
        expect(forward.steps[0]?.loglik).toBeCloseTo(everySet(design, 1)[0]?.loglik as number, 7)
        expect(forward.steps.at(-1)?.loglik).toBe(forward.loglik)
        const backward = ended<GreedyPath>(backwardPath(design, { size }))
        expect(backward.steps.length).toBe(6 - size)
        if (size === 5) expect(backward.loglik).toBeCloseTo(best?.loglik as number, 7)
        if (size === 1) expect(forward.loglik).toBeCloseTo(best?.loglik as number, 7)
      }),
      { numRuns: 15 },
    )
  })

  it('keep what must be kept and leave out what may not be in', () => {
    const design = hard(9, { rows: 200, candidates: 6, signal: 0.5 })
    for (const path of [forwardPath, backwardPath]) {
      const { set } = ended<GreedyPath>(path(design, { size: 3, keep: ['c3'], never: ['c0'] }))
      expect(set).toContain('c3')
      expect(set).not.toContain('c0')
    }
  })

  it('are undefined with a reason where no model exists', () => {
    const base = hard(9, { rows: 100, candidates: 1, signal: 0.5 })
    const copied = { ...base, blocks: [...base.blocks, { ...base.blocks[0]!, name: 'copy', columns: ['copy'] }] }
    expect(backwardPath(copied, { size: 2 })).toMatchObject({ kind: 'undefined' })
    expect(forwardPath(copied, { size: 2 })).toMatchObject({ kind: 'undefined' })
    expect(isPath(forwardPath(copied, { size: 1 }))).toBe(true)
    const none = rowDesign([valuesBlock('flat', [1, 1, 1, 1])], [0, 1, 0, 1])
    expect(lassoPath(none, { size: 1 })).toMatchObject({ kind: 'undefined' })
  })
})
