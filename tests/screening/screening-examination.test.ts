import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { screeningExaminationResult } from '../../data-schemas/results/screening-examination.js'
import type { StudyInput } from '../../data-schemas/study.js'
import type { Block } from '../../src/numeric/design.js'
import { random } from '../../src/random.js'
import { compareLists } from '../../src/ranking/compare-lists.js'
import { binOrders } from '../../src/screening/bin-order.js'
import { contributions, heldScores } from '../../src/screening/contribution.js'
import { informationOfPeople, informationValue } from '../../src/screening/information.js'
import { informationGain } from '../../src/screening/information-gain.js'
import { periodShifts } from '../../src/screening/period-shift.js'
import { aucNulls, aucOfMidranks, midranks, nullP } from '../../src/screening/permutation-null.js'
import { clusteredInterval, listedAt, recallAt } from '../../src/screening/recall-at.js'
import { redundancyMap } from '../../src/screening/redundancy-map.js'
import { strengthOver } from '../../src/screening/strength-over.js'
import { rawStrength } from '../../src/screening/too-good.js'
import { examinedScreening } from '../support/examined-screening.js'
import { flatRows, flatStudy, writeTable } from '../support/small-flat.js'

const draw = (name: string) => random(5, 'screening-examination', name)

/** People with two candidates that matter and one that does not. */
const sample = (people: number, name = 'sample') => {
  const stream = draw(name)
  const columns = [0, 1, 2].map(() => Float64Array.from({ length: people }, () => stream.uniform() * 4 - 2))
  const outcome = Uint8Array.from({ length: people }, (_, i) =>
    stream.uniform() < 1 / (1 + Math.exp(3 - (columns[0]?.[i] as number) - 0.5 * (columns[1]?.[i] as number))) ? 1 : 0,
  )
  const blocks = columns.map((values, j): Block => ({ kind: 'values', name: `x${j}`, columns: [`x${j}`], values }))
  const person = Int32Array.from({ length: people }, (_, i) => i)
  return { blocks, outcome, person, fold: Uint8Array.from(person, (own) => own % 5) }
}

