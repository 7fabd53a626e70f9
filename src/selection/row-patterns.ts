import type { Block, Design } from '../numeric/design.js'

/** Rows folded into distinct patterns of their blocks, with the pattern of each row: counts can then be drawn anew without touching values. */
export interface RowPatterns {
  /** One entry per pattern, patterns in the order in which rows first show them. */
  readonly blocks: readonly Block[]
  readonly patternOf: Int32Array
  readonly patterns: number
}

/** A code for each row: its own for coded blocks, the number of its distinct value for values. */
const codesOf = (block: Block): { readonly codes: ArrayLike<number>; readonly count: number } => {
  if (block.kind === 'coded') return { codes: block.codes, count: 0x10000 }
  const number = new Map<number, number>()
  const codes = Int32Array.from(block.values, (value) => {
    const known = number.get(value) ?? number.size
    number.set(value, known)
    return known
  })
  return { codes, count: number.size }
}

/** Refines the numbering of the rows by one more block. */
const refine = (of: Int32Array, block: Block): number => {
  const { codes, count } = codesOf(block)
  const number = new Map<number, number>()
  for (let row = 0; row < of.length; row += 1) {
    const key = (of[row] as number) * count + (codes[row] as number)
    let known = number.get(key)
    if (known === undefined) {
      known = number.size
      number.set(key, known)
    }
    of[row] = known
  }
  return number.size
}

/** The numbers at the given rows: a plain loop, since a function call per number takes ten times as long. */
const take = <Numbers extends Uint16Array | Float64Array>(from: Numbers, rows: Int32Array, out: Numbers): Numbers => {
  for (let i = 0; i < rows.length; i += 1) out[i] = from[rows[i] as number] as number
  return out
}

const pick = (block: Block, rows: Int32Array): Block =>
  block.kind === 'coded'
    ? { ...block, codes: take(block.codes, rows, new Uint16Array(rows.length)) }
    : { ...block, values: take(block.values, rows, new Float64Array(rows.length)) }

/** Folds rows into patterns. */
export const rowPatterns = (blocks: readonly Block[], rows: number): RowPatterns => {
  const patternOf = new Int32Array(rows)
  let patterns = rows === 0 ? 0 : 1
  for (const block of blocks) patterns = refine(patternOf, block)
  const first = new Int32Array(patterns)
  for (let row = rows - 1; row >= 0; row -= 1) first[patternOf[row] as number] = row
  return { blocks: blocks.map((block) => pick(block, first)), patternOf, patterns }
}

/** The design in which each row counts `weight(row)` times; patterns that no row is left of are dropped. */
export const weightedDesign = (
  { blocks, patternOf, patterns }: RowPatterns,
  outcome: Uint8Array,
  weight: (row: number) => number,
): Design => {
  const trials = new Float64Array(patterns)
  const events = new Float64Array(patterns)
  for (let row = 0; row < patternOf.length; row += 1) {
    const pattern = patternOf[row] as number
    const times = weight(row)
    trials[pattern]! += times
    events[pattern]! += times * (outcome[row] as number)
  }
  const all = new Int32Array(patterns)
  let found = 0
  for (let pattern = 0; pattern < patterns; pattern += 1) {
    if (!((trials[pattern] as number) > 0)) continue
    all[found] = pattern
    found += 1
  }
  if (found === patterns) return { blocks, trials, events }
  const kept = all.subarray(0, found)
  return {
    blocks: blocks.map((block) => pick(block, kept)),
    trials: take(trials, kept, new Float64Array(found)),
    events: take(events, kept, new Float64Array(found)),
  }
}
