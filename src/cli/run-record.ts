import type { Study } from '../../data-schemas/study.js'
import { codeDigest } from '../artifact/code-digest.js'
import { studyDigest } from '../contract/study-digest.js'
import { canonicalJson, digestOf } from '../digest.js'
import { WorkbenchError } from '../errors.js'
import type { OpeningPlace } from '../ranking/adoption.js'
import type { Stored } from '../rooms/room.js'
import { RESULT_SCHEMAS } from '../run-folder-reader.js'
import { RESULT_FILES, type RunResults } from '../run-results.js'
import type { Context } from './context.js'
import { type Left, openRunFolder } from './run-folder.js'
import { packageVersion } from './version.js'

/** What a run leaves behind: the results of its rooms, and a manifest that says how far it came. */
export interface RunRecord {
  /** Digest of study, code and seed, and of the model in use where there is one. */
  readonly inputs: string
  /** Digest of the program text that is running. */
  readonly code: string
  /** Results that were taken over from an interrupted run in this folder, in the order of the rooms. */
  readonly takenOver: readonly (keyof RunResults)[]
  /** Keeps the results of a room; the first ones name the data and begin the run. */
  keep(results: Partial<RunResults>): void
  /** A result that an interrupted run left, when it is whole and was made from the very same inputs. */
  readonly stored: Stored
  /** Notes which opening of the test side this is: what comes after may tell of it. */
  opened(place: OpeningPlace): void
  /** Writes the manifest of a run that came to its end. */
  finish(more: object): void
  /** Writes how a run that was stopped by `error` ended; a finished one stays finished. */
  fail(error: unknown): void
}

const ROOMS = Object.keys(RESULT_FILES) as readonly (keyof RunResults)[]
const fileOf = (room: keyof RunResults): string => `${RESULT_FILES[room]}.json`

/** Pages beside the results. */
const PAGES = ['card-nl.html', 'card-en.html', 'dossier/index.html']
const NAMES = [...ROOMS.map(fileOf), ...PAGES]

/** What is judged: each of these results may be made from those before it. The others are made from all of them, and not from each other. */
const JUDGED = ROOMS.filter((room) => !room.endsWith('Examination') && room !== 'challenger' && room !== 'gates')

/** Files that a result is made from. */
const sourcesOf = (room: keyof RunResults): readonly string[] => {
  const place = JUDGED.indexOf(room)
  return (place === -1 ? JUDGED : JUDGED.slice(0, place)).map(fileOf)
}

const endOf = (error: unknown, { signal }: Context): 'stopped' | 'refused' | 'failed' => {
  if (signal.aborted) return 'stopped'
  return error instanceof WorkbenchError && error.exit === 2 ? 'refused' : 'failed'
}

/** A result as its room would have handed it over; undefined when the text holds anything else. */
const readResult = <Name extends keyof RunResults>(room: Name, text: string): RunResults[Name] | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    const parsed = RESULT_SCHEMAS[room].safeParse(value)
    const same = parsed.success && canonicalJson(parsed.data) === canonicalJson(value)
    return same ? (parsed.data as RunResults[Name]) : undefined
  } catch {
    return undefined
  }
}

/** What a run is made with, beside study and data. */
export interface RunMeans {
  readonly engine: { readonly kind: string; readonly version: string }
  /** Id of the model in use; null without one. */
  readonly champion: string | null
  /** Last day on which outcomes were observed, where the data say so. */
  readonly observedUntil?: string
}

/**
 * Opens the record of a run in a folder. Throws `run-exists` when a run of other inputs is there.
 *
 * A result is stored with the digest of its own bytes and that of everything it is made from (study, data, code, seed, model in use, engine,
 * runtime, and the results before it), so that an interrupted run goes on from what it has, and from nothing else.
 */
export const openRunRecord = (study: Study, out: string, io: Context, means: RunMeans): RunRecord => {
  const { engine, champion, observedUntil = null } = means
  const identity = { study: studyDigest(study), code: codeDigest(), seed: study.seed }
  const inputs = digestOf(champion === null ? identity : { ...identity, champion })
  const folder = openRunFolder(out, inputs)
  const startedAt = new Date(io.now()).toISOString()
  const { node, platform } = io.machine
  const fixed = { inputs, engine: `${engine.kind} ${engine.version}`, node, platform, observedUntil }
  const [files, basis]: [Record<string, string>, Record<string, string>] = [{}, {}]
  const found = new Set<keyof RunResults>()
  const takenOver: (keyof RunResults)[] = []
  let data: string | null = null
  let opening: OpeningPlace | null = null
  let left: Left = { files: {}, basis: {} }
  let ended = false

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
      takenOver: takenOver.map(fileOf),
      ...more,
    })
  }
  /** What is there now: of this run, and what an earlier one left that this one has not come to. */
  const sofar = () => ({ files: { ...left.files, ...files }, basis: { ...left.basis, ...basis } })
  const begin = (digest: string): void => {
    left = folder.begin(digest, NAMES)
    data = digest
    manifest('running', sofar())
  }
  /** Digest of what a result is made from, as far as that is there. Only one examination looks at the log of openings. */
  const basisOf = (room: keyof RunResults, known: Readonly<Record<string, string>>): string => {
    const sources = sourcesOf(room).map((file) => [file, known[file] ?? null])
    return digestOf({ ...fixed, data, sources, ...(room === 'rankingExamination' ? { opening } : {}) })
  }
  const stored = <Name extends keyof RunResults>(room: Name): RunResults[Name] | undefined => {
    const file = fileOf(room)
    if (left.files[file] === undefined || left.basis[file] !== basisOf(room, { ...left.files, ...files }))
      return undefined
    return readResult(room, folder.read(file))
  }
  return {
    inputs,
    code: identity.code,
    takenOver,
    stored: (room) => {
      const value = stored(room)
      if (value === undefined) found.delete(room)
      else found.add(room)
      return value
    },
    keep: (results) => {
      if (data === null && results.contract !== undefined) begin(results.contract.data)
      for (const [room, result] of Object.entries(results) as [keyof RunResults, unknown][]) {
        const file = fileOf(room)
        files[file] = folder.write(file, result)
        basis[file] = basisOf(room, files)
        if (found.has(room)) takenOver.push(room)
      }
      manifest('running', sofar())
    },
    opened: (place) => {
      opening = place
    },
    finish: (more) => {
      for (const name of Object.keys(left.files)) if (files[name] === undefined) folder.remove(name)
      manifest('finished', { files, basis, ...more })
      ended = true
    },
    fail: (error) => {
      // An earlier run that was only looked at stays as it is.
      if (ended || (data === null && folder.used)) return
      try {
        manifest(endOf(error, io), sofar())
      } catch {
        // The error itself says more than that it could not be recorded.
      }
    },
  }
}
