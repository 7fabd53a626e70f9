import { gatherBytes } from '../numeric/gather.js'
import type { Random } from '../random.js'
import { peopleIn } from './cluster-moments.js'

/** Half of each person's rows: 0 to search, 1 to test. All rows of a person go the same way. Persons are dense from 0. */
export const halves = (person: Int32Array, draw: Random): Uint8Array => {
  const people = peopleIn(person)
  const half = Uint8Array.from({ length: people }, () => draw.below(2))
  return gatherBytes(half, person)
}
