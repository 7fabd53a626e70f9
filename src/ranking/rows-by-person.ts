import type { People } from '../numeric/people.js'

/** Rows in order of person number. */
export const rowsByPerson = ({ people, of }: People): Int32Array => {
  const next = new Int32Array(people + 1)
  for (const who of of) next[who + 1]! += 1
  for (let who = 0; who < people; who += 1) next[who + 1]! += next[who] as number
  const rows = new Int32Array(of.length)
  for (let row = 0; row < of.length; row += 1) {
    const who = of[row] as number
    rows[next[who] as number] = row
    next[who]! += 1
  }
  return rows
}
