import type { Design } from '../../src/numeric/design.js'
import { logistic } from '../../src/numeric/link.js'
import { normalQuantile } from '../../src/numeric/normal.js'
import { random } from '../../src/random.js'

/** A simulated population: people with one to four weeks, whose outcome is one draw a person, so that weeks of one person go together. */
export interface World {
  readonly rows: number
  readonly person: Int32Array
  readonly label: Uint8Array
  /** Week of each row, 0 to 3. */
  readonly week: Int32Array
  /** Candidates: three that matter and one that does not. */
  readonly levels: Uint16Array
  readonly flag: Uint16Array
  readonly amount: Float64Array
  readonly noise: Float64Array
  /** True log-odds of each row. */
  readonly eta: Float64Array
  /** Group that goes with `levels`, and one that goes with nothing. */
  readonly group: Int32Array
  readonly arbitrary: Int32Array
  /** Two scores that know the risk equally well, each with errors of its own. */
  readonly first: Float64Array
  readonly second: Float64Array
}

/** True coefficients: intercept, level (per step), flag, amount, noise. */
export const TRUTH = [-3.1, 0.6, 0.9, 0.5, 0] as const

/** Draws the population `seed` of `people` people. */
export const world = (people: number, seed: number): World => {
  const draw = random(seed, 'coverage-world')
  const normal = (): number => normalQuantile(draw.uniform())
  const person: number[] = []
  const columns: number[][] = []
  for (let who = 0; who < people; who += 1) {
    const level = draw.below(4)
    const flag = draw.uniform() < 0.3 ? 1 : 0
    const happens = draw.uniform()
    const group = draw.uniform() < 0.25 + 0.15 * level ? 1 : 0
    const arbitrary = draw.below(3)
    const amount = normal()
    const noise = normal()
    const errors = [normal(), normal()] as const
    const weeks = 1 + draw.below(4)
    for (let week = 0; week < weeks; week += 1) {
      const [a, z] = [amount + 0.5 * normal(), noise + 0.5 * normal()]
      const eta = TRUTH[0] + TRUTH[1] * level + TRUTH[2] * flag + TRUTH[3] * a + TRUTH[4] * z
      const [one, two] = [eta + 0.6 * errors[0] + 0.2 * normal(), eta + 0.6 * errors[1] + 0.2 * normal()]
      person.push(who)
      columns.push([happens < logistic(eta) ? 1 : 0, week, level, flag, a, z, eta, group, arbitrary, one, two])
    }
  }
  const at = (column: number): Float64Array => Float64Array.from(columns, (row) => row[column] as number)
  return {
    rows: person.length,
    person: Int32Array.from(person),
    label: Uint8Array.from(at(0)),
    week: Int32Array.from(at(1)),
    levels: Uint16Array.from(at(2)),
    flag: Uint16Array.from(at(3)),
    amount: at(4),
    noise: at(5),
    eta: at(6),
    group: Int32Array.from(at(7)),
    arbitrary: Int32Array.from(at(8)),
    first: at(9),
    second: at(10),
  }
}

/** The design of the four candidates on the rows asked for, one trial a row. */
export const designOf = (of: World, rows: Int32Array): Design => ({
  blocks: [
    {
      kind: 'coded',
      name: 'levels',
      columns: ['levels'],
      codes: Uint16Array.from(rows, (row) => of.levels[row] as number),
      table: Float64Array.of(0, 1, 2, 3),
    },
    {
      kind: 'coded',
      name: 'flag',
      columns: ['flag'],
      codes: Uint16Array.from(rows, (row) => of.flag[row] as number),
      table: Float64Array.of(0, 1),
    },
    {
      kind: 'values',
      name: 'amount',
      columns: ['amount'],
      values: Float64Array.from(rows, (row) => of.amount[row] as number),
    },
    {
      kind: 'values',
      name: 'noise',
      columns: ['noise'],
      values: Float64Array.from(rows, (row) => of.noise[row] as number),
    },
  ],
  trials: new Float64Array(rows.length).fill(1),
  events: Float64Array.from(rows, (row) => of.label[row] as number),
})

/** All rows, and the first row of each person. */
export const allRows = (of: World): Int32Array => Int32Array.from({ length: of.rows }, (_, row) => row)
export const firstRows = (of: World): Int32Array => allRows(of).filter((row) => of.week[row] === 0)
