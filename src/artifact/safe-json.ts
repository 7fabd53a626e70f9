import { constants } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import { canonicalJson } from '../digest.js'
import type { Issue } from '../errors.js'
import { depthOf, hasForbiddenKey } from '../hostile-json.js'

/** Largest file that is read at all, in bytes. */
export const LARGEST_FILE = 50 * 1024 * 1024
/** Deepest nesting that is parsed; a model needs under 12. */
export const DEEPEST = 32

/** A refusing problem with one file of a model. */
export const fileProblem = (
  rule: string,
  file: string,
  detail: { readonly expected: string; readonly found: string; readonly advice?: string },
): Issue => ({
  rule,
  column: file,
  expected: detail.expected,
  found: detail.found,
  advice: detail.advice ?? 'do not use this model; fetch it again from where it was frozen',
  severity: 'refuse',
})

/** Content, or the reason why it was not read. */
export type Read<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'problem'; readonly problem: Issue }

/** Reads a regular file of bounded size, never through a symbolic link. */
export const readBounded = async (path: string, name: string): Promise<Read<Uint8Array>> => {
  const refuse = (rule: string, expected: string, found: string): Read<Uint8Array> => ({
    kind: 'problem',
    problem: fileProblem(rule, name, { expected, found }),
  })
  try {
    const status = await lstat(path)
    if (!status.isFile())
      return refuse('not-a-file', 'a regular file', status.isSymbolicLink() ? 'a symbolic link' : 'something else')
    const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    try {
      const { size } = await handle.stat()
      if (size > LARGEST_FILE) return refuse('too-large', `at most ${LARGEST_FILE} bytes`, `${size} bytes`)
      const bytes = new Uint8Array(size)
      const { bytesRead } = await handle.read(bytes, 0, size, 0)
      return { kind: 'read', value: bytes.subarray(0, bytesRead) }
    } finally {
      await handle.close()
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'an error'
    return refuse('unreadable-file', 'a file that can be read', code === 'ENOENT' ? 'no such file' : code)
  }
}

const refusal = (
  rule: string,
  name: string,
  detail: { readonly expected: string; readonly found: string },
): Read<never> => ({
  kind: 'problem',
  problem: fileProblem(rule, name, detail),
})

type ReadText = { readonly value: unknown; readonly text: string }

const parseText = (bytes: Uint8Array, name: string): Read<ReadText> => {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return refusal('not-utf8', name, { expected: 'UTF-8 text', found: 'bytes that are not UTF-8' })
  }
  const depth = depthOf(text)
  if (depth > DEEPEST)
    return refusal('too-deep', name, { expected: `nesting of at most ${DEEPEST}`, found: `${depth}` })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refusal('not-json', name, { expected: 'JSON', found: 'text that is not JSON' })
  }
  return hasForbiddenKey(value)
    ? refusal('forbidden-key', name, { expected: 'no __proto__, constructor or prototype key', found: 'such a key' })
    : { kind: 'read', value: { value, text } }
}

/** Parses hostile JSON that another program may have written: strict UTF-8, bounded depth, no prototype keys; spacing and order are free. */
export const parseHostile = (bytes: Uint8Array, name: string): Read<unknown> => {
  const read = parseText(bytes, name)
  return read.kind === 'problem' ? read : { kind: 'read', value: read.value.value }
}

/** Parses hostile JSON: strict UTF-8, bounded depth, no prototype keys, and canonical to the byte (RFC 8785 and one newline). */
export const parseCanonical = (bytes: Uint8Array, name: string): Read<unknown> => {
  const read = parseText(bytes, name)
  if (read.kind === 'problem') return read
  const { value, text } = read.value
  return `${canonicalOrNothing(value)}\n` === text
    ? { kind: 'read', value }
    : refusal('not-canonical', name, {
        expected: 'canonical JSON (RFC 8785) and one newline, byte for byte',
        found: 'another text for the same value',
      })
}

const canonicalOrNothing = (value: unknown): string => {
  try {
    return canonicalJson(value)
  } catch {
    return ''
  }
}
