import { logistic } from '../../src/numeric/link.js'
import { normalQuantile } from '../../src/numeric/normal.js'
import { type Random, random } from '../../src/random.js'

/** People with one to five weeks, and two scores that see the risk equally well, each with errors of its own. */
export interface SimulatedModels {
  readonly first: Float64Array
  readonly second: Float64Array
  readonly label: Uint8Array
  readonly person: Int32Array
  readonly probability: Float64Array
  /** Week of each row, 0 to 4. */
  readonly week: Int32Array
}

/** Two equally good models of clustered outcomes; the error of a model goes with the person as well as with the row. */
export const simulatedModels = (people: number, seed: number): SimulatedModels => {
  const stream: Random = random(seed, 'two-models')
  const normal = (): number => normalQuantile(stream.uniform())
  const rows: number[][] = []
  for (let who = 0; who < people; who += 1) {
    const weeks = 1 + stream.below(5)
    const base = -1 + 1.2 * normal()
    const happens = stream.uniform()
    const [one, two] = [normal(), normal()]
    for (let week = 0; week < weeks; week += 1) {
      const eta = base + 0.2 * normal()
      rows.push([
        eta + one + 0.3 * normal(),
        eta + two + 0.3 * normal(),
        happens < logistic(eta) ? 1 : 0,
        who,
        logistic(eta),
        week,
      ])
    }
  }
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => row[index] as number)
  return {
    first: column(0),
    second: column(1),
    label: Uint8Array.from(column(2)),
    person: Int32Array.from(column(3)),
    probability: column(4),
    week: Int32Array.from(column(5)),
  }
}
