import { describe, expect, it } from 'vitest'
import { type Encoder, encoder as encoderSchema } from '../../data-schemas/encoder.js'
import type { Candidate, StudyInput } from '../../data-schemas/study.js'
import { createCoded, levelCode, NO_LEVEL } from '../../src/encoding/code.js'
import { learnEncoders } from '../../src/encoding/learn.js'
import { codedRows, patterns } from '../../src/encoding/patterns.js'
import { RefusedError } from '../../src/errors.js'
import { valueAt } from '../../src/numeric/design.js'
import { random } from '../../src/random.js'
import { candidateOf, panelOf, studyOf, type TestRow, weeklyCandidates, weeklyRows, withEngine } from './support.js'

type Value = TestRow['values'][number]

/** Rows of different people; `value` gives the value and the risk of person i. */
const people = (n: number, value: (i: number, u: number) => readonly [Value, number]): readonly TestRow[] => {
  const stream = random(11, 'people')
  return Array.from({ length: n }, (_, person): TestRow => {
    const [v, risk] = value(person, stream.uniform())
    return { person, outcome: stream.uniform() < risk ? 1 : 0, split: 1, values: [v] }
  })
}

const learn = (candidate: Candidate, rows: readonly TestRow[], more: Partial<StudyInput> = {}) =>
  withEngine(async (engine) => {
    const panel = await panelOf(engine, [candidate], rows)
    const learned = await learnEncoders(panel, studyOf([candidate], more))
    for (const encoder of learned.encoders) encoderSchema.parse(encoder)
    const [encoder] = learned.encoders
    const coded = encoder === undefined ? null : await createCoded(panel, [encoder])
    const found = coded === null ? null : await codedRows(coded, learned.encoders, { where: { kind: 'train' } })
    return { ...learned, encoder: encoder as Encoder, block: found?.blocks[0] }
  })

const states = candidateOf({
  name: 'wage',
  type: 'integer',
  codes: [
    { value: -1, state: 'missing' },
    { value: -2, state: 'not-applicable' },
    { value: -8, state: 'special', label: 'refused to say' },
    { value: -9, state: 'special' },
  ],
})

describe('missing, not applicable and special values', () => {
  const rows = people(4000, (i, u) => {
    if (i % 10 === 0) return [null, 0.4]
    if (i % 10 === 1) return [{ state: 2 }, 0.05]
    if (i % 10 === 2) return [{ state: 3 }, 0.6]
    if (i < 60 && i % 10 === 3) return [{ state: 4 }, 0.5]
    return [Math.floor(u * 20), 0.1 + 0.01 * u * 20]
  })

  it('have a level each, with their own weight where there are enough people, and neutral otherwise', async () => {
    const { encoder, result } = await learn(states, rows)
    const special = encoder.levels.filter((level) => level.kind !== 'bin')
    expect(special.map((level) => [level.kind, level.label])).toEqual([
      ['missing', 'missing'],
      ['not-applicable', 'not applicable'],
      ['special', 'refused to say'],
      ['special', 'code -9'],
    ])
    const [missing, notApplicable, refused, few] = special.map((level) => level.woe) as [number, number, number, number]
    expect([missing > 0, notApplicable < 0, refused > missing]).toEqual([true, true, true])
    expect(few).toBe(0)
    expect(special[3]).toMatchObject({ rows: null, people: null, events: null })
    expect(result.candidates[0]?.insufficient).toEqual(['code -9'])
    const codes = encoder.codes.map(({ value, level }) => [value, encoder.levels[level]?.label])
    expect(codes).toEqual([
      [-1, 'missing'],
      [-2, 'not applicable'],
      [-8, 'refused to say'],
      [-9, 'code -9'],
    ])
  })

  it('are coded in the engine as in JavaScript', async () => {
    const { encoder, block } = await learn(states, rows)
    const expected = rows.map(({ values: [value] }) =>
      value === null || value === undefined
        ? levelCode(encoder, 1, null)
        : typeof value === 'object'
          ? levelCode(encoder, value.state, null)
          : levelCode(encoder, 0, value),
    )
    expect(block?.kind === 'coded' && [...block.codes]).toEqual(expected)
    expect(new Set(expected).size).toBe(encoder.levels.length)
  })

  it('are refused by a linear candidate, with the reason and without counts', async () => {
    const { encoders, issues, result } = await learn({ ...states, encoding: 'linear' }, rows)
    expect(encoders).toEqual([])
    expect(issues).toMatchObject([{ rule: 'linear-with-missing', column: 'wage' }])
    expect(result.skipped[0]?.because).toMatch(/rows without a value/)
  })
})

