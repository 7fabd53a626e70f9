import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseCalibration } from '../../src/calibration/choose.js'
import { reliabilityCurve } from '../../src/calibration/curve.js'
import { interceptCalibration } from '../../src/calibration/intercept.js'
import { isotonicCalibration, poolAdjacentViolators } from '../../src/calibration/isotonic.js'
import { plattCalibration } from '../../src/calibration/platt.js'
import { scoresOf } from '../../src/calibration/scores.js'
import { calibrationSlope } from '../../src/calibration/slope.js'
import { calibrator } from '../../src/numeric/calibrator.js'
import { densePeople } from '../../src/numeric/people.js'

const patterns = fc
  .array(fc.record({ x: fc.integer({ min: -5, max: 5 }), trials: fc.integer({ min: 1, max: 9 }), share: fc.nat(9) }), {
    minLength: 1,
    maxLength: 7,
  })
  .map((list) => ({
    linearPredictor: Float64Array.from(list, ({ x }) => x / 2),
    trials: Float64Array.from(list, ({ trials }) => trials),
    events: Float64Array.from(list, ({ trials, share }) => Math.min(trials, share)),
  }))

/** Least weighted squares over every way to cut the distinct scores into runs whose means do not fall. */
const bruteForce = (xs: readonly number[], trials: readonly number[], events: readonly number[]): number => {
  let best = Number.POSITIVE_INFINITY
  for (let mask = 0; mask < 2 ** (xs.length - 1); mask += 1) {
    const cuts = [0, ...xs.keys()].filter((i, at) => at === 0 || (i > 0 && (mask >> (i - 1)) % 2 === 1))
    const means = cuts.map((from, at) => {
      const to = cuts[at + 1] ?? xs.length
      const total = trials.slice(from, to).reduce((sum, t) => sum + t, 0)
      return { from, to, mean: events.slice(from, to).reduce((sum, e) => sum + e, 0) / total }
    })
    if (means.some(({ mean }, at) => at > 0 && mean < (means[at - 1]?.mean ?? 0))) continue
    const loss = means.reduce(
      (sum, { from, to, mean }) =>
        sum +
        trials.slice(from, to).reduce((part, t, i) => part + t * ((events[from + i] as number) / t - mean) ** 2, 0),
      0,
    )
    best = Math.min(best, loss)
  }
  return best
}

describe('isotonic regression', () => {
  it('is monotone and no monotone fit has less squared error', () => {
    fc.assert(
      fc.property(patterns, (input) => {
        const blocks = poolAdjacentViolators(input)
        const rates = blocks.map(({ events, trials }) => events / trials)
        expect(rates.every((rate, i) => i === 0 || rate > (rates[i - 1] as number))).toBe(true)
        const xs = [...new Set(input.linearPredictor)].sort((a, b) => a - b)
        const sum = (of: Float64Array, x: number): number =>
          of.reduce((total, value, i) => total + (input.linearPredictor[i] === x ? value : 0), 0)
        const trials = xs.map((x) => sum(input.trials, x))
        const events = xs.map((x) => sum(input.events, x))
        const loss = xs.reduce((total, x, i) => {
          const block = blocks.find(({ from, to }) => from <= x && x <= to)
          const rate = (block?.events ?? 0) / (block?.trials ?? 1)
          return total + (trials[i] as number) * ((events[i] as number) / (trials[i] as number) - rate) ** 2
        }, 0)
        expect(loss).toBeCloseTo(bruteForce(xs, trials, events), 10)
        expect(blocks.reduce((total, block) => total + block.patterns, 0)).toBe(xs.length)
      }),
    )
  })

  it('reproduces each block at its scores and never falls between them', () => {
    fc.assert(
      fc.property(patterns, (input) => {
        const calibration = isotonicCalibration(input)
        if (calibration.kind === 'undefined') throw new Error(calibration.because)
        const map = calibrator(calibration)
        for (const { from, to, events, trials } of poolAdjacentViolators(input)) {
          expect(map(from)).toBe(events / trials)
          expect(map(to)).toBe(events / trials)
        }
        for (let x = -4; x < 4; x += 0.1) expect(map(x + 0.1)).toBeGreaterThanOrEqual(map(x))
      }),
    )
  })
})

