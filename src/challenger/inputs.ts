import type { Block, Design } from '../numeric/design.js'

/** How one candidate enters the network. */
type Input =
  | {
      readonly kind: 'levels'
      readonly name: string
      readonly first: number
      /** Input of each level; −1 for a level that no training row has. */
      readonly input: readonly number[]
      /** Share of the training rows in each input: what a level unseen in training puts there, so that it says nothing. */
      readonly share: readonly number[]
    }
  | {
      readonly kind: 'number'
      readonly name: string
      readonly first: number
      readonly mean: number
      readonly deviation: number
    }

/** How candidates enter the network: one input per level that occurs in training, one per number. */
export interface Inputs {
  readonly width: number
  readonly of: readonly Input[]
}

/** A number further from the mean than this many deviations enters as this many: one wild value must not move the network. */
const FURTHEST = 8

/**
 * Learns the inputs from the training patterns: which levels occur, mean and deviation of numbers (rows count, not patterns).
 * The deviation is 0 for a number that never varies; its input is then always 0.
 */
export const inputsOf = ({ blocks, trials }: Pick<Design, 'blocks' | 'trials'>): Inputs => {
  let width = 0
  const of = blocks.map((block): Input => {
    const first = width
    const input = block.kind === 'coded' ? levelsOf(block, trials, first) : numberOf(block, trials, first)
    width += input.kind === 'levels' ? input.share.length : 1
    return input
  })
  return { width, of }
}

type Coded = Block & { readonly kind: 'coded' }

const levelsOf = (block: Coded, trials: Float64Array, first: number): Input => {
  const counts = new Float64Array(block.columns.length === 0 ? 0 : block.table.length / block.columns.length)
  let total = 0
  for (let i = 0; i < trials.length; i += 1) {
    counts[block.codes[i] as number]! += trials[i] as number
    total += trials[i] as number
  }
  let next = 0
  const input = Array.from(counts, (rows) => (rows > 0 ? next++ : -1))
  return {
    kind: 'levels',
    name: block.name,
    first,
    input,
    share: Array.from(counts)
      .filter((rows) => rows > 0)
      .map((rows) => rows / total),
  }
}

const numberOf = (block: Exclude<Block, Coded>, trials: Float64Array, first: number): Input => {
  // A scale of its own keeps squares finite whatever the unit.
  const largest = block.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const scale = largest > 0 ? largest : 1
  let [total, mean, squares] = [0, 0, 0]
  for (let i = 0; i < trials.length; i += 1) {
    const weight = trials[i] as number
    total += weight
    const distance = (block.values[i] as number) / scale - mean
    mean += (weight / total) * distance
    squares += weight * distance * ((block.values[i] as number) / scale - mean)
  }
  const deviation = total > 0 ? Math.sqrt(squares / total) : 0
  return { kind: 'number', name: block.name, first, mean: mean * scale, deviation: deviation * scale }
}

/**
 * Writes the inputs of some rows, row-major.
 * @param rows which rows of the blocks; their order is that of the result
 * @param out at least rows × width long; what it held is overwritten
 */
export const fillInputs = (
  inputs: Inputs,
  blocks: readonly Block[],
  { rows, out }: { readonly rows: Int32Array; readonly out: Float32Array },
): void => {
  out.fill(0, 0, rows.length * inputs.width)
  for (const [index, input] of inputs.of.entries()) {
    const block = blocks[index] as Block
    if (input.kind === 'levels' && block.kind === 'coded')
      fillLevels(input, block.codes, { rows, out, width: inputs.width })
    if (input.kind === 'number' && block.kind === 'values')
      fillNumbers(input, block.values, { rows, out, width: inputs.width })
  }
}

interface Target {
  readonly rows: Int32Array
  readonly out: Float32Array
  readonly width: number
}

const fillLevels = (
  input: Input & { readonly kind: 'levels' },
  codes: Uint16Array,
  { rows, out, width }: Target,
): void => {
  for (let i = 0; i < rows.length; i += 1) {
    const at = i * width + input.first
    const place = input.input[codes[rows[i] as number] as number] ?? -1
    if (place >= 0) out[at + place] = 1
    else for (let j = 0; j < input.share.length; j += 1) out[at + j] = input.share[j] as number
  }
}

const fillNumbers = (
  input: Input & { readonly kind: 'number' },
  values: Float64Array,
  { rows, out, width }: Target,
): void => {
  if (input.deviation === 0) return
  for (let i = 0; i < rows.length; i += 1) {
    const standard = ((values[rows[i] as number] as number) - input.mean) / input.deviation
    out[i * width + input.first] = Math.max(-FURTHEST, Math.min(FURTHEST, standard))
  }
}
