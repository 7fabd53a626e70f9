import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { ExportTarget, ParityRequest } from './export.js'
import { ONNX_FILE, onnxFiles } from './onnx.js'
import { onnxInPython } from './onnx-python.js'
import { type OnnxRuntime, runOnnx } from './onnx-run.js'
import type { EngineScores } from './parity.js'

/** Runs the ONNX file of a request in a runtime. */
export const onnxScores = async (
  runtime: OnnxRuntime,
  engine: string,
  request: ParityRequest,
): Promise<EngineScores> => {
  const { model, files, reference } = request
  const { rows } = reference.inputs
  const scores = await runOnnx(runtime, files.get(ONNX_FILE) as Uint8Array, { model, rows })
  const columns = model.inputs.length
  const refused = Uint8Array.from(rows, (_, row) =>
    Number(scores.level.subarray(row * columns, (row + 1) * columns).some((level) => level < 0)),
  )
  return { engine, linearPredictor: scores.linearPredictor, probability: scores.probability, refused, rank: null }
}

/** The runtime for WebAssembly, where it is installed. */
const loadRuntime = async (): Promise<{ readonly runtime: OnnxRuntime; readonly version: string } | Undefined> => {
  try {
    const loaded = await import('onnxruntime-web')
    loaded.env.wasm.numThreads = 1
    return { runtime: loaded as unknown as OnnxRuntime, version: String(loaded.env.versions.common) }
  } catch {
    return undefinedBecause('onnxruntime-web is not installed here; `npm install onnxruntime-web` makes this check run')
  }
}

const ENGINE = 'onnxruntime-web'

/** ONNX: one file, raw inputs to contributions, linear predictor and probability in double precision. */
export const onnxTarget: ExportTarget = {
  name: 'onnx',
  about: 'ONNX in double precision, raw inputs to contributions and probability',
  extension: '.onnx',
  write: onnxFiles,
  engines: [
    {
      engine: ENGINE,
      tolerance: { linearPredictor: 1e-12, probability: 1e-12, order: 'same' },
      keyed: false,
      anyType: false,
      run: async (request) => {
        const loaded = await loadRuntime()
        return 'kind' in loaded ? loaded : onnxScores(loaded.runtime, `${ENGINE} ${loaded.version}`, request)
      },
    },
    onnxInPython,
  ],
}
