import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { ParityCheck } from '../../../data-schemas/results/parity.js'
import { onnxFiles } from '../../../src/exports/onnx.js'
import { onnxInPython } from '../../../src/exports/onnx-python.js'
import type { OnnxRuntime } from '../../../src/exports/onnx-run.js'
import { onnxScores } from '../../../src/exports/onnx-target.js'
import { compareScores, type EngineScores } from '../../../src/exports/parity.js'
import { exportModels as hostile } from '../../exports/export-models.js'
import { exportModels, typedReferences } from '../../support/export-models.js'
import { nineModel } from '../../support/model.js'
import { pythonHas } from './python.js'

/** Where `.ci/exports` puts onnxruntime-node: apart, since its installer downloads for graphics cards. */
const NODE_FOLDER = fileURLToPath(new URL('../../../.venv/exports-node/', import.meta.url))
const nativeRuntime = (): { readonly runtime: OnnxRuntime; readonly version: string } | null => {
  try {
    const require = createRequire(NODE_FOLDER)
    const name = 'onnxruntime-node'
    const { version } = require(`${name}/package.json`) as { version: string }
    return { runtime: require(name) as OnnxRuntime, version }
  } catch {
    return null
  }
}
const native = nativeRuntime()
const inPython = pythonHas('onnxruntime')

const models = [
  ['nine inputs, 100,000 rows', nineModel({ kind: 'beta', intercept: 0.1, low: 1.2, high: 0.8 }), 100_000] as const,
  ...exportModels()
    .filter(({ about }) => about.startsWith('other'))
    .map(({ about, model }) => [about, model, 2000] as const),
  ...hostile().map(([about, model]) => [about, model, 2000] as const),
]

describe.each(models)('ONNX of the model "%s"', (_, model, rows) => {
  const files = onnxFiles(model)
  const { typed: reference } = typedReferences(model, rows)
  const checked = (scores: EngineScores): ParityCheck =>
    compareScores(reference, scores, { tolerance: onnxInPython.tolerance })
  const holds = {
    kind: 'checked',
    problems: [],
    refusalsDiffering: 0,
    ranksDiffering: 0,
    linearPredictor: { differing: 0 },
  }

  it.skipIf(native === null)('gives the scores of the kernel in onnxruntime-node', async () => {
    if (native === null) return
    const engine = `onnxruntime-node ${native.version}`
    const scores = await onnxScores(native.runtime, engine, { model, files, reference, options: {} })
    expect(checked(scores)).toMatchObject({ ...holds, engine })
  })

  it.skipIf(!inPython)('gives them in onnxruntime for Python', async () => {
    const scores = await onnxInPython.run({ model, files, reference, options: {} })
    expect('kind' in scores ? scores : checked(scores)).toMatchObject(holds)
  })
})
