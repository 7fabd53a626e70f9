import { type Random, random } from '../random.js'
import type { Store } from './store.js'

/** Row numbers already used for a column, so that two faults never meet in one cell. */
export type Taken = Set<number>

/**
 * Each of the rows 0 … rows − 1 with chance `rate`, independently, without those already taken; ascending.
 * Skips from hit to hit, so that the cost is that of the hits.
 */
export const pickRows = (stream: Random, rows: number, rate: number, taken: Taken = new Set()): readonly number[] => {
  const hits: number[] = []
  const scale = Math.log(1 - rate)
  let row = Math.floor(Math.log(stream.uniform()) / scale)
  while (row < rows) {
    if (!taken.has(row)) {
      taken.add(row)
      hits.push(row)
    }
    row += 1 + Math.floor(Math.log(stream.uniform()) / scale)
  }
  return hits
}

/** The stream of one planted fault. */
export const faultStream = (seed: number, fault: string): Random => random(seed, 'population', 'dirty', fault)

/**
 * Fills the table `picks` (row_no, value): the rows a fault falls on and a whole number for each, below `values`,
 * that says which variant of the fault it is.
 */
export const loadPicks = async (
  store: Store,
  rows: readonly number[],
  variant: { readonly stream: Random; readonly values: number },
): Promise<void> => {
  await store.run('DROP TABLE IF EXISTS picks')
  await store.create('picks', { row_no: 'i32', value: 'i32' })
  await store.append('picks', {
    rows: rows.length,
    columns: {
      row_no: Int32Array.from(rows),
      value: Int32Array.from(rows, () => variant.stream.below(variant.values)),
    },
  })
}

/** Different weeks out of `from` … `weeks` − 1, ascending within each group; as many groups as sizes asked for. */
export const pickWeeks = (
  stream: Random,
  range: { readonly from: number; readonly weeks: number },
  sizes: readonly number[],
): readonly (readonly number[])[] => {
  const pool = Array.from({ length: range.weeks - range.from }, (_, i) => range.from + i)
  return sizes.map((size) => {
    const group: number[] = []
    while (group.length < size && pool.length > 0) group.push(...pool.splice(stream.below(pool.length), 1))
    return group.sort((a, b) => a - b)
  })
}
