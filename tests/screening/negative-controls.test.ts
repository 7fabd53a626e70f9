import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../src/random.js'
import {
  futureFeature,
  outcomeExchanger,
  outcomeShuffler,
  placeboOutcome,
  shuffledOutcome,
} from '../../src/screening/control-outcomes.js'
import { benjaminiHochberg, correctedP, holm } from '../../src/screening/false-discovery.js'
import { informationValue } from '../../src/screening/information.js'
import {
  aucControls,
  type Control,
  futureControl,
  informationControls,
  judgeControls,
  negativeControls,
  recallControl,
} from '../../src/screening/negative-controls.js'
import { againstOracle } from '../support/oracle.js'
import { clusteredSample } from './clustered-sample.js'

const oracle = JSON.parse(
  readFileSync(new URL('../oracles/screening/false-discovery.json', import.meta.url), 'utf8'),
) as readonly { readonly p: number[]; readonly holm: number[]; readonly fdr_bh: number[] }[]

describe('p-values of many candidates', () => {
  it.each(oracle)('are corrected as statsmodels corrects them (set %#)', ({ p, holm: wanted, fdr_bh }) => {
    const found = correctedP(p)
    expect(found.raw).toEqual(p)
    againstOracle('holm', found.holm, wanted)
    againstOracle('benjamini-hochberg', found.benjaminiHochberg, fdr_bh)
  })

  it('never get smaller, keep their order, and Holm is the stricter', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (p) => {
        const [strict, lenient] = [holm(p), benjaminiHochberg(p)]
        p.forEach((own, i) => {
          expect(lenient[i]).toBeGreaterThanOrEqual(own)
          expect(strict[i]).toBeGreaterThanOrEqual((lenient[i] as number) - 1e-15)
          expect(strict[i]).toBeLessThanOrEqual(1)
          p.forEach((other, j) => {
            if (own < other) expect([strict[i]! <= strict[j]!, lenient[i]! <= lenient[j]!]).toEqual([true, true])
          })
        })
      }),
    )
  })
})

const draw = (seed: number) => random(seed, 'controls')

describe('control outcomes', () => {
  it('a shuffle keeps the events, and whole people where each has as many rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 6 }), fc.nat(), (people, weeks, seed) => {
        const person = Int32Array.from({ length: people * weeks }, (_, row) => row % people)
        const stream = draw(seed)
        const outcome = Uint8Array.from(person, () => stream.below(2))
        const shuffled = shuffledOutcome({ outcome, person }, stream)
        const histories = (of: Uint8Array) =>
          Array.from({ length: people }, (_, p) => [...of].filter((_, row) => row % people === p).join('')).sort()
        expect(histories(shuffled)).toEqual(histories(outcome))
      }),
    )
  })

  it('a shuffle keeps the events where people have different numbers of rows, and is the same for the same seed', () => {
    const rows = clusteredSample(200, 4)
    const shuffled = shuffledOutcome(rows, draw(1))
    expect(shuffled.reduce((a, b) => a + b, 0)).toBe(rows.outcome.reduce((a, b) => a + b, 0))
    expect(shuffled).not.toEqual(rows.outcome)
    expect(shuffledOutcome(rows, draw(1))).toEqual(shuffled)
  })

  it('an exchange keeps whole histories among people with as many rows', () => {
    const rows = clusteredSample(120, 21)
    const exchanged = outcomeExchanger(rows, draw(5))()
    const histories = (of: Uint8Array) => {
      const own = new Map<number, string>()
      for (const [row, who] of rows.person.entries()) own.set(who, (own.get(who) ?? '') + of[row])
      return [...own.values()].sort()
    }
    expect(exchanged).not.toEqual(rows.outcome)
    expect(histories(exchanged)).toEqual(histories(rows.outcome))
  })

  it('a placebo is one draw a person at the base rate', () => {
    const rows = clusteredSample(4000, 5)
    const placebo = placeboOutcome(rows, draw(2))
    const first = new Map<number, number>()
    placebo.forEach((own, row) => {
      const who = rows.person[row] as number
      expect(first.get(who) ?? own).toBe(own)
      first.set(who, own)
    })
    const rate = (of: Uint8Array) => of.reduce((a, b) => a + b, 0) / of.length
    expect(Math.abs(rate(placebo) - rate(rows.outcome))).toBeLessThan(0.04)
  })

  it('a feature from the future is wrong as often as asked', () => {
    const { outcome } = clusteredSample(3000, 6)
    expect([...futureFeature(outcome, 0, draw(3))]).toEqual([...outcome])
    expect([...futureFeature(outcome, 1, draw(3))]).toEqual([...outcome].map((one) => 1 - one))
  })
})

