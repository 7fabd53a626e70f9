import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawWeights } from '../../src/numeric/clustered-bootstrap.js'
import type { Block } from '../../src/numeric/design.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { random } from '../../src/random.js'
import { bestSet } from '../../src/selection/best-set.js'
import { inclusionFrequency, inclusionReplicates, type PeopleRows } from '../../src/selection/inclusion.js'
import { outOfFoldScores } from '../../src/selection/out-of-fold-scores.js'
import { rowPatterns, weightedDesign } from '../../src/selection/row-patterns.js'
import { codeOf, levelsBlock, rowDesign, valuesBlock, worstError } from '../numeric/designs.js'
import { everySet, hard } from './hard-design.js'

/** Coded candidates of people with several rows each; the first ones matter most. */
const peopleRows = (
  seed: number,
  options: { people: number; each: number; effects: readonly number[] },
): PeopleRows => {
  const source = random(seed, 'people-rows')
  const rows = options.people * options.each
  const person = Int32Array.from({ length: rows }, (_, row) => 7 + Math.floor(row / options.each))
  const traits = options.effects.map(() => Array.from({ length: options.people }, () => source.below(3)))
  const codes = traits.map((own) =>
    Array.from({ length: rows }, (_, row) =>
      source.uniform() < 0.8 ? own[Math.floor(row / options.each)]! : source.below(3),
    ),
  )
  const outcome = Uint8Array.from({ length: rows }, (_, row) => {
    const eta = options.effects.reduce((sum, effect, j) => sum + effect * (codes[j]![row]! - 1), -0.7)
    return source.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0
  })
  return { blocks: codes.map((own, j) => levelsBlock(`c${j}`, own, 3)), outcome, person }
}

const repeat = (block: Block, rows: readonly number[]): Block =>
  block.kind === 'coded'
    ? { ...block, codes: Uint16Array.from(rows, (row) => block.codes[row]!) }
    : { ...block, values: Float64Array.from(rows, (row) => block.values[row]!) }

describe('rows folded into patterns', () => {
  it('have the fit of the rows, for whole weights and any mix of blocks', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const base = hard(seed, { rows: 90, candidates: 4, signal: 0.3 })
        const blocks = base.blocks.map((block) =>
          block.kind === 'values' ? { ...block, values: block.values.map((value) => Math.round(value)) } : block,
        )
        const outcome = Uint8Array.from(base.events)
        const source = random(seed, 'weights')
        const weights = Array.from({ length: 90 }, () => source.below(3))
        const folded = rowPatterns(blocks, 90)
        const design = weightedDesign(folded, outcome, (row) => weights[row]!)
        const rows = weights.flatMap((times, row) => Array.from({ length: times }, () => row))
        const repeated = rowDesign(
          blocks.map((block) => repeat(block, rows)),
          rows.map((row) => outcome[row]!),
        )
        expect(design.trials.length).toBeLessThanOrEqual(folded.patterns)
        expect(design.trials.every((trials) => trials > 0)).toBe(true)
        const failure = codeOf(() => fitLogistic(repeated))
        expect(codeOf(() => fitLogistic(design))).toBe(failure)
        if (failure !== 'nothing') return
        const [found, expected] = [fitLogistic(design), fitLogistic(repeated)]
        expect(worstError(found.estimates, expected.estimates, 1)).toBeLessThan(1e-7)
        expect(found.loglik).toBeCloseTo(expected.loglik, 8)
      }),
      { numRuns: 20 },
    )
  })

  it('are none for no rows', () => {
    expect(rowPatterns([levelsBlock('a', [], 2)], 0)).toMatchObject({ patterns: 0 })
  })
})

