import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrationByPart, calibrationInPart } from '../../src/calibration/observed-to-expected.js'
import type { Predicted } from '../../src/calibration/probabilities.js'
import { scoresOf } from '../../src/calibration/scores.js'
import { densePeople } from '../../src/numeric/people.js'
import { simulatedOutcomes } from './simulated-outcomes.js'

const OPTIONS = { minimum: 10, margin: 1.25 } as const

describe('observed to expected in a part of the rows', () => {
  it('is that of the whole for the whole, and that of the rows alone for a part', () => {
    const predicted = simulatedOutcomes(300, 1)
    const all = new Float64Array(predicted.label.length).fill(1)
    expect(calibrationInPart(predicted, all, OPTIONS).observedToExpected).toEqual(
      scoresOf(predicted).observedToExpected,
    )
    const part = Uint8Array.from(predicted.people.of, (who) => who % 2)
    const rows = [...part.keys()].filter((row) => part[row] === 1)
    const alone: Predicted = {
      probability: Float64Array.from(rows, (row) => predicted.probability[row] as number),
      label: Uint8Array.from(rows, (row) => predicted.label[row] as number),
      people: densePeople(Int32Array.from(rows, (row) => predicted.people.of[row] as number)),
    }
    const found = calibrationInPart(predicted, part, OPTIONS)
    expect(found.rows).toBe(rows.length)
    expect(found.observedToExpected.estimate).toBeCloseTo(scoresOf(alone).observedToExpected.estimate as number, 12)
    // The number of people in the part is itself drawn, so its factor is that of all people.
    expect(found.observedToExpected.upper).toBeCloseTo(scoresOf(alone).observedToExpected.upper as number, 2)
  })

  it.each([
    [(eta: number) => eta, 'right'],
    [(eta: number) => eta - 1, 'too-low'],
    [(eta: number) => eta + 1, 'too-high'],
    [(eta: number) => eta - 0.25, 'small'],
  ] as const)('has the verdict that many people allow (%#: %s)', (distort, verdict) => {
    const predicted = simulatedOutcomes(6000, 2, distort)
    const all = new Uint8Array(predicted.label.length).fill(1)
    expect(calibrationInPart(predicted, all, { ...OPTIONS, margin: 1.2 }).verdict).toBe(verdict)
  })

  it('says "insufficient evidence" of right predictions of few people, and hides fewer than the minimum', () => {
    const predicted = simulatedOutcomes(60, 2)
    const all = new Uint8Array(predicted.label.length).fill(1)
    const some = calibrationInPart(predicted, all, OPTIONS)
    expect(some.verdict).toBe('insufficient-evidence')
    expect(some.observedToExpected.estimate).toBeTypeOf('number')
    expect(calibrationInPart(predicted, all, { ...OPTIONS, minimum: 50 })).toEqual({
      rows: null,
      eventPeople: null,
      observedToExpected: {
        estimate: { kind: 'undefined', because: 'fewer than 50 people with the outcome' },
        lower: null,
        upper: null,
      },
      verdict: 'insufficient-evidence',
    })
  })

  it('never shows a small part, nor one that follows by subtraction, whatever the parts', () => {
    const predicted = simulatedOutcomes(150, 4)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 4 }), { minLength: 150, maxLength: 150 }), (codes) => {
        const of = predicted.people.of.map((who) => codes[who] as number)
        const names = ['a', 'b', 'c', 'd', 'e']
        const found = calibrationByPart(predicted, { of, names }, OPTIONS)
        const people = (code: number): number =>
          new Set(predicted.people.of.filter((_, row) => of[row] === code && predicted.label[row] === 1)).size
        const hidden = found.flatMap(({ eventPeople }, code) => (eventPeople === null ? [people(code)] : []))
        found.forEach(({ eventPeople, verdict }, code) => {
          if (eventPeople === null) expect(verdict).toBe('insufficient-evidence')
          else {
            expect(eventPeople).toBe(people(code))
            expect(eventPeople).toBeGreaterThanOrEqual(10)
          }
        })
        const all = people(-1) === 0 ? hidden : [...hidden, people(-1)]
        if (hidden.length > 0) expect(all.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(10)
        if (hidden.length > 0 && hidden.length < 5) expect(all.length).toBeGreaterThan(1)
      }),
      { numRuns: 60 },
    )
  })

  it('refuses a margin of 1, other lengths and codes without a name', () => {
    const predicted = simulatedOutcomes(20, 1)
    const all = new Uint8Array(predicted.label.length)
    expect(() => calibrationInPart(predicted, all, { ...OPTIONS, margin: 1 })).toThrow('invalid-margin')
    expect(() => calibrationInPart(predicted, [1], OPTIONS)).toThrow('mismatched-length')
    const of = new Int32Array(predicted.label.length).fill(3)
    expect(() => calibrationByPart(predicted, { of, names: ['a'] }, OPTIONS)).toThrow('invalid-code')
  })

  it('covers 1 about 95 times in 100 in a small group, and calls right predictions wrong at most 5 times', () => {
    const simulations = 1500
    let covered = 0
    let wrong = 0
    for (let seed = 0; seed < simulations; seed += 1) {
      const predicted = simulatedOutcomes(400, 30_000 + seed)
      const group = Uint8Array.from(predicted.people.of, (who) => (who % 3 === 0 ? 1 : 0))
      const { observedToExpected, verdict } = calibrationInPart(predicted, group, OPTIONS)
      if ((observedToExpected.lower as number) <= 1 && (observedToExpected.upper as number) >= 1) covered += 1
      if (verdict === 'too-low' || verdict === 'too-high') wrong += 1
    }
    expect(Math.abs(covered / simulations - 0.95)).toBeLessThan(3.3 * Math.sqrt((0.05 * 0.95) / simulations))
    expect(wrong / simulations).toBeLessThan(0.06)
  })
})
