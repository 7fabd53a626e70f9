import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { sha256 } from '../digest.js'
import { WorkbenchError } from '../errors.js'

/** A public key that can be verified with. */
export interface VerifyingKey {
  readonly kind: 'verifying-key'
  /** SHA-256 of {@link VerifyingKey.pem}: how OpenSSF model-signing names a key. */
  readonly id: string
  /** Public key as PEM (SPKI), as every tool writes it. */
  readonly pem: string
  readonly key: KeyObject
  /** Hash that goes with the curve; null for Ed25519, which hashes itself. */
  readonly hash: 'sha256' | 'sha384' | 'sha512' | null
}

/** A private key to sign with, and its public half. Never written, never shown. */
export interface SigningKey {
  readonly kind: 'signing-key'
  readonly public: VerifyingKey
  readonly key: KeyObject
}

const CURVES: Readonly<Record<string, VerifyingKey['hash']>> = {
  prime256v1: 'sha256',
  secp384r1: 'sha384',
  secp521r1: 'sha512',
}

const wrong = (
  code: string,
  where: string,
  detail: { readonly expected: string; readonly found: string; readonly advice: string },
) => new WorkbenchError(code, { ...detail, where })

const MAKE = 'make one with `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem`'

const hashOf = (key: KeyObject, where: string): VerifyingKey['hash'] => {
  if (key.asymmetricKeyType === 'ed25519') return null
  const curve = key.asymmetricKeyType === 'ec' ? key.asymmetricKeyDetails?.namedCurve : undefined
  const hash = curve === undefined ? undefined : CURVES[curve]
  if (hash !== undefined) return hash
  throw wrong('key-unsupported', where, {
    expected: 'an elliptic curve key (P-256, P-384, P-521) or Ed25519',
    found: curve === undefined ? `a key of type ${key.asymmetricKeyType}` : `curve ${curve}`,
    advice: MAKE,
  })
}

const verifying = (key: KeyObject, where: string): VerifyingKey => {
  const pem = key.export({ type: 'spki', format: 'pem' }).toString()
  return { kind: 'verifying-key', id: sha256(pem), pem, key, hash: hashOf(key, where) }
}

const isPrivate = (pem: string): boolean => /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/.test(pem)
const isPublic = (pem: string): boolean => /-----BEGIN (?:PUBLIC KEY|CERTIFICATE)-----/.test(pem)
const isEncrypted = (pem: string): boolean => /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(pem)

/**
 * Reads a public key. Throws `key-is-private`, `key-unreadable` or `key-unsupported` (exit 1).
 * @param pem the key's text
 * @param where what to name in the error, such as the file
 */
export const publicKeyOf = (pem: string, where: string): VerifyingKey => {
  if (isPrivate(pem)) {
    throw wrong('key-is-private', where, {
      expected: 'a public key',
      found: 'a private key',
      advice: 'hand out the public half only: `openssl pkey -in key.pem -pubout -out key.pub.pem`',
    })
  }
  let key: KeyObject
  try {
    key = createPublicKey(pem)
  } catch {
    throw wrong('key-unreadable', where, {
      expected: 'a public key in PEM, one that starts with BEGIN PUBLIC KEY',
      found: 'something else',
      advice: 'write it with `openssl pkey -in key.pem -pubout -out key.pub.pem`',
    })
  }
  return verifying(key, where)
}

const openPrivate = (pem: string, where: string, passphrase: string | undefined): KeyObject => {
  const encrypted = isEncrypted(pem)
  if (encrypted && passphrase === undefined) {
    throw wrong('key-encrypted', where, {
      expected: 'the passphrase of an encrypted private key',
      found: 'none',
      advice: 'set MAATWERKSCAN_KEY_PASSPHRASE for this one command',
    })
  }
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) })
  } catch {
    throw encrypted
      ? wrong('wrong-passphrase', where, {
          expected: 'the passphrase of this key',
          found: 'another one',
          advice: 'look at MAATWERKSCAN_KEY_PASSPHRASE',
        })
      : wrong('key-unreadable', where, {
          expected: 'a private key in PEM, one that starts with BEGIN PRIVATE KEY',
          found: 'a text that cannot be read as one',
          advice: MAKE,
        })
  }
}

/**
 * Reads a private key. Throws `key-is-public`, `key-encrypted`, `wrong-passphrase`, `key-unreadable` or `key-unsupported` (exit 1); no message
 * holds anything of the key.
 * @param pem the key's text
 * @param where what to name in the error, such as the file or the variable
 */
export const privateKeyOf = (pem: string, where: string, passphrase?: string): SigningKey => {
  if (!isPrivate(pem) && isPublic(pem)) {
    throw wrong('key-is-public', where, {
      expected: 'a private key, to sign with',
      found: 'a public key',
      advice: 'name the other file of the pair',
    })
  }
  const key = openPrivate(pem, where, passphrase)
  return { kind: 'signing-key', public: verifying(createPublicKey(key), where), key }
}
