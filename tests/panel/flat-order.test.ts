import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { random } from '../../src/random.js'
import { RESULT_FILES } from '../../src/run-results.js'
import { cli, json, scratch } from '../support/command-line.js'
import { type Cells, flatRows, flatStudy, writeStudy, writeTable } from '../support/small-flat.js'

const root = scratch()
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** The same people in another order, each with their rows in the order they had. */
const shuffled = (rows: readonly Cells[], seed: number): readonly Cells[] => {
  const draw = random(seed, 'order')
  const place = new Map<string, number>()
  for (const { id } of rows) if (id !== undefined && !place.has(id)) place.set(id, draw.uniform())
  return [...rows].sort((a, b) => (place.get(a['id'] ?? '') ?? 0) - (place.get(b['id'] ?? '') ?? 0))
}

const ROOMS = ['contract', 'encoding', 'selection', 'fit', 'calibration', 'ranking'] as const

const resultsOf = async (name: string, rows: readonly Cells[]): Promise<Record<string, unknown>> => {
  const folder = join(root, name)
  mkdirSync(folder)
  const data = writeTable(folder, rows)
  const run = join(folder, 'run')
  const { code, err } = await cli([
    'retrain',
    '--quick',
    '--study',
    writeStudy(folder, flatStudy()),
    '--data',
    data,
    '--out',
    run,
  ])
  expect([code, err]).toEqual([3, ''])
  return Object.fromEntries(ROOMS.map((room) => [room, json(run, `${RESULT_FILES[room]}.json`)]))
}

describe('a flat study that names the person', () => {
  it('gives the same results whatever the order of the people in the file, one row each or more', async () => {
    const once = flatRows(400)
    const again = once.map((row) => ({ ...row, amount: (Number(row['amount']) / 2).toFixed(2) }))
    for (const [name, rows] of [
      ['one-row', once],
      ['two-rows-apart', [...once, ...again]],
    ] as const) {
      const expected = await resultsOf(name, rows)
      expect(await resultsOf(`${name}-shuffled`, shuffled(rows, 1))).toEqual(expected)
    }
  })
})
