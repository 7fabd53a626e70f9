/** People as dense numbers 0 … people − 1, in ascending order of the code they came with. */
export interface People {
  readonly people: number
  /** Number of the person of each row. */
  readonly of: Int32Array
}

/** Numbers people densely; the number of a person does not depend on the order of the rows. */
export const densePeople = (person: Int32Array): People => {
  const sorted = person.slice().sort()
  const number = new Map<number, number>()
  for (const code of sorted) if (!number.has(code)) number.set(code, number.size)
  return { people: number.size, of: person.map((code) => number.get(code) as number) }
}

/** Distinct people among the rows for which `keep` holds. */
export const countPeople = ({ people, of }: People, keep: (row: number) => boolean): number => {
  const seen = new Uint8Array(people)
  let count = 0
  for (let row = 0; row < of.length; row += 1) {
    const person = of[row] as number
    if (seen[person] === 0 && keep(row)) {
      seen[person] = 1
      count += 1
    }
  }
  return count
}
