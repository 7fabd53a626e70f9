import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SelectionResult, selectionResult } from '../../data-schemas/results/selection.js'
import type { Block, Design } from '../../src/numeric/design.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { random } from '../../src/random.js'
import { type SelectionOptions, selectBest } from '../../src/selection/select-best.js'
import { choose } from '../../src/selection/space.js'
import {
  DATA,
  here,
  levelsBlock,
  normal,
  REFERENCE,
  readColumns,
  readJson,
  rowDesign,
  valuesBlock,
} from '../numeric/designs.js'
import { againstOracle } from '../support/oracle.js'

const stamp = { study: 'test', data: '0'.repeat(64), synthetic: true }
const select = (design: Design, options: Omit<SelectionOptions, 'stamp'>): Promise<SelectionResult> =>
  selectBest(design, { ...options, stamp })

const sorted = (names: readonly string[]): string => [...names].sort().join('|')

/** Best first: the found best and its runners-up. */
const listOf = (result: SelectionResult): readonly { set: string[]; loglik: number; value: number }[] => [
  result.best,
  ...result.nearOptimal,
]

interface Oracle {
  readonly y: number[]
  readonly widths: number[]
  readonly values: (number[] | null)[]
  readonly levels: (number[] | null)[]
  readonly sizes: Record<string, { set: number[]; loglik: number; columns: number; bic: number }[]>
}
const oracle = readJson<Oracle>('tests/oracles/selection/expected.json')
const oracleBlocks = oracle.values.map((values, j): Block => {
  const codes = oracle.levels[j]
  return codes === null || codes === undefined
    ? valuesBlock(`c${j}`, values as number[])
    : levelsBlock(`c${j}`, codes, (oracle.widths[j] as number) + 1)
})
const oracleDesign = rowDesign(oracleBlocks, oracle.y)

describe('against every subset fitted in NumPy', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])('orders all sets of size %i by log-likelihood', async (size) => {
    const expected = [...(oracle.sizes[`${size}`] as Oracle['sizes'][string])].sort((a, b) => b.loglik - a.loglik)
    const result = await select(oracleDesign, { size, nearOptimal: expected.length - 1 })
    listOf(result).forEach((found, i) => {
      againstOracle('best-sets', found.loglik, expected[i]?.loglik)
      expect(sorted(found.set)).toBe(sorted((expected[i]!.set as number[]).map((c) => `c${c}`)))
    })
    expect(listOf(result).length).toBe(expected.length)
  })

  it.each([2, 3, 4, 5])('orders sets of size %i by BIC when candidates own several columns', async (size) => {
    const expected = [...(oracle.sizes[`${size}`] as Oracle['sizes'][string])].sort((a, b) => b.bic - a.bic)
    const result = await select(oracleDesign, { size, nearOptimal: 3, criterion: 'bic' })
    listOf(result).forEach((found, i) => {
      againstOracle('best-sets-bic', found.value, expected[i]?.bic)
      expect(sorted(found.set)).toBe(sorted((expected[i]!.set as number[]).map((c) => `c${c}`)))
    })
  })
})

const STUDENT = `${DATA}/student_dropout/data.csv`
const SELECTION = `${REFERENCE}/selection.json`
describe.skipIf(!here(STUDENT) || !here(SELECTION))(`against ${SELECTION}`, () => {
  interface Reference {
    readonly student_train: {
      n: number
      full20_loglik: number
      null_loglik: number
      subsets_tried: number
      exhaustive_top5: { loglik: number; vars: string[] }[]
      univariate_loglik: { var: string; loglik: number }[]
    }
  }
  const design = (): Design => {
    const column = readColumns(STUDENT, ';')
    const train = <T>(values: readonly T[]): T[] => values.filter((_, i) => i % 5 !== 0)
    const names = readJson<Reference>(SELECTION).student_train.univariate_loglik.map((one) => one.var)
    return rowDesign(
      names.map((name) => valuesBlock(name, train(column(name)).map(Number))),
      train(column('Target')).map((text) => Number(text === 'Dropout')),
    )
  }

  it('finds the five best of 167,960 sets of nine, exactly, without fitting them all', async () => {
    const reference = readJson<Reference>(SELECTION).student_train
    const result = await select(design(), { size: 9 })
    expect(result.rows).toBe(reference.n)
    expect(result.fullLoglik).toBeCloseTo(reference.full20_loglik, 6)
    expect(result.nullLoglik).toBeCloseTo(reference.null_loglik, 6)
    const found = listOf(result)
    reference.exhaustive_top5.forEach((expected, i) => {
      againstOracle('best-sets-student', found[i]?.loglik, expected.loglik)
      expect(sorted(found[i]?.set as string[])).toBe(sorted(expected.vars))
    })
    const { certificate } = result
    expect(certificate.subsets).toBe(167_960)
    expect(certificate.subsetsPruned + certificate.subsetsFitted + certificate.collinear).toBe(167_960)
    expect(certificate.fits).toBeLessThan(2000)
    expect(certificate.bestBound).toBeLessThanOrEqual((found[10]?.value as number) + certificate.slack)
    expect(selectionResult.parse(result)).toEqual(result)
  })
})

