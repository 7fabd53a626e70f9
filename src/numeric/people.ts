/** People as dense numbers 0 … people − 1, in ascending order of the code they came with. */
export interface People {
  readonly people: number
  /** Number of the person of each row. */
  readonly of: Int32Array
}

/** Codes in a range up to this long are looked up in a table. */
const TABLE = 1 << 24

/** Numbers people densely; the number of a person does not depend on the order of the rows. */
export const densePeople = (person: Int32Array): People => {
  let lowest = person[0] ?? 0
  let highest = lowest
  for (const code of person) {
    if (code < lowest) lowest = code
    if (code > highest) highest = code
  }
  if (highest - lowest >= TABLE) return fromMap(person)
  const number = new Int32Array(highest - lowest + 1)
  for (const code of person) number[code - lowest] = 1
  let people = 0
  for (let code = 0; code < number.length; code += 1) {
    if (number[code] === 0) continue
    number[code] = people
    people += 1
  }
  return { people, of: person.map((code) => number[code - lowest] as number) }
}

const fromMap = (person: Int32Array): People => {
  const number = new Map<number, number>()
  for (const code of person.slice().sort()) if (!number.has(code)) number.set(code, number.size)
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
