import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Model, ModelManifest } from '../../data-schemas/artifact.js'
import { canonicalJson, sha256 } from '../digest.js'
import { WorkbenchError } from '../errors.js'
import { modelText } from './freeze.js'

/**
 * The files of a model folder by name: `model.json`, what goes with it, and `manifest.json` with the digest of each other file.
 * @param more texts that are sealed with the model, by name: cards, dossier, study, run
 */
export const modelFiles = (
  model: Model,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => {
  const sealed = { ...more, 'model.json': modelText(model) }
  const manifest: ModelManifest = {
    kind: 'maatwerkscan-manifest',
    formatVersion: 1,
    modelId: model.modelId,
    files: Object.entries(sealed)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, text]) => ({ name, bytes: Buffer.byteLength(text), sha256: sha256(text) })),
  }
  return { ...sealed, 'manifest.json': `${canonicalJson(manifest)}\n` }
}

const cannotWrite = (folder: string, cause: unknown): WorkbenchError =>
  new WorkbenchError('cannot-write', {
    expected: 'a folder that can be written',
    found: cause instanceof Error && 'code' in cause ? String(cause.code) : 'a write error',
    where: folder,
    advice: 'check that the disk has room and that you may write there; nothing was left behind',
    cause,
  })

const sameFiles = (folder: string, files: Readonly<Record<string, string>>): boolean =>
  Object.entries(files).every(
    ([name, text]) => existsSync(join(folder, name)) && readFileSync(join(folder, name), 'utf8') === text,
  )

/**
 * Writes a model folder whole or not at all: beside its place under a temporary name, then renamed.
 * A folder that holds this very model is left as it is; one that holds anything else is refused with `model-exists`.
 */
export const writeModel = (folder: string, model: Model): void => writeFolder(folder, modelFiles(model))

/** The same for files by name: {@link writeModel} with what goes with the model. */
export const writeFolder = (folder: string, files: Readonly<Record<string, string>>): void => {
  if (existsSync(folder)) {
    if (sameFiles(folder, files)) return
    throw new WorkbenchError('model-exists', {
      expected: 'a new folder: models are kept, never overwritten',
      found: 'a folder with other content',
      where: folder,
      advice: 'name another folder',
    })
  }
  const temporary = join(dirname(folder), `.${basename(folder)}.${process.pid}.part`)
  try {
    mkdirSync(temporary, { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(join(temporary, name), text, { flush: true })
    renameSync(temporary, folder)
  } catch (cause) {
    if (existsSync(temporary)) rmSync(temporary, { recursive: true, force: true })
    throw cannotWrite(folder, cause)
  }
}
