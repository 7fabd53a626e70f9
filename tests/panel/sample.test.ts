import { describe, expect, it } from 'vitest'
import { buildPanel } from '../../src/panel/build-panel.js'
import { random } from '../../src/random.js'
import { type Person, panelStudy, smallPanel, withEngine } from './fixture.js'

/**
 * A population in which how long people stay depends on the outcome: 800 people leave within one or two weeks for work, 200 stay
 * thirty weeks and then need help. Every snapshot of the latter has an event within a year, none of the former.
 */
const leavers = (): readonly Person[] =>
  Array.from({ length: 1000 }, (_, i) => {
    const draw = random(5, 'person', i)
    const stays = i % 5 === 0
    const from = draw.below(stays ? 10 : 38)
    const length = stays ? 30 : 1 + draw.below(2)
    return {
      id: `p${String(i).padStart(4, '0')}`,
      weeks: Array.from({ length }, (_, w) => from + w),
      starts: stays ? ['2021-11-01'] : [],
    }
  })

describe('one week per person', () => {
  it('is a random calendar week, so the sample has the rate of a week of the list; a random active week does not', async () => {
    await withEngine(async (engine) => {
      const people = leavers()
      const pooled = 6000 / people.reduce((rows, { weeks }) => rows + weeks.length, 0)
      const study = panelStudy({ selection: { size: 1, sample: 'one-week-per-person' } })
      const data = await smallPanel(engine, { people })
      const { result, table } = await buildPanel(engine, study, data, { observedUntil: '2022-12-31' })
      expect(table.counts.train.events / table.counts.train.rows).toBeCloseTo(pooled, 12)
      // One active week a person gives every person the same weight: 200 of 1,000.
      const active = 200 / 1000
      expect(Math.abs(active - pooled)).toBeGreaterThan(0.6)
      const { rows, people: sampled, rate } = result.split.sample
      expect(sampled).toBe(rows)
      const standardError = Math.sqrt((pooled * (1 - pooled)) / rows)
      expect(Math.abs((rate ?? 0) - pooled)).toBeLessThan(3 * standardError)
      // Expected size: the mean number of people on the list in one of the 40 weeks.
      expect(Math.abs(rows - table.counts.train.rows / 40)).toBeLessThan(4 * Math.sqrt(rows))
    })
  })

  it('takes the same week from every row order, and another one with another seed', async () => {
    await withEngine(async (engine) => {
      const people = leavers().slice(0, 150)
      const sample = async (seed: number, table: string): Promise<string> => {
        const study = panelStudy({ seed, selection: { size: 1, sample: 'one-week-per-person' } })
        const data = await smallPanel(engine, { people, shuffle: (rows) => (table === 'b' ? rows.reverse() : rows) })
        await buildPanel(engine, study, data, { observedUntil: '2022-12-31', table })
        return JSON.stringify(await engine.rows(`SELECT row_id FROM ${table} WHERE sample = 1 ORDER BY row_id`))
      }
      const first = await sample(1, 'a')
      expect(await sample(1, 'b')).toBe(first)
      expect(await sample(2, 'c')).not.toBe(first)
    })
  })
})
