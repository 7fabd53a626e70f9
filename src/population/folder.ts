import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { WorkbenchError } from '../errors.js'

const refuse = (found: string, out: string): WorkbenchError =>
  new WorkbenchError('output-not-empty', {
    expected: 'a folder that does not exist yet, or an empty one',
    found,
    where: out,
    advice: 'choose another folder, or remove this one first; nothing was changed',
  })

/** Throws `output-not-empty` unless `out` can become a new folder. */
export const refuseUsedFolder = (out: string): void => {
  if (!existsSync(out)) return
  if (!statSync(out).isDirectory()) throw refuse('a file', out)
  const entries = readdirSync(out).length
  if (entries > 0) throw refuse(`a folder with ${entries} ${entries === 1 ? 'entry' : 'entries'}`, out)
}

const notWritable = (out: string, cause: unknown): WorkbenchError =>
  new WorkbenchError('output-not-writable', {
    expected: 'a place where a folder can be made',
    found: cause instanceof Error ? cause.message : String(cause),
    where: out,
    advice: 'look at the path and at the rights on the folder above it',
    cause,
  })

/** Removes the folders that were made for a folder that did not come about, from `folder` up to `top`, while they are empty. */
const removeEmpty = (folder: string, top: string | undefined): void => {
  if (top === undefined || !folder.startsWith(top) || readdirSync(folder).length > 0) return
  rmdirSync(folder)
  removeEmpty(dirname(folder), top)
}

/**
 * Fills a folder as a whole: `fill` writes into a temporary folder beside it, which takes its name when all went well and
 * is removed otherwise. Errors: `output-not-empty`, `output-not-writable`, and whatever `fill` throws.
 */
export const writeFolder = async <T>(out: string, fill: (folder: string) => Promise<T>): Promise<T> => {
  const target = resolve(out)
  refuseUsedFolder(target)
  const temporary = join(dirname(target), `.${basename(target)}-${randomUUID().slice(0, 8)}`)
  let made: string | undefined
  try {
    made = mkdirSync(dirname(target), { recursive: true })
    mkdirSync(temporary)
  } catch (cause) {
    throw notWritable(target, cause)
  }
  try {
    const result = await fill(temporary)
    refuseUsedFolder(target)
    if (existsSync(target)) rmdirSync(target)
    renameSync(temporary, target)
    return result
  } catch (cause) {
    rmSync(temporary, { recursive: true, force: true })
    removeEmpty(dirname(target), made)
    throw cause
  }
}
