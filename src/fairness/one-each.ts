import type { Random } from '../random.js'
import { rowsByPerson } from './cluster-moments.js'

/** One row of each person, drawn at random, in the order of persons: what tests need that know no clusters. */
export const oneEach = (person: Int32Array, draw: Random): Int32Array => {
  const { people, order, start } = rowsByPerson(person)
  const rows: number[] = []
  for (let p = 0; p < people; p += 1) {
    const from = start[p] as number
    const count = (start[p + 1] as number) - from
    if (count > 0) rows.push(order[from + (count > 1 ? draw.below(count) : 0)] as number)
  }
  return Int32Array.from(rows)
}