describe('values at and beyond the edges', () => {
  it('fall in the bin that starts at the edge, and in the outer bins, also at 1e308', async () => {
    const candidate = candidateOf({ name: 'x', type: 'number', bins: { edges: [0.1, 0.30000000000000004, 12] } })
    const values = [
      0.1, 0.09999999999999999, 0.30000000000000004, 0.3, 12, 11.999999999999998, -1e308, 1e308, -0, 5e-324,
    ]
    const rows = people(3000, (i) => [values[i % values.length] as number, 0.3])
    const { encoder, block, result } = await learn(candidate, rows)
    const expected = [1, 0, 2, 1, 3, 2, 0, 3, 0, 0]
    expect(values.map((value) => levelCode(encoder, 0, value))).toEqual(expected)
    expect(block?.kind === 'coded' && [...block.codes.subarray(0, 10)]).toEqual(expected)
    expect(result.candidates[0]).toMatchObject({
      method: 'manual',
      certificate: null,
      edges: [0.1, 0.30000000000000004, 12],
    })
  })

  it('refuses bins fixed by hand that hold too few people, and edges out of order', async () => {
    const rows = people(3000, (i) => [i % 20, 0.3])
    const small = await learn(candidateOf({ name: 'x', type: 'integer', bins: { edges: [5, 19.5] } }), rows)
    expect(small.encoders).toEqual([])
    expect(small.issues).toMatchObject([{ rule: 'manual-bin-too-small', severity: 'refuse' }])
    expect(small.issues[0]?.found).toContain('20 or more')
    const wrong = await learn(candidateOf({ name: 'x', type: 'integer', bins: { edges: [5, 5] } }), rows)
    expect(wrong.issues).toMatchObject([{ rule: 'manual-edges-not-increasing', severity: 'refuse' }])
  })
})

describe('categories that training has not seen', () => {
  const training = people(2000, (i) => [`c${i % 4}`, 0.1 + 0.1 * (i % 4)])
  const many = people(4000, (i) => [`c${i % 40}`, 0.1 + 0.01 * (i % 40)])
  const test: TestRow = { person: 99_999, outcome: 0, split: 2, values: ["new'one"] }

  it.each([
    ['few categories', training],
    ['many categories, through a mapping table', many],
  ])('are neutral, missing or refused as declared: %s', (_, rows) =>
    withEngine(async (engine) => {
      for (const unseen of ['neutral', 'missing', 'refuse'] as const) {
        const candidate = candidateOf({ name: 'c', type: 'category', unseen })
        const panel = await panelOf(engine, [candidate], [...rows, test])
        const { encoders } = await learnEncoders(panel, studyOf([candidate]))
        const encoder = encoders[0] as Encoder
        const kind = encoder.levels[levelCode(encoder, 0, "new'one")]?.kind
        if (unseen === 'refuse') {
          expect([encoder.unseenLevel, levelCode(encoder, 0, "new'one")]).toEqual([null, NO_LEVEL])
          await expect(createCoded(panel, encoders)).rejects.toThrow(RefusedError)
          const tables = await engine.rows(`SELECT table_name AS name FROM information_schema.tables`)
          expect(tables.map((table) => table['name'])).toEqual(['panel'])
          continue
        }
        expect(kind).toBe(unseen === 'neutral' ? 'unseen' : 'missing')
        expect(encoder.levels[encoder.unseenLevel ?? -1]?.woe).toBe(0)
        const coded = await createCoded(panel, encoders)
        const found = await codedRows(coded, encoders, { where: { kind: 'test' } })
        const block = found.blocks[0]
        expect(block?.kind === 'coded' && [...block.codes]).toEqual([encoder.unseenLevel])
      }
    }),
  )

  it('says nothing of a person: the message of the refusal does not hold the value', () =>
    withEngine(async (engine) => {
      const candidate = candidateOf({ name: 'c', type: 'category', unseen: 'refuse' })
      const panel = await panelOf(engine, [candidate], [...training, test])
      const { encoders } = await learnEncoders(panel, studyOf([candidate]))
      const failure = await createCoded(panel, encoders).catch((error: unknown) => String(error))
      expect(failure).toContain('unseen-category')
      expect(failure).not.toContain('new')
    }))

  it('an identifier is not a category', async () => {
    const { encoders, issues } = await learn(
      candidateOf({ name: 'c', type: 'category' }),
      people(3000, (i) => [`id-${i}`, 0.3]),
    )
    expect(encoders).toEqual([])
    expect(issues).toMatchObject([{ rule: 'identifier-like-category' }])
    expect(JSON.stringify(issues)).not.toContain('id-')
  })
})

