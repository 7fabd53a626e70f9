import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Model } from '../../data-schemas/artifact.js'
import type { Study } from '../../data-schemas/study.js'
import { writeModel } from '../artifact/write.js'
import { dossierHtml } from '../dossier/dossier-html.js'
import type { Engine } from '../engine/engine.js'
import { defaultMemory } from '../engine/memory.js'
import { openEngine } from '../engine/open-engine.js'
import { cardOf } from '../explanation/card.js'
import { cardHtml } from '../explanation/card-html.js'
import { runText } from '../report/run-text.js'
import type { Language } from '../report/words.js'
import { type Retrained, retrain } from '../retrain.js'
import type { Aside } from '../rooms/aside.js'
import { openAside } from '../rooms/aside-pool.js'
import { stageOf } from '../rooms/room.js'
import { readRun } from '../run-folder-reader.js'
import type { Context } from './context.js'
import { type MemoryWatch, memoryLine, watchMemory } from './memory-watch.js'
import { observedUntil } from './observed-until.js'
import { logOpening } from './opening-log.js'
import { writeText } from './run-folder.js'
import { openRunRecord, type RunRecord } from './run-record.js'
import { tablesPlace } from './tables-place.js'
import { packageVersion } from './version.js'

/** Where a run reads and writes, and how it ends. */
export interface RunPaths {
  readonly data: string
  readonly out: string
  readonly jobs?: number
  /** Memory limit of the engine, such as "3GB". */
  readonly memory?: string
  /** Keep the model of a refused run, marked as a draft inside. */
  readonly draft: boolean
  /** The model in use, in place of the one that the study names. */
  readonly champion?: Model
  /** Leave out the examination; the gates then refuse. */
  readonly quick?: boolean
}

const timed = (
  io: Context,
): { readonly report: Context['progress']; readonly timings: () => Readonly<Record<string, number>> } => {
  const timings: Record<string, number> = {}
  let current = ''
  let since = io.now()
  return {
    timings: () => ({
      ...timings,
      ...(current === '' ? {} : { [current]: (timings[current] ?? 0) + (io.now() - since) }),
    }),
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

/** Writes the dossier of the finished run, as `maatwerkscan dossier` would; returns where. */
const writeDossier = (
  study: Study,
  paths: RunPaths,
  of: { readonly model: Model | null; readonly language: Language },
): string => {
  const { model, language } = of
  const { html } = dossierHtml({ run: readRun(paths.out), study, ...(model === null ? {} : { model }) }, { language })
  const folder = resolve(paths.out, 'dossier')
  writeText(folder, 'index.html', html)
  return join(folder, 'index.html')
}

interface Means {
  readonly engine: Engine
  readonly record: RunRecord
  readonly aside?: Aside
  readonly observed: { readonly observedUntil?: string }
  readonly memory: MemoryWatch
}

/** How a run ended, and where its dossier is. */
export interface Ended {
  readonly exit: 0 | 3
  readonly dossier: string
}

const run = async (
  study: Study,
  paths: RunPaths,
  io: Context,
  { engine, record, aside, observed, memory }: Means,
): Promise<Ended> => {
  const started = io.now()
  const clock = timed(io)
  const retrained = await retrain(engine, study, paths.data, {
    packageVersion: packageVersion(),
    code: record.code,
    ...observed,
    examination: paths.quick !== true,
    ...(aside === undefined ? {} : { aside }),
    ...(paths.champion === undefined ? {} : { champion: paths.champion }),
    onOpening: (opening) => {
      const at = new Date(io.now()).toISOString()
      const place = logOpening(paths.out, { ...opening, inputs: record.inputs, at, by: 'retrain' })
      record.opened(place)
      return place
    },
    onResult: record.keep,
    stored: record.stored,
    onProgress: clock.report,
    signal: io.signal,
  })
  clock.report({ stage: 'freezing' })
  const model = keepModel(retrained, paths)
  if (model !== null) writeCards(study, paths.out, retrained.model)
  const { passed } = retrained.results.gates
  record.finish({
    model: model === null ? null : retrained.model.modelId,
    gates: passed,
    milliseconds: { ...clock.timings(), total: io.now() - started },
    memory: memory.read(),
  })
  clock.report({ stage: 'dossier' })
  const { language } = io
  const dossier = writeDossier(study, paths, { model: model === null ? null : retrained.model, language })
  clock.report({ stage: 'done', share: 1 })
  io.stopProgress()
  if (record.takenOver.length > 0) io.note(TAKEN_OVER[language](record.takenOver.map(stageOf).join(', ')))
  io.out(runText(study, retrained.results, { language, columns: io.columns, run: paths.out, model }))
  io.out(memoryLine(memory.read(), language))
  io.out(`dossier: ${dossier}`)
  return { exit: passed ? 0 : 3, dossier }
}

const TAKEN_OVER = {
  nl: (rooms: string) => `overgenomen van de onderbroken run in deze map: ${rooms}`,
  en: (rooms: string) => `taken over from the interrupted run in this folder: ${rooms}`,
} as const

/**
 * Runs the corridor into a run folder, writes the dossier and prints the report. A run that was interrupted there goes on from the results
 * it has.
 */
export const runRetrain = async (study: Study, paths: RunPaths, io: Context): Promise<Ended> => {
  const threads = paths.jobs === undefined ? {} : { threads: paths.jobs }
  const limit = paths.memory ?? defaultMemory()
  const spill = join(paths.out, '.spill')
  const observed = observedUntil(paths.data)
  const place = tablesPlace(study, { data: paths.data, memory: limit, scratch: spill })
  const engine = await openEngine(study.engine, { spill, signal: io.signal, ...threads, memory: limit, ...place })
  const memory = watchMemory(limit, spill)
  // Only the examination has work for other threads.
  const pool = openAside(paths.quick === true ? 1 : (paths.jobs ?? io.machine.cores), io.signal)
  try {
    const record = openRunRecord(study, paths.out, io, {
      engine,
      champion: paths.champion?.modelId ?? null,
      ...observed,
    })
    try {
      return await run(study, paths, io, { engine, record, observed, memory, ...pool })
    } catch (error) {
      record.fail(error)
      throw error
    }
  } finally {
    memory.close()
    await pool.close()
    engine.close()
    // Where the run folder could not be made, there is none: its own error is told.
    if (existsSync(spill)) rmSync(spill, { recursive: true, force: true })
  }
}
