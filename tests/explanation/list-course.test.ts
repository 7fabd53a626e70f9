import { describe, expect, it } from 'vitest'
import { changesAtAdoption, listCourse } from '../../src/explanation/list-course.js'
import { listDrivers } from '../../src/explanation/list-drivers.js'
import { random } from '../../src/random.js'

const DATES = ['2023-01-02', '2023-01-09', '2023-01-16'] as const

/** People of two offices over three dates; some come later, some leave early; two indicators make the score. */
const people = (count: number, moving = 0.3) => {
  const draw = random(11, 'course')
  const rows: { person: number; period: number; office: number; months: number; prior: number }[] = []
  for (let person = 0; person < count; person += 1) {
    const [from, until] = [draw.uniform() < 0.15 ? 1 : 0, draw.uniform() < 0.15 ? 1 : 2]
    const prior = draw.uniform() < 0.3 ? 1 : 0
    let months = draw.uniform()
    for (let period = from; period <= until; period += 1) {
      rows.push({ person, period, office: person % 2, months, prior })
      if (draw.uniform() < moving) months = draw.uniform()
    }
  }
  const column = (of: (row: (typeof rows)[number]) => number): Int32Array => Int32Array.from(rows, of)
  const contributions = [
    { name: 'months', values: Float64Array.from(rows, ({ months }) => months) },
    { name: 'prior', values: Float64Array.from(rows, ({ prior }) => prior) },
  ]
  return {
    rows: {
      score: Float64Array.from(rows, ({ months, prior }) => months + prior),
      person: column(({ person }) => person),
      period: column(({ period }) => period),
      office: column(({ office }) => office),
      dates: [...DATES],
      tieKey: Float64Array.from(rows, (_, row) => row),
      contributions,
    },
    rowsAt: (period: number, office: number) =>
      rows.map((row, at) => ({ ...row, at })).filter((row) => row.period === period && row.office === office),
  }
}

const course = (of: ReturnType<typeof people>, minimum = 1) => {
  const found = listCourse(of.rows, { k: 0.2, minimum })
  if ('kind' in found) throw new Error(found.because)
  return found
}

describe('the course of the lists', () => {
  it('is what counting by hand gives', () => {
    const of = people(400)
    const listed = (period: number): Set<number> =>
      new Set(
        [0, 1].flatMap((office) => {
          const pool = of
            .rowsAt(period, office)
            .sort((a, b) => (of.rows.score[b.at] as number) - (of.rows.score[a.at] as number))
          return pool.slice(0, Math.floor(0.2 * pool.length)).map(({ person }) => person)
        }),
      )
    const pool = (period: number): Set<number> =>
      new Set([0, 1].flatMap((office) => of.rowsAt(period, office).map(({ person }) => person)))
    const { changes } = course(of, 0)
    expect(changes.map(({ from, to }) => [from, to])).toEqual([
      [DATES[0], DATES[1]],
      [DATES[1], DATES[2]],
    ])
    changes.forEach((change, index) => {
      const [before, after] = [listed(index), listed(index + 1)]
      const both = [...before].filter((who) => after.has(who)).length
      const fallen = [...before].filter((who) => !after.has(who) && pool(index + 1).has(who)).length
      expect(change).toMatchObject({
        both,
        entrants: after.size - both,
        leavers: before.size - both,
        because: { fellBelowCut: fallen },
        entered: { people: after.size - both },
        left: { people: before.size - both },
      })
      expect(change.fallenShare).toBe(fallen / (both + fallen))
    })
  })

  it('is driven by the indicator that changes', () => {
    const { drivers } = course(people(400))
    const months = drivers.rose.find(({ indicator }) => indicator === 'months')
    expect(months?.moves).toBeGreaterThan(10)
    expect(drivers.rose.map(({ indicator }) => indicator)).toEqual(['months', 'prior', null])
  })

  it('shows no number of fewer people than the minimum', () => {
    const { changes, drivers } = course(people(60), 50)
    for (const change of changes) {
      expect(change).toMatchObject({
        suppressed: true,
        both: null,
        entrants: null,
        fallenShare: null,
        entered: { people: null },
      })
    }
    for (const { moves } of [...drivers.rose, ...drivers.fell]) expect(moves).toBeNull()
  })

  it('is not there with one date, or with people twice at one date', () => {
    const { rows } = people(50)
    const options = { k: 0.2, minimum: 1 }
    const one = { ...rows, period: rows.period.map(() => 0), dates: [DATES[0]] }
    expect(listCourse(one, options)).toMatchObject({ because: 'fewer than two dates on the test side' })
    const twice = { ...rows, period: rows.period.map(() => 0) }
    expect(listCourse(twice, options)).toMatchObject({ because: 'people occur more than once at one date' })
  })
})

describe('drivers', () => {
  const values = (...numbers: number[]): Float64Array => Float64Array.from(numbers)

  it('count people once where several moves of one person would pass the minimum', () => {
    const crossing = { person: 1, before: 0, after: 1, direction: 'rose' } as const
    const contributions = [{ name: 'a', values: values(0, 1) }]
    const found = listDrivers([crossing, crossing, crossing], contributions, 2)
    expect(found.rose).toEqual([
      { indicator: 'a', moves: null },
      { indicator: null, moves: null },
    ])
    const two = [crossing, { ...crossing, person: 2 }, crossing]
    const other = { person: 3, before: 1, after: 0, direction: 'rose' } as const
    const shown = listDrivers([...two, other, { ...other, person: 4 }], contributions, 2)
    expect(shown.rose).toEqual([
      { indicator: 'a', moves: 3 },
      { indicator: null, moves: 2 },
    ])
  })
})

describe('taking a new model into use', () => {
  const rows = (moving: number) => people(400, moving).rows
  const options = { k: 0.2, minimum: 5 }

  it('changes ranks by coefficients only where the model differs', () => {
    const same = rows(0.3)
    const found = changesAtAdoption({ ...same, champion: same.score }, options)
    if ('kind' in found) throw new Error(found.because)
    expect([found.from, found.to, found.rank.coefficients]).toEqual([DATES[1], DATES[2], 0])
    expect(found.rank.data).toBeGreaterThan(0)
    const still = rows(0)
    const turned = changesAtAdoption({ ...still, champion: still.score.map((x) => -x) }, options)
    if ('kind' in turned) throw new Error(turned.because)
    expect(turned.rank.data).toBe(0)
    expect(turned.rank.coefficients).toBeGreaterThan(turned.rank.cohort)
  })

  it('is withheld with too few people', () => {
    const { score, ...few } = rows(0.3)
    expect(changesAtAdoption({ ...few, score, champion: score }, { k: 0.2, minimum: 1000 })).toMatchObject({
      kind: 'undefined',
    })
  })
})
