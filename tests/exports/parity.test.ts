import { beforeAll, describe, expect, it } from 'vitest'
import { parityResult } from '../../data-schemas/results/parity.js'
import { exportModel, type References, referencesOf } from '../../src/exports/export-model.js'
import { sqlTarget } from '../../src/exports/sql-target.js'
import { typescriptTarget } from '../../src/exports/typescript-target.js'
import { exportModels } from './export-models.js'

const ROWS = 600

describe.each(exportModels())('an export of the model "%s"', (_, model) => {
  let references: References
  beforeAll(() => {
    references = referencesOf(model, { rows: ROWS })
  })

  it.each([sqlTarget, typescriptTarget])('$name gives the scores, refusals and ranks of the kernel', async (target) => {
    const { parity } = await exportModel(model, target, { rows: ROWS, contributions: true, references })
    const checked = parity.checks.filter((check) => check.kind === 'checked')
    expect(checked.length).toBeGreaterThan(0)
    for (const check of checked) {
      expect(check.problems).toEqual([])
      expect(check.scored).toBeGreaterThan(200)
      expect(check.refused).toBeGreaterThan(30)
      expect(check.golden.vectors).toBeGreaterThan(100)
      if (target.name !== 'sql') expect(check.probability).toEqual({ largest: 0, differing: 0 })
    }
    expect(parityResult.parse(parity)).toEqual(parity)
  })
})
