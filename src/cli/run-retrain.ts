import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Study } from '../../data-schemas/study.js'
import { codeDigest } from '../artifact/code-digest.js'
import { writeModel } from '../artifact/write.js'
import { digestOf } from '../digest.js'
import { openDuckDB } from '../engine/duckdb.js'
import { runText } from '../report/run-text.js'
import { type Retrained, retrain } from '../retrain.js'
import { RESULT_FILES, type RunResults } from '../run-results.js'
import type { Context } from './context.js'
import { openRunFolder, type RunFolder } from './run-folder.js'
import { packageVersion } from './version.js'

/** Where a run reads and writes, and how it ends. */
export interface RunPaths {
  readonly data: string
  readonly out: string
  readonly jobs?: number
  /** Keep the model of a refused run, marked as a draft inside. */
  readonly draft: boolean
}

/** The last day on which outcomes were observed, from the manifest that a panel folder may carry. */
const observedUntil = (data: string): { readonly observedUntil?: string } => {
  const manifest = join(data, 'manifest.json')
  if (!existsSync(manifest)) return {}
  const { observedUntil: day } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly observedUntil?: unknown }
  return typeof day === 'string' ? { observedUntil: day } : {}
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

const keep = (folder: RunFolder, files: Record<string, string>) => (results: Partial<RunResults>) => {
  for (const [room, result] of Object.entries(results)) {
    const file = `${RESULT_FILES[room as keyof RunResults]}.json`
    files[file] = folder.write(file, result)
  }
}

/** Keeps the model when the gates passed, or as a draft when asked; returns its folder, or null. */
const keepModel = ({ results, model }: Retrained, paths: RunPaths): string | null => {
  if (!results.gates.passed && !paths.draft) return null
  const folder = join(paths.out, 'model')
  writeModel(folder, model)
  return folder
}

/**
 * Runs the corridor into a run folder and prints the report.
 * @returns exit code: 0, or 3 when a gate refused
 */
export const runRetrain = async (study: Study, paths: RunPaths, io: Context): Promise<0 | 3> => {
  const identity = { study: digestOf(study), code: codeDigest(), seed: study.seed }
  const folder = openRunFolder(paths.out, digestOf(identity))
  const started = io.now()
  const clock = timed(io)
  const engine = await openDuckDB({
    spill: join(paths.out, '.spill'),
    ...(paths.jobs === undefined ? {} : { threads: paths.jobs }),
  })
  const files: Record<string, string> = {}
  const manifest = (status: string, more: object): void => {
    folder.write('run.json', {
      kind: 'run',
      status,
      inputs: digestOf(identity),
      study: { name: study.name, version: study.version, digest: identity.study, synthetic: study.synthetic },
      code: identity.code,
      packageVersion: packageVersion(),
      seed: study.seed,
      environment: { ...io.machine, engine: { kind: engine.kind, version: engine.version } },
      startedAt: new Date(started).toISOString(),
      ...more,
    })
  }
  try {
    manifest('running', {})
    const retrained = await retrain(engine, study, paths.data, {
      packageVersion: packageVersion(),
      ...observedUntil(paths.data),
      onResult: keep(folder, files),
      onProgress: clock.report,
      signal: io.signal,
    })
    clock.report({ stage: 'freezing' })
    const model = keepModel(retrained, paths)
    clock.report({ stage: 'done', share: 1 })
    manifest('finished', {
      data: retrained.model.lineage.data,
      files,
      model: model === null ? null : retrained.model.modelId,
      gates: retrained.results.gates.passed,
      milliseconds: { ...clock.timings, total: io.now() - started },
    })
    io.stopProgress()
    io.out(runText(study, retrained.results, { language: io.language, columns: io.columns, run: paths.out, model }))
    return retrained.results.gates.passed ? 0 : 3
  } catch (error) {
    manifest(io.signal.aborted ? 'stopped' : 'refused', { files })
    throw error
  } finally {
    engine.close()
    folder.tidy()
  }
}
