import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { StudyInput } from '../../data-schemas/study.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { fixtureTable, monday, opened, type Person, panelStudy, rulesOf, smallPanel, withEngine } from './fixture.js'

const hash = (seed: number, salt: string, key: string): number =>
  Number.parseInt(createHash('md5').update(`${seed}/${salt}/${key}`).digest('hex').slice(0, 8), 16)

const observed = (until: string): Partial<StudyInput> => ({
  data: { kind: 'panel', tables: { snapshots: {}, clients: {}, bijstand: {} }, observedUntil: until },
})
const oneMonth = { kind: 'event', table: 'bijstand', start: 'start_date', withinMonths: 1 } as const

describe('a split by time', () => {
  // Weeks 0…9 of 2021 (4 January … 8 March); horizon one month; test from week 7 (22 February).
  // Windows of weeks 0…2 close on 4, 11 and 18 February: before the test. Week 3 (25 January) closes on 25 February: too late.
  const people: readonly Person[] = [
    { id: 'a', weeks: [0, 1], starts: ['2021-02-01'] },
    { id: 'b', weeks: [0, 1, 2, 3] },
    { id: 'c', weeks: [2, 3, 4, 5], starts: ['2021-03-15'] },
    { id: 'd', weeks: [1, 2, 7, 8] },
    { id: 'e', weeks: [7, 8, 9], starts: ['2021-03-20'] },
    { id: 'f', weeks: [8] },
  ]
  const study = panelStudy({
    ...observed('2021-04-05'),
    outcome: oneMonth,
    split: { kind: 'time', trainUntil: monday(4), testFrom: monday(7) },
  })

  it('derives the embargo from the horizon and counts what it leaves out', async () => {
    await withEngine(async (engine) => {
      const { result } = await buildPanel(engine, study, await smallPanel(engine, { people }))
      expect(
        result.waterfall.map(({ step, rows, people: left, droppedRows }) => [step, rows, left, droppedRows]),
      ).toEqual([
        ['snapshots', 18, 6, null],
        ['without-client', 18, 6, 0],
        ['already-in-welfare', 18, 6, 0],
        ['open-window', 17, 6, 1],
        ['outside-split-periods', 17, 6, 0],
        ['embargo', 16, 6, 1],
        ['training-window-too-late', 13, 6, 3],
        ['person-on-both-sides', 11, 6, 2],
      ])
      expect(result.split).toMatchObject({
        embargoDays: 4,
        latestTrain: '2021-01-22',
        trainFrom: monday(0),
        trainUntil: monday(2),
        testFrom: monday(7),
        testUntil: monday(8),
        train: { rows: 6, people: 3, events: 2, eventPeople: 1 },
        test: { rows: 5, people: 3, events: 2, eventPeople: 1 },
        peopleOnBothSides: 1,
      })
      expect(result.warnings.map(({ rule, text }) => [rule, text])).toEqual([
        [
          'people-left-training',
          'training rows of people who are also on the test side were left out; the rate among training rows went from 25.00% to 33.33%; none of them had the outcome, as people who are still listed in the test period cannot have had it, so check calibration among those with long spells',
        ],
      ])
      expect(result.split.timeline.map(({ role, from, until, snapshots }) => [role, from, until, snapshots])).toEqual([
        ['train', monday(0), monday(2), 3],
        ['embargo', monday(3), monday(5), 3],
        ['test', monday(7), monday(8), 2],
        ['open', monday(9), monday(9), 1],
      ])
    })
  })

  it('advises a split that fits when no window of the test period is closed', async () => {
    await withEngine(async (engine) => {
      const data = await smallPanel(engine, { people })
      const error = await buildPanel(engine, { ...study, data: panelStudy(observed('2021-03-10')).data }, data).catch(
        (cause: unknown) => cause,
      )
      expect(String(error)).toContain('no-test-rows')
      expect(String(error)).toContain('"person-hash"')
      expect(await rulesOf(Promise.reject(error))).toEqual(['no-test-rows'])
    })
  })

  it('names the dates of a split that fits', async () => {
    await withEngine(async (engine) => {
      const data = await smallPanel(engine, { people })
      const late = panelStudy({
        ...observed('2021-04-05'),
        outcome: oneMonth,
        split: { kind: 'time', trainUntil: monday(8), testFrom: monday(9) },
      })
      const error = await buildPanel(engine, late, data).catch((cause: unknown) => cause)
      // Closed: weeks 0…5, 7, 8. From week 7 two test dates and three training dates; from week 5 only one training date fits.
      expect(String(error)).toContain(`"trainUntil": "${monday(2)}", "testFrom": "${monday(7)}"`)
    })
  })

  it('refuses periods that overlap', async () => {
    await withEngine(async (engine) => {
      const data = await smallPanel(engine, { people })
      const overlapping = panelStudy({ split: { kind: 'time', trainUntil: monday(7), testFrom: monday(7) } })
      expect(await rulesOf(buildPanel(engine, overlapping, data))).toEqual(['invalid-split'])
    })
  })
})

