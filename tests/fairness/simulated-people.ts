import { random } from '../../src/random.js'

/** People with several weeks each whose outcome and place on the list depend on the person, and on nothing else. */
export interface SimulatedPeople {
  readonly person: Int32Array
  readonly label: Uint8Array
  readonly chance: Float64Array
  readonly probability: Float64Array
  /** A group per person, unrelated to everything. */
  readonly codes: Int32Array
}

/** Draws `people` people, 1–6 weeks each, `groups` groups; the null of every comparison holds. */
export const simulatedPeople = (people: number, groups: number, seed: number): SimulatedPeople => {
  const draw = random(seed, 'simulated-people')
  const person: number[] = []
  const label: number[] = []
  const chance: number[] = []
  const probability: number[] = []
  const codes: number[] = []
  for (let p = 0; p < people; p += 1) {
    const frail = draw.uniform()
    const group = draw.below(groups)
    for (let week = 1 + draw.below(6); week > 0; week -= 1) {
      person.push(p)
      codes.push(group)
      label.push(draw.uniform() < 0.1 + 0.6 * frail ** 2 ? 1 : 0)
      chance.push(draw.uniform() < 0.1 + 0.5 * frail ? 1 : 0)
      probability.push(0.1 + 0.6 * frail ** 2)
    }
  }
  return {
    person: Int32Array.from(person),
    label: Uint8Array.from(label),
    chance: Float64Array.from(chance),
    probability: Float64Array.from(probability),
    codes: Int32Array.from(codes),
  }
}
