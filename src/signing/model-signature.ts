import type { ZodType } from 'zod'
import { type ModelStatement, modelStatement } from '../../data-schemas/model-statement.js'
import { type SignatureBundle, signatureBundle } from '../../data-schemas/signature-bundle.js'
import { type Contents, UNSEALED } from '../artifact/check.js'
import { fileProblem, parseHostile, type Read } from '../artifact/safe-json.js'
import { canonicalJson, sha256 } from '../digest.js'
import { type Issue, WorkbenchError } from '../errors.js'
import { seal, unseal } from './dsse.js'
import type { SigningKey, VerifyingKey } from './keys.js'

/** Name of the signature in a model folder. */
export const SIGNATURE = 'model.sig'

type Resources = ModelStatement['predicate']['resources']

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0

/** The sealed files of a folder with their digests, by name. A file that could not be read is left out: other checks refuse it. */
const resourcesOf = (contents: Contents): Resources =>
  [...contents]
    .flatMap(([name, content]) =>
      content.kind === 'read' && !UNSEALED.includes(name)
        ? [{ name, algorithm: 'sha256' as const, digest: sha256(content.value) }]
        : [],
    )
    .sort(byName)

const rootOf = (resources: Resources): string =>
  sha256(Buffer.concat(resources.map(({ digest }) => Buffer.from(digest, 'hex'))))

/** Digest of a whole model folder: SHA-256 of the digests of its sealed files, in the order of their names. */
export const folderDigest = (contents: Contents): string => rootOf(resourcesOf(contents))

const requireCurve = (key: SigningKey): void => {
  if (key.public.hash !== null) return
  throw new WorkbenchError('key-unsupported', {
    expected: 'an elliptic curve key for the signature of a model: other tools read no Ed25519 there',
    found: 'an Ed25519 key',
    advice: 'make one with `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem`',
  })
}

/**
 * The text of `model.sig`: the builder's signature over every sealed file, in the layout of OpenSSF model-signing (v1.0 predicate).
 * @param name name of the folder; informative only
 * Throws `key-unsupported` for an Ed25519 key, which that tool cannot read.
 */
export const signModel = (contents: Contents, name: string, key: SigningKey): string => {
  requireCurve(key)
  const resources = resourcesOf(contents)
  const statement: ModelStatement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha256: rootOf(resources) } }],
    predicateType: 'https://model_signing/signature/v1.0',
    predicate: {
      resources,
      serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: [...UNSEALED] },
    },
  }
  const bundle: SignatureBundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: key.public.id }, tlogEntries: [] },
    dsseEnvelope: seal(Buffer.from(canonicalJson(statement)), key, ''),
  }
  return `${canonicalJson(bundle)}\n`
}

const parsed = <T>(bytes: Uint8Array, name: string, schema: ZodType<T>): Read<T> => {
  const json = parseHostile(bytes, name)
  if (json.kind === 'problem') return json
  const checked = schema.safeParse(json.value)
  if (checked.success) return { kind: 'read', value: checked.data }
  const found = checked.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'top'}: ${message}`)
  return {
    kind: 'problem',
    problem: fileProblem('not-a-signature', name, {
      expected: 'a Sigstore bundle of OpenSSF model-signing, made with a key',
      found: found.join('; '),
    }),
  }
}

const problem = (rule: string, expected: string, found: string): readonly Issue[] => [
  fileProblem(rule, SIGNATURE, { expected, found }),
]

const statementProblems = ({ subject, predicate }: ModelStatement, contents: Contents): readonly Issue[] => {
  const { resources } = predicate
  if (rootOf(resources) !== subject[0].digest.sha256)
    return problem('wrong-signature', 'a subject that is the digest of its resources', 'another digest')
  const signed = new Map(resources.map(({ name, digest }) => [name, digest]))
  const here = resourcesOf(contents)
  const names = [...new Set([...signed.keys(), ...here.map(({ name }) => name)])].sort()
  const off = names.filter((name) => signed.get(name) !== here.find((file) => file.name === name)?.digest)
  if (off.length === 0 && signed.size === resources.length) return []
  return problem(
    'signature-of-other-files',
    'a signature over these very files',
    `other content or none for ${off.slice(0, 5).join(', ') || 'a file named twice'}`,
  )
}

/** Everything that is off with the signature of a folder, seen with one public key; empty when that key signed these very files. */
export const signatureProblems = (contents: Contents, key: VerifyingKey): readonly Issue[] => {
  const file = contents.get(SIGNATURE)
  if (file === undefined) return problem('no-signature', `a ${SIGNATURE}`, 'none')
  if (file.kind === 'problem') return [file.problem]
  const bundle = parsed(file.value, SIGNATURE, signatureBundle)
  if (bundle.kind === 'problem') return [bundle.problem]
  const { verificationMaterial, dsseEnvelope } = bundle.value
  const { hint } = verificationMaterial.publicKey
  if (hint !== key.id) return problem('other-key', `a signature by the key ${key.id}`, `one by the key ${hint}`)
  const payload = key.hash === null ? null : unseal(dsseEnvelope, key)
  if (payload === null) return problem('wrong-signature', 'a signature that this key made', 'another')
  const statement = parsed(payload, SIGNATURE, modelStatement)
  return statement.kind === 'problem' ? [statement.problem] : statementProblems(statement.value, contents)
}
