import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { decodeData } from '../../src/contract/open.js'
import { parseStudy } from '../../src/contract/study.js'
import type { Engine } from '../../src/engine/engine.js'
import { NO_ENGINE } from '../../src/engine/no-engine.js'
import { engineLost, statementFailed } from '../../src/engine/spark-errors.js'
import { csvText, flatRows, flatStudy } from '../support/small-flat.js'

const study = parseStudy(flatStudy(), 'test')
const file = (name: string, content: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'spark-source-')), name)
  writeFileSync(path, content)
  return path
}

it('a text file is refused on a distributed engine, by name', async () => {
  const path = file('people.csv', csvText(flatRows(20)))
  await expect(decodeData({ ...NO_ENGINE, kind: 'spark' }, study, path)).rejects.toThrow(
    expect.objectContaining({ code: 'engine-cannot', exit: 2, found: 'people.csv (csv)' }),
  )
})

it.each([
  engineLost('a driver that ended (killed)'),
  statementFailed('SELECT 1', { id: 1, error: 'AnalysisException', condition: 'PATH_NOT_FOUND', name: '/data' }),
])('what the engine lacks is not told as a fault of the file: $code', async (error) => {
  const path = file('people.parquet', 'PAR1 nothing that is looked at here PAR1')
  const engine: Engine = { ...NO_ENGINE, kind: 'spark', rows: () => Promise.reject(error) }
  await expect(decodeData(engine, study, path)).rejects.toBe(error)
})
