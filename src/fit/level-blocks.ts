import type { Block, Design } from '../numeric/design.js'

/** A block with levels. */
export type CodedBlock = Block & { readonly kind: 'coded' }

/** Blocks of a design that have levels, those whose columns hold numbers, and the number of levels of each of the first. */
export interface Split {
  readonly coded: readonly CodedBlock[]
  readonly linear: readonly Block[]
  readonly levels: readonly number[]
}

/** Splits the blocks; a block without columns is left out. */
export const splitBlocks = ({ blocks }: Design): Split => {
  const filled = blocks.filter((block) => block.columns.length > 0)
  const coded = filled.filter((block): block is CodedBlock => block.kind === 'coded')
  return {
    coded,
    linear: filled.filter((block) => block.kind === 'values'),
    levels: coded.map((block) => block.table.length / block.columns.length),
  }
}

/** The block with one column for each level that `keep` holds for. */
export const levelBlock = (block: CodedBlock, levels: number, keep: (code: number) => boolean): CodedBlock => {
  const kept = Array.from({ length: levels }, (_, code) => code).filter(keep)
  const table = new Float64Array(levels * kept.length)
  kept.forEach((code, column) => {
    table[code * kept.length + column] = 1
  })
  return { ...block, columns: kept.map((code) => `${block.name}=${code}`), table }
}

/** Trials and events of each level. */
export const levelCounts = (
  block: CodedBlock,
  levels: number,
  design: Pick<Design, 'trials' | 'events'>,
): { readonly trials: Float64Array; readonly events: Float64Array } => {
  const trials = new Float64Array(levels)
  const events = new Float64Array(levels)
  block.codes.forEach((code, i) => {
    trials[code]! += design.trials[i] as number
    events[code]! += design.events[i] as number
  })
  return { trials, events }
}
