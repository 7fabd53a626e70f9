import type { PersonRows } from './cluster-moments.js'

/** Distinct people of each group with at least one row that counts. */
export const peopleBehind = (
  { people, order, start }: PersonRows,
  groups: { readonly codes: Int32Array; readonly names: readonly string[] },
  counts: (row: number) => boolean,
): readonly number[] => {
  const last = new Int32Array(groups.names.length).fill(-1)
  const found = new Float64Array(groups.names.length)
  for (let p = 0; p < people; p += 1) {
    for (let at = start[p] as number; at < (start[p + 1] as number); at += 1) {
      const row = order[at] as number
      const group = groups.codes[row] as number
      if (last[group] === p || !counts(row)) continue
      last[group] = p
      found[group]! += 1
    }
  }
  return Array.from(found)
}
