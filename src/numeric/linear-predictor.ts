import { WorkbenchError } from '../errors.js'
import { type Block, columnNames } from './design.js'
import { addLookups, type Lookup, stretches } from './lookups.js'

/** Contribution of each code of a coded block to the log-odds: its table row times its estimates. Length = codes. */
export const codeScores = (block: Block & { kind: 'coded' }, estimates: Float64Array): Float64Array => {
  const columns = block.columns.length
  const scores = new Float64Array(columns === 0 ? 0 : block.table.length / columns)
  for (let code = 0; code < scores.length; code += 1) {
    let sum = 0
    for (let j = 0; j < columns; j += 1) sum += (block.table[code * columns + j] as number) * (estimates[j] as number)
    scores[code] = sum
  }
  return scores
}

/** Adds one block's contribution to the linear predictor, in place; estimates are those of the block's columns. */
export const addBlock = (eta: Float64Array, block: Block, estimates: Float64Array): void => {
  if (block.columns.length === 0) return
  if (block.kind === 'values') {
    const estimate = estimates[0] as number
    const { values } = block
    for (let i = 0; i < eta.length; i += 1) eta[i] = (eta[i] as number) + estimate * (values[i] as number)
    return
  }
  const scores = codeScores(block, estimates)
  const { codes } = block
  for (let i = 0; i < eta.length; i += 1) eta[i] = (eta[i] as number) + (scores[codes[i] as number] as number)
}

/**
 * Log-odds of each pattern: intercept + Σ columns × estimates (+ offset). Length = rows.
 * @param estimates intercept first, then the blocks' columns in order; throws `mismatched-length` when the number differs
 */
export const linearPredictor = (
  blocks: readonly Block[],
  estimates: Float64Array,
  rows: number,
  offset?: Float64Array,
): Float64Array => {
  const expected = columnNames(blocks).length + 1
  if (estimates.length !== expected) {
    throw new WorkbenchError('mismatched-length', {
      expected: `${expected} estimates: the intercept and ${expected - 1} columns`,
      found: `${estimates.length}`,
      where: 'linearPredictor',
    })
  }
  const eta = new Float64Array(rows).fill(estimates[0] as number)
  let at = 1
  let coded: Lookup[] = []
  const addCoded = (): void => {
    stretches(rows, (stretch) => addLookups(eta.subarray(stretch.from, stretch.from + stretch.count), coded, stretch))
    coded = []
  }
  for (const block of blocks) {
    const own = estimates.subarray(at, at + block.columns.length)
    at += own.length
    if (own.length === 0) continue
    if (block.kind === 'coded') coded.push({ codes: block.codes, table: codeScores(block, own) })
    else {
      addCoded()
      addBlock(eta, block, own)
    }
  }
  addCoded()
  if (offset !== undefined) for (let i = 0; i < rows; i += 1) eta[i] = (eta[i] as number) + (offset[i] as number)
  return eta
}
