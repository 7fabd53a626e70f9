import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PROMISES } from '../scripts/coverage-study/experiment.js'
import { experiments } from '../scripts/coverage-study/experiments.js'
import { coverageTable, type Study } from '../scripts/coverage-study/table.js'

const stored = JSON.parse(readFileSync('docs/coverage.json', 'utf8')) as Study

describe('the stored coverage study (docs/coverage.json, written by npm run coverage)', () => {
  it('has every statistic of the study on 500 populations or more, and a date', () => {
    const declared = experiments().flatMap(({ statistics }) => statistics)
    expect(stored.counts.map(({ statistic }) => statistic)).toEqual(declared)
    for (const { populations } of stored.counts) expect(populations).toBeGreaterThanOrEqual(500)
    expect(stored.date).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  it.each(stored.counts.map((one) => [`${one.statistic.name} (${one.statistic.method})`, one] as const))(
    '%s keeps its promise',
    (_, { statistic, hits, populations }) => {
      const { min, max } = PROMISES[statistic.kind]
      expect(hits / populations).toBeGreaterThanOrEqual(min)
      expect(hits / populations).toBeLessThanOrEqual(max)
    },
  )

  it('is what the page shows', () => {
    expect(readFileSync('docs/COVERAGE.md', 'utf8')).toBe(`${coverageTable(stored).text}\n`)
  })

  it('tells a broken promise from a kept one', () => {
    const [one] = stored.counts
    if (one === undefined) throw new Error('nothing stored')
    expect(coverageTable({ ...stored, counts: [{ ...one, hits: one.populations }] }).kept).toBe(false)
    expect(coverageTable(stored).kept).toBe(true)
  })
})