describe('the encoding in levels', () => {
  it('has an indicator for each level but the most populous, whose values are all 0', async () => {
    const candidate = candidateOf({ name: 'age', type: 'integer', encoding: 'levels' })
    const rows = people(6000, (_, u) => [18 + Math.floor(u * 45), 0.1 + 0.3 * Math.abs(u - 0.5)])
    const { encoder } = await learn(candidate, rows)
    const bins = encoder.levels.filter((level) => level.kind === 'bin')
    expect(encoder.columns).toHaveLength(bins.length - 1)
    const reference = bins.reduce((best, level) => ((level.rows ?? 0) > (best.rows ?? 0) ? level : best))
    expect(reference.values.every((value) => value === 0)).toBe(true)
    const others = bins.filter((level) => level !== reference)
    expect(encoder.columns).toEqual(others.map((level) => `age[${level.label}]`))
    others.forEach((level, i) => {
      expect(level.values).toEqual(others.map((_, j) => (i === j ? 1 : 0)))
    })
    const missing = encoder.levels[encoder.missingLevel as number]
    const total = bins.reduce((sum, level) => sum + (level.rows ?? 0), 0)
    others.forEach((level, i) => {
      expect(missing?.values[i]).toBeCloseTo((level.rows ?? 0) / total, 14)
    })
  })
})

describe('a candidate without information', () => {
  it.each(['woe', 'levels'] as const)('that is constant has one bin and says so (%s)', async (encoding) => {
    const { encoder, result } = await learn(
      candidateOf({ name: 'x', type: 'integer', encoding }),
      people(500, () => [7, 0.3]),
    )
    expect(encoder.columns).toEqual(['x'])
    expect(encoder.levels[0]?.values).toEqual([0])
    expect(result.candidates[0]?.oneBin).toBe('one distinct value in the training rows')
  })

  it('that is missing everywhere has a missing level only in use, and says so', async () => {
    const { encoder, result } = await learn(
      candidateOf({ name: 'x', type: 'number' }),
      people(500, () => [null, 0.3]),
    )
    expect(result.candidates[0]?.oneBin).toBe('no value in the training rows')
    expect(encoder.levels[encoder.missingLevel as number]?.people).toBe(500)
    expect(encoder.range).toBe(null)
  })

  it('a yes/no with too few people has one level', async () => {
    const { result } = await learn(
      candidateOf({ name: 'x', type: 'boolean' }),
      people(500, (i) => [i < 12 ? 1 : 0, 0.3]),
    )
    expect(result.candidates[0]?.levels[0]?.label).toBe('any value')
    expect(result.candidates[0]?.oneBin).toMatch(/enough people/)
  })

  it.each([0, 1])('cannot be judged when every outcome is %d: refused', async (risk) => {
    const rows = people(300, (i) => [i % 9, risk])
    await expect(learn(candidateOf({ name: 'x', type: 'integer' }), rows)).rejects.toThrow(/one-class/)
  })

  it('cannot be judged without training rows: refused', async () => {
    const rows = people(300, (i) => [i % 9, 0.3]).map((row): TestRow => ({ ...row, split: 2 }))
    await expect(learn(candidateOf({ name: 'x', type: 'integer' }), rows)).rejects.toThrow(/no training rows/)
  })
})