describe('inclusion under resampling of people', () => {
  const rows = peopleRows(5, { people: 150, each: 3, effects: [1.2, 0.8, 0.25, 0.2, 0.15, 0] })

  it('repeats the exact search: each replicate chooses what brute force chooses on the resampled rows', async () => {
    const choices = await inclusionReplicates(rows, { size: 3, replicates: 12, seed: 4 })
    const weights = new Uint8Array(150)
    choices.forEach((choice, replicate) => {
      drawWeights(weights, 4, ['inclusion', replicate])
      const drawn = [...rows.person].flatMap((who, row) => Array.from({ length: weights[who - 7]! }, () => row))
      const design = rowDesign(
        rows.blocks.map((block) => repeat(block, drawn)),
        drawn.map((row) => rows.outcome[row]!),
      )
      expect(choice).toEqual(everySet(design, 3)[0]?.set)
    })
  })

  it('gives the same replicates when workers share them', async () => {
    const options = { size: 3, seed: 11 }
    const all = await inclusionReplicates(rows, { ...options, replicates: 6 })
    const first = await inclusionReplicates(rows, { ...options, replicates: 2 })
    const rest = await inclusionReplicates(rows, { ...options, replicates: 4, from: 2 })
    expect([...first, ...rest]).toEqual(all)
  })

  it('is near 1 for what matters, spread over what hardly does, and adds up to the size', async () => {
    const choices = await inclusionReplicates(rows, { size: 3, replicates: 60, seed: 1 })
    const found = inclusionFrequency(
      choices,
      rows.blocks.map(({ name }) => name),
    )
    const share = (name: string): number =>
      found.candidates.find(({ candidate }) => candidate === name)?.share as number
    expect(share('c0')).toBe(1)
    expect(share('c1')).toBeGreaterThan(0.9)
    expect(share('c5')).toBeLessThan(0.6)
    expect(found.candidates.reduce((sum, { times }) => sum + times, 0)).toBe(3 * 60)
    expect(found.distinctSets).toBe(found.sets.length)
    expect(found.distinctSets).toBeGreaterThan(1)
    expect(found.sets.reduce((sum, { times }) => sum + times, 0)).toBe(60)
    for (const { share: value, lower, upper } of found.candidates) {
      expect(lower as number).toBeLessThanOrEqual(value as number)
      expect(upper as number).toBeGreaterThanOrEqual(value as number)
    }
  })

  it('draws people and not rows: a row repeated for its person changes nothing', async () => {
    const twice = Array.from({ length: rows.outcome.length * 2 }, (_, row) => Math.floor(row / 2))
    const doubled: PeopleRows = {
      blocks: rows.blocks.map((block) => repeat(block, twice)),
      outcome: Uint8Array.from(twice, (row) => rows.outcome[row]!),
      person: Int32Array.from(twice, (row) => rows.person[row]!),
    }
    const options = { size: 2, replicates: 8, seed: 3 }
    expect(await inclusionReplicates(doubled, options)).toEqual(await inclusionReplicates(rows, options))
  })

  it('counts resamples without a model apart, and never as a choice', async () => {
    const few: PeopleRows = {
      blocks: [levelsBlock('a', [0, 1, 0, 1, 0, 1], 2), levelsBlock('b', [0, 0, 1, 1, 0, 1], 2)],
      outcome: Uint8Array.of(1, 0, 0, 0, 0, 1),
      person: Int32Array.of(0, 1, 2, 3, 4, 5),
    }
    const choices = await inclusionReplicates(few, { size: 1, replicates: 40, seed: 2 })
    const found = inclusionFrequency(choices, ['a', 'b'])
    const failed = found.failed.reduce((sum, { times }) => sum + times, 0)
    expect(failed).toBeGreaterThan(0)
    expect(failed + found.sets.reduce((sum, { times }) => sum + times, 0)).toBe(40)
  })

  it('is undefined when no replicate has a model, and refuses a space without sets', async () => {
    const none = inclusionFrequency([{ kind: 'undefined', because: 'separation' }], ['a'])
    expect(none.candidates[0]?.share).toMatchObject({ kind: 'undefined' })
    expect(none.most).toBe(null)
    await expect(inclusionReplicates(rows, { size: 99, replicates: 1, seed: 1 })).rejects.toMatchObject({
      code: 'infeasible-selection',
    })
  })
})

it('finds the same best set as a search that lists more', async () => {
  const design = hard(17, { rows: 300, candidates: 8, signal: 0.3 })
  const [expected] = everySet(design, 4)
  const found = await bestSet(design, { size: 4 })
  expect(found.set).toEqual(expected?.set)
  expect(found.loglik).toBeCloseTo(expected?.loglik as number, 7)
})

describe('out-of-fold scores', () => {
  const rows = peopleRows(8, { people: 120, each: 2, effects: [1, 0.6, 0.3] })
  const fold = Uint8Array.from(rows.person, (who) => who % 4)

  it('are the log-odds of a fit on the rows of the other folds', () => {
    const score = outOfFoldScores({ ...rows, fold }, ['c2', 'c0']) as Float64Array
    const blocks = [rows.blocks[2]!, rows.blocks[0]!]
    for (const one of [0, 1, 2, 3]) {
      const rest = [...fold.keys()].filter((row) => fold[row] !== one)
      const fit = fitLogistic(
        rowDesign(
          blocks.map((block) => repeat(block, rest)),
          rest.map((row) => rows.outcome[row]!),
        ),
      )
      const [a, b] = blocks as [Block & { kind: 'coded' }, Block & { kind: 'coded' }]
      for (const row of fold.keys()) {
        if (fold[row] !== one) continue
        const values = [
          1,
          ...[a, b].flatMap(({ codes, table }) => [table[codes[row]! * 2]!, table[codes[row]! * 2 + 1]!]),
        ]
        const eta = values.reduce((sum, value, j) => sum + value * fit.estimates[j]!, 0)
        expect(score[row]).toBeCloseTo(eta, 8)
      }
    }
  })

  it('do not exist where a fold leaves no model, and a wrong name is an error', () => {
    const outcome = Uint8Array.from(fold, (one) => (one === 0 ? 1 : 0))
    expect(outOfFoldScores({ ...rows, outcome, fold }, ['c0'])).toMatchObject({
      kind: 'undefined',
      because: 'no-events',
    })
    expect(() => outOfFoldScores({ ...rows, fold }, ['nobody'])).toThrow('nobody')
    expect(
      outOfFoldScores(
        { blocks: [valuesBlock('x', [1, 2, 3])], outcome: Uint8Array.of(0, 0, 0), fold: Uint8Array.of(0, 1, 0) },
        ['x'],
      ),
    ).toMatchObject({ because: 'no-events' })
  })
})
