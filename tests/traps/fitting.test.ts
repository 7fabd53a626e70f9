import { describe, expect, it } from 'vitest'
import { parseStudy } from '../../src/contract/study.js'
import { canonicalJson } from '../../src/digest.js'
import { learnEncoders } from '../../src/encoding/learn.js'
import { pointsCard } from '../../src/fit/scorecard.js'
import type { Design } from '../../src/numeric/design.js'
import { linearPredictor } from '../../src/numeric/linear-predictor.js'
import { logistic } from '../../src/numeric/link.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { type Optimism, optimism } from '../../src/numeric/optimism.js'
import { random } from '../../src/random.js'
import { weightedMetrics } from '../../src/ranking/weighted-metrics.js'
import { buildKernel, scoreRow } from '../../src/scoring/kernel.js'
import { strengthOver } from '../../src/screening/strength-over.js'
import { selectionPipeline } from '../../src/selection/selection-pipeline.js'
import {
  candidateOf,
  panelOf,
  studyOf,
  type TestRow,
  weeklyCandidates,
  weeklyRows,
  withEngine,
} from '../encoding/support.js'
import { rejectionRate } from '../numeric/clustered-null.js'
import { codeOf, levelsBlock, normal, rowDesign, valuesBlock } from '../numeric/designs.js'
import { nineModel } from '../support/model.js'

const effects = [1, 0.5, -0.5]
const known = (): Design => {
  const source = random(1, 'trap 1')
  const columns = effects.map(() => Array.from({ length: 4000 }, () => normal(source)))
  const y = Array.from({ length: 4000 }, (_, i) => {
    const eta = columns.reduce((sum, column, j) => sum + effects[j]! * column[i]!, 0)
    return source.uniform() < logistic(eta) ? 1 : 0
  })
  return rowDesign(
    columns.map((column, j) => valuesBlock(`x${j}`, column)),
    y,
  )
}

describe('trap 1: a logistic fit applies its link twice, or takes the penalty for its inverse', () => {
  const design = known()

  it('finds true effects of 1, 0.5 and −0.5 within four standard errors on 4,000 rows', () => {
    const fit = fitLogistic(design)
    effects.forEach((truth, j) => {
      const error = Math.sqrt(fit.covariance[(j + 1) * 5] as number)
      expect(error).toBeLessThan(0.06)
      expect(Math.abs((fit.estimates[j + 1] as number) - truth)).toBeLessThan(4 * error)
    })
  })

  it('has a ridge that is a strength: the score at the end is λ·b, and more of it shrinks more', () => {
    const ridges = [0.1, 10, 1000].map((ridge) => {
      const { estimates } = fitLogistic(design, { ridge })
      const eta = linearPredictor(design.blocks, estimates, 4000)
      design.blocks.forEach((block, j) => {
        if (block.kind !== 'values') throw new Error('columns of values')
        const score = block.values.reduce(
          (sum, x, i) => sum + x * ((design.events[i] as number) - logistic(eta[i]!)),
          0,
        )
        expect(score).toBeCloseTo(ridge * (estimates[j + 1] as number), 6)
      })
      return Math.abs(estimates[1] as number)
    })
    expect(ridges[0]).toBeGreaterThan(ridges[1] as number)
    expect(ridges[1]).toBeGreaterThan(2 * (ridges[2] as number))
  })
})

describe('trap 6: missing and special values get wrong or shared points, and bins by hand get lost', () => {
  const model = nineModel()
  const row = {
    prior: 1,
    right: 6,
    left: 3,
    amount: 700,
    side: 1,
    supplement: 5,
    age: 40,
    since: '2020-06-01',
    municipality: 'Utrecht',
  }

  it('scores missing, special and not applicable each with the value of its own level', () => {
    const kernel = buildKernel(model)
    const cases = [
      ['amount', null, 'missing'],
      ['amount', 9999, 'special'],
      ['supplement', -1, 'not-applicable'],
      ['supplement', -2, 'missing'],
      ['since', null, 'missing'],
    ] as const
    for (const [name, value, kind] of cases) {
      const scored = scoreRow(kernel, { ...row, [name]: value })
      if (scored.kind !== 'scored') throw new Error(canonicalJson(scored.problems))
      const at = model.terms.findIndex((term) => term.name === name)
      const level = model.encoders.find((encoder) => encoder.name === name)?.levels.find((one) => one.kind === kind)
      const own = model.terms[at]!.columns.map(({ coefficient }, j) => coefficient * (level?.values[j] as number))
      expect(scored.contributions[at]).toBeCloseTo(
        own.reduce((a, b) => a + b, 0),
        14,
      )
    }
    const missing = scoreRow(kernel, { ...row, amount: null })
    const special = scoreRow(kernel, { ...row, amount: 9999 })
    expect(missing.kind === 'scored' && missing.linearPredictor).not.toBe(
      special.kind === 'scored' && special.linearPredictor,
    )
  })

  it('keeps the scale of the points: from card to log-odds and back for every level', () => {
    const source = random(6, 'trap 6')
    const codes = Array.from({ length: 600 }, () => source.below(4))
    const y = codes.map((code) => (source.uniform() < 0.15 + 0.2 * code ? 1 : 0))
    const design = rowDesign([levelsBlock('l', codes, 4)], y)
    const { estimates } = fitLogistic(design)
    const card = pointsCard({ design, estimates, encoders: [] }, { base: 600, odds: 50, doubling: 20 })
    const eta = linearPredictor(design.blocks, estimates, 600)
    codes.forEach((code, i) => {
      const points = card.intercept.points + (card.levels[code]?.points as number)
      expect((card.offset - points) / card.factor).toBeCloseTo(eta[i] as number, 10)
    })
    expect(new Set(card.levels.map(({ points }) => points)).size).toBe(4)
  })

  it('uses bins fixed by hand in the study, and no others', () =>
    withEngine(async (engine) => {
      const candidate = candidateOf({ name: 'x', type: 'integer', bins: { edges: [7, 15] } })
      const rows = Array.from({ length: 3000 }, (_, i): TestRow => {
        return { person: i, outcome: (i * 7919) % 10 < 3 ? 1 : 0, split: 1, values: [i % 20] }
      })
      const { encoders } = await learnEncoders(await panelOf(engine, [candidate], rows), studyOf([candidate]))
      expect(encoders[0]?.rule).toEqual({ kind: 'intervals', edges: [7, 15] })
      expect(encoders[0]?.method).toBe('manual')
    }))
})

