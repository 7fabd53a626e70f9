import { describe, expect, it } from 'vitest'
import { random } from '../../src/random.js'
import { contamination, controlWeights, type ExposedRows } from '../../src/screening/contamination.js'
import { informationValue } from '../../src/screening/information.js'

/** People of whom those at high risk were mostly offered help, which halved their risk. */
const helped = (
  people: number,
  seed: number,
  help = true,
): { rows: ExposedRows; stratum: Int32Array; truth: number } => {
  const draw = random(seed, 'helped')
  const level = Int32Array.from({ length: people }, () => draw.below(3))
  const exposed = Uint8Array.from(level, (own) => (help && draw.uniform() < 0.2 + 0.3 * own ? 1 : 0))
  const risk = Float64Array.from(level, (own) => 0.1 + 0.2 * own)
  const outcome = Uint8Array.from(risk, (own, row) => (draw.uniform() < own * (exposed[row] === 1 ? 0.5 : 1) ? 1 : 0))
  const person = Int32Array.from(level, (_, row) => row)
  const truth = risk.reduce((sum, own) => sum + own, 0) / people
  return { rows: { level, levels: 3, outcome, person, exposed }, stratum: level, truth }
}

describe('outcomes coloured by earlier help', () => {
  it('are counted; the base rate is too low as it is and without exposed rows, and right when weighted', () => {
    const { rows, stratum, truth } = helped(40_000, 1)
    const found = contamination(rows, { minimum: 10, weights: controlWeights(rows.exposed, stratum) as Float64Array })
    expect(found.exposedRows).toBe(rows.exposed.reduce((a, b) => a + b, 0))
    expect(found.asIs.baseRate).toBeLessThan(truth - 0.05)
    expect(found.excluded?.baseRate).toBeLessThan(truth - 0.05)
    expect(Math.abs((found.weighted?.baseRate as number) - truth)).toBeLessThan(0.01)
    expect(found.asIs.informationValue).toBeLessThan((found.weighted?.informationValue as number) - 0.1)
  })

  it('change nothing where nobody was helped', () => {
    const { rows, stratum } = helped(500, 2, false)
    const found = contamination(rows, { minimum: 10, weights: controlWeights(rows.exposed, stratum) as Float64Array })
    expect([found.exposedRows, found.excluded, found.weighted]).toEqual([0, found.asIs, found.asIs])
    expect(found.asIs.informationValue as number).toBeCloseTo(informationValue(rows).value.estimate as number, 12)
  })

  it('are hidden when few were helped, and refuse a stratum in which all were', () => {
    const { rows, stratum } = helped(500, 3)
    const few = rows.exposed.map((_, row) => (row < 9 ? 1 : 0))
    expect(contamination({ ...rows, exposed: few }, { minimum: 10 })).toMatchObject({
      exposedRows: null,
      exposedPeople: null,
      excluded: null,
      weighted: null,
    })
    const all = rows.exposed.map((own, row) => (stratum[row] === 2 ? 1 : own))
    expect(controlWeights(all, stratum)).toMatchObject({ kind: 'undefined' })
    expect(
      contamination({ ...rows, exposed: rows.exposed.map(() => 1) }, { minimum: 10 }).excluded?.baseRate,
    ).toMatchObject({
      kind: 'undefined',
    })
  })
})