describe('recall and what a candidate adds to it', () => {
  it('has the list filled by the highest scores, ties sharing the last places', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (scores, share) => {
          const listed = listedAt(Float64Array.from(scores), share)
          expect(listed.reduce((a, b) => a + b, 0)).toBeCloseTo(
            Math.floor(share * scores.length + 1e-9 * scores.length),
            9,
          )
          scores.forEach((a, i) => {
            scores.forEach((b, j) => {
              if (a > b) expect(listed[i]).toBeGreaterThanOrEqual(listed[j] as number)
            })
          })
        },
      ),
    )
    expect(
      recallAt({ score: new Float64Array(9), outcome: new Uint8Array(9), person: new Int32Array(9) }, 0.1),
    ).toBeNull()
  })

  it('agrees with the person-clustered bootstrap of the paired difference', () => {
    const rows = sample(4000)
    const scores = heldScores(rows)
    if ('kind' in scores) throw new Error(scores.because)
    const { all, lost } = contributions(rows, scores, 0.1)
    const without = [...scores.without].map(([name, score]) => ({ name, score }))
    const { lists } = compareLists(
      { scores: [{ name: 'all', score: scores.all }, ...without], label: rows.outcome, person: rows.person },
      { share: 0.1, replicates: 400, seed: 3 },
    )
    const [first, ...others] = lists
    expect(all.estimate).toBeCloseTo(first?.recall.estimate as number, 12)
    expect(all.upper! - all.lower!).toBeCloseTo(first!.recall.upper! - first!.recall.lower!, 1)
    for (const { name, recall } of others) {
      const own = lost.get(name)
      const { estimate, lower, upper } = recall.difference
      expect(own?.estimate).toBeCloseTo(0 - (estimate as number), 12)
      // for two nearly equal lists the bootstrap is too wide: the coverage below is what counts there
      const ratio = (own!.upper! - own!.lower!) / (upper! - lower!)
      expect([name, ratio < 1.35, name === 'x2' || ratio > 0.75]).toEqual([name, true, true])
    }
    expect(lost.get('x0')?.lower).toBeGreaterThan(0)
    expect(lost.get('x2')?.lower).toBeLessThan(0)
  })

  it('scores without a candidate nearly as a model that is fitted again without it', () => {
    const rows = sample(3000, 'refit')
    const scores = heldScores(rows)
    if ('kind' in scores) throw new Error(scores.because)
    const guess = scores.without.get('x1') as Float64Array
    const others = rows.blocks.filter(({ name }) => name !== 'x1')
    const again = heldScores({ ...rows, blocks: others }, { without: false })
    if ('kind' in again) throw new Error(again.because)
    const [ours, theirs] = [guess, again.all].map((score) => listedAt(score, 0.1)) as [Float64Array, Float64Array]
    const changed = ours.reduce((sum, own, i) => sum + Math.abs(own - (theirs[i] as number)), 0) / 2 / 300
    expect(changed).toBeLessThan(0.05)
  })

  it.each([0.03, 0.2, 1])('covers the difference between two lists in 95 of 100 samples (lists %d apart)', (apart) => {
    const found = Array.from({ length: 200 }, (_, i) => {
      const { blocks, outcome, person } = sample(1500, `coverage ${apart} ${i}`)
      const [a, b, c] = blocks.map((block) => (block.kind === 'values' ? block.values : new Float64Array())) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ]
      const first = a.map((own, row) => own + 0.5 * (b[row] as number))
      const second = first.map((own, row) => own + apart * (c[row] as number))
      const [one, two] = [first, second].map((score) => recallAt({ score, outcome, person }, 0.1))
      if (!one || !two) throw new Error('no recall')
      const influence = one.influence.map((own, row) => own - (two.influence[row] as number))
      return clusteredInterval(one.recall - two.recall, influence, person)
    })
    const mean = found.reduce((sum, { estimate }) => sum + (estimate as number), 0) / found.length
    const covered = found.filter(({ lower, upper }) => lower! <= mean && mean <= upper!).length / found.length
    expect(covered).toBeGreaterThan(0.9)
    expect(covered).toBeLessThan(1)
  })

  it('is undefined with a reason where one fold holds everybody', () => {
    const rows = sample(100)
    expect(heldScores({ ...rows, fold: new Uint8Array(100) })).toEqual({
      kind: 'undefined',
      because: 'all people are in one fold',
    })
  })
})

describe('the exact distribution of an AUC without relation', () => {
  it('has the spread of many shuffles, with ties', () => {
    const stream = draw('null')
    const rank = Int32Array.from({ length: 120 }, () => stream.below(6))
    const outcome = Uint8Array.from({ length: 120 }, (_, i) => (i < 30 ? 1 : 0))
    const person = Int32Array.from(outcome, (_, i) => i)
    const ranks = midranks(rank)
    const shuffle = (): Uint8Array => {
      const own = outcome.slice()
      for (let i = own.length - 1; i > 0; i -= 1) {
        const j = stream.below(i + 1)
        ;[own[i], own[j]] = [own[j] as number, own[i] as number]
      }
      return own
    }
    const [exact] = aucNulls({ outcome, person }, [ranks], { next: shuffle, draws: 1 })
    let squares = 0
    for (let i = 0; i < 4000; i += 1) squares += (aucOfMidranks(ranks, shuffle()) - 0.5) ** 2
    expect(exact?.draws).toBeNull()
    expect(Math.sqrt(squares / 4000) / (exact?.standardDeviation as number)).toBeCloseTo(1, 1)
  })

  it('takes Student t for a spread from draws', () => {
    // R 4.2: 2 * pt(-2.0, 10) = 0.07338803; 2 * pt(-4, 59) = 0.0001806
    expect(nullP(2, { standardDeviation: 1, draws: 10 })).toBeCloseTo(0.07338803, 3)
    expect(nullP(4, { standardDeviation: 1, draws: 59 })).toBeCloseTo(0.00018, 5)
  })
})