describe('trap 7: bins are learned on all data before the split', () => {
  it('learns the same bytes whatever the test rows hold', async () => {
    const rows = weeklyRows(3000)
    const candidates = weeklyCandidates()
    const learned = (data: readonly TestRow[]) =>
      withEngine(async (engine) =>
        canonicalJson(await learnEncoders(await panelOf(engine, candidates, data), studyOf(candidates))),
      )
    const other = rows.map(
      (row): TestRow => (row.split === 1 ? row : { ...row, outcome: 1, values: [99, -5, 1, 'elsewhere'] }),
    )
    expect(await learned(other)).toBe(await learned(rows))
  })
})

describe('trap 8: a stability index is infinite on an empty bin, or its bins are drawn anew from both samples', () => {
  const rows = (shifted: boolean) => {
    const source = random(8, 'trap 8')
    const group = Int32Array.from({ length: 2000 }, (_, i) => i % 2)
    // in the shifted samples one group never has levels 2 and 3
    const level = group.map((own) => source.below(shifted && own === 1 ? 2 : 4))
    return {
      level,
      rank: level,
      levels: 4,
      group,
      groups: 2,
      person: group.map((_, i) => i),
      outcome: Uint8Array.from(group, () => (source.uniform() < 0.3 ? 1 : 0)),
    }
  }

  it('is finite and large with empty levels, and near nothing without a shift, on the levels it was given', () => {
    const index = (shifted: boolean) => strengthOver(rows(shifted), 10).groups[1]?.shift?.value.estimate as number
    expect(Number.isFinite(index(true))).toBe(true)
    expect(index(true)).toBeGreaterThan(1)
    expect(index(false)).toBeLessThan(0.05)
  })
})

describe('trap 9: an ordinary test on the rows of repeated persons', () => {
  it('rejects a true null about as often as it says when clustered, and far too often when not', () => {
    const { clustered, independent } = rejectionRate(random(9, 'trap 9'), { simulations: 200, people: 150 })
    expect(clustered).toBeLessThan(0.1)
    expect(clustered).toBeGreaterThan(0.015)
    expect(independent).toBeGreaterThan(0.1)
  })
})

describe('trap 16: indicators are chosen outside the validation loop', () => {
  it('counts the choice among noise as optimism, because the choice is made again in every resample', async () => {
    const source = random(16, 'trap 16')
    const blocks = Array.from({ length: 10 }, (_, j) =>
      levelsBlock(
        `c${j}`,
        Array.from({ length: 250 }, () => source.below(2)),
        2,
      ),
    )
    const outcome = Uint8Array.from({ length: 250 }, () => source.below(2))
    const person = Int32Array.from(outcome.keys())
    const pipeline = selectionPipeline(
      { blocks, outcome, person },
      { size: 3, measure: weightedMetrics(outcome, person, [0.1]) },
    )
    const found = (await optimism(pipeline, { people: 250, replicates: 25, seed: 1 })) as Optimism
    const auc = found.metrics.find(({ metric }) => metric === 'auc')!
    expect(auc.apparent as number).toBeGreaterThan(0.53)
    expect(auc.optimism as number).toBeGreaterThan(0.02)
    expect(auc.outOfBag as number).toBeLessThan(auc.apparent as number)
  })
})

describe('trap 17: an option misspelt is taken for another, a fit ends quietly, a perfect predictor gets a huge number', () => {
  it('refuses a study with a word that it does not know, also the beginning of one that it knows', () => {
    const study = {
      name: 'trap',
      data: { kind: 'flat' },
      outcome: { kind: 'column', column: 'y', positive: ['1'] },
      candidates: [{ name: 'x', type: 'integer' }],
      selection: { size: 1 },
    }
    expect(parseStudy(study, 'trap').name).toBe('trap')
    expect(() => parseStudy({ ...study, select: { size: 1 } }, 'trap')).toThrow()
    expect(() => parseStudy({ ...study, selection: { siz: 1, size: 1 } }, 'trap')).toThrow()
  })

  it('throws where it has not converged and where the outcome is separated', () => {
    expect(codeOf(() => fitLogistic(known(), { maxIterations: 1 }))).toBe('not-converged')
    const separated = rowDesign([valuesBlock('leak', [1, 2, 3, 4, 5, 6])], [0, 0, 0, 1, 1, 1])
    expect(codeOf(() => fitLogistic(separated))).toBe('separation')
  })
})
