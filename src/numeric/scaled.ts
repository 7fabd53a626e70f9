import type { Block } from './design.js'

/** What was taken off each column, and what it was divided by. */
export interface Scaling {
  readonly means: Float64Array
  /** Standard deviation (root mean square when not centred); 0 for a column without spread. */
  readonly scales: Float64Array
}

/** Blocks whose columns have mean 0 and standard deviation 1 over the rows, with what was taken off. */
export interface Scaled extends Scaling {
  readonly blocks: readonly Block[]
}

/** Rows per code: how a coded column's moments are had without touching rows again. */
const codeWeights = (block: Block & { kind: 'coded' }, trials: Float64Array): Float64Array => {
  const weights = new Float64Array(block.table.length / block.columns.length)
  for (let i = 0; i < trials.length; i += 1) {
    const code = block.codes[i] as number
    weights[code] = (weights[code] as number) + (trials[i] as number)
  }
  return weights
}

interface Moments {
  readonly mean: number
  readonly scale: number
}

const moments = (
  length: number,
  at: (i: number) => number,
  weights: { of: Float64Array; centre: boolean },
): Moments => {
  let largest = 0
  for (let i = 0; i < length; i += 1) if (weights.of[i] !== 0) largest = Math.max(largest, Math.abs(at(i)))
  if (largest === 0) return { mean: 0, scale: 0 }
  let total = 0
  let first = 0
  for (let i = 0; i < length; i += 1) {
    const weight = weights.of[i] as number
    if (weight === 0) continue
    total += weight
    first += weight * (at(i) / largest)
  }
  const mean = weights.centre ? first / total : 0
  let second = 0
  for (let i = 0; i < length; i += 1) {
    const weight = weights.of[i] as number
    if (weight !== 0) second += weight * (at(i) / largest - mean) ** 2
  }
  const scale = Math.sqrt(second / total)
  return { mean: mean * largest, scale: scale > 1e-13 ? scale * largest : 0 }
}

const scaleOne = (value: number, { mean, scale }: Moments): number => (scale === 0 ? 0 : (value - mean) / scale)

/** Centres (unless told not to) and scales the blocks' columns, weighting each pattern by its trials. */
export const scaleBlocks = (blocks: readonly Block[], trials: Float64Array, centre: boolean): Scaled => {
  const all: Moments[] = []
  const scaled = blocks.map((block): Block => {
    if (block.columns.length === 0) return block
    if (block.kind === 'values') {
      const own = moments(trials.length, (i) => block.values[i] as number, { of: trials, centre })
      all.push(own)
      return { ...block, values: block.values.map((value) => scaleOne(value, own)) }
    }
    const columns = block.columns.length
    const weights = codeWeights(block, trials)
    const own = block.columns.map((_, j) =>
      moments(weights.length, (code) => block.table[code * columns + j] as number, { of: weights, centre }),
    )
    all.push(...own)
    return { ...block, table: block.table.map((value, at) => scaleOne(value, own[at % columns] as Moments)) }
  })
  return {
    blocks: scaled,
    means: Float64Array.from(all, ({ mean }) => mean),
    scales: Float64Array.from(all, ({ scale }) => scale),
  }
}

/** Matrix A (p × p, row-major) with β = A·γ: estimates of the columns as given from those of the scaled columns. */
export const unscaleMatrix = (scaled: Scaling, intercept: boolean): Float64Array => {
  const shift = intercept ? 1 : 0
  const size = scaled.means.length + shift
  const matrix = new Float64Array(size * size)
  if (intercept) matrix[0] = 1
  for (let j = 0; j < scaled.means.length; j += 1) {
    const inverse = 1 / (scaled.scales[j] as number)
    const column = j + shift
    matrix[column * size + column] = inverse
    if (intercept) matrix[column] = -(scaled.means[j] as number) * inverse
  }
  return matrix
}
