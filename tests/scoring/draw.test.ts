import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/digest.js'
import type { RandomAddition } from '../../src/scoring/score.js'
import { people, scoreBench } from '../support/score-bench.js'

const open = (more: Partial<RandomAddition> = {}): RandomAddition => ({
  places: { kind: 'size', size: 6 },
  share: 0.5,
  seed: 'a seed',
  show: { kind: 'open' },
  ...more,
})

describe('places with a random part', () => {
  const bench = scoreBench()
  const blind = (more: Partial<RandomAddition> = {}): RandomAddition =>
    open({ show: { kind: 'blind', sealed: bench.at('sealed.csv') }, ...more })

  it('go half to the smallest hashes of everybody and half to the highest ranks that are left', async () => {
    bench.data(people(60))
    const summary = await bench.score({ random: open() })
    expect(summary.places).toEqual({ placed: 12, drawn: 6, sealed: null })
    const rows = await bench.rows('scores.parquet')
    for (const municipality of ['Utrecht', 'Ter "Aa"']) {
      const list = rows.filter((row) => row['municipality'] === municipality)
      const hash = (row: (typeof list)[number]): string =>
        sha256(`a seed|random|${bench.model().modelId}|${row['client_id']}|${municipality}|2024-01-01`)
      const drawn = [...list].sort((a, b) => (hash(a) < hash(b) ? -1 : 1)).slice(0, 3)
      const rest = list.filter((row) => !drawn.includes(row)).sort((a, b) => Number(a['rank']) - Number(b['rank']))
      const part = (row: (typeof list)[number]): string | null =>
        drawn.includes(row) ? 'random' : rest.indexOf(row) < 3 ? 'profile' : null
      expect(list.map((row) => row['part'])).toEqual(list.map(part))
      const spots = list.filter((row) => row['part'] !== null).map((row) => Number(row['spot']))
      expect([...spots].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6])
    }
  })

  it('are blind: the output has the people and an order, and the sealed file the rest', async () => {
    bench.data(people(60))
    const summary = await bench.score({ random: blind() })
    const rows = await bench.rows('scores.parquet')
    expect(Object.keys(rows[0] ?? {})).toEqual(['client_id', 'municipality', 'week', 'spot'])
    const sealed = await bench.rows('sealed.csv')
    expect(sealed.map((row) => row['client_id'])).toEqual(rows.map((row) => row['client_id']))
    expect(sealed.filter((row) => row['part'] === 'random')).toHaveLength(6)
    expect(sealed[0]).toMatchObject({ seed: 'a seed', model_id: bench.model().modelId, places: '6', drawn: '3' })
    expect(summary.places?.sealed).toBe(sha256(bench.bytes('sealed.csv').toString()))
    expect(JSON.stringify(summary)).not.toContain('a seed')
    await bench.score({ random: open(), out: bench.at('open.parquet') })
    const placed = (await bench.rows('open.parquet')).filter((row) => row['part'] !== null)
    expect(placed.map((row) => [row['client_id'], row['part']])).toEqual(
      sealed.map((row) => [row['client_id'], row['part']]),
    )
  })

  it('are the same for the same seed whatever the order of the file, and others for another seed', async () => {
    const partsOf = async (lines: readonly string[], seed: string): Promise<string> => {
      bench.data(lines)
      await bench.score({ random: open({ seed }) })
      const rows = await bench.rows('scores.parquet')
      return rows
        .map((row) => `${row['client_id']} ${row['part']} ${row['spot']}`)
        .sort()
        .join('\n')
    }
    const first = await partsOf(people(60), 'one')
    expect(await partsOf([...people(60)].reverse(), 'one')).toBe(first)
    expect(await partsOf(people(60), 'two')).not.toBe(first)
  })

  it('give everyone of a small list the same chance, although one place cannot be split', async () => {
    const weeks = Array.from({ length: 300 }, (_, week) =>
      new Date(Date.UTC(2020, 0, 6 + 7 * week)).toISOString().slice(0, 10),
    )
    bench.data(
      weeks.flatMap((week) =>
        people(3).map((cells) => cells.replace('2024-01-01', week).replace('Ter ""Aa""', 'Utrecht')),
      ),
    )
    const { places, lists } = await bench.score({ random: open({ places: { kind: 'size', size: 1 }, share: 1 / 3 }) })
    expect([lists, places?.placed]).toEqual([300, 300])
    const rows = await bench.rows('scores.parquet')
    const drawn = ['p0', 'p1', 'p2'].map(
      (person) => rows.filter((row) => row['client_id'] === person && row['part'] === 'random').length,
    )
    // 300 lists × ⅓ of a place: 100 expected, standard deviation 8.2; a third of them for each person, 5.4. The seed is fixed.
    expect(Math.abs((places?.drawn ?? 0) - 100)).toBeLessThan(25)
    for (const count of drawn) expect(Math.abs(count - 100 / 3)).toBeLessThan(18)
  })

  it('as a share of the list are rounded down, and a place each where there are fewer people than places', async () => {
    bench.data(people(60))
    expect((await bench.score({ random: open({ places: { kind: 'share', share: 0.29 } }) })).places?.placed).toBe(
      5 + 11,
    )
    expect((await bench.score({ random: open({ places: { kind: 'size', size: 500 } }) })).places?.placed).toBe(60)
  })

  it('refuse what would give the draw away or replace it', async () => {
    bench.data(people(9))
    await expect(bench.score({ random: blind(), reasons: 1 })).rejects.toMatchObject({ code: 'would-unblind' })
    await bench.score({ random: blind() })
    const sealed = bench.bytes('sealed.csv')
    await expect(bench.score({ random: blind({ seed: 'other' }) })).rejects.toMatchObject({ code: 'sealed-exists' })
    expect(bench.bytes('sealed.csv')).toEqual(sealed)
    for (const wrong of [{ share: 0 }, { share: 1.5 }, { seed: '' }, { places: { kind: 'size', size: 0 } as const }])
      await expect(bench.score({ random: open(wrong) })).rejects.toMatchObject({ code: 'invalid-draw' })
  })

  it('leave no sealed file behind when the data are refused', async () => {
    bench.data([...people(9), 'p1,2024-01-01,0,99,3,1200.5,true,12,40,2020-05-01,Utrecht'])
    await expect(bench.score({ random: blind() })).rejects.toMatchObject({ code: 'data-refused' })
    expect(bench.names()).toEqual(['data.csv', 'model'])
  })
})