describe('recalibration on its own data', () => {
  const usable = patterns.filter(({ trials, events }) => {
    const [n, y] = [trials, events].map((of) => of.reduce((sum, value) => sum + value, 0)) as [number, number]
    return y > 0 && y < n
  })
  const expand = (input: { linearPredictor: Float64Array; trials: Float64Array; events: Float64Array }) => {
    const rows = [...input.linearPredictor].flatMap((x, i) =>
      Array.from({ length: input.trials[i] as number }, (_, j) => ({ x, y: j < (input.events[i] as number) ? 1 : 0 })),
    )
    return {
      x: Float64Array.from(rows, ({ x }) => x),
      label: Uint8Array.from(rows, ({ y }) => y),
      people: densePeople(Int32Array.from(rows.keys())),
    }
  }

  it('by intercept has an observed-to-expected of 1 and an intercept of 0', () => {
    fc.assert(
      fc.property(usable, (input) => {
        const calibration = interceptCalibration(input)
        if (calibration.kind === 'undefined') throw new Error(calibration.because)
        const { x, label, people } = expand(input)
        const predicted = { probability: x.map(calibrator(calibration)), label, people }
        expect(scoresOf(predicted).observedToExpected.estimate).toBeCloseTo(1, 9)
        expect(calibrationSlope(predicted).intercept.estimate).toBeCloseTo(0, 8)
      }),
    )
  })

  it('by Platt has an intercept of 0 and a slope of 1, or is undefined', () => {
    fc.assert(
      fc.property(usable, (input) => {
        const calibration = plattCalibration(input)
        if (calibration.kind !== 'platt') {
          expect(calibration).toMatchObject({ kind: 'undefined' })
          return
        }
        const { x, label, people } = expand(input)
        const found = calibrationSlope({ probability: x.map(calibrator(calibration)), label, people })
        // Scores without any relation give a slope of 0 up to rounding: nothing is left that could have a slope of 1.
        if (calibration.slope < 1e-9) return expect(found.slope.estimate).toMatchObject({ kind: 'undefined' })
        expect(found.slope.estimate).toBeCloseTo(1, 6)
        expect(found.interceptAtSlope.estimate).toBeCloseTo(0, 6)
        expect(calibration.slope).toBeGreaterThan(0)
      }),
    )
  })
})

describe('the choice of calibration', () => {
  it('never takes isotonic when it gives 0 to something that happens, and says so', () => {
    const x = Float64Array.from({ length: 40 }, (_, i) => i % 8)
    const validation = {
      linearPredictor: x,
      trials: new Float64Array(40).fill(1),
      events: Float64Array.from(x, (value, i) => (i === 0 || value > 4 ? 1 : 0)),
      fold: Uint8Array.from(x, (_, i) => Math.floor(i / 8)),
    }
    const chosen = chooseCalibration(validation, ['none', 'isotonic'])
    expect(chosen.method).toBe('none')
    expect(chosen.comparison[1]?.logLoss).toMatchObject({ because: expect.stringContaining('probability of 0') })
  })

  it('takes none when the gain is within one standard error over the folds', () => {
    const validation = {
      linearPredictor: Float64Array.of(0, 0, 0, 0),
      trials: Float64Array.of(100, 100, 100, 100),
      events: Float64Array.of(44, 55, 54, 52),
      fold: Uint8Array.of(0, 1, 2, 3),
    }
    expect(chooseCalibration(validation, ['none', 'intercept'])).toMatchObject({ method: 'none' })
    const clear = { ...validation, events: Float64Array.of(20, 22, 21, 19) }
    expect(chooseCalibration(clear, ['none', 'intercept'])).toMatchObject({ method: 'intercept' })
    expect(chooseCalibration(clear, ['intercept']).method).toBe('intercept')
  })
})

describe('the reliability curve', () => {
  it('covers every row once, keeps equal probabilities together and ascends', () => {
    const rows = fc.array(
      fc.record({ p: fc.integer({ min: 0, max: 12 }), y: fc.integer({ min: 0, max: 1 }), who: fc.nat(20) }),
      {
        maxLength: 60,
      },
    )
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom('people' as const, 'width' as const),
        fc.integer({ min: 0, max: 4 }),
        (list, by, minimum) => {
          const predicted = {
            probability: Float64Array.from(list, ({ p }) => p / 12),
            label: Uint8Array.from(list, ({ y }) => y),
            people: densePeople(Int32Array.from(list, ({ who }) => who)),
          }
          const curve = reliabilityCurve(predicted, { by, minimum })
          const eventPeople = new Set(list.filter(({ y }) => y === 1).map(({ who }) => who)).size
          const shown = list.length > 0 && eventPeople >= minimum
          expect(curve.reduce((sum, point) => sum + point.rows, 0)).toBe(shown ? list.length : 0)
          curve.forEach((point, i) => {
            expect(point.eventPeople).toBeGreaterThanOrEqual(minimum)
            expect(point.from).toBeLessThanOrEqual(point.to)
            if (i > 0) expect(point.from).toBeGreaterThan(curve[i - 1]?.to as number)
            expect(point.lower).toBeLessThanOrEqual(point.observed)
            expect(point.upper).toBeGreaterThanOrEqual(point.observed)
          })
        },
      ),
    )
  })

  it('has ten groups of one tenth where nothing is tied', () => {
    const n = 1005
    const predicted = {
      probability: Float64Array.from({ length: n }, (_, i) => i / n),
      label: Uint8Array.from({ length: n }, (_, i) => i % 2),
      people: densePeople(Int32Array.from({ length: n }, (_, i) => i)),
    }
    expect(
      reliabilityCurve(predicted)
        .map(({ rows }) => rows)
        .reverse(),
    ).toEqual([100, 101, 100, 101, 100, 101, 100, 101, 100, 101])
  })
})
