import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { conditionalSignificance as schema } from '../../data-schemas/results/fairness-audit.js'
import { auditCodes } from '../../src/disclosure/audit-codes.js'
import { conditionalSignificance } from '../../src/fairness/conditional-significance.js'
import { recallGapFrontier } from '../../src/fairness/recall-gap-frontier.js'
import type { Design } from '../../src/numeric/design.js'
import { random } from '../../src/random.js'
import { againstOracle } from '../support/oracle.js'

const { conditional: expected } = JSON.parse(
  readFileSync(new URL('../oracles/fairness-audit/expected.json', import.meta.url), 'utf8'),
)

const designOf = (
  a: readonly number[],
  b: readonly number[],
  rest: { c: readonly number[]; events: readonly number[] },
): Design => ({
  blocks: [
    {
      kind: 'coded',
      name: 'age',
      columns: ['age 1', 'age 2'],
      codes: Uint16Array.from(a),
      table: Float64Array.of(0, 0, 1, 0, 0, 1),
    },
    {
      kind: 'coded',
      name: 'household',
      columns: ['household'],
      codes: Uint16Array.from(b),
      table: Float64Array.of(0, 1),
    },
    { kind: 'values', name: 'months', columns: ['months'], values: Float64Array.from(rest.c) },
  ],
  trials: new Float64Array(a.length).fill(1),
  events: Float64Array.from(rest.events),
})

describe('the model with and without a candidate', () => {
  it('equals statsmodels: likelihood ratio and change in predictions', () => {
    const { result, full, reduced } = conditionalSignificance(designOf(expected.a, expected.b, expected), ['age'])
    expect(schema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
    const { statistic, p, df } = result.likelihoodRatio
    const { meanAbsolute, rootMeanSquare } = result.predictions
    expect(df).toBe(expected.df)
    againstOracle(
      'conditional-significance',
      [statistic, p, meanAbsolute, rootMeanSquare],
      [expected.statistic, expected.p, expected.meanAbsolute, expected.rootMeanSquare],
    )
    const over = full.filter((value, i) => Math.abs(value - reduced[i]!) > 0.01).length / full.length
    expect(result.predictions.movedShare).toBeCloseTo(over, 12)
  })

  it('rejects one in twenty when the candidate says nothing', () => {
    const runs = 300
    let rejected = 0
    for (let seed = 1; seed <= runs; seed += 1) {
      const draw = random(seed, 'conditional')
      const rows = Array.from({ length: 200 }, () => ({ a: draw.below(3), b: draw.below(2), c: draw.uniform() }))
      const events = rows.map(({ b }) => (draw.uniform() < 0.3 + 0.3 * b ? 1 : 0))
      const design = designOf(
        rows.map(({ a }) => a),
        rows.map(({ b }) => b),
        { c: rows.map(({ c }) => c), events },
      )
      if (conditionalSignificance(design, ['age']).result.likelihoodRatio.p < 0.05) rejected += 1
    }
    expect(Math.abs(rejected / runs - 0.05)).toBeLessThan(3.3 * Math.sqrt((0.05 * 0.95) / runs))
  })

  it('gives two scores whose gap between groups can be compared on the same people', () => {
    const { full, reduced } = conditionalSignificance(designOf(expected.a, expected.b, expected), ['household'])
    const result = recallGapFrontier(
      {
        scores: [
          { name: 'with', score: full },
          { name: 'without', score: reduced },
        ],
        label: Uint8Array.from(expected.events as number[]),
        person: Int32Array.from({ length: full.length }, (_, i) => i),
      },
      auditCodes('household', ['no', 'yes'], Int32Array.from(expected.b as number[])),
      { k: 0.3, metric: 'selectionRate', minimum: 10, confidence: 0.95, replicates: 200, seed: 1 },
    )
    expect(result.candidates[1]!.gapDifference.estimate).toBeLessThan(0)
  })

  it('refuses no candidates, all of them, and unknown ones', () => {
    const design = designOf(expected.a, expected.b, expected)
    for (const without of [[], ['age', 'household', 'months'], ['postcode']])
      expect(() => conditionalSignificance(design, without)).toThrow('unknown-candidate')
  })
})
