import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { disparities, type GroupRates, groupCounts, groupRates, RATES } from '../../src/fairness/groups.js'
import { againstOracle } from '../support/oracle.js'

const DATA = '../shared/data/compas/compas_for_aequitas.csv'
const REFERENCE = '../shared/reference/ranking.json'
const absent = !existsSync(DATA) || !existsSync(REFERENCE)

type Row = Record<string, number>
type Expected = Record<string, { groups: Record<string, Row>; disparity: Record<string, Row> }>

const read = (): { header: string[]; rows: string[][] } => {
  const [head, ...lines] = readFileSync(DATA, 'utf8').trim().split(/\r?\n/)
  return { header: (head as string).split(','), rows: lines.map((line) => line.split(',')) }
}

const auditOf = (column: string) => {
  const { header, rows } = read()
  const at = (name: string): string[] => rows.map((row) => row[header.indexOf(name)] as string)
  const values = [...new Set(at(column))].sort()
  const codes = Int32Array.from(at(column), (value) => values.indexOf(value))
  const listed = Float64Array.from(at('score'), Number)
  const counts = groupCounts(listed, Uint8Array.from(at('label_value'), Number), { codes, count: values.length })
  const total = listed.reduce((sum, value) => sum + value, 0)
  return { values, counts, rates: counts.map((count) => groupRates(count, total)) }
}

const named = (key: string): string => (key === 'FOR' ? 'for' : key)

describe('group counts, rates and disparities', () => {
  const expected = absent ? {} : (JSON.parse(readFileSync(REFERENCE, 'utf8')).compas_aequitas as Expected)

  it.skipIf(absent).each(Object.keys(expected))(`equal aequitas on ${DATA}, %s`, (key) => {
    const [column, reference] = key.split('|ref=') as [string, string]
    const audit = auditOf(column)
    const base = audit.rates[audit.values.indexOf(reference)] as GroupRates
    for (const [value, row] of Object.entries(expected[key]!.groups)) {
      const index = audit.values.indexOf(value)
      const all: Record<string, unknown> = { ...audit.counts[index], ...audit.rates[index] }
      for (const [name, number] of Object.entries(row)) againstOracle('group-crosstabs', all[named(name)], number)
      const ratios = disparities(audit.rates[index] as GroupRates, base) as Record<string, unknown>
      for (const [name, number] of Object.entries(expected[key]!.disparity[value]!)) {
        againstOracle('group-crosstabs', ratios[named(name)], number)
      }
    }
  })

  it('are undefined with a reason, not 0, where a group has no rows, no events or no place on the list', () => {
    const [none, noEvents] = groupCounts(Float64Array.of(1, 0), Uint8Array.of(0, 0), {
      codes: Int32Array.of(1, 1),
      count: 2,
    })
    const empty = groupRates(none!, 1)
    for (const rate of RATES) if (rate !== 'ppr') expect(empty[rate]).toMatchObject({ kind: 'undefined' })
    expect(groupRates(noEvents!, 1).tpr).toEqual({
      kind: 'undefined',
      because: 'the group has no rows with the outcome',
    })
    expect(groupRates(noEvents!, 1).precision).toBe(0)
    expect(groupRates(none!, 0).ppr).toMatchObject({ kind: 'undefined' })
    expect(disparities(groupRates(noEvents!, 1), groupRates(noEvents!, 1)).precision).toMatchObject({
      kind: 'undefined',
    })
  })

  it('add up over groups to the whole, ties in expectation included', () => {
    const row = fc.record({
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
      label: fc.integer({ min: 0, max: 1 }),
      code: fc.integer({ min: 0, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 50 }), (rows) => {
        const chance = Float64Array.from(rows, (r) => r.chance)
        const label = Uint8Array.from(rows, (r) => r.label)
        const split = groupCounts(chance, label, { codes: Int32Array.from(rows, (r) => r.code), count: 4 })
        const [whole] = groupCounts(chance, label, { codes: new Int32Array(rows.length), count: 1 })
        for (const field of ['size', 'pp', 'pn', 'tp', 'fp', 'fn', 'tn'] as const) {
          expect(split.reduce((sum, group) => sum + group[field], 0)).toBeCloseTo(whole![field], 9)
        }
      }),
    )
  })
})
