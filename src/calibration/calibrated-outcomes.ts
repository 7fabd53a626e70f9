import { descendingOrder } from '../numeric/descending-order.js'
import { fastUniform } from '../numeric/fast-uniform.js'
import { compensatedSum } from '../numeric/sum.js'
import type { Levels } from './corp-levels.js'
import type { Predicted } from './probabilities.js'

/**
 * How strongly the outcomes of one person go together, from 0 (independent rows) to 1 (one draw for all rows of a person): the
 * summed products of residuals of pairs of rows of one person, divided by what they would sum to under one draw,
 * Σ min(p, q) − p·q. Exact in expectation when the probabilities are right. 0 when nobody has two rows.
 */
export const outcomeDependence = ({ probability, label, people }: Predicted): number => {
  const order = descendingOrder(probability).reverse()
  const rowsLeft = new Float64Array(people.people)
  const residual = new Float64Array(people.people)
  const total = new Float64Array(people.people)
  const own = new Float64Array(people.people)
  const common = new Float64Array(people.people)
  for (const who of people.of) rowsLeft[who]! += 1
  for (const row of order) {
    const who = people.of[row] as number
    const p = probability[row] as number
    const r = (label[row] as number) - p
    rowsLeft[who]! -= 1
    // In ascending order each row is the smaller of its pairs with those still to come.
    common[who]! += p * (rowsLeft[who] as number) - p * (total[who] as number)
    total[who]! += p
    residual[who]! += r
    own[who]! += r * r
  }
  const most = compensatedSum(common)
  if (!(most > 0)) return 0
  const pairs = compensatedSum(residual.map((sum, who) => (sum * sum - (own[who] as number)) / 2))
  return Math.min(1, Math.max(0, pairs / most))
}

/**
 * Events of each level as they would be if the probabilities were right: each row happens with its own probability, and rows of a person go
 * together as much as `dependence` says (a person's rows share one draw with that chance).
 * @param levels rows in ascending order of probability, cut into levels; `person` is that of each position
 * @param events receives the number of events of each level
 */
export const drawCalibrated = (
  levels: Pick<Levels, 'start' | 'probability'> & { readonly person: Int32Array; readonly people: number },
  events: Float64Array,
  by: { readonly dependence: number; readonly seed: number; readonly replicate: number },
): void => {
  const { start, probability, person, people } = levels
  const uniform = fastUniform(by.seed, 'calibrated-outcomes', by.replicate)
  const shared = new Float64Array(people)
  for (let who = 0; who < people; who += 1) shared[who] = uniform() < by.dependence ? uniform() : -1
  for (let level = 0; level < probability.length; level += 1) {
    const p = probability[level] as number
    let count = 0
    for (let i = start[level] as number; i < (start[level + 1] as number); i += 1) {
      const common = shared[person[i] as number] as number
      if ((common < 0 ? uniform() : common) < p) count += 1
    }
    events[level] = count
  }
}
