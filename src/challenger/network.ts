import type { Tensor2D, Variable } from '@tensorflow/tfjs-core'
import type { ChallengerVariant } from '../../data-schemas/examination/challenger.js'
import type { Block } from '../numeric/design.js'
import { logit } from '../numeric/link.js'
import { type Random, random } from '../random.js'
import { fillInputs, type Inputs } from './inputs.js'
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

/**
 * Weights to begin with: uniform by He et al. (2015) in hidden layers, where a row of the first layer has one active input per candidate;
 * zero in the wide part; the output begins at the log-odds of the outcome's rate.
 */
export const initialWeights = (
  architecture: Architecture,
  { candidates, rate, seed }: { readonly candidates: number; readonly rate: number; readonly seed: number },
): readonly Float32Array[] => {
  const parts = partsOf(architecture)
  const deep = architecture.variant === 'wide' ? 0 : 2 * architecture.hidden.length + 1
  return parts.map(({ kind, shape: [rows, columns] }, index) => {
    const values = new Float32Array(rows * columns)
    if (index === parts.length - 1) return values.fill(logit(rate))
    if (kind === 'bias' || index >= deep) return values
    const incoming = index === 0 ? Math.max(1, candidates) : rows
    return uniform(values, Math.sqrt(6 / incoming), random(seed, 'challenger', architecture.variant, 'weights', index))
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
  const wide = variant === 'network' ? undefined : tf.matMul(x, at(-2))
  if (wide !== undefined && variant === 'wide') return tf.add(wide, at(-1))
  const layers = (weights.length - (wide === undefined ? 2 : 3)) / 2
  let h = x
  for (let layer = 0; layer < layers; layer += 1) {
    h = tf.relu(tf.add(tf.matMul(h, at(2 * layer)), at(2 * layer + 1)))
  }
  const deep = tf.add(tf.matMul(h, at(2 * layers)), at(-1))
  return (wide === undefined ? deep : tf.add(deep, wide)) as Tensor2D
}

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
