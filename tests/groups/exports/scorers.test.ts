import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

it.each([exportModels()[3], exportModels()[4], exportModels()[6]].filter((one) => one !== undefined))(
  'the TypeScript of "%s" compiles in the strictest way',
  (_, model) => {
    const folder = mkdtempSync(join(tmpdir(), 'scorer-'))
    try {
      const files = ['scorer.ts', 'rank.ts'].map((name) => {
        writeFileSync(join(folder, name), typescriptTarget.write(model, {}).get(name) ?? '')
        return join(folder, name)
      })
      const strict = [
        '--strict',
        '--noUncheckedIndexedAccess',
        '--exactOptionalPropertyTypes',
        '--noImplicitReturns',
        '--ignoreConfig',
      ]
      const how = ['--noEmit', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext']
      const compiler = 'node_modules/typescript/bin/tsc'
      expect(execFileSync(process.execPath, [compiler, ...strict, ...how, ...files], { encoding: 'utf8' })).toBe('')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
