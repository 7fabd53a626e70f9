import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { WorkbenchError } from './errors.js'

/**
 * Canonical JSON (RFC 8785): one text for one value, whatever the order its keys were written in.
 * Throws `not-json` for NaN, infinities and values that JSON cannot hold.
 */
export const canonicalJson = (value: unknown): string => {
  const text = canonicalize(value)
  if (text === undefined) {
    throw new WorkbenchError('not-json', {
      expected: 'a value that JSON can hold',
      found: typeof value,
      advice: 'this is a bug: undefined, NaN and infinities must be named values with a reason',
    })
  }
  return text
}

/** SHA-256 in hexadecimal of a text or of bytes. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** SHA-256 of the canonical JSON of a value. */
export const digestOf = (value: unknown): string => sha256(canonicalJson(value))
