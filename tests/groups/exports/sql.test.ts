import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Model } from '../../../data-schemas/artifact.js'
import type { ParityRequest } from '../../../src/exports/export.js'
import { generatedInputs } from '../../../src/exports/generated-inputs.js'
import { compareScores, type EngineScores, referenceScores } from '../../../src/exports/parity.js'
import { sqliteChecks } from '../../../src/exports/sql-sqlite.js'
import { SQL_TOLERANCE } from '../../../src/exports/sql-table.js'
import { sqlTarget } from '../../../src/exports/sql-target.js'
import { exportModels } from '../../exports/export-models.js'
import { POSTGRES, type Postgres, startPostgres } from './postgres.js'

/** The first model gets all rows; the others, which reach other branches, fewer. */
const MODELS = exportModels()
  .filter(([, model]) => model.key.person !== null)
  .map(([name, model], index) => [name, model, index === 0 ? 100_000 : 2000] as const)

const made = new Map<Model, ParityRequest>()

/** Rows and reference scores are made once for both engines. */
const requestOf = (model: Model, count: number): ParityRequest => {
  const request = made.get(model) ?? {
    model,
    files: sqlTarget.write(model, {}),
    reference: referenceScores(model, generatedInputs(model, { count })),
    options: {},
  }
  made.set(model, request)
  return request
}

const expectParity = (request: ParityRequest, scores: EngineScores): void => {
  const check = compareScores(request.reference, scores, { tolerance: SQL_TOLERANCE, keyed: true })
  expect(check.problems).toEqual([])
  expect(check.tied).toBeGreaterThan(100)
  expect(check.crossing.every(({ people }) => people === 0)).toBe(true)
}

describe.skipIf(POSTGRES === null)('PostgreSQL (skipped where /usr/lib/postgresql is absent)', () => {
  let server: Postgres
  beforeAll(() => {
    server = startPostgres(POSTGRES as string)
  })
  afterAll(() => server.stop())

  it.each(MODELS)(
    '"%s": its own statement and the portable one give the scores, refusals and ranks of the kernel',
    (_, model, count) => {
      const request = requestOf(model, count)
      for (const dialect of ['postgresql', 'portable'] as const) expectParity(request, server.score(request, dialect))
    },
  )

  it('its own statement means the same when a backslash escapes', () => {
    const [, model] = MODELS.find(([name]) => name === 'hostile names') as (typeof MODELS)[number]
    const request = requestOf(model, 1000)
    server.sql('ALTER DATABASE postgres SET standard_conforming_strings = off')
    try {
      expectParity(request, server.score(request, 'postgresql'))
    } finally {
      server.sql('ALTER DATABASE postgres RESET standard_conforming_strings')
    }
  })
})

describe.each(sqliteChecks)('$engine', ({ run }) => {
  it.each(MODELS)('"%s": gives the scores, refusals and ranks of the kernel', async (_, model, count) => {
    const request = requestOf(model, count)
    const scores = await run(request)
    if ('kind' in scores) expect(scores.because).toBe('it was run')
    else expectParity(request, scores)
  })
})
