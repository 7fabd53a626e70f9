import type { Block, Design } from '../numeric/design.js'

const both = (a: Float64Array, b: Float64Array): Float64Array => {
  const out = new Float64Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}

const bothCodes = (a: Uint16Array, b: Uint16Array): Uint16Array => {
  const out = new Uint16Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}

/** Patterns of two parts with the same candidates, one after the other; a pattern that occurs in both is there twice. */
export const joined = (first: Design, second: Design): Design => ({
  trials: both(first.trials, second.trials),
  events: both(first.events, second.events),
  blocks: first.blocks.map((block, index): Block => {
    const other = second.blocks[index] as Block
    if (block.kind === 'coded' && other.kind === 'coded')
      return { ...block, codes: bothCodes(block.codes, other.codes) }
    if (block.kind === 'values' && other.kind === 'values')
      return { ...block, values: both(block.values, other.values) }
    return block
  }),
})
