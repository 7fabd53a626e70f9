import type { Model, RawValue } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import { WorkbenchError } from '../errors.js'
import { buildKernel, daysOf, type Kernel } from '../scoring/kernel.js'
import { STATES } from '../scoring/states.js'
import { ONNX_FILE, ONNX_OUTPUTS } from './onnx.js'
import { type OnnxInput, onnxInput } from './onnx-inputs.js'

/** A tensor as the runtimes for JavaScript take and give it. */
export interface RuntimeTensor {
  readonly data: unknown
  readonly dims: readonly number[]
}

/** What is used of a runtime: `onnxruntime-web` and `onnxruntime-node` have it both. */
export interface OnnxRuntime {
  readonly Tensor: new (type: 'float64' | 'string' | 'int64', data: never, dims: readonly number[]) => RuntimeTensor
  readonly InferenceSession: {
    readonly create: (bytes: Uint8Array, options: Readonly<Record<string, unknown>>) => Promise<OnnxSession>
  }
}

/** A loaded model. */
export interface OnnxSession {
  readonly run: (feeds: Readonly<Record<string, never>>) => Promise<Readonly<Record<string, RuntimeTensor>>>
  readonly release: () => Promise<void>
}

/** Outputs of the graph over all rows. */
export interface OnnxScores {
  readonly probability: Float64Array
  readonly linearPredictor: Float64Array
  /** Row-major, one column per input. */
  readonly contributions: Float64Array
  readonly level: Int32Array
}

/** A text that no model names, for the empty text where that is to be told from no value. */
const OTHER_TEXT = 'a text that no model names'

/** A value as the tensor holds it. What is no date is given as ∞, which is refused; NaN would say that there is none. */
const cellOf = (input: OnnxInput, raw: RawValue): number | string => {
  if (input.type === 'string') return raw === null ? '' : raw === '' && input.state === null ? OTHER_TEXT : String(raw)
  if (raw === null) return Number.NaN
  if (typeof raw !== 'string') return Number(raw)
  const days = daysOf(raw)
  return Number.isNaN(days) ? Number.POSITIVE_INFINITY : days
}

const stateOf = (slot: Kernel['slots'][number], raw: RawValue): bigint => {
  if (raw === null) return BigInt(STATES.missing)
  const byNumber = slot.holds === 'number' && slot.ranks === null && typeof raw !== 'string'
  return byNumber ? 0n : BigInt(slot.codeState(raw))
}

type Rows = readonly (readonly RawValue[])[]

/** One input of the graph with a cell for each row. */
export interface OnnxFeed {
  readonly name: string
  readonly type: 'double' | 'string' | 'int64'
  readonly cells: readonly (number | string | bigint)[]
}

/**
 * What the graph is given for raw rows, in the order of the model's inputs. The empty text of a row is given as another text, since ONNX
 * keeps it for "no value".
 */
export const onnxFeeds = (model: Model, rows: Rows): readonly OnnxFeed[] =>
  buildKernel(model).slots.flatMap((slot, index): readonly OnnxFeed[] => {
    const input = onnxInput(slot, model.encoders[index] as Encoder)
    const own = { name: input.name, type: input.type, cells: rows.map((row) => cellOf(input, row[index] ?? null)) }
    if (input.state === null) return [own]
    return [own, { name: input.state, type: 'int64', cells: rows.map((row) => stateOf(slot, row[index] ?? null)) }]
  })

const tensorsOf = (runtime: OnnxRuntime, feeds: readonly OnnxFeed[]): Readonly<Record<string, never>> => {
  const data = {
    double: (cells: OnnxFeed['cells']) => ['float64', Float64Array.from(cells as readonly number[])] as const,
    string: (cells: OnnxFeed['cells']) => ['string', cells] as const,
    int64: (cells: OnnxFeed['cells']) => ['int64', BigInt64Array.from(cells as readonly bigint[])] as const,
  }
  return Object.fromEntries(
    feeds.map(({ name, type, cells }) => {
      const [element, values] = data[type](cells)
      return [name, new runtime.Tensor(element, values as never, [cells.length, 1]) as never]
    }),
  )
}

/** Rows per call; an isotonic map compares each row with each knot. */
const BATCH = 8192

/**
 * Scores raw rows, in the order of the model's inputs, with the ONNX file in a runtime for JavaScript.
 */
export const runOnnx = async (
  runtime: OnnxRuntime,
  bytes: Uint8Array,
  { model, rows }: { readonly model: Model; readonly rows: Rows },
): Promise<OnnxScores> => {
  const columns = model.inputs.length
  const session = await runtime.InferenceSession.create(bytes, { intraOpNumThreads: 1, graphOptimizationLevel: 'all' })
  const scores: OnnxScores = {
    probability: new Float64Array(rows.length),
    linearPredictor: new Float64Array(rows.length),
    contributions: new Float64Array(rows.length * columns),
    level: new Int32Array(rows.length * columns),
  }
  try {
    for (let start = 0; start < rows.length; start += BATCH) {
      const some = rows.slice(start, start + BATCH)
      const found = await session.run(tensorsOf(runtime, onnxFeeds(model, some)))
      const put = (name: keyof OnnxScores, at: number): void => {
        const data = found[ONNX_OUTPUTS[name]]?.data
        if (data instanceof Float64Array) scores[name].set(data, at)
        else if (data instanceof BigInt64Array) scores[name].set(Array.from(data, Number), at)
        else throw wrongOutput(name)
      }
      put('probability', start)
      put('linearPredictor', start)
      put('contributions', start * columns)
      put('level', start * columns)
    }
  } finally {
    await session.release()
  }
  return scores
}

const wrongOutput = (name: string): WorkbenchError =>
  new WorkbenchError('wrong-output', {
    expected: `a tensor of doubles or whole numbers for ${name}`,
    found: 'another one',
    where: ONNX_FILE,
    advice: 'this is a bug: report it with the version of the runtime',
  })
