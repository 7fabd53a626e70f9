import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type RegistryPin, registryPin } from '../../data-schemas/registry-pin.js'
import { fileProblem, parseCanonical, readBounded } from '../artifact/safe-json.js'
import { canonicalJson } from '../digest.js'
import { type Issue, RefusedError, WorkbenchError } from '../errors.js'

const refuse = (issue: Issue, path: string): never => {
  throw new RefusedError('pin-refused', [issue], path)
}

/** Reads what is remembered of a registry. Throws `pin-refused` (exit 2). */
export const readPin = async (path: string): Promise<RegistryPin> => {
  const name = basename(path)
  const read = await readBounded(path, name)
  if (read.kind === 'problem') return refuse(read.problem, path)
  const json = parseCanonical(read.value, name)
  if (json.kind === 'problem') return refuse(json.problem, path)
  const parsed = registryPin.safeParse(json.value)
  if (parsed.success) return parsed.data
  const detail = { expected: 'what `maatwerkscan registry pin` writes', found: 'something else' }
  return refuse(fileProblem('not-a-pin', name, { ...detail, advice: 'make it anew from a registry you trust' }), path)
}

/** Writes what is remembered of a registry, whole or not at all. Throws `cannot-write` (exit 1). */
export const writePin = (path: string, pin: RegistryPin): void => {
  const temporary = `${path}.${process.pid}.part`
  try {
    writeFileSync(temporary, `${canonicalJson(pin)}\n`, { flush: true })
    renameSync(temporary, path)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw new WorkbenchError('cannot-write', {
      expected: 'a place for the pin that can be written',
      found: cause instanceof Error && 'code' in cause ? String(cause.code) : 'a write error',
      where: path,
      cause,
    })
  }
}
