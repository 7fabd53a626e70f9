import type { Model } from '../../data-schemas/artifact.js'
import type { ParityResult } from '../../data-schemas/results/parity.js'
import { sha256 } from '../digest.js'
import { WorkbenchError } from '../errors.js'
import type { ExportFiles, ExportOptions, ExportTarget, ParityEngine } from './export.js'
import { GENERATED_ROWS, generatedInputs } from './generated-inputs.js'
import { compareScores, type ReferenceScores, referenceScores } from './parity.js'

/** An export that was made and checked; not yet written. */
export interface Exported {
  /** The export's files, without `parity.json`. */
  readonly files: ExportFiles
  readonly parity: ParityResult
}

/** How an export is made and checked. */
export interface ExportModelOptions extends ExportOptions {
  /** Generated rows of the check; default 100,000. */
  readonly rows?: number
  readonly seed?: number
}

/** Reference scores of a model, made once for all targets: for engines with typed columns, and for those that take any value. */
export interface References {
  readonly typed: ReferenceScores
  readonly anyType: ReferenceScores
}

/** Rows and reference scores of a check. */
export const referencesOf = (model: Model, options: ExportModelOptions = {}): References => {
  const { rows: count = GENERATED_ROWS, seed = model.golden.seed } = options
  return {
    typed: referenceScores(model, generatedInputs(model, { count, seed, typed: true })),
    anyType: referenceScores(model, generatedInputs(model, { count, seed, typed: false })),
  }
}

const checkOf = async (
  engine: ParityEngine,
  work: {
    readonly model: Model
    readonly files: ExportFiles
    readonly options: ExportOptions
    readonly all: References
  },
): Promise<ParityResult['checks'][number]> => {
  const reference = engine.anyType ? work.all.anyType : work.all.typed
  const scores = await engine.run({ model: work.model, files: work.files, reference, options: work.options })
  if ('kind' in scores) return { engine: engine.engine, kind: 'undefined', because: scores.because }
  return compareScores(reference, scores, { tolerance: engine.tolerance, keyed: engine.keyed })
}

const refuseFailed = (target: string, parity: ParityResult): WorkbenchError => {
  const failed = parity.checks.flatMap((check) => (check.kind === 'checked' && !check.passed ? [check] : []))
  return new WorkbenchError('parity-failed', {
    expected: 'an export that gives the scores of the model',
    found: failed.map(({ engine, problems }) => `${engine}: ${problems.join('; ')}`).join(' · '),
    where: target,
    advice: 'nothing was written; score with the workbench, and report this with the model',
    exit: 3,
  })
}

/**
 * Writes a model for one target in memory and runs every check that can be run here: golden vectors and generated inputs, against the
 * kernel. A check that cannot be run is named with its reason.
 * @throws WorkbenchError `parity-failed` (exit 3) when a check was run and does not hold; `cannot-export` when the target cannot hold the model
 */
export const exportModel = async (
  model: Model,
  target: ExportTarget,
  options: ExportModelOptions & { readonly references?: References } = {},
): Promise<Exported> => {
  const { references: all = referencesOf(model, options), rows = GENERATED_ROWS, seed = model.golden.seed } = options
  const files = target.write(model, options)
  const checks: ParityResult['checks'] = []
  for (const engine of target.engines) checks.push(await checkOf(engine, { model, files, options, all }))
  const parity: ParityResult = {
    kind: 'parity',
    modelId: model.modelId,
    model: model.name,
    synthetic: model.synthetic,
    draft: model.draft !== null,
    target: target.name,
    files: [...files].map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256(bytes) })),
    inputs: { generated: rows, seed },
    checks,
  }
  if (checks.some((check) => check.kind === 'checked' && !check.passed)) throw refuseFailed(target.name, parity)
  return { files, parity }
}