describe('a split by person', () => {
  it('follows the MD5 hash of the key and the seed, as any language computes it', async () => {
    await withEngine(async (engine) => {
      const people = Array.from({ length: 60 }, (_, i) => ({
        id: `p${String(i).padStart(2, '0')}`,
        weeks: [0, 1],
        starts: i % 2 === 0 ? ['2021-01-20'] : [],
      }))
      const study = panelStudy({
        ...observed('2021-04-05'),
        outcome: oneMonth,
        seed: 7,
        split: { kind: 'person-hash', testShare: 0.25 },
      })
      await buildPanel(engine, study, await smallPanel(engine, { people }))
      const rows = await engine.rows(
        'SELECT p.pkey AS id, k.split AS split, k.fold AS fold FROM panel_keys k JOIN panel_people p ON p.pid = k.pid',
      )
      expect(rows).toHaveLength(120)
      for (const { id, split, fold } of rows) {
        expect(split).toBe(hash(7, 'split', String(id)) < 0.25 * 2 ** 32 ? 2 : 1)
        expect(fold).toBe(hash(7, 'fold', String(id)) % 5)
      }
    })
  })
})

describe('a flat table', () => {
  const table = async (engine: Parameters<typeof fixtureTable>[0], rows: number): Promise<ReturnType<typeof opened>> =>
    opened('flat', {
      flat: await fixtureTable(engine, 'flat', {
        columns: { person: 'string', side: 'category', x: 'number', y: 'category' },
        rows: Array.from({ length: rows }, (_, i) => [
          `p${Math.floor(i / 2)}`,
          i % 4 === 0 ? 'b' : i % 4 === 3 ? 'c' : 'a',
          i,
          i === 3 ? null : i % 3 === 0 ? 'yes' : 'no',
        ]),
      }),
    })
  const flat = (parts: Partial<StudyInput>): ReturnType<typeof panelStudy> =>
    panelStudy({
      data: { kind: 'flat' },
      key: {},
      outcome: { kind: 'column', column: 'y', positive: ['yes'] },
      candidates: [{ name: 'x', type: 'number' }],
      ...parts,
    })

  it('without a split trains on every row with a known outcome', async () => {
    await withEngine(async (engine) => {
      const { result, table: panel } = await buildPanel(engine, flat({}), await table(engine, 20))
      expect(result.waterfall.map(({ step, rows, people }) => [step, rows, people])).toEqual([
        ['rows', 20, 20],
        ['no-outcome', 19, 19],
      ])
      // 0, 6, 9, 12, 15, 18: multiples of three without row 3.
      expect(panel.counts.train).toEqual({ rows: 19, people: 19, events: 6, eventPeople: 6 })
      expect(panel.counts.test).toEqual({ rows: 0, people: 0, events: 0, eventPeople: 0 })
      expect(panel.clustered).toBe(false)
      expect(result.knowledge).toMatchObject([{ candidate: 'x', proof: 'flat', late: 0 }])
    })
  })

  it('by row number takes the place in the file, which refused rows do not shift', async () => {
    await withEngine(async (engine) => {
      const data = await table(engine, 20)
      await engine.run('DELETE FROM t_flat WHERE __row = 1')
      await buildPanel(engine, flat({ split: { kind: 'row-modulo', modulus: 5, test: [0] } }), data)
      const rows = await engine.rows('SELECT v_0 AS x, split FROM panel ORDER BY row_id')
      expect(rows.map(({ x }) => x)).toEqual([0, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
      for (const { x, split } of rows) expect(split).toBe(Number(x) % 5 === 0 ? 2 : 1)
    })
  })

  it('by column leaves out values of neither side, and people on both sides leave the training side', async () => {
    await withEngine(async (engine) => {
      const study = flat({
        key: { person: 'person' },
        split: { kind: 'column', column: 'side', train: ['a'], test: ['b'] },
      })
      const { result, table: panel } = await buildPanel(engine, study, await table(engine, 20))
      // Sides by row: b a a c, b a a c, …; persons pair rows (0 1), (2 3), …: every first pair is on both sides.
      // Row 3 (c) has no outcome. Training rows: 5 × a in the first pairs leave; the a of the second pairs stay.
      expect(result.waterfall.map(({ step, rows, droppedRows }) => [step, rows, droppedRows])).toEqual([
        ['rows', 20, null],
        ['no-outcome', 19, 1],
        ['on-no-side', 15, 4],
        ['person-on-both-sides', 10, 5],
      ])
      expect(panel.counts.train.rows).toBe(5)
      expect(panel.counts.test.rows).toBe(5)
      expect(result.split.peopleOnBothSides).toBe(5)
    })
  })

  it.each([
    [{ kind: 'column', column: 'side', train: ['a', 'b'], test: ['b'] }, ['invalid-split']],
    [{ kind: 'column', column: 'sidde', train: ['a'], test: ['b'] }, ['unknown-column']],
    [{ kind: 'row-modulo', modulus: 5, test: [5] }, ['invalid-split']],
    [{ kind: 'time', trainUntil: '2021-01-01', testFrom: '2022-01-01' }, ['invalid-split']],
    [{ kind: 'column', column: 'side', train: ['a'], test: ['nowhere'] }, ['no-test-rows']],
  ] as const)('refuses the split %j', async (split, rules) => {
    await withEngine(async (engine) => {
      const data = await table(engine, 20)
      expect(await rulesOf(buildPanel(engine, flat({ split: split as StudyInput['split'] }), data))).toEqual(rules)
    })
  })

  it('refuses a cohort of dates, and a sample of weeks, where rows carry no date', async () => {
    await withEngine(async (engine) => {
      const data = await table(engine, 20)
      expect(await rulesOf(buildPanel(engine, flat({ cohort: { every: 4 } }), data))).toEqual(['no-key'])
      const weekly = flat({ selection: { size: 1, sample: 'one-week-per-person' } })
      expect(await rulesOf(buildPanel(engine, weekly, data))).toEqual(['no-key'])
    })
  })

  it('refuses one class only, fewer events than candidates, and an event outcome', async () => {
    await withEngine(async (engine) => {
      const data = await table(engine, 20)
      const positive = (values: string[]): Partial<StudyInput> => ({
        outcome: { kind: 'column', column: 'y', positive: values },
      })
      expect(await rulesOf(buildPanel(engine, flat(positive(['maybe'])), data))).toEqual(['one-class'])
      expect(await rulesOf(buildPanel(engine, flat(positive(['yes', 'no'])), data))).toEqual(['one-class'])
      const seven = Array.from({ length: 7 }, (_, i) => ({
        name: `x${i}`,
        type: 'number' as const,
        from: { kind: 'column' as const, table: 'snapshots' as const, column: 'x' },
      }))
      expect(await rulesOf(buildPanel(engine, flat({ candidates: seven }), data))).toEqual([
        'fewer-events-than-candidates',
      ])
      expect(await rulesOf(buildPanel(engine, flat({ outcome: oneMonth }), data))).toEqual(['unknown-column'])
    })
  })
})
