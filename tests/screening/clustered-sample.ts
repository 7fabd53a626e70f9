import { random } from '../../src/random.js'

/** People with one to `weeks` rows; a candidate and an outcome that each hang together within a person, and not with each other. */
export const clusteredSample = (people: number, seed: number, weeks = 5) => {
  const draw = random(seed, 'clustered-sample')
  const person: number[] = []
  const outcome: number[] = []
  const level: number[] = []
  const period: number[] = []
  for (let p = 0; p < people; p += 1) {
    const [frail, own] = [draw.uniform(), draw.uniform()]
    for (let week = 0, last = draw.below(weeks); week <= last; week += 1) {
      person.push(p)
      period.push(week % 4)
      outcome.push(draw.uniform() < 0.1 + 0.6 * frail ** 2 ? 1 : 0)
      level.push(Math.min(4, Math.floor(5 * (0.8 * own + 0.2 * draw.uniform()))))
    }
  }
  return {
    person: Int32Array.from(person),
    outcome: Uint8Array.from(outcome),
    level: Int32Array.from(level),
    levels: 5,
    value: Float64Array.from(level),
    period: Int32Array.from(period),
  }
}
