import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/digest.js'
import { WorkbenchError } from '../../src/errors.js'
import { privateKeyOf, publicKeyOf } from '../../src/signing/keys.js'
import { pemPair } from '../support/registry.js'

const { privatePem, publicPem } = pemPair()
const encrypted = createPrivateKey(privatePem)
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
  .toString()

const refused = (work: () => unknown): WorkbenchError => {
  try {
    work()
  } catch (error) {
    if (error instanceof WorkbenchError) return error
  }
  throw new Error('was not refused')
}

/** A run of the key's own text that no message may hold. */
const secretOf = (pem: string): string => (pem.split('\n')[1] as string).slice(10, 30)

describe('a key', () => {
  it('has the id that OpenSSF model-signing gives it: the digest of its public PEM', () => {
    expect(publicKeyOf(publicPem, 'x').id).toBe(sha256(publicPem))
    expect(privateKeyOf(privatePem, 'x').public.id).toBe(sha256(publicPem))
  })

  it.each(['P-256', 'P-384', 'P-521'])('may be of the curve %s', (namedCurve) => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve })
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    expect(publicKeyOf(pem, 'x').hash).toMatch(/^sha(256|384|512)$/)
  })

  it('may be Ed25519', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    expect(privateKeyOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'x').public.hash).toBeNull()
  })

  it('opens with its passphrase', () => {
    expect(privateKeyOf(encrypted, 'x', 'open sesame').public.id).toBe(sha256(publicPem))
  })
})

describe('a wrong key is named for what it is, and nothing of it is told', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  const bitcoin = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  })
  it.each<readonly [string, () => unknown, string]>([
    ['a public key to sign with', () => privateKeyOf(publicPem, 'f'), 'key-is-public'],
    ['a private key to verify with', () => publicKeyOf(privatePem, 'f'), 'key-is-private'],
    ['an encrypted private key to verify with', () => publicKeyOf(encrypted, 'f'), 'key-is-private'],
    ['an encrypted key without its passphrase', () => privateKeyOf(encrypted, 'f'), 'key-encrypted'],
    ['an encrypted key with another passphrase', () => privateKeyOf(encrypted, 'f', 'sesame'), 'wrong-passphrase'],
    ['an RSA key', () => privateKeyOf(rsa.toString(), 'f'), 'key-unsupported'],
    ['a key of another curve', () => privateKeyOf(bitcoin.toString(), 'f'), 'key-unsupported'],
    ['a cut-off key', () => privateKeyOf(privatePem.slice(0, 90), 'f'), 'key-unreadable'],
    ['an empty text', () => privateKeyOf('', 'f'), 'key-unreadable'],
    ['a text that is no public key', () => publicKeyOf('ssh-ed25519 AAAA', 'f'), 'key-unreadable'],
  ])('%s', (_, work, code) => {
    const error = refused(work)
    expect([error.code, error.exit, error.where]).toEqual([code, 1, 'f'])
    for (const pem of [privatePem, encrypted, rsa.toString()]) expect(error.message).not.toContain(secretOf(pem))
    expect(error.message).not.toContain('sesame')
  })
})