const NUMERICS = `${REFERENCE}/numerics.json`
describe.skipIf(!here(NUMERICS))(`against ${NUMERICS}`, () => {
  it('finds the best set of every size of SAheart', async () => {
    const column = readColumns(`${DATA}/numerics/SAheart.csv`)
    const names = ['sbp', 'tobacco', 'ldl', 'adiposity', 'famhist', 'typea', 'obesity', 'alcohol', 'age']
    const number = (name: string) => (text: string) => (name === 'famhist' ? Number(text === 'Present') : Number(text))
    const design = rowDesign(
      names.map((name) => valuesBlock(name, column(name).map(number(name)))),
      column('chd').map(Number),
    )
    const { SAheart_best_subsets: sets } = readJson<{
      SAheart_best_subsets: { k: number; vars: string | string[]; loglik: number }[]
    }>(NUMERICS)
    expect(sets.length).toBe(9)
    for (const { k, vars, loglik } of sets) {
      const result = await select(design, { size: k, nearOptimal: 2 })
      againstOracle('best-sets-saheart', result.best.loglik, loglik)
      expect(sorted(result.selected)).toBe(sorted([vars].flat()))
    }
  })
})

/** Correlated candidates, some with several columns, some without any effect. */
const hard = (seed: number, options: { rows: number; candidates: number; signal: number }): Design => {
  const source = random(seed, 'hard')
  const shared = Array.from({ length: options.rows }, () => normal(source))
  const blocks = Array.from({ length: options.candidates }, (_, j) => {
    if (j % 4 === 3)
      return levelsBlock(
        `c${j}`,
        shared.map((x) => Math.min(2, Math.floor(Math.abs(x + normal(source))))),
        3,
      )
    return valuesBlock(
      `c${j}`,
      shared.map((x) => 0.7 * x + normal(source)),
    )
  })
  const outcome = shared.map((x, i) => {
    const own = blocks.reduce(
      (sum, block, j) => sum + (block.kind === 'values' ? ((block.values[i] as number) * (j % 3)) / 3 : 0),
      0,
    )
    return Number(source.uniform() < 1 / (1 + Math.exp(-options.signal * (own - x))))
  })
  return rowDesign(blocks, outcome)
}

const bruteForce = (
  design: Design,
  options: { size: number; keep: readonly string[]; never: readonly string[] },
): { set: string[]; loglik: number }[] => {
  const all = design.blocks.filter((block) => !options.never.includes(block.name))
  const sets = Array.from({ length: 2 ** all.length }, (_, mask) => all.filter((_block, j) => (mask >> j) & 1))
  return sets
    .filter(
      (set) => set.length === options.size && options.keep.every((name) => set.some((block) => block.name === name)),
    )
    .map((blocks) => ({ set: blocks.map((block) => block.name), loglik: fitLogistic({ ...design, blocks }).loglik }))
    .sort((a, b) => b.loglik - a.loglik)
}

