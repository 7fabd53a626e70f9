import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StudyInput } from '../../data-schemas/study.js'
import { contractRoom } from '../../src/contract/contract-room.js'
import { parseStudy } from '../../src/contract/study.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { makePanel, panelStudy } from '../support/small-panel.js'

let folder: string
let data: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'steady-dates-'))
  data = await makePanel(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const build = async (input: StudyInput) => {
  const engine = await openDuckDB()
  const study = parseStudy(input, 'test')
  const { opened } = await contractRoom(engine, study, data)
  const { table } = await buildPanel(engine, study, opened, {})
  const [found] = await engine.rows(`SELECT max(period) + 1 AS periods FROM ${table.table}`)
  engine.close()
  return { dates: table.dates, periods: Number(found?.['periods']) }
}

describe('the dates of the periods', () => {
  it('are in the panel when bins must hold their order in every period, one a period, rising', async () => {
    const asked = panelStudy()
    const { dates, periods } = await build({
      ...asked,
      candidates: asked.candidates.map((one) =>
        one.name === 'ww_months_left' ? { ...one, encoding: 'woe', bins: { steady: 'quarter' } } : one,
      ),
    })
    expect(dates).toHaveLength(periods)
    expect(periods).toBeGreaterThan(2)
    expect(dates?.every((day, i) => /^\d{4}-\d\d-\d\d$/.test(day) && (i === 0 || day > (dates[i - 1] as string)))).toBe(
      true,
    )
  })

  it('are not read when no candidate asks', async () => {
    expect((await build(panelStudy())).dates).toBeUndefined()
  })
})
