import type { Random } from '../random.js'

/** Half of each person's rows: 0 to search, 1 to test. All rows of a person go the same way. Persons are dense from 0. */
export const halves = (person: Int32Array, draw: Random): Uint8Array => {
  const people = person.reduce((most, p) => Math.max(most, p + 1), 0)
  const half = Uint8Array.from({ length: people }, () => draw.below(2))
  return Uint8Array.from(person, (p) => half[p] as number)
}
