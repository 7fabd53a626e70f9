import type { Block } from './design.js'
import { MAX_CODES } from './parts.js'

type Coded = Block & { readonly kind: 'coded' }

const codesOf = (block: Coded): number => block.table.length / block.columns.length

const isCoded = (block: Block): block is Coded =>
  block.kind === 'coded' && block.columns.length > 0 && codesOf(block) <= MAX_CODES

/** Blocks in order, in groups: neighbouring coded blocks whose codes together are at most `limit`; any other block alone. */
const groupsOf = (blocks: readonly Block[], limit: number): readonly (readonly Block[])[] => {
  const groups: Block[][] = []
  let codes = Number.POSITIVE_INFINITY
  for (const block of blocks) {
    const own = isCoded(block) ? codesOf(block) : Number.POSITIVE_INFINITY
    codes *= own
    if (codes <= limit) groups.at(-1)?.push(block)
    else {
      groups.push([block])
      codes = own
    }
  }
  return groups
}

/** Additions for one Gram matrix: pairs of groups for each row, and pairs of codes with the columns they are turned into. */
const workOf = (groups: readonly (readonly Block[])[], rows: number): number => {
  const sizes = groups
    .filter((group) => group.every(isCoded))
    .map((group) => ({
      codes: group.reduce((product, block) => product * codesOf(block as Coded), 1),
      columns: group.reduce((sum, block) => sum + block.columns.length, 0),
    }))
  const others = groups.length - sizes.length
  let work = rows * sizes.length * (1 + others)
  sizes.forEach((a, i) => {
    work += a.codes * a.columns * a.columns
    for (const b of sizes.slice(i + 1)) work += rows + a.codes * b.columns * (b.codes + a.columns)
  })
  return work
}

/** The block that stands for several: its code is the number of their combination of codes, its columns are theirs. */
const merge = (group: readonly Coded[]): Coded => {
  const [first, ...rest] = group as readonly [Coded, ...Coded[]]
  if (rest.length === 0) return first
  const codes = first.codes.slice()
  for (const block of rest) {
    const own = codesOf(block)
    for (let i = 0; i < codes.length; i += 1) codes[i] = (codes[i] as number) * own + (block.codes[i] as number)
  }
  const columns = group.flatMap((block) => block.columns)
  const count = group.reduce((product, block) => product * codesOf(block), 1)
  const table = new Float64Array(count * columns.length)
  let [at, under] = [0, count]
  for (const block of group) {
    under /= codesOf(block)
    const width = block.columns.length
    for (let code = 0; code < count; code += 1) {
      const from = (Math.floor(code / under) % codesOf(block)) * width
      table.set(block.table.subarray(from, from + width), code * columns.length + at)
    }
    at += width
  }
  return { kind: 'coded', name: group.map(({ name }) => name).join(' × '), columns, codes, table }
}

/** Products of codes that are tried as the most that a merged block may have. */
const LIMITS = [1, 16, 32, 64, 128, 256, MAX_CODES] as const

/**
 * The same columns from fewer blocks: neighbouring coded blocks become one, whose codes are their combinations, as far as that
 * saves work over `rows` patterns. Sums over patterns are then per combination: three tables instead of thirty-six for the
 * pairs of nine blocks.
 */
export const mergedBlocks = (blocks: readonly Block[], rows: number): readonly Block[] => {
  const ways = LIMITS.map((limit) => groupsOf(blocks, limit))
  const work = ways.map((groups) => workOf(groups, rows))
  const best = ways[work.indexOf(Math.min(...work))] as readonly (readonly Block[])[]
  return best.map((group) => (group.every(isCoded) ? merge(group) : (group[0] as Block)))
}