describe('against brute force', () => {
  const problem = fc.record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    candidates: fc.integer({ min: 2, max: 8 }),
    signal: fc.constantFrom(0, 0.1, 0.5, 1.5),
    size: fc.integer({ min: 1, max: 8 }),
    keep: fc.subarray(['c0', 'c1'], { maxLength: 2 }),
    never: fc.subarray(['c2', 'c3']),
    nearOptimal: fc.integer({ min: 0, max: 6 }),
  })

  it('finds the same sets in the same order, with any keep and never', async () => {
    await fc.assert(
      fc.asyncProperty(problem, async ({ seed, candidates, signal, size, keep, nearOptimal, ...rest }) => {
        const never = rest.never.filter((name) => Number(name.slice(1)) < candidates)
        fc.pre(size >= keep.length && size <= candidates - never.length)
        const design = hard(seed, { rows: 150, candidates, signal })
        const expected = bruteForce(design, { size, keep, never })
        const result = await select(design, { size, keep, never, nearOptimal })
        const found = listOf(result)
        expect(found.length).toBe(Math.min(expected.length, nearOptimal + 1))
        found.forEach((one, i) => {
          expect(one.loglik).toBeCloseTo(expected[i]?.loglik as number, 7)
          expect(sorted(one.set)).toBe(sorted(expected[i]!.set as string[]))
        })
        expect(result.certificate.subsets).toBe(expected.length)
      }),
      { numRuns: 30 },
    )
  })

  it('closes a space where nothing has an effect, and rules out only sets that are worse', async () => {
    const design = hard(77, { rows: 400, candidates: 11, signal: 0 })
    const expected = bruteForce(design, { size: 5, keep: [], never: [] })
    const result = await select(design, { size: 5, nearOptimal: 4 })
    listOf(result).forEach((one, i) => {
      expect(one.loglik).toBeCloseTo(expected[i]?.loglik as number, 7)
    })
    expect(result.certificate.bestBound).toBeGreaterThanOrEqual(expected[5]?.loglik as number)
    expect(result.certificate.bestBound).toBeLessThanOrEqual((expected[4]?.loglik as number) + result.certificate.slack)
  })
})

describe('candidates that determine each other', () => {
  it('are never in a set together, and the rest is still searched', async () => {
    const base = hard(5, { rows: 300, candidates: 6, signal: 0.5 })
    const copied = {
      ...base,
      blocks: [...base.blocks, { ...(base.blocks[0] as Block), name: 'copy', columns: ['copy'] }],
    }
    const result = await select(copied, { size: 3, nearOptimal: 30 })
    for (const { set } of listOf(result)) expect(set.includes('copy') && set.includes('c0')).toBe(false)
    const { subsets, subsetsPruned, subsetsFitted, collinear } = result.certificate
    expect(subsetsPruned + subsetsFitted + collinear).toBe(subsets)
    expect(collinear).toBe(5)
    const expected = bruteForce(base, { size: 3, keep: [], never: [] })
    expect(result.best.loglik).toBeCloseTo(expected[0]?.loglik as number, 7)
  })

  it('are refused when no set is left', async () => {
    const base = hard(5, { rows: 100, candidates: 1, signal: 0.5 })
    const copied = {
      ...base,
      blocks: [...base.blocks, { ...(base.blocks[0] as Block), name: 'copy', columns: ['copy'] }],
    }
    await expect(select(copied, { size: 2 })).rejects.toMatchObject({ code: 'collinear', exit: 2 })
  })
})

