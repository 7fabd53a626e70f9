import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ZodType } from 'zod'
import { calibrationResult } from '../data-schemas/results/calibration.js'
import { calibrationExaminationResult } from '../data-schemas/results/calibration-examination.js'
import { challengerResult } from '../data-schemas/results/challenger.js'
import { contractResult } from '../data-schemas/results/contract.js'
import { encodingResult } from '../data-schemas/results/encoding.js'
import { fairnessResult } from '../data-schemas/results/fairness.js'
import { fairnessExaminationResult } from '../data-schemas/results/fairness-examination.js'
import { fitResult, scorecard } from '../data-schemas/results/fit.js'
import { fitExaminationResult } from '../data-schemas/results/fit-examination.js'
import { gatesResult } from '../data-schemas/results/gates.js'
import { panelResult } from '../data-schemas/results/panel.js'
import { rankingResult } from '../data-schemas/results/ranking.js'
import { rankingExaminationResult } from '../data-schemas/results/ranking-examination.js'
import { screeningResult } from '../data-schemas/results/screening.js'
import { screeningExaminationResult } from '../data-schemas/results/screening-examination.js'
import { selectionResult } from '../data-schemas/results/selection.js'
import { selectionExaminationResult } from '../data-schemas/results/selection-examination.js'
import { type RunManifest, runManifest } from '../data-schemas/run-manifest.js'
import { sha256 } from './digest.js'
import { type Issue, RefusedError } from './errors.js'
import { RESULT_FILES, type RunResults } from './run-results.js'

/** A finished run, as it lies in its folder and as it was when it was written. */
export interface FinishedRun {
  readonly kind: 'finished-run'
  readonly folder: string
  readonly manifest: RunManifest
  /** Results of the rooms. A quick run has no examination; only some studies have a challenger. */
  readonly results: RunResults
  /** Folder of the frozen model; null when a gate refused and no draft was kept. */
  readonly model: string | null
}

/** Schema of each result in a run folder. */
export const RESULT_SCHEMAS: { readonly [Room in keyof RunResults]-?: ZodType<NonNullable<RunResults[Room]>> } = {
  contract: contractResult,
  panel: panelResult,
  encoding: encodingResult,
  screening: screeningResult,
  screeningExamination: screeningExaminationResult,
  selection: selectionResult,
  selectionExamination: selectionExaminationResult,
  fit: fitResult,
  scorecard,
  fitExamination: fitExaminationResult,
  calibration: calibrationResult,
  calibrationExamination: calibrationExaminationResult,
  ranking: rankingResult,
  rankingExamination: rankingExaminationResult,
  fairness: fairnessResult,
  fairnessExamination: fairnessExaminationResult,
  gates: gatesResult,
  challenger: challengerResult,
}

/** Absent from a quick run, or from a study that does not ask for it. */
const MAY_BE_ABSENT: ReadonlySet<keyof RunResults> = new Set([
  'screeningExamination',
  'selectionExamination',
  'fitExamination',
  'calibrationExamination',
  'rankingExamination',
  'fairnessExamination',
  'challenger',
])

const issue = (rule: string, found: string): Issue => ({
  rule,
  expected: 'the folder of a finished run, as the run wrote it',
  found,
  advice: 'run `retrain` again into an empty folder; the results of a run are evidence and are not edited',
  severity: 'refuse',
})

/** What is told where the path that was named holds no run at all. */
const noRun = (folder: string): Issue => ({
  ...issue('missing-file', existsSync(folder) ? 'a folder without run.json' : 'no such folder'),
  advice: 'check the path: name the folder that `retrain` was given as --out',
})

type Read = { readonly kind: 'read'; readonly value: unknown } | { readonly kind: 'off'; readonly issue: Issue }

const readJson = (folder: string, file: string, digest: string | null): Read => {
  const path = join(folder, file)
  if (!existsSync(path)) return { kind: 'off', issue: issue('missing-file', `no ${file}`) }
  const bytes = readFileSync(path)
  if (digest !== null && sha256(bytes) !== digest)
    return { kind: 'off', issue: issue('wrong-digest', `a ${file} that was changed after the run`) }
  try {
    return { kind: 'read', value: JSON.parse(bytes.toString('utf8')) as unknown }
  } catch {
    return { kind: 'off', issue: issue('not-json', `a ${file} that is not JSON`) }
  }
}

const readManifest = (folder: string): RunManifest => {
  if (!existsSync(join(folder, 'run.json'))) throw new RefusedError('run-refused', [noRun(folder)], folder)
  const read = readJson(folder, 'run.json', null)
  if (read.kind === 'off') throw new RefusedError('run-refused', [read.issue], folder)
  const parsed = runManifest.safeParse(read.value)
  if (parsed.success) return parsed.data
  const status = (read.value as { readonly status?: unknown } | null)?.status
  const found = status === 'finished' ? 'a run.json of another version' : `a run that is ${String(status)}`
  throw new RefusedError(
    'run-refused',
    [issue(status === 'finished' ? 'not-a-result' : 'unfinished-run', found)],
    folder,
  )
}

const readRoom = (folder: string, room: keyof RunResults, { files, data, study }: RunManifest): Read | null => {
  const file = `${RESULT_FILES[room]}.json`
  const digest = files[file]
  if (digest === undefined)
    return MAY_BE_ABSENT.has(room) ? null : { kind: 'off', issue: issue('missing-file', `no ${file} in run.json`) }
  const read = readJson(folder, file, digest)
  if (read.kind === 'off') return read
  const parsed = RESULT_SCHEMAS[room].safeParse(read.value)
  if (!parsed.success)
    return { kind: 'off', issue: issue('not-a-result', `a ${file} that does not hold what this version writes`) }
  const { data: own, study: name } = parsed.data
  if (own !== data || name !== study.name)
    return { kind: 'off', issue: issue('other-run', `a ${file} of another study or other data`) }
  return { kind: 'read', value: parsed.data }
}

/**
 * Reads a finished run: every result is checked against the digest in `run.json` and against its schema, and must be of the run's own
 * study and data. Throws `run-refused` (exit 2) with everything that is off; nothing of such a run is returned.
 *
 * The frozen model has its own seal and is not opened here: see `readModel`.
 */
export const readRun = (folder: string): FinishedRun => {
  const manifest = readManifest(folder)
  const results: Partial<Record<keyof RunResults, unknown>> = {}
  const issues: Issue[] = []
  for (const room of Object.keys(RESULT_FILES) as (keyof RunResults)[]) {
    const read = readRoom(folder, room, manifest)
    if (read?.kind === 'off') issues.push(read.issue)
    else if (read !== null) results[room] = read.value
  }
  if (issues.length > 0) throw new RefusedError('run-refused', issues, folder)
  return {
    kind: 'finished-run',
    folder,
    manifest,
    results: results as RunResults,
    model: manifest.model === null ? null : join(folder, 'model'),
  }
}
