import type { Study } from '../../data-schemas/study.js'
import { codeDigest } from '../artifact/code-digest.js'
import { digestOf } from '../digest.js'
import { WorkbenchError } from '../errors.js'
import { RESULT_FILES, type RunResults } from '../run-results.js'
import type { Context } from './context.js'
import { openRunFolder } from './run-folder.js'
import { packageVersion } from './version.js'

/** What a run leaves behind: the results of its rooms, and a manifest that says how far it came. */
export interface RunRecord {
  /** Digest of study, code and seed, and of the model in use where there is one. */
  readonly inputs: string
  /** Keeps the results of a room; the first ones name the data and begin the run. */
  keep(results: Partial<RunResults>): void
  /** Writes the manifest of a run that came to its end. */
  finish(more: object): void
  /** Writes how a run that was stopped by `error` ended. */
  fail(error: unknown): void
  /** Removes scratch that the engine left. */
  tidy(): void
}

const NAMES = [...Object.values(RESULT_FILES).map((file) => `${file}.json`), 'card-nl.html', 'card-en.html']

const endOf = (error: unknown, { signal }: Context): 'stopped' | 'refused' | 'failed' => {
  if (signal.aborted) return 'stopped'
  return error instanceof WorkbenchError && error.exit === 2 ? 'refused' : 'failed'
}

/**
 * Opens the record of a run in a folder. Throws `run-exists` when a run of other inputs is there.
 * @param of engine kind and version, for the manifest; id of the model in use, null without one
 */
export const openRunRecord = (
  study: Study,
  out: string,
  io: Context,
  of: { readonly engine: { readonly kind: string; readonly version: string }; readonly champion: string | null },
): RunRecord => {
  const { engine, champion } = of
  const identity = { study: digestOf(study), code: codeDigest(), seed: study.seed }
  const inputs = digestOf(champion === null ? identity : { ...identity, champion })
  const folder = openRunFolder(out, inputs)
  const startedAt = new Date(io.now()).toISOString()
  const files: Record<string, string> = {}
  let data: string | null = null
  const manifest = (status: string, more: object): void => {
    folder.write('run.json', {
      kind: 'run',
      status,
      inputs,
      study: { name: study.name, version: study.version, digest: identity.study, synthetic: study.synthetic },
      data,
      code: identity.code,
      packageVersion: packageVersion(),
      seed: study.seed,
      champion,
      environment: { ...io.machine, engine: { kind: engine.kind, version: engine.version } },
      startedAt,
      ...more,
    })
  }
  const begin = (digest: string): void => {
    folder.begin(digest, NAMES)
    data = digest
    manifest('running', {})
  }
  return {
    inputs,
    keep: (results) => {
      if (data === null && results.contract !== undefined) begin(results.contract.data)
      for (const [room, result] of Object.entries(results)) {
        const file = `${RESULT_FILES[room as keyof RunResults]}.json`
        files[file] = folder.write(file, result)
      }
    },
    finish: (more) => manifest('finished', { files, ...more }),
    fail: (error) => {
      // A finished run that was only looked at stays as it is.
      if (data === null && folder.finished) return
      try {
        manifest(endOf(error, io), { files })
      } catch {
        // The error itself says more than that it could not be recorded.
      }
    },
    tidy: folder.tidy,
  }
}