describe('constraints and failures', () => {
  const design = hard(1, { rows: 200, candidates: 7, signal: 0.5 })

  it.each([
    ['nine of seven', { size: 9 }, 'too-few-candidates'],
    ['more kept than fit', { size: 1, keep: ['c0', 'c1'] }, 'too-many-kept'],
    ['an unknown name', { size: 2, keep: ['nobody'] }, 'unknown-candidate'],
    ['kept and never at once', { size: 2, keep: ['c0'], never: ['c0'] }, 'kept-and-never'],
    ['size zero', { size: 0 }, 'invalid-size'],
  ])('explains %s in words', async (_, options, rule) => {
    await expect(select(design, options)).rejects.toMatchObject({
      code: 'infeasible-selection',
      exit: 2,
      message: expect.stringContaining(rule),
    })
  })

  it('names a perfect predictor among the candidates', async () => {
    const leak = valuesBlock(
      'leak',
      design.events.map((y, i) => y * 2 + (i % 7) / 10),
    )
    await expect(select({ ...design, blocks: [...design.blocks, leak] }, { size: 3 })).rejects.toMatchObject({
      code: 'separation',
      message: expect.stringContaining('"leak"'),
    })
  })

  it('refuses one class', async () => {
    await expect(select({ ...design, events: new Float64Array(200) }, { size: 2 })).rejects.toMatchObject({
      code: 'no-events',
    })
  })

  it('stops when told to', async () => {
    const controller = new AbortController()
    controller.abort()
    const large = hard(3, { rows: 3000, candidates: 14, signal: 0 })
    await expect(select(large, { size: 7, signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('selects everything when the size is the number of candidates', async () => {
    const result = await select(design, { size: 7 })
    expect(result.selected.length).toBe(7)
    expect(result.certificate.subsets).toBe(1)
    expect(result.best.loglik).toBeCloseTo(result.fullLoglik, 9)
    expect(result.nearOptimal).toEqual([])
  })
})

describe('cross-validated choice', () => {
  const design = hard(21, { rows: 600, candidates: 8, signal: 0.4 })
  const fold = Uint8Array.from({ length: 600 }, (_, i) => i % 5)

  it('re-orders the shortlist by what the folds say, and says so', async () => {
    const result = await select(design, { size: 4, criterion: 'cv-loglik', nearOptimal: 9, fold })
    const list = [result.best, ...result.nearOptimal]
    const values = list.map((one) => one.crossValidated as number)
    expect([...values].sort((a, b) => b - a)).toEqual(values)
    expect(result.certificate.choice).toBe('best-of-shortlist-by-cross-validation')
    expect(result.certificate.shortlist).toBe(10)
    for (const one of list) expect(one.crossValidated as number).toBeLessThan(one.loglik)
  })

  it('needs folds', async () => {
    await expect(select(design, { size: 4, criterion: 'cv-loglik' })).rejects.toMatchObject({ code: 'missing-folds' })
  })
})

it('gives the same result twice, and the same for patterns in another order', async () => {
  const design = hard(13, { rows: 300, candidates: 8, signal: 0.3 })
  const once = await select(design, { size: 4 })
  expect(await select(design, { size: 4 })).toEqual(once)
  const back = <T extends Float64Array | Uint16Array>(values: T): T => values.slice().reverse() as T
  const reversed: Design = {
    trials: back(design.trials),
    events: back(design.events),
    blocks: design.blocks.map((block) =>
      block.kind === 'values' ? { ...block, values: back(block.values) } : { ...block, codes: back(block.codes) },
    ),
  }
  const other = await select(reversed, { size: 4 })
  expect(listOf(other).map((one) => one.set)).toEqual(listOf(once).map((one) => one.set))
})

it('reports what each selected candidate adds to the others', async () => {
  const design = hard(13, { rows: 300, candidates: 6, signal: 0.6 })
  const result = await select(design, { size: 3 })
  for (const { candidate, loglikLost } of result.gains) {
    const blocks = design.blocks.filter((block) => result.selected.includes(block.name) && block.name !== candidate)
    expect(loglikLost).toBeCloseTo(result.best.loglik - fitLogistic({ ...design, blocks }).loglik, 8)
  }
})

it('counts sets as Pascal does', () => {
  expect(choose(20, 9)).toBe(167_960)
  expect(choose(5, 0)).toBe(1)
  expect(choose(3, 4)).toBe(0)
  expect(choose(3, -1)).toBe(0)
  expect(choose(50, 25)).toBe(126_410_606_437_752)
})

it('gives the same on patterns with counts as on the rows behind them', async () => {
  const source = random(31, 'patterns')
  const codes = [2, 3, 4, 3, 2].map((levels) => Array.from({ length: 900 }, () => source.below(levels)))
  const outcome = codes[0]!.map((code, i) => Number(source.uniform() < 0.2 + 0.2 * code + 0.1 * codes[1]![i]!))
  const block = (j: number, values: readonly number[]): Block =>
    levelsBlock(`c${j}`, values, Math.max(...codes[j]!) + 1)
  const patterns = new Map<string, { first: number; trials: number; events: number }>()
  outcome.forEach((y, i) => {
    const key = codes.map((column) => column[i]).join()
    const known = patterns.get(key) ?? { first: i, trials: 0, events: 0 }
    patterns.set(key, { ...known, trials: known.trials + 1, events: known.events + y })
  })
  const list = [...patterns.values()]
  const counted: Design = {
    blocks: codes.map((column, j) =>
      block(
        j,
        list.map(({ first }) => column[first]!),
      ),
    ),
    trials: Float64Array.from(list, ({ trials }) => trials),
    events: Float64Array.from(list, ({ events }) => events),
  }
  const rows = await select(
    rowDesign(
      codes.map((column, j) => block(j, column)),
      outcome,
    ),
    { size: 3, criterion: 'bic' },
  )
  const few = await select(counted, { size: 3, criterion: 'bic' })
  expect(few.patterns).toBeLessThan(rows.patterns)
  expect(few.rows).toBe(900)
  listOf(few).forEach((one, i) => {
    expect(one.set).toEqual(listOf(rows)[i]?.set)
    expect(one.value).toBeCloseTo(listOf(rows)[i]?.value as number, 8)
  })
})
