import { random } from '../../src/random.js'
import type { ScoredPeople } from '../../src/ranking/compare-lists.js'
import { normal } from '../numeric/designs.js'

/**
 * People with several rows each, an outcome, a group, and three scores: a good one, a weaker one, and one that is good but leans away from group 1,
 * which has the higher risk (by `shift`) and is listed more.
 * Within a person risk and scores are alike, so rows are not independent.
 */
export const simulatedLists = (
  seed: number,
  options: { people: number; each: number; levels?: number; shift?: number },
): ScoredPeople => {
  const source = random(seed, 'simulated-lists')
  const rows = options.people * options.each
  const label = new Uint8Array(rows)
  const person = new Int32Array(rows)
  const codes = new Int32Array(rows)
  const scores = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)] as const
  const round = (value: number): number =>
    options.levels === undefined ? value : Math.round(value * options.levels) / options.levels
  for (let who = 0; who < options.people; who += 1) {
    const group = source.uniform() < 0.4 ? 1 : 0
    const risk = normal(source) - 1.2 + (options.shift ?? 1.2) * group
    const [seen, dimly] = [risk + 0.6 * normal(source), risk + 1.6 * normal(source)]
    for (let t = 0; t < options.each; t += 1) {
      const row = who * options.each + t
      person[row] = 3 * who + 5
      codes[row] = group
      label[row] = source.uniform() < 1 / (1 + Math.exp(-1.5 * risk)) ? 1 : 0
      scores[0][row] = round(seen + 0.3 * normal(source))
      scores[1][row] = round(dimly + 0.3 * normal(source))
      scores[2][row] = round(seen + 0.3 * normal(source) - 0.3 * group)
    }
  }
  return {
    scores: ['good', 'weak', 'leaning'].map((name, i) => ({ name, score: scores[i] as Float64Array })),
    label,
    person,
    attributes: [{ name: 'group', values: ['a', 'b'], codes }],
  }
}
