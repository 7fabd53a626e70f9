import { type Model, type ModelBody, modelBody } from '../../data-schemas/artifact.js'
import { canonicalJson, digestOf } from '../digest.js'
import { RefusedError, WorkbenchError } from '../errors.js'
import { consistencyProblems } from './consistency.js'
import { goldenVectors } from './golden.js'

/** What a run hands over to be frozen. Candidates in one order in `inputs`, `encoders` and `terms`. */
export type FreezeParts = Omit<ModelBody, 'kind' | 'formatVersion' | 'ties' | 'golden'>

/** Parts as they will be read back: plain JSON, no `undefined`, no negative zero. */
const plain = (parts: FreezeParts): FreezeParts => JSON.parse(canonicalJson(parts)) as FreezeParts

/**
 * The frozen model: parts, golden vectors and an id that is the digest of all of it. Pure: no clock, no file, no machine.
 * Throws `invalid-model` when the parts do not fit the schema and `inconsistent-model` when they contradict each other.
 */
export const freezeModel = (parts: FreezeParts): Model => {
  const fixed = plain(parts)
  const golden = { seed: fixed.lineage.seed, vectors: [], refusals: [], ties: { salt: '', keys: [], order: [] } }
  const frame = {
    kind: 'maatwerkscan-model',
    formatVersion: 1,
    ties: { kind: 'score-then-hash', hash: 'sha256', salt: 'model-id' },
  } as const
  const checked = modelBody.omit({ golden: true }).safeParse({ ...frame, ...fixed })
  if (!checked.success) {
    throw new WorkbenchError('invalid-model', {
      expected: 'parts that fit the artifact schema',
      found: checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
      where: 'freezeModel',
      cause: checked.error,
    })
  }
  const problems = consistencyProblems(fixed)
  if (problems.length > 0) throw new RefusedError('inconsistent-model', problems, 'freezeModel')
  const body: ModelBody = { ...frame, ...fixed, golden: { ...golden, ...goldenVectors(fixed, golden.seed) } }
  return { modelId: modelIdOf(body), ...body }
}

/** Id of a model: SHA-256 of the canonical JSON of everything but the id. */
export const modelIdOf = (body: ModelBody | Model): string => {
  const { modelId: _own, ...rest } = body as Model
  return digestOf(rest)
}

/** The bytes of `model.json`: canonical JSON and one newline. */
export const modelText = (model: Model): string => `${canonicalJson(model)}\n`
