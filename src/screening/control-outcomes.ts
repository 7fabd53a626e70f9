import type { Random } from '../random.js'

/** An outcome and the person of each row. */
export interface OutcomeRows {
  readonly outcome: Uint8Array
  readonly person: Int32Array
}

const shuffle = (values: Int32Array, draw: Random): Int32Array => {
  const shuffled = values.slice()
  for (let i = shuffled.length - 1; i > 0; i -= 1) {
    const j = draw.below(i + 1)
    const own = shuffled[i] as number
    shuffled[i] = shuffled[j] as number
    shuffled[j] = own
  }
  return shuffled
}

/** Rows of each person: those of person p are rows[start[p]] … rows[start[p + 1] − 1], in the order of the table. */
interface RowsByPerson {
  readonly start: Int32Array
  readonly rows: Int32Array
}

const byPerson = (person: Int32Array): RowsByPerson => {
  const people = person.reduce((most, code) => Math.max(most, code + 1), 0)
  const start = new Int32Array(people + 1)
  for (const code of person) start[code + 1]! += 1
  for (let p = 0; p < people; p += 1) start[p + 1]! += start[p] as number
  const next = start.slice()
  const rows = new Int32Array(person.length)
  for (let row = 0; row < person.length; row += 1) {
    const own = person[row] as number
    rows[next[own] as number] = row
    next[own]! += 1
  }
  return { start, rows }
}

/**
 * A generator of shuffled outcomes. The outcomes of people, laid end to end in random order, are dealt out to the rows of people
 * in another random order: the number of events stays, rows of one person keep neighbouring outcomes of one person as far as
 * the row counts allow (exactly, when each person has as many rows), and every relation with the candidates is gone.
 */
export const outcomeShuffler = ({ outcome, person }: OutcomeRows, draw: Random): (() => Uint8Array) => {
  const { start, rows } = byPerson(person)
  const people = Int32Array.from({ length: start.length - 1 }, (_, p) => p)
  const laidOut = (): Int32Array => {
    const all = new Int32Array(outcome.length)
    let next = 0
    for (const p of shuffle(people, draw))
      for (let at = start[p] as number; at < (start[p + 1] as number); at += 1) all[next++] = rows[at] as number
    return all
  }
  return () => {
    const [from, to] = [laidOut(), laidOut()]
    const shuffled = new Uint8Array(outcome.length)
    for (let i = 0; i < to.length; i += 1) shuffled[to[i] as number] = outcome[from[i] as number] as number
    return shuffled
  }
}

/**
 * A generator of outcomes in which people with as many rows have exchanged all their outcomes. Exact under exchangeable people, with any
 * dependence within a person; a relation that runs through the number of rows stays, and so does who shares that number with nobody.
 */
export const outcomeExchanger = ({ outcome, person }: OutcomeRows, draw: Random): (() => Uint8Array) => {
  const { start, rows } = byPerson(person)
  const strata = new Map<number, number[]>()
  for (let p = 0; p < start.length - 1; p += 1) {
    const count = (start[p + 1] as number) - (start[p] as number)
    const stratum = strata.get(count)
    if (stratum === undefined) strata.set(count, [p])
    else stratum.push(p)
  }
  const people = [...strata]
    .filter(([count]) => count > 0)
    .map(([count, own]) => ({ count, own: Int32Array.from(own) }))
  return () => {
    const exchanged = new Uint8Array(outcome.length)
    for (const { count, own } of people) {
      const from = shuffle(own, draw)
      for (let i = 0; i < own.length; i += 1) {
        const [to, source] = [start[own[i] as number] as number, start[from[i] as number] as number]
        for (let at = 0; at < count; at += 1)
          exchanged[rows[to + at] as number] = outcome[rows[source + at] as number] as number
      }
    }
    return exchanged
  }
}

/** One shuffled outcome: see {@link outcomeShuffler}. */
export const shuffledOutcome = (rows: OutcomeRows, draw: Random): Uint8Array => outcomeShuffler(rows, draw)()

/**
 * A placebo outcome: drawn per person at the base rate of the rows, the same in all rows of a person. No candidate can know it, and the
 * dependence within people is as strong as it can be, so errors that ignore people show here.
 */
export const placeboOutcome = ({ outcome, person }: OutcomeRows, draw: Random): Uint8Array => {
  const events = outcome.reduce((sum, one) => sum + one, 0)
  const drawn = new Int8Array(person.reduce((most, code) => Math.max(most, code + 1), 0)).map(() =>
    draw.uniform() * outcome.length < events ? 1 : 0,
  )
  return outcome.map((_, row) => drawn[person[row] as number] as number)
}

/** A candidate from the future: the outcome itself, wrong in a share `errors` of the rows. Its AUC is 1 − errors. */
export const futureFeature = (outcome: Uint8Array, errors: number, draw: Random): Int32Array =>
  Int32Array.from(outcome, (own) => (draw.uniform() < errors ? 1 - own : own))
