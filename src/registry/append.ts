import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RegistryEvent } from '../../data-schemas/registry-entry.js'
import { WorkbenchError } from '../errors.js'
import type { SigningKey } from '../signing/keys.js'
import { applyEntry, isRefusal, type SignedEvent } from './apply-entry.js'
import { entryLine, LOG, type LogView, type Registry, readRegistry, verifyLog } from './log.js'

const cannotWrite = (folder: string, cause: unknown): WorkbenchError =>
  new WorkbenchError('cannot-write', {
    expected: 'a registry that can be written',
    found: cause instanceof Error && 'code' in cause ? String(cause.code) : 'a write error',
    where: folder,
    advice: 'check that the disk has room and that you may write there; nothing was changed',
    cause,
  })

const lock = (folder: string): (() => void) => {
  const path = join(folder, 'registry.lock')
  try {
    mkdirSync(folder, { recursive: true })
    closeSync(openSync(path, 'wx'))
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cannotWrite(folder, cause)
    throw new WorkbenchError('registry-busy', {
      expected: 'one writer at a time',
      found: 'a registry.lock of another command',
      where: folder,
      advice: 'wait until it is done; when nothing runs, remove registry.lock',
    })
  }
  return () => rmSync(path, { force: true })
}

const writeLog = (folder: string, text: string): void => {
  const temporary = join(folder, `.${LOG}.${process.pid}.part`)
  try {
    writeFileSync(temporary, text, { flush: true })
    renameSync(temporary, join(folder, LOG))
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw cannotWrite(folder, cause)
  }
}

/** Refuses what the rules do not allow before anything is signed. */
const requireAllowed = (registry: Registry | null, signed: SignedEvent): void => {
  const last = registry?.entries.at(-1)
  if (last !== undefined && Date.parse(signed.at) < Date.parse(last.at)) {
    throw new WorkbenchError('clock-behind', {
      expected: `a clock at or after ${last.at}, the last line of the registry`,
      found: signed.at,
      advice: 'set the clock of this machine',
    })
  }
  const next = applyEntry(registry?.state ?? null, signed)
  if (isRefusal(next)) {
    const { rule, expected, found } = next
    throw new WorkbenchError(rule, { expected, found, advice: 'nothing was written', exit: 3 })
  }
}

/** Whether a registry is there. */
export const hasRegistry = (folder: string): boolean => existsSync(join(folder, LOG))

/**
 * Adds one signed line to a registry, or makes the registry with it. The log is verified before and, with the new line, after; it is
 * replaced whole, or not at all. `before` runs in between, under the same lock: what it wrote stays also when the line cannot be written.
 * Throws `registry-refused` (exit 2) for a log that does not hold; a code of its own (exit 3) for what the rules do not allow; `registry-busy`,
 * `clock-behind` and `cannot-write` (exit 1).
 */
export const append = async (
  folder: string,
  event: (registry: Registry | null) => RegistryEvent,
  options: LogView & { readonly key: SigningKey; readonly before?: () => Promise<void> },
): Promise<Registry> => {
  const unlock = lock(folder)
  try {
    const registry = hasRegistry(folder) ? await readRegistry(folder, options) : null
    const at = new Date(options.now).toISOString()
    const happened = event(registry)
    requireAllowed(registry, { at, by: options.key.public.id, event: happened })
    const line = entryLine(registry, happened, { at, key: options.key })
    const next = verifyLog(`${registry?.text ?? ''}${line}\n`, folder, options)
    await options.before?.()
    writeLog(folder, next.text)
    return next
  } finally {
    unlock()
  }
}
