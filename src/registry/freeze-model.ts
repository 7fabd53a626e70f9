import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Model } from '../../data-schemas/artifact.js'
import { type Contents, readContents } from '../artifact/check.js'
import { modelFiles, writeFolder } from '../artifact/write.js'
import { WorkbenchError } from '../errors.js'
import type { SigningKey } from '../signing/keys.js'
import { folderDigest, SIGNATURE, signatureProblems, signModel } from '../signing/model-signature.js'
import { append } from './append.js'
import { DOSSIER, dossierFacts } from './dossier-file.js'
import type { LogView, Registry } from './log.js'
import { governanceOf } from './standing.js'

/** What is frozen, by whom, and where. */
export interface FreezeOptions extends LogView {
  readonly registry: string
  readonly key: SigningKey
  /** Texts that are sealed with the model, by name; `dossier.html` is needed for review. */
  readonly files: Readonly<Record<string, string>>
  /** Where the model begins: under review, or still in development. A draft can only be in development. */
  readonly state: 'development' | 'review'
}

/** Name of a model's folder: study, version and the first eight digits of the model's id. */
export const modelName = ({ name, studyVersion, modelId }: Model): string =>
  `${name}-${studyVersion.toLowerCase().replaceAll(/[^a-z0-9.-]/g, '-')}-${modelId.slice(0, 8)}`

const contentsOf = (files: Readonly<Record<string, string>>): Contents =>
  new Map(Object.entries(files).map(([name, text]) => [name, { kind: 'read', value: Buffer.from(text) }]))

const exists = (where: string): WorkbenchError =>
  new WorkbenchError('model-exists', {
    expected: 'a model that is not in the registry yet: what was frozen is never overwritten',
    found: 'a folder of that name with other content, or another signature',
    where,
    advice: 'a changed model or dossier is another version: change the version of the study and run it again',
    exit: 3,
  })

/** Puts the folder there, whole; leaves one that is already there as it is, when it is this very one (an earlier freeze was cut off). */
const keep = async (place: string, files: Readonly<Record<string, string>>, key: SigningKey): Promise<void> => {
  if (!existsSync(place)) return writeFolder(place, files)
  const there = await readContents(place)
  const same =
    there.kind === 'read' &&
    folderDigest(there.value) === folderDigest(contentsOf(files)) &&
    signatureProblems(there.value, key.public).length === 0
  if (!same) throw exists(place)
}

/**
 * Freezes a model into a registry: a folder with the model, what goes with it, a manifest of all digests and the builder's signature; and a
 * signed line in the log. A model that is there in development goes to review. Nothing that was frozen is ever changed.
 * Throws `model-exists`, `draft-model`, `no-dossier`, `wrong-role` (exit 3) and what `append` throws; then nothing is written.
 */
export const freezeModelInto = async (
  model: Model,
  options: FreezeOptions,
): Promise<{ readonly name: string; readonly place: string; readonly registry: Registry }> => {
  const { key, state } = options
  const sealed = modelFiles(model, options.files)
  const contents = contentsOf(sealed)
  const name = modelName(model)
  const place = join(options.registry, name)
  const folder = folderDigest(contents)
  const dossier = options.files[DOSSIER]
  const subject = {
    modelId: model.modelId,
    folder,
    dossier: dossier === undefined ? null : (dossierFacts(dossier)?.digest ?? null),
  }
  const signed = { ...sealed, [SIGNATURE]: signModel(contents, name, key) }
  const registry = await append(
    options.registry,
    (known) =>
      state === 'review' && known?.state.models.get(folder)?.stage === 'development'
        ? { kind: 'review', ...subject }
        : { kind: 'freeze', ...subject, name, state, draft: model.draft !== null, ...governanceOf(model) },
    { ...options, before: () => keep(place, signed, key) },
  )
  return { name, place, registry }
}
