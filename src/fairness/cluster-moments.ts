/** Rows in the order of their person: person p's rows are order[start[p]] … order[start[p + 1] − 1]. */
export interface PersonRows {
  readonly people: number
  readonly order: Int32Array
  readonly start: Int32Array
}

/** People when they are dense from 0. */
export const peopleIn = (person: Int32Array): number => {
  let people = 0
  for (let row = 0; row < person.length; row += 1) people = Math.max(people, (person[row] as number) + 1)
  return people
}

/** Groups rows by person (counting sort; rows of a person stay in order). Persons are dense from 0. */
export const rowsByPerson = (person: Int32Array): PersonRows => {
  const people = peopleIn(person)
  const start = new Int32Array(people + 1)
  for (let row = 0; row < person.length; row += 1) start[(person[row] as number) + 1]! += 1
  for (let p = 0; p < people; p += 1) start[p + 1]! += start[p] as number
  const next = start.slice()
  const order = new Int32Array(person.length)
  for (let row = 0; row < person.length; row += 1) {
    const p = person[row] as number
    order[next[p] as number] = row
    next[p]! += 1
  }
  return { people, order, start }
}

/** A rate of groups as sums over rows: Σ numerator ÷ Σ denominator. */
export interface RatioRows {
  readonly numerator: Float64Array
  readonly denominator: Float64Array
  /** Group of each row, −1 for none. */
  readonly codes: Int32Array
  readonly groups: number
}

/**
 * Sums of one group over persons c of their totals N_c and D_c, and of the products with the reference group's totals
 * of the same person: all that a clustered variance of the ratio, or of a difference of ratios, is made of.
 */
export interface GroupMoments {
  readonly numerator: number
  readonly denominator: number
  /** Persons with a denominator above 0. */
  readonly people: number
  readonly nn: number
  readonly nd: number
  readonly dd: number
  /** Cross sums, this group's total first: Σ N_g·N_r, Σ N_g·D_r, Σ D_g·N_r, Σ D_g·D_r. */
  readonly crossNN: number
  readonly crossND: number
  readonly crossDN: number
  readonly crossDD: number
  /** Persons counted in this group and in the reference group. */
  readonly shared: number
}

const FIELDS = 11

/** Moments of every group by person, in one pass; person order fixes the order of summation. */
export const clusterMoments = (rows: PersonRows, ratio: RatioRows, reference: number): readonly GroupMoments[] => {
  const { order, start, people } = rows
  const { codes, numerator, denominator, groups } = ratio
  const sums = new Float64Array(groups * FIELDS)
  const n = new Float64Array(groups)
  const d = new Float64Array(groups)
  const seen = new Uint8Array(groups)
  const touched = new Int32Array(groups)
  for (let p = 0; p < people; p += 1) {
    let count = 0
    const to = start[p + 1] as number
    for (let at = start[p] as number; at < to; at += 1) {
      const row = order[at] as number
      const group = codes[row] as number
      const weight = denominator[row] as number
      if (group < 0 || weight === 0) continue
      if (seen[group] === 0) {
        seen[group] = 1
        touched[count] = group
        count += 1
      }
      n[group]! += numerator[row] as number
      d[group]! += weight
    }
    const nr = n[reference] ?? 0
    const dr = d[reference] ?? 0
    for (let i = 0; i < count; i += 1) addPerson(sums, touched[i] as number, { n, d, nr, dr })
    for (let i = 0; i < count; i += 1) {
      const group = touched[i] as number
      n[group] = 0
      d[group] = 0
      seen[group] = 0
    }
  }
  return Array.from({ length: groups }, (_, g) => momentsAt(sums, g * FIELDS))
}

interface Totals {
  readonly n: Float64Array
  readonly d: Float64Array
  /** Of the reference group. */
  readonly nr: number
  readonly dr: number
}

const addPerson = (sums: Float64Array, group: number, { n: all, d: weights, nr, dr }: Totals): void => {
  const at = group * FIELDS
  const n = all[group] as number
  const d = weights[group] as number
  sums[at]! += n
  sums[at + 1]! += d
  sums[at + 2]! += 1
  sums[at + 3]! += n * n
  sums[at + 4]! += n * d
  sums[at + 5]! += d * d
  sums[at + 6]! += n * nr
  sums[at + 7]! += n * dr
  sums[at + 8]! += d * nr
  sums[at + 9]! += d * dr
  if (dr > 0) sums[at + 10]! += 1
}

const momentsAt = (sums: Float64Array, at: number): GroupMoments => {
  const value = (field: number): number => sums[at + field] as number
  return {
    numerator: value(0),
    denominator: value(1),
    people: value(2),
    nn: value(3),
    nd: value(4),
    dd: value(5),
    crossNN: value(6),
    crossND: value(7),
    crossDN: value(8),
    crossDD: value(9),
    shared: value(10),
  }
}
