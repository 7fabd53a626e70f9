import type { GradSaveFunc, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core'
import type { ChallengerVariant } from '../../data-schemas/examination/challenger.js'
import type { Block } from '../numeric/design.js'
import { logit } from '../numeric/link.js'
import { type Random, random } from '../random.js'
import { fillInputs, type Inputs } from './inputs.js'
import type { LinearStart } from './linear-start.js'
import type { TensorFlow } from './tensorflow.js'

/** Layers of a network. */
export interface Architecture {
  readonly variant: ChallengerVariant
  readonly inputs: number
  /** Units of the hidden layers; empty for `wide`. */
  readonly hidden: readonly number[]
}

/** One kernel or bias. */
interface Part {
  readonly kind: 'kernel' | 'bias'
  readonly shape: readonly [number, number]
}

/** A trained network: plain numbers, so that any backend can compute with them. */
export interface Network {
  readonly architecture: Architecture
  readonly inputs: Inputs
  /** Kernels and biases of the hidden layers in turn, the output kernel, the wide kernel where there is one, the output bias. */
  readonly weights: readonly Float32Array[]
}

/** Kernels and biases in the order of {@link Network}. */
export const partsOf = ({ variant, inputs, hidden }: Architecture): readonly Part[] => {
  const widths = [inputs, ...hidden]
  const layers = hidden.flatMap((units, i): Part[] => [
    { kind: 'kernel', shape: [widths[i] as number, units] },
    { kind: 'bias', shape: [1, units] },
  ])
  const deep: readonly Part[] =
    variant === 'wide' ? [] : [...layers, { kind: 'kernel', shape: [widths.at(-1) as number, 1] }]
  const wide: readonly Part[] = variant === 'network' ? [] : [{ kind: 'kernel', shape: [inputs, 1] }]
  return [...deep, ...wide, { kind: 'bias', shape: [1, 1] }]
}

/** Free numbers of the network. */
export const parameterCount = (architecture: Architecture): number =>
  partsOf(architecture).reduce((sum, { shape: [rows, columns] }) => sum + rows * columns, 0)

/** Where the weights begin. */
export interface Start {
  /** Number of candidates: active inputs of a row. */
  readonly candidates: number
  /** Rate of the outcome, strictly between 0 and 1. */
  readonly rate: number
  /** For the variants with a linear part. */
  readonly linear?: LinearStart
  readonly seed: number
}

/**
 * Weights to begin with: uniform by He et al. (2015) in hidden layers, where a row of the first layer has one active input per candidate.
 * A linear part begins at the logistic regression where there is one, and the deep part beside it at nothing (an output kernel of 0);
 * else the output begins at the log-odds of the outcome's rate.
 */
export const initialWeights = (architecture: Architecture, start: Start): readonly Float32Array[] => {
  const parts = partsOf(architecture)
  const { variant, hidden } = architecture
  const output = variant === 'wide' ? -1 : 2 * hidden.length
  const linear = variant === 'network' ? undefined : start.linear
  return parts.map(({ kind, shape: [rows, columns] }, index) => {
    const values = new Float32Array(rows * columns)
    if (index === parts.length - 1) return values.fill(linear?.bias ?? logit(start.rate))
    if (index > output && linear !== undefined) return linear.kernel.slice()
    if (kind === 'bias' || index > output || (index === output && linear !== undefined)) return values
    const incoming = index === 0 ? Math.max(1, start.candidates) : rows
    return uniform(values, Math.sqrt(6 / incoming), random(start.seed, 'challenger', variant, 'weights', index))
  })
}

const uniform = (values: Float32Array, bound: number, stream: Random): Float32Array => {
  for (let i = 0; i < values.length; i += 1) values[i] = (2 * stream.uniform() - 1) * bound
  return values
}

/** Weights as tensors, in the order of {@link partsOf}. */
export type Weights = readonly (Tensor2D | Variable)[]

/** Log-odds of each row of inputs: rows × 1. Call inside `tf.tidy`. */
export const forward = (tf: TensorFlow, variant: ChallengerVariant, weights: Weights, x: Tensor2D): Tensor2D => {
  const at = (index: number): Tensor2D => weights.at(index) as Tensor2D
  const wide = variant === 'network' ? undefined : fromInputs(tf, x, at(-2))
  if (wide !== undefined && variant === 'wide') return tf.add(wide, at(-1))
  const layers = (weights.length - (wide === undefined ? 2 : 3)) / 2
  let h = x
  for (let layer = 0; layer < layers; layer += 1) {
    const kernel = at(2 * layer)
    h = tf.relu(tf.add(layer === 0 ? fromInputs(tf, x, kernel) : product(tf, h, kernel), at(2 * layer + 1)))
  }
  const deep = tf.add(product(tf, h, at(2 * layers)), at(-1))
  return (wide === undefined ? deep : tf.add(deep, wide)) as Tensor2D
}

/**
 * x·w where x is given: the inputs have no gradient. Both products here transpose before they multiply, because the WebAssembly backend
 * multiplies a transposed matrix five times slower.
 */
const fromInputs = (tf: TensorFlow, x: Tensor2D, w: Tensor2D): Tensor2D =>
  tf.customGrad((kernel) => ({
    value: tf.matMul(x, kernel as Tensor2D),
    gradFunc: (dy: Tensor) => tf.matMul(tf.transpose(x), dy),
  }))(w) as Tensor2D

/** h·w with the gradients of both. */
const product = (tf: TensorFlow, h: Tensor2D, w: Tensor2D): Tensor2D =>
  tf.customGrad((...given) => {
    const [left, right, save] = given as [Tensor2D, Tensor2D, GradSaveFunc]
    save([left, right])
    return {
      value: tf.matMul(left, right),
      gradFunc: (dy: Tensor, saved: Tensor[]) => [
        tf.matMul(dy, tf.transpose(saved[1] as Tensor)),
        tf.matMul(tf.transpose(saved[0] as Tensor), dy),
      ],
    }
  })(h, w) as Tensor2D

/** Rows computed at once. */
const CHUNK = 8192

/**
 * Log-odds that a network gives each row, computed in float32. All tensors are freed.
 * @param blocks the candidates that the network was trained on, in the same order
 */
export const logOdds = (
  tf: TensorFlow,
  { architecture, inputs, weights }: Network,
  rows: { readonly blocks: readonly Block[]; readonly rows: number },
): Float64Array => {
  const parts = partsOf(architecture)
  const tensors = weights.map((values, i) => tf.tensor2d(values, [...(parts[i] as Part).shape]))
  try {
    return logOddsWith(tf, { variant: architecture.variant, inputs, tensors }, rows)
  } finally {
    tf.dispose(tensors)
  }
}

/** As {@link logOdds}, with weights that are tensors already. */
export const logOddsWith = (
  tf: TensorFlow,
  by: { readonly variant: ChallengerVariant; readonly inputs: Inputs; readonly tensors: Weights },
  { blocks, rows }: { readonly blocks: readonly Block[]; readonly rows: number },
): Float64Array => {
  const { width } = by.inputs
  const out = new Float64Array(rows)
  for (let from = 0; from < rows; from += CHUNK) {
    const wanted = Int32Array.from({ length: Math.min(CHUNK, rows - from) }, (_, i) => from + i)
    const x = new Float32Array(wanted.length * width)
    fillInputs(by.inputs, blocks, { rows: wanted, out: x })
    const values = tf.tidy(() => forward(tf, by.variant, by.tensors, tf.tensor2d(x, [wanted.length, width])).dataSync())
    out.set(values, from)
  }
  return out
}
