import { describe, expect, it } from 'vitest'
import { textTable } from '../../src/report/table.js'
import { setsTable, topTable } from '../../src/report/tables.js'

describe('tables for people', () => {
  it('aligns columns, wraps long texts and draws one line under the head', () => {
    const text = textTable(
      [{ head: 'name' }, { head: 'n', align: 'right' }, { head: 'why', width: 12 }],
      [
        ['a', '1', 'a reason of two lines'],
        ['bb', '12', ''],
      ],
    )
    const lines = text.split('\n')
    expect(lines[0]).toMatch(/^name\s+n\s+why$/)
    expect(lines[1]).toMatch(/^─+$/)
    expect(lines[2]).toMatch(/^a\s+1\s+a reason/)
    expect(text).not.toMatch(/[ \t]$/m)
  })

  it('turns results into Arquero tables, with null where a number may not be shown', () => {
    const rate = { expected: 0.5, worst: 0.5, best: 0.5, tieDeviation: 0, production: null, lower: 0.4, upper: 0.6 }
    const hidden = { ...rate, expected: { kind: 'undefined' as const, because: 'few' }, lower: null, upper: null }
    const atK = {
      k: 0.1,
      suppressed: false,
      threshold: 1,
      probabilityAtCut: 0.1,
      size: 10,
      tiedAtCut: 1,
      drawnAtCut: 1,
    }
    const ranking = { test: { atK: [{ ...atK, recall: rate, precision: hidden, lift: rate, withinLists: null }] } }
    const table = topTable(ranking as never)
    expect(table.objects()).toEqual([
      { k: 0.1, size: 10, recall: 0.5, recallLower: 0.4, recallUpper: 0.6, precision: null, lift: 0.5 },
    ])
  })

  it('lists the best set first and the next best by distance', () => {
    const result = {
      best: { loglik: -10 },
      nearOptimal: [{ loglik: -11, distance: 1, in: ['c'], out: ['a', 'b'] }],
    }
    expect(setsTable(result as never).objects()).toEqual([
      { place: 1, loglik: -10, distance: 0, in: '', out: '' },
      { place: 2, loglik: -11, distance: 1, in: 'c', out: 'a, b' },
    ])
  })
})