describe('too good to be true', () => {
  const counts = (rows: number[], events: number[], ordered = true) => ({
    name: 'x',
    ordered,
    isValue: new Uint8Array(rows.length).fill(1),
    rows: Float64Array.from(rows),
    events: Float64Array.from(events),
  })

  it('sees a perfect yes or no that bins would merge away', () => {
    expect(rawStrength(counts([950, 50], [0, 50]), 10)).toMatchObject({ auc: 1 })
    expect(rawStrength(counts([950, 50], [0, 50]), 10).information).toBeGreaterThan(4)
  })

  it('sees a value that falls, and categories by their rate', () => {
    expect(rawStrength(counts([100, 100, 100, 700], [90, 10, 0, 0]), 10).auc).toBeGreaterThan(0.95)
    expect(rawStrength(counts([300, 100, 600], [0, 100, 0], false), 10).auc).toBe(1)
  })

  it('says nothing of too few events, nor of many categories', () => {
    expect(rawStrength(counts([950, 5], [0, 5]), 10)).toEqual({ auc: null, information: null })
    const many = Array.from({ length: 200 }, (_, i) => i)
    expect(
      rawStrength(
        counts(
          many.map(() => 3),
          many.map((i) => (i < 40 ? 3 : 0)),
          false,
        ),
        10,
      ).auc,
    ).toBeNull()
  })

  it('measures the gain over the own past, and none where nothing changes', () => {
    const stream = draw('lag')
    const level = Int32Array.from({ length: 2000 }, () => stream.below(2))
    const outcome = Uint8Array.from(level, (own) => (stream.uniform() < 0.1 + 0.6 * own ? 1 : 0))
    const person = Int32Array.from(level, (_, i) => i >> 1)
    const same = informationGain({ levels: 2, level, earlier: level, outcome, person })
    if ('kind' in same) throw new Error(same.because)
    expect(same.gain).toBe(0)
    expect(same.standardError).toBeLessThan(1e-12)
    const earlier = level.map(() => stream.below(2))
    const sudden = informationGain({ levels: 2, level, earlier, outcome, person })
    if ('kind' in sudden) throw new Error(sudden.because)
    expect(sudden.gain).toBeGreaterThan(5 * sudden.standardError)
    expect(informationGain({ levels: 2, level, earlier, outcome: new Uint8Array(2000), person })).toMatchObject({
      kind: 'undefined',
    })
  })
})

describe('over periods', () => {
  const periods = (people: number, scrambled: number | null, seed: string) => {
    const stream = draw(seed)
    const level = Int32Array.from({ length: people }, () => stream.below(4))
    const group = Int32Array.from(level, (_, i) => i % 4)
    const outcome = Uint8Array.from(level, (own, i) =>
      stream.uniform() < 0.05 + 0.12 * (group[i] === scrambled ? 3 - own : own) ? 1 : 0,
    )
    return { rank: level, level, levels: 4, outcome, person: group.map((_, i) => i), group, groups: 4 }
  }

  it('a candidate that turns round in one period breaks there, another does not', () => {
    const over = [null, 2].map((scrambled) => strengthOver(periods(6000, scrambled, 'break'), 10))
    const found = periodShifts(over.map((one, i) => ({ name: `x${i}`, over: one })))
    expect(found.map(({ broken }) => broken)).toEqual([false, true])
    expect(found[1]?.period).toBe(2)
  })

  it('the order of bins is broken beyond chance where it turns round, and not by chance', () => {
    const rows = (scrambled: number | null) => {
      const { level, ...rest } = periods(6000, scrambled, 'order')
      return { ...rest, name: `${scrambled}`, direction: 'increasing' as const, bin: level, bins: 4 }
    }
    const [steady, turned] = binOrders([rows(null), rows(1)], 10)
    expect([steady?.proven, steady?.compared]).toEqual([0, 12])
    expect(turned?.proven).toBeGreaterThan(0)
  })

  it('no order is broken in 300 samples with equal rates but about one at the level stated', () => {
    let fired = 0
    for (let i = 0; i < 300; i += 1) {
      const stream = draw(`null ${i}`)
      const bin = Int32Array.from({ length: 600 }, () => stream.below(3))
      const outcome = Uint8Array.from(bin, () => (stream.uniform() < 0.2 ? 1 : 0))
      const group = bin.map((_, row) => row % 2)
      const rows = {
        name: 'x',
        direction: 'increasing' as const,
        bin,
        bins: 3,
        outcome,
        person: bin.map((_, row) => row >> 1),
        group,
        groups: 2,
      }
      if ((binOrders([rows], 5, 0.05)[0]?.proven ?? 0) > 0) fired += 1
    }
    expect(fired / 300).toBeGreaterThan(0.01)
    expect(fired / 300).toBeLessThan(0.09)
  })

  it('information from counts is that from rows where each row is a person', () => {
    const { level, levels, outcome, person } = periods(500, null, 'counts')
    const [events, others] = [new Float64Array(4), new Float64Array(4)]
    level.forEach((own, row) => {
      const to = outcome[row] === 1 ? events : others
      to[own] = (to[own] as number) + 1
    })
    const [rows, counts] = [informationValue({ level, levels, outcome, person }), informationOfPeople(events, others)]
    expect(counts.value.estimate).toBeCloseTo(rows.value.estimate as number, 12)
    expect(counts.value.upper).toBeCloseTo(rows.value.upper as number, 12)
    expect(counts.byChance).toBe(rows.byChance)
  })
})

