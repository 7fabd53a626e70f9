import type { Predicted } from '../../src/calibration/probabilities.js'
import { logistic } from '../../src/numeric/link.js'
import { normalQuantile } from '../../src/numeric/normal.js'
import { densePeople } from '../../src/numeric/people.js'
import { random } from '../../src/random.js'

/** Right predictions of people with one to five rows, whose outcomes mostly go together; `distort` makes the predictions wrong. */
export const simulatedOutcomes = (
  people: number,
  seed: number,
  distort: (eta: number) => number = (eta) => eta,
): Predicted => {
  const stream = random(seed, 'outcomes')
  const probability: number[] = []
  const label: number[] = []
  const person: number[] = []
  for (let who = 0; who < people; who += 1) {
    const rows = 1 + stream.below(5)
    const base = -1.4 + 1.1 * normalQuantile(stream.uniform())
    const together = stream.uniform() < 0.8
    const common = stream.uniform()
    for (let row = 0; row < rows; row += 1) {
      const eta = base + 0.2 * normalQuantile(stream.uniform())
      probability.push(logistic(distort(eta)))
      label.push((together ? common : stream.uniform()) < logistic(eta) ? 1 : 0)
      person.push(who)
    }
  }
  return {
    probability: Float64Array.from(probability),
    label: Uint8Array.from(label),
    people: densePeople(Int32Array.from(person)),
  }
}