describe('patterns', () => {
  const rows = weeklyRows(800).map((row): TestRow => ({ ...row, split: row.person % 9 === 0 ? 0 : row.split }))
  const candidates = weeklyCandidates()
  const filters = [
    [{ kind: 'train' }, (row: TestRow) => row.split === 1],
    [{ kind: 'test' }, (row: TestRow) => row.split === 2],
    [{ kind: 'sample' }, (row: TestRow) => row.split === 1 && row.sample === 1],
    [{ kind: 'fold', fold: 3 }, (row: TestRow) => row.split === 1 && row.fold === 3],
    [{ kind: 'train-except-fold', fold: 3 }, (row: TestRow) => row.split === 1 && row.fold !== 3],
  ] as const

  it('are the distinct codes with their counts, in order, for every filter and subset', () =>
    withEngine(async (engine) => {
      const panel = await panelOf(engine, candidates, rows)
      const { encoders } = await learnEncoders(panel, studyOf(candidates))
      const coded = await createCoded(panel, encoders)
      const subset = [encoders[2], encoders[0]] as readonly Encoder[]
      for (const [where, keep] of filters) {
        const counts = new Map<string, [number, number]>()
        for (const row of rows.filter(keep)) {
          const key = [2, 0].map((i) => levelCode(encoders[i] as Encoder, 0, row.values[i] as number)).join()
          const [trials, events] = counts.get(key) ?? [0, 0]
          counts.set(key, [trials + 1, events + row.outcome])
        }
        const order = (key: string): number => key.split(',').reduce((sum, code) => sum * 1000 + Number(code), 0)
        const expected = [...counts].sort((a, b) => order(a[0]) - order(b[0]))
        const design = await patterns(coded, subset, { where })
        const found = [...design.trials].map((trials, i) => [
          design.blocks.map((block) => (block.kind === 'coded' ? block.codes[i] : 'none')).join(),
          [trials, design.events[i]],
        ])
        expect(found).toEqual(expected)
        expect(design.blocks.map((block) => block.name)).toEqual(['flag', 'left'])
        expect(valueAt(design.blocks[0] as (typeof design.blocks)[0], 0, 0)).toBe(encoders[2]?.levels[0]?.woe)
      }
    }))

  it('keep a linear candidate as it is, and may have no candidate at all', () =>
    withEngine(async (engine) => {
      const linear = [candidateOf({ name: 'left', type: 'integer', encoding: 'linear' })]
      const panel = await panelOf(engine, linear, rows)
      const { encoders, result } = await learnEncoders(panel, studyOf(linear))
      expect(encoders[0]).toMatchObject({ rule: { kind: 'linear' }, levels: [], missingLevel: null, columns: ['left'] })
      expect(Number(result.candidates[0]?.informationValue)).toBeGreaterThan(0.1)
      const coded = await createCoded(panel, encoders)
      const design = await patterns(coded, encoders, { where: { kind: 'train' } })
      const values = [...new Set(rows.filter((row) => row.split === 1).map((row) => Number(row.values[0])))]
      expect(design.blocks[0]).toMatchObject({
        kind: 'values',
        values: Float64Array.from(values.sort((a, b) => a - b)),
      })
      const none = await patterns(coded, [], { where: { kind: 'train' } })
      expect([...none.trials]).toEqual([rows.filter((row) => row.split === 1).length])
      expect((await patterns(coded, [], { where: { kind: 'fold', fold: 77 } })).trials).toHaveLength(0)
    }))

  it('are refused for an encoder that was not coded', () =>
    withEngine(async (engine) => {
      const panel = await panelOf(engine, candidates, rows)
      const { encoders } = await learnEncoders(panel, studyOf(candidates))
      const coded = await createCoded(panel, encoders.slice(0, 2))
      await expect(patterns(coded, encoders, { where: { kind: 'train' } })).rejects.toThrow(/not-coded/)
    }))

  it('learn from the folds asked for, and from nothing else', () =>
    withEngine(async (engine) => {
      const panel = await panelOf(engine, candidates, rows)
      const options = { rows: { kind: 'train-except-fold', fold: 1 } } as const
      const expected = await learnEncoders(panel, studyOf(candidates), options)
      const other = rows.map((row): TestRow => (row.fold === 1 ? { ...row, outcome: 1, values: [3, 3, 1, 'z'] } : row))
      const changed = await panelOf(engine, candidates, other)
      expect(await learnEncoders(changed, studyOf(candidates), options)).toEqual(expected)
    }))
})

describe('every level that may be shown', () => {
  it('holds at least the minimum of people, of people with and of people without the outcome', () =>
    withEngine(async (engine) => {
      const rows = weeklyRows(900)
      const candidates = weeklyCandidates()
      const panel = await panelOf(engine, candidates, rows)
      const { encoders } = await learnEncoders(panel, studyOf(candidates, { disclosure: { minimum: 15 } }))
      encoders.forEach((encoder, i) => {
        const training = rows.filter((row) => row.split === 1)
        for (const level of encoder.levels.filter((each) => each.kind === 'bin' && each.woe !== 0)) {
          const inside = training.filter((row) => {
            const value = row.values[i]
            return typeof value !== 'object' && levelCode(encoder, 0, value as number) === level.code
          })
          const distinct = (some: readonly TestRow[]): number => new Set(some.map((row) => row.person)).size
          expect(distinct(inside)).toBeGreaterThanOrEqual(15)
          expect(distinct(inside.filter((row) => row.outcome === 1))).toBeGreaterThanOrEqual(15)
          expect(distinct(inside.filter((row) => row.outcome === 0))).toBeGreaterThanOrEqual(15)
        }
      })
    }))
})