describe('negative controls', () => {
  const rows = clusteredSample(1500, 7)
  const candidate = { name: 'a', value: rows.value, level: rows.level, levels: rows.levels }

  it('pass on a clean run, and are the same on every run', () => {
    const found = negativeControls(rows, [candidate], draw(8))
    expect(judgeControls(found)).toEqual({ passed: true, failures: [] })
    expect(negativeControls(rows, [candidate], draw(8))).toEqual(found)
    expect(found.map(({ control, expected }) => [control, expected])).toEqual([
      ['shuffled', 0.5],
      ['placebo', 0.5],
      ['future', 0.99],
    ])
  })

  it('fail when a candidate was made with the control outcome itself', () => {
    const outcome = shuffledOutcome(rows, draw(9))
    const stream = draw(10)
    const leaking = { ...candidate, value: Float64Array.from(outcome, (own) => own + 3 * stream.uniform()) }
    const next = outcomeShuffler(rows, draw(19))
    const found = aucControls('shuffled', { ...rows, outcome }, [candidate, leaking], { next, draws: 99 })
    expect(judgeControls(found).failures).toHaveLength(1)
  })

  it('see the rows of a person as one person: the error is far larger than that of as many people', () => {
    const many = clusteredSample(60, 11, 60)
    const outcome = placeboOutcome(many, draw(12))
    const alone = Int32Array.from(many.person, (_, row) => row)
    const stream = draw(20)
    const error = (person: Int32Array) =>
      aucControls('placebo', { outcome, person }, [{ ...candidate, value: many.value }], {
        next: () => placeboOutcome({ outcome: many.outcome, person }, stream),
        draws: 99,
      })[0]?.standardError as number
    expect(error(many.person)).toBeGreaterThan(2 * error(alone))
  })

  it('fail when the feature from the future is not seen', () => {
    const blind: Control = { ...futureControl(rows, draw(13)), found: { estimate: 0.6, lower: null, upper: null } }
    expect(judgeControls([blind]).failures[0]).toMatch(/the guard does not work/)
    expect(judgeControls([futureControl(rows, draw(13), 0.3)]).passed).toBe(false)
  })

  it('expect of recall the share on the list, and say so when there is nothing to catch', () => {
    const listed = Float64Array.from(rows.person, (who) => (who % 10 === 0 ? 1 : 0))
    const found = recallControl(
      'shuffled',
      { ...rows, outcome: shuffledOutcome(rows, draw(14)) },
      { name: 'm', listed },
    )
    expect(found.expected).toBe(listed.reduce((a, b) => a + b, 0) / listed.length)
    expect(judgeControls([found]).passed).toBe(true)
    const none = recallControl('placebo', { ...rows, outcome: rows.outcome.map(() => 0) }, { name: 'm', listed })
    expect([none.p, none.found.estimate]).toEqual([null, { kind: 'undefined', because: 'no row has the outcome' }])
    const perfect = recallControl('shuffled', rows, { name: 'm', listed: Float64Array.from(rows.outcome) })
    expect(judgeControls([perfect]).passed).toBe(false)
  })

  it('tell information from chance: no more than chance for a shuffled outcome, far more for the outcome itself', () => {
    const level = futureFeature(rows.outcome, 0.2, draw(15))
    const [none, future] = informationControls(rows, [candidate, { ...candidate, level, levels: 2 }], {
      shuffles: 99,
      draw: draw(16),
    })
    expect(none?.found).toBeCloseTo(informationValue({ ...rows }).value.estimate as number, 12)
    expect(none?.p).toBeGreaterThan(0.01)
    expect(none?.upper).toBeGreaterThan(none?.expected as number)
    expect(future?.p).toBe(0.01)
  })

  it('reject about one in twenty when nothing leaks, with several rows a person', () => {
    const rejected = { shuffled: 0, placebo: 0, recall: 0, information: 0 }
    const simulations = 400
    for (let seed = 1; seed <= simulations; seed += 1) {
      const sample = clusteredSample(250, seed)
      const own = { name: 'a', value: sample.value, level: sample.level, levels: sample.levels }
      const [shuffled, placebo] = negativeControls(sample, [own], draw(seed), { draws: 39 })
      const [information] = informationControls(sample, [own], { shuffles: 39, draw: draw(seed) })
      const outcome = shuffledOutcome(sample, draw(seed))
      const listed = Float64Array.from(sample.level, (level) => (level === 4 ? 1 : 0))
      const recall = recallControl('shuffled', { ...sample, outcome }, { name: 'm', listed })
      if ((shuffled?.p as number) < 0.05) rejected.shuffled += 1
      if ((placebo?.p as number) < 0.05) rejected.placebo += 1
      if ((recall.p as number) < 0.05) rejected.recall += 1
      if ((information?.p as number) <= 0.05) rejected.information += 1
    }
    for (const count of Object.values(rejected)) {
      expect(Math.abs(count / simulations - 0.05)).toBeLessThan(3.3 * Math.sqrt((0.05 * 0.95) / simulations) + 0.005)
    }
  })
})
