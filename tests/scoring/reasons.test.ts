import { describe, expect, it } from 'vitest'
import type { RawValue } from '../../data-schemas/artifact.js'
import { allReasonTexts } from '../../src/explanation/reason-text.js'
import { topReasons } from '../../src/explanation/top-reasons.js'
import { people, rulesBut, scoreBench } from '../support/score-bench.js'

const raw = (cells: string): Readonly<Record<string, RawValue>> => {
  const [, , prior, right, left, amount, side, supplement, age, since, ...rest] = cells.split(',')
  const municipality = rest.join(',').replaceAll('""', '\u0001').replaceAll('"', '').replaceAll('\u0001', '"')
  return {
    prior: prior === '1',
    right: Number(right),
    left: Number(left),
    amount: Number(amount),
    side: side === 'true',
    supplement: Number(supplement),
    age: Number(age),
    since: since as string,
    municipality,
  }
}

describe('reasons in the output', () => {
  const bench = scoreBench({ rules: rulesBut('age') })

  it.each(['nl', 'en'] as const)(
    'are those of the explanation for each person, in its order (%s)',
    async (language) => {
      const lines = people(60)
      bench.data(lines)
      const summary = await bench.score({ reasons: 4, language })
      expect(summary.reasons).toBe(4)
      const rows = await bench.rows('scores.parquet')
      const rules = bench.model().rules ?? []
      let named = 0
      for (const [index, row] of rows.entries()) {
        const expected = topReasons(bench.model(), raw(lines[index] as string), { language, count: 4, rules })
        if (expected.kind !== 'reasons') throw new Error(expected.kind)
        const found = [1, 2, 3, 4].map((place) => row[`reason_${place}`]).filter((text) => text !== null)
        expect(found).toEqual(expected.reasons.map(({ text }) => text))
        expect(row['reasons_withheld']).toBe(expected.withheld)
        named += found.length
      }
      expect(named).toBeGreaterThan(60)
      const texts = allReasonTexts(bench.model(), language)
      const allowed = texts.filter(({ indicator }) => indicator !== 'age').map(({ text }) => text)
      const said = rows
        .flatMap((row) => [1, 2, 3, 4].map((place) => row[`reason_${place}`]))
        .filter((text) => text !== null)
      for (const text of said) expect(allowed).toContain(text)
    },
  )

  it('are three and in Dutch unless something else is asked, and none when none are asked', async () => {
    bench.data(people(5))
    expect((await bench.score()).reasons).toBe(3)
    const [row] = await bench.rows('scores.parquet')
    const dutch = allReasonTexts(bench.model(), 'nl').map(({ text }) => text)
    expect(dutch).toContain(row?.['reason_1'])
    await bench.score({ reasons: 0 })
    expect(Object.keys((await bench.rows('scores.parquet'))[0] ?? {}).join()).not.toContain('reason')
  })

  it('are empty for a row that is not scored', async () => {
    bench.data([...people(5), 'p9,2024-01-01,0,99,3,1200.5,true,12,40,2020-05-01,Utrecht'])
    await bench.score({ maxFailingShare: 0.5 })
    const row = (await bench.rows('scores.parquet'))[5]
    const names = ['reason_1', 'reason_2', 'reason_3', 'reasons_withheld', 'rank', 'tied', 'c_age', 'c_right', 'points']
    expect(names.map((name) => row?.[name])).toEqual(names.map(() => null))
  })
})

describe('a model without rules on what may be named', () => {
  const bench = scoreBench()
  it('gives no reasons, and says so when they are asked for', async () => {
    bench.data(people(3))
    expect((await bench.score()).reasons).toBe(0)
    await expect(bench.score({ reasons: 2 })).rejects.toMatchObject({ code: 'no-reasons' })
  })
})
