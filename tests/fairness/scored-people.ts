import { random } from '../../src/random.js'

/** People with several weeks each, a noisy score of their risk and a group per person; `tilt` lowers the score of group 1. */
export const scoredPeople = (
  people: number,
  seed: number,
  shape: { readonly tilt?: number; readonly groups?: number } = {},
) => {
  const draw = random(seed, 'scored-people')
  const rows: { person: number; label: number; score: number; group: number; noise: number }[] = []
  for (let p = 0; p < people; p += 1) {
    const frail = draw.uniform()
    const group = draw.below(shape.groups ?? 2)
    for (let week = 1 + draw.below(5); week > 0; week -= 1) {
      const noise = draw.uniform()
      rows.push({
        person: p,
        label: draw.uniform() < 0.05 + 0.5 * frail ** 3 ? 1 : 0,
        score: frail + 0.4 * noise - (group === 1 ? (shape.tilt ?? 0) : 0),
        group,
        noise,
      })
    }
  }
  return {
    person: Int32Array.from(rows, ({ person }) => person),
    label: Uint8Array.from(rows, ({ label }) => label),
    score: Float64Array.from(rows, ({ score }) => score),
    noise: Float64Array.from(rows, ({ noise }) => noise),
    codes: Int32Array.from(rows, ({ group }) => group),
  }
}