it('the redundancy map joins what says the same, and names the best admissible substitute', () => {
  const names = ['a', 'b', 'c']
  const matrix = [
    [1, -0.8, 0.1],
    [-0.8, 1, 0.2],
    [0.1, 0.2, 1],
  ]
  const found = redundancyMap({ correlation: { names, matrix }, admissible: ['a', 'c'] })
  expect(found).toEqual([
    { name: 'a', cluster: 0, substitute: 'c', correlation: 0.1 },
    { name: 'b', cluster: 0, substitute: 'a', correlation: -0.8 },
    { name: 'c', cluster: 1, substitute: 'a', correlation: 0.1 },
  ])
})

describe('the examination of a flat study', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'examined-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const examined = (change: (study: StudyInput) => StudyInput = (study) => study, rows = flatRows(600)) =>
    examinedScreening(change(flatStudy()), writeTable(folder, rows))

  it('has every part or its reason, a record of each candidate, and no failing guard', async () => {
    const { examination } = await examined()
    expect(screeningExaminationResult.safeParse(JSON.parse(JSON.stringify(examination))).error).toBeUndefined()
    expect(examination?.guards.filter(({ passed }) => !passed)).toEqual([])
    expect(examination?.strength.map(({ period }) => 'kind' in period)).toEqual([true, true, true, true])
    expect(examination?.contamination).toMatchObject({ kind: 'undefined' })
    expect(examination?.records.map(({ candidate, criteria }) => [candidate, criteria.length])).toEqual(
      ['age', 'months', 'amount', 'single'].map((name) => [name, 4]),
    )
    expect(await examined().then((again) => again.examination)).toEqual(examination)
  })

  it('shows bins by hand as a difference to the optimal ones, and graders beside the computed grades', async () => {
    const { examination } = await examined((study) => ({
      ...study,
      candidates: study.candidates.map((one) =>
        one.name === 'months' ? { ...one, bins: { edges: [12], reason: 'Half of the longest right.' } } : one,
      ),
      examination: {
        screening: {
          graders: [
            {
              author: 'a grader',
              date: '2026-11-22',
              grades: [{ candidate: 'age', lens: 'ethics', grade: 'fail', reason: 'A protected ground.' }],
            },
          ],
        },
      },
    }))
    expect(examination?.manualBins).toMatchObject([{ candidate: 'months', reason: 'Half of the longest right.' }])
    expect(examination?.manualBins[0]?.loss).toBeGreaterThan(0)
    expect(examination?.sensitivity.graders[0]).toMatchObject({ author: 'a grader', certain: [] })
    const ethics = examination?.records[0]?.criteria.find(({ lens }) => lens === 'ethics')
    expect(ethics?.gradedBy).toMatchObject([{ author: 'a grader', grade: 'fail' }])
  })

  it('a candidate that is the outcome stops the run though its bins merge into one', async () => {
    const rows = flatRows(600).map((row) => ({ ...row, single: row['outcome'] === 'yes' ? '1' : '0' }))
    const { stopped, screening } = await examined((study) => study, rows)
    expect(stopped?.message).toContain('too-good-to-be-true in single')
    expect(screening.candidates.find(({ name }) => name === 'single')?.findings.map(({ rule }) => rule)).toContain(
      'too-good',
    )
  })
})
