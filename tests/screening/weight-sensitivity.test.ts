import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../src/random.js'
import { screeningRoom } from '../../src/screening/screening-room.js'
import {
  type GradedCandidate,
  gradesOf,
  pivotalJudgements,
  weightShares,
} from '../../src/screening/weight-sensitivity.js'
import { inventedInputs, inventedStudy } from './invented-study.js'

const grade = fc.constantFrom(0, 0.5, 1)
const grades = fc.tuple(grade, grade, grade, grade)
const named = (all: readonly (readonly [number, number, number, number])[]): readonly GradedCandidate[] =>
  all.map((own, i) => ({ name: `c${i}`, grades: own }))
const candidates = fc.array(grades, { minLength: 1, maxLength: 8 }).map(named)

describe('sensitivity of the choice to weights', () => {
  it('gives the places away exactly, and certain ≤ share ≤ possible', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 8 }), (all, places) => {
        const found = weightShares(all, places, { kind: 'grid', steps: 6 })
        expect(found.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(Math.min(places, all.length), 9)
        for (const { certain, share, possible } of found) {
          expect(certain).toBeLessThanOrEqual(share + 1e-12)
          expect(share).toBeLessThanOrEqual(possible + 1e-12)
        }
      }),
    )
  })

  it('never counts less for who is at least as good on every criterion', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 7 }), (all, places) => {
        const found = weightShares(all, places, { kind: 'grid', steps: 5 })
        for (const [i, a] of all.entries())
          for (const [j, b] of all.entries())
            if (a.grades.every((own, lens) => own >= (b.grades[lens] as number)))
              expect(found[i]?.share).toBeGreaterThanOrEqual((found[j]?.share as number) - 1e-12)
      }),
    )
  })

  it('equals the volume known in closed form: two criteria against each other win half of the simplex, one against three a quarter', () => {
    const all = named([
      [1, 1, 0, 0],
      [0, 0, 1, 1],
    ])
    const draws = weightShares(all, 1, { kind: 'draws', draws: 20_000, draw: random(1, 'weights') })
    expect(draws[0]?.lower).toBeLessThan(0.5)
    expect(draws[0]?.upper).toBeGreaterThan(0.5)
    expect(weightShares(all, 1, { kind: 'grid', steps: 10 })[0]?.share).toBeCloseTo(0.5, 12)
    // w1 > w2 + w3 + w4 holds for (1/2)^3 of the simplex
    const one = named([
      [1, 0, 0, 0],
      [0, 1, 1, 1],
    ])
    const rare = weightShares(one, 1, { kind: 'draws', draws: 20_000, draw: random(2, 'weights') })
    expect(rare[0]?.lower).toBeLessThan(1 / 8)
    expect(rare[0]?.upper).toBeGreaterThan(1 / 8)
    expect(weightShares(one, 1, { kind: 'draws', draws: 20_000, draw: random(2, 'weights') })).toEqual(rare)
  })

  it('names the single grades that decide, and only those', () => {
    const all = named([
      [1, 1, 1, 1],
      [1, 1, 1, 0.5],
      [1, 1, 0.5, 0.5],
    ])
    // the second has 3.5 and the third 3: only a fall by one whole grade of the second decides; a tie decides nothing
    expect(pivotalJudgements(all, 2)).toEqual(
      ['validity', 'explainability', 'data-quality'].map((lens) => ({
        ...{ name: 'c1', lens, from: 1, to: 0 },
        enters: ['c2'],
        leaves: ['c1'],
      })),
    )
    expect(pivotalJudgements(all, 3)).toEqual([])
    expect(pivotalJudgements(all, 2, { weights: [0, 0, 0, 1] }).map(({ name, lens }) => [name, lens])).toContainEqual([
      'c0',
      'ethics',
    ])
  })

  it('reads grades of the screening room', () => {
    const stamp = { study: 'invented', data: 'b'.repeat(64), synthetic: true }
    const { candidates: pages } = screeningRoom(inventedStudy(), inventedInputs(), stamp)
    const all = pages.map(gradesOf)
    expect(all.find(({ name }) => name === 'risk')?.grades[0]).toBe(1)
    expect(all.find(({ name }) => name === 'noise')?.grades[0]).toBe(0)
    const shares = weightShares(all, 2, { kind: 'grid', steps: 20 })
    expect(shares.find(({ name }) => name === 'risk')?.possible).toBe(1)
  })
})
