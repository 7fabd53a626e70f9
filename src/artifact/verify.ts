import type { Issue } from '../errors.js'
import { type Checked, type Contents, checkContents, checkFolder } from './check.js'
import type { Read } from './safe-json.js'

/** Outcome of a verification: every check that was made, and everything that is off. */
export type VerifyResult =
  | {
      readonly kind: 'verified'
      readonly modelId: string
      readonly name: string
      /** True for a draft that a gate refused: intact, and not for use. */
      readonly draft: boolean
      readonly synthetic: boolean
      readonly checks: { readonly files: number; readonly goldenVectors: number; readonly goldenRefusals: number }
      readonly problems: readonly []
    }
  | { readonly kind: 'refused'; readonly modelId: null; readonly problems: readonly Issue[] }

const resultOf = ({ model, files, problems }: Checked): VerifyResult => {
  if (model === null || problems.length > 0) return { kind: 'refused', modelId: null, problems }
  const { vectors, refusals } = model.golden
  return {
    kind: 'verified',
    modelId: model.modelId,
    name: model.name,
    draft: model.draft !== null,
    synthetic: model.synthetic,
    checks: { files, goldenVectors: vectors.length, goldenRefusals: refusals.length },
    problems: [],
  }
}

/** The same check on files in memory, by name. Pure. */
export const verifyFiles = (files: Readonly<Record<string, Uint8Array>>): VerifyResult =>
  resultOf(checkContents(new Map(Object.entries(files).map(([name, value]) => [name, { kind: 'read', value }]))))

/**
 * Checks a frozen model and fails closed: files, sizes, digests, canonical form, schema, own id, agreement of the parts, and every
 * golden case to the last bit. Returns all problems at once; never throws for a bad model. Callers that go on to use the model
 * must call `readModel` instead, which returns only what was checked.
 */
export const verifyModel = async (folder: string): Promise<VerifyResult> => resultOf(await checkFolder(folder))

/** The same check on a folder that was read. Pure. */
export const verifyContents = (read: Read<Contents>): VerifyResult =>
  read.kind === 'read'
    ? resultOf(checkContents(read.value))
    : { kind: 'refused', modelId: null, problems: [read.problem] }
