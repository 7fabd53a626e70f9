import { beforeAll, describe, expect, it } from 'vitest'
import { exportModel, type References, referencesOf } from '../../../src/exports/export-model.js'
import { pythonTarget } from '../../../src/exports/python-target.js'
import { typescriptTarget } from '../../../src/exports/typescript-target.js'
import { exportModels } from '../../exports/export-models.js'

describe.each(exportModels().map(([name, model], index) => [name, model, index === 0 ? 100_000 : 2000] as const))(
  'the model "%s"',
  (_, model, rows) => {
    let references: References
    beforeAll(() => {
      references = referencesOf(model, { rows })
    })
    it.each([pythonTarget, typescriptTarget])(
      'as $name gives every number of the kernel to the last bit',
      async (target) => {
        const { parity } = await exportModel(model, target, { rows, references })
        for (const check of parity.checks) {
          expect(check).toMatchObject({ kind: 'checked', passed: true, problems: [] })
          expect(check).toMatchObject({
            linearPredictor: { differing: 0 },
            probability: { differing: 0 },
            ranksDiffering: 0,
          })
        }
      },
    )
  },
)
