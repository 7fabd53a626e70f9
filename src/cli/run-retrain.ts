import { join } from 'node:path'
import type { Model } from '../../data-schemas/artifact.js'
import type { Study } from '../../data-schemas/study.js'
import { writeModel } from '../artifact/write.js'
import { openDuckDB } from '../engine/duckdb.js'
import type { Engine } from '../engine/engine.js'
import { cardOf } from '../explanation/card.js'
import { cardHtml } from '../explanation/card-html.js'
import { runText } from '../report/run-text.js'
import { type Retrained, retrain } from '../retrain.js'
import type { Aside } from '../rooms/aside.js'
import { openAside } from '../rooms/aside-pool.js'
import type { Context } from './context.js'
import { observedUntil } from './observed-until.js'
import { logOpening } from './opening-log.js'
import { writeText } from './run-folder.js'
import { openRunRecord, type RunRecord } from './run-record.js'
import { packageVersion } from './version.js'

/** Where a run reads and writes, and how it ends. */
export interface RunPaths {
  readonly data: string
  readonly out: string
  readonly jobs?: number
  /** Keep the model of a refused run, marked as a draft inside. */
  readonly draft: boolean
  /** The model in use, in place of the one that the study names. */
  readonly champion?: Model
  /** Leave out the examination; the gates then refuse. */
  readonly quick?: boolean
}

const timed = (io: Context): { readonly report: Context['progress']; readonly timings: Record<string, number> } => {
  const timings: Record<string, number> = {}
  let current = ''
  let since = io.now()
  return {
    timings,
    report: (event) => {
      if (event.stage !== current) {
        const now = io.now()
        if (current !== '') timings[current] = (timings[current] ?? 0) + (now - since)
        current = event.stage
        since = now
      }
      io.progress(event)
    },
  }
}

/** Keeps the model when the gates passed, or as a draft when asked; returns its folder, or null. */
const keepModel = ({ results, model }: Retrained, paths: RunPaths): string | null => {
  if (!results.gates.passed && !paths.draft) return null
  const folder = join(paths.out, 'model')
  writeModel(folder, model)
  return folder
}

/** The points card as a page to print, in each language: a reading aid, equal to the model. */
const writeCards = (study: Study, out: string, model: Model): void => {
  for (const language of ['nl', 'en'] as const) {
    writeText(out, `card-${language}.html`, cardHtml(cardOf(model, language, study.points)))
  }
}

const run = async (
  study: Study,
  paths: RunPaths,
  io: Context,
  { engine, record, aside }: { readonly engine: Engine; readonly record: RunRecord; readonly aside: Aside },
): Promise<0 | 3> => {
  const started = io.now()
  const clock = timed(io)
  const retrained = await retrain(engine, study, paths.data, {
    packageVersion: packageVersion(),
    ...observedUntil(paths.data),
    examination: paths.quick !== true,
    aside,
    ...(paths.champion === undefined ? {} : { champion: paths.champion }),
    onOpening: (opening) =>
      logOpening(paths.out, { ...opening, inputs: record.inputs, at: new Date(io.now()).toISOString(), by: 'retrain' }),
    onResult: record.keep,
    onProgress: clock.report,
    signal: io.signal,
  })
  clock.report({ stage: 'freezing' })
  const model = keepModel(retrained, paths)
  if (model !== null) writeCards(study, paths.out, retrained.model)
  clock.report({ stage: 'done', share: 1 })
  const { passed } = retrained.results.gates
  record.finish({
    model: model === null ? null : retrained.model.modelId,
    gates: passed,
    milliseconds: { ...clock.timings, total: io.now() - started },
  })
  io.stopProgress()
  io.out(runText(study, retrained.results, { language: io.language, columns: io.columns, run: paths.out, model }))
  return passed ? 0 : 3
}

/**
 * Runs the corridor into a run folder and prints the report.
 * @returns exit code: 0, or 3 when a gate refused
 */
export const runRetrain = async (study: Study, paths: RunPaths, io: Context): Promise<0 | 3> => {
  const threads = paths.jobs === undefined ? {} : { threads: paths.jobs }
  const engine = await openDuckDB({ spill: join(paths.out, '.spill'), ...threads })
  const pool = openAside(paths.jobs ?? io.machine.cores, io.signal)
  try {
    const record = openRunRecord(study, paths.out, io, { engine, champion: paths.champion?.modelId ?? null })
    try {
      return await run(study, paths, io, { engine, record, aside: pool.aside })
    } catch (error) {
      record.fail(error)
      throw error
    } finally {
      record.tidy()
    }
  } finally {
    await pool.close()
    engine.close()
  }
}
