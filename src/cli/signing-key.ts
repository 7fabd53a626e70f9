import { readFileSync, statSync } from 'node:fs'
import { WorkbenchError } from '../errors.js'
import { privateKeyOf, publicKeyOf, type SigningKey, type VerifyingKey } from '../signing/keys.js'
import type { Context } from './context.js'

/** Variables that a key and its passphrase are read from. */
const KEY = 'MAATWERKSCAN_KEY'
const PASSPHRASE = 'MAATWERKSCAN_KEY_PASSPHRASE'
const LARGEST = 65_536

const textOf = (path: string): string => {
  try {
    if (statSync(path).size > LARGEST) throw new Error('too large')
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new WorkbenchError('key-unreadable', {
      expected: 'a key file that can be read',
      found: cause instanceof Error && 'code' in cause ? String(cause.code) : 'something else',
      where: path,
    })
  }
}

/** The private key of a command: from the file that was named, or from the variable MAATWERKSCAN_KEY. Never written, never shown. */
export const signingKey = (path: string | undefined, { env = {} }: Pick<Context, 'env'>): SigningKey => {
  const pem = path === undefined ? env[KEY] : textOf(path)
  if (pem === undefined || pem === '') {
    throw new WorkbenchError('no-key', {
      expected: `a private key: --key FILE, or its text in ${KEY}`,
      found: 'none',
      advice: 'see docs/FREEZE.md for how keys are made and kept',
    })
  }
  return privateKeyOf(pem, path ?? KEY, env[PASSPHRASE])
}

/** A public key from a file. */
export const publicKeyIn = (path: string): VerifyingKey => publicKeyOf(textOf(path), path)
