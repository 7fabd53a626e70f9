import type { Model, RawValue } from '../../data-schemas/artifact.js'
import { type Backend, openTensorFlow } from '../challenger/tensorflow.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { buildKernel, daysOf, type Kernel, type Scored, scoreRow } from '../scoring/kernel.js'
import type { ExportFiles, ExportTarget } from './export.js'
import type { EngineScores } from './parity.js'
import { TFJS_FILES, TFJS_TOLERANCE, type TfjsPlace, tfjsFiles, tfjsPlaces } from './tfjs.js'

const held = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value))

const numberOf = (raw: RawValue): number => (typeof raw === 'string' ? daysOf(raw) : Number(raw))

/** Writes the row of a scored person: 1 at each level, numbers times their factor. */
const encodeRow = (
  target: Float32Array,
  { scored, row, places }: { scored: Scored; row: readonly RawValue[]; places: readonly TfjsPlace[] },
): void => {
  for (const [index, { from, factor, limit }] of places.entries()) {
    const level = scored.levels[index] ?? null
    if (level !== null) target[from + level] = 1
    else target[from] = held(numberOf(row[index] ?? null) * (factor ?? 0), limit ?? 0)
  }
}

interface Loaded {
  readonly predict: (rows: Float32Array, count: number) => readonly Float32Array[]
  readonly dispose: () => void
}

/** Loads the two files as TensorFlow.js does, from memory. */
const loadModel = async ({ tf }: Backend, files: ExportFiles, columns: number): Promise<Loaded> => {
  const layers = await import('@tensorflow/tfjs-layers')
  const json = JSON.parse(new TextDecoder().decode(files.get(TFJS_FILES.model)))
  const weights = files.get(TFJS_FILES.weights) as Uint8Array
  const model = await layers.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest[0].weights,
      weightData: weights.slice().buffer,
    }),
  )
  return {
    dispose: () => model.dispose(),
    predict: (rows, count) =>
      tf.tidy(() => {
        const found = model.predict(tf.tensor2d(rows, [count, columns]))
        return (Array.isArray(found) ? found : [found]).map((tensor) => tensor.dataSync() as Float32Array)
      }),
  }
}

type Rows = readonly (readonly RawValue[])[]

const BATCH = 8192

/** Scores rows with the model; its input is made by the kernel, whose levels `encoding.json` describes. */
const scoreAll = (loaded: Loaded, { kernel, rows }: { kernel: Kernel; rows: Rows }): Omit<EngineScores, 'engine'> => {
  const places = tfjsPlaces(kernel)
  const columns = places.reduce((total, place) => total + place.columns, 0)
  const linearPredictor = new Float64Array(rows.length).fill(Number.NaN)
  const probability = new Float64Array(rows.length).fill(Number.NaN)
  const refused = new Uint8Array(rows.length)
  for (let start = 0; start < rows.length; start += BATCH) {
    const some = rows.slice(start, start + BATCH)
    const encoded = new Float32Array(some.length * columns)
    for (const [index, row] of some.entries()) {
      const scored = scoreRow(kernel, Object.fromEntries(kernel.inputs.map((name, place) => [name, row[place]])))
      if (scored.kind === 'refused') refused[start + index] = 1
      else encodeRow(encoded.subarray(index * columns, (index + 1) * columns), { scored, row, places })
    }
    const [p, linear] = loaded.predict(encoded, some.length)
    for (let index = 0; index < some.length; index += 1) {
      if (refused[start + index] === 1) continue
      probability[start + index] = p?.[index] ?? Number.NaN
      linearPredictor[start + index] = linear?.[index] ?? Number.NaN
    }
  }
  return { linearPredictor, probability, refused, rank: null }
}

const openWasm = async (): Promise<Backend | Undefined> => {
  try {
    return await openTensorFlow({ backend: 'wasm' })
  } catch {
    return undefinedBecause('TensorFlow.js does not load here')
  }
}

const runTfjs = async (model: Model, files: ExportFiles, rows: Rows): Promise<EngineScores | Undefined> => {
  const backend = await openWasm()
  if ('kind' in backend) return backend
  const kernel = buildKernel(model)
  const columns = tfjsPlaces(kernel).reduce((total, place) => total + place.columns, 0)
  const loaded = await loadModel(backend, files, columns)
  try {
    return { engine: `TensorFlow.js ${backend.version}, ${backend.name}`, ...scoreAll(loaded, { kernel, rows }) }
  } finally {
    loaded.dispose()
  }
}

/** TensorFlow.js: single precision, so the report counts who would cross the cut. */
export const tfjsTarget: ExportTarget = {
  name: 'tfjs',
  about: 'a LayersModel of TensorFlow.js in single precision, with the table that encodes its input',
  // The files name each other: always a folder, whatever it is called.
  extension: '/',
  write: tfjsFiles,
  engines: [
    {
      engine: 'TensorFlow.js',
      tolerance: { linearPredictor: null, probability: TFJS_TOLERANCE, order: 'reported' },
      keyed: false,
      anyType: false,
      run: ({ model, files, reference }) => runTfjs(model, files, reference.inputs.rows),
    },
  ],
}
