import { generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Contents } from '../../src/artifact/check.js'
import { privateKeyOf, publicKeyOf } from '../../src/signing/keys.js'
import { folderDigest, SIGNATURE, signatureProblems, signModel } from '../../src/signing/model-signature.js'
import { newKey, pemPair } from '../support/registry.js'

const here = (name: string): URL => new URL(`../oracles/signing/${name}`, import.meta.url)
const read = (value: string | Uint8Array) => ({ kind: 'read', value: Buffer.from(value) }) as const

const oracle = (signature: string): Contents =>
  new Map([
    ...readdirSync(here('model')).map((name) => [name, read(readFileSync(here(`model/${name}`)))] as const),
    [SIGNATURE, read(readFileSync(here(signature)))],
  ])
const publicKey = (name: string) => publicKeyOf(readFileSync(here(name), 'utf8'), name)
const rules = (contents: Contents, key = publicKey('public.pem')): readonly string[] =>
  signatureProblems(contents, key).map(({ rule }) => rule)

describe('a signature that OpenSSF model-signing made', () => {
  it.each([
    ['by-model-signing.sig', 'public.pem'],
    ['by-model-signing-384.sig', 'public-384.pem'],
  ])('%s verifies with its key, and with no other', (signature, key) => {
    expect(rules(oracle(signature), publicKey(key))).toEqual([])
    expect(rules(oracle(signature), newKey().public)).toEqual(['other-key'])
  })

  it('has the digest of the folder as its subject', () => {
    const bundle = JSON.parse(readFileSync(here('by-model-signing.sig'), 'utf8'))
    const statement = JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString())
    expect(folderDigest(oracle('by-model-signing.sig'))).toBe(statement.subject[0].digest.sha256)
  })

  it('is refused for any file that was changed, added, renamed or taken away', () => {
    const whole = oracle('by-model-signing.sig')
    const without = (name: string) => new Map([...whole].filter(([one]) => one !== name))
    for (const name of ['a.txt', 'empty.txt', 'Z.txt']) {
      expect(rules(without(name))).toEqual(['signature-of-other-files'])
      expect(rules(new Map([...whole, [name, read('x')]]))).toEqual(['signature-of-other-files'])
      expect(rules(new Map([...without(name), [`x${name}`, whole.get(name) as never]]))).toEqual([
        'signature-of-other-files',
      ])
    }
    expect(rules(new Map([...whole, ['.git', read('x')]]))).toEqual(['signature-of-other-files'])
    expect(rules(without(SIGNATURE))).toEqual(['no-signature'])
  })
})

const contents: Contents = new Map([
  ['model.json', read('{}')],
  ['manifest.json', read('[]')],
])
const key = newKey()
const signed = (text = signModel(contents, 'model', key)): Contents => new Map([...contents, [SIGNATURE, read(text)]])
type Json = ReturnType<typeof JSON.parse>
const changed = (how: (bundle: Json, statement: Json) => void): string => {
  const bundle = JSON.parse(signModel(contents, 'model', key))
  const statement = JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString())
  how(bundle, statement)
  return JSON.stringify(bundle)
}

describe('our own signature', () => {
  it('verifies, and does not depend on the order in which files were read', () => {
    expect(signatureProblems(signed(), key.public)).toEqual([])
    const turned = new Map([...signed()].reverse())
    expect(signatureProblems(turned, key.public)).toEqual([])
  })

  it.each<readonly [string, (bundle: Json, statement: Json) => void, string]>([
    [
      'another payload',
      (b, s) => (b.dsseEnvelope.payload = Buffer.from(JSON.stringify({ ...s, x: 1 })).toString('base64')),
      'wrong-signature',
    ],
    ['a payload that is not quite base64', (b) => (b.dsseEnvelope.payload += '==='), 'not-a-signature'],
    ['another type of payload', (b) => (b.dsseEnvelope.payloadType = 'text/plain'), 'not-a-signature'],
    ['no signature', (b) => (b.dsseEnvelope.signatures = []), 'not-a-signature'],
    ['two signatures', (b) => b.dsseEnvelope.signatures.push(b.dsseEnvelope.signatures[0]), 'not-a-signature'],
    [
      'another version of the bundle',
      (b) => (b.mediaType = 'application/vnd.dev.sigstore.bundle.v0.4+json'),
      'not-a-signature',
    ],
    ['the hint of another key', (b) => (b.verificationMaterial.publicKey.hint = 'a'.repeat(64)), 'other-key'],
    ['a certificate in place of a key', (b) => (b.verificationMaterial = { certificate: {} }), 'not-a-signature'],
    ['an empty signature', (b) => (b.dsseEnvelope.signatures[0].sig = ''), 'not-a-signature'],
    ['a signature that is none', (b) => (b.dsseEnvelope.signatures[0].sig = 'AAAA'), 'wrong-signature'],
  ])('is refused with %s', (_, how, rule) => {
    expect(signatureProblems(signed(changed(how)), key.public).map((one) => one.rule)).toEqual([rule])
  })

  it('is made with an elliptic curve key only: the other tool reads no Ed25519', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const other = privateKeyOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'x')
    expect(() => signModel(contents, 'model', other)).toThrow(expect.objectContaining({ code: 'key-unsupported' }))
  })

  it('holds nothing of the private key', () => {
    const { privatePem } = pemPair()
    const text = signModel(contents, 'model', privateKeyOf(privatePem, 'x'))
    expect(text).not.toContain((privatePem.split('\n')[1] as string).slice(40, 60))
  })
})
