import { z } from 'zod'
import { digest } from './results/common.js'

const day = z.iso.date()
/** Name of a model folder in a registry: never a path. */
const folderName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,150}$/)

/** What a key may do. Each key has one role; nobody holds keys of two roles. */
export const role = z.enum(['builder', 'reviewer', 'exporter'])
export type Role = z.infer<typeof role>

/** A key that the registry trusts, in its one role. */
export const trustedKey = z.strictObject({
  role,
  /** Who holds it. */
  holder: z.string().trim().min(1).max(200),
  /** Public key in PEM. */
  publicKey: z.string().max(2000),
  /** First and last day on which it may sign. */
  from: day,
  until: day,
})
export type TrustedKey = z.infer<typeof trustedKey>

/** What a reviewer answered to one claim of the dossier. */
const answered = z.strictObject({
  id: z.string().min(1),
  answer: z.enum(['accepted', 'questioned', 'open']),
  remark: z.string(),
})

/** The model folder and the dossier that a line is about; both by digest, so that it can be about no other. */
const subject = {
  modelId: digest,
  /** SHA-256 of the digests of all sealed files: the subject of the builder's signature. */
  folder: digest,
  /** Digest of the dossier's content; null when the folder holds none. */
  dossier: digest.nullable(),
}

const review = { ...subject, reviewer: z.string(), claims: z.array(answered).min(1) }

/** What happened. */
export const registryEvent = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('trust'),
    /** Name of the registry. */
    registry: z.string().min(1).max(200),
    /** Public key, in PEM, of who says whose keys are trusted. */
    owner: z.string().max(2000),
    /** All keys that are trusted from here on; one that is not named any more is trusted in nothing. */
    keys: z.array(trustedKey),
  }),
  z.strictObject({
    kind: z.literal('freeze'),
    ...subject,
    name: folderName,
    state: z.enum(['development', 'review']),
    /** True for a model that a gate refused. */
    draft: z.boolean(),
    /** As the study asked; checked against the model itself on each use. */
    approvals: z.int().min(1),
    reviewWithinMonths: z.int().min(1),
  }),
  z.strictObject({ kind: z.literal('review'), ...subject }),
  z.strictObject({
    kind: z.literal('approve'),
    ...review,
    /** Last day on which the approval holds. */
    until: day,
  }),
  z.strictObject({ kind: z.literal('question'), ...review }),
  z.strictObject({ kind: z.literal('use'), ...subject }),
  z.strictObject({
    kind: z.literal('export'),
    ...subject,
    to: z.string().min(1).max(50),
    /** SHA-256 of what was exported. */
    sha256: digest,
  }),
  z.strictObject({ kind: z.literal('withdraw'), ...subject, reason: z.string().trim().min(1).max(2000) }),
])
export type RegistryEvent = z.infer<typeof registryEvent>

/** One line of the register, inside its signature: an in-toto statement. */
export const registryEntry = z.strictObject({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.tuple([z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: digest }) })]),
  predicateType: z.literal('https://maatwerkscan/registry-entry/v1'),
  predicate: z.strictObject({
    /** Place in the log, from 0. */
    place: z.int().min(0),
    /** SHA-256 of the line before; sixty-four zeros for the first. */
    previous: digest,
    at: z.iso.datetime(),
    event: registryEvent,
  }),
})
export type RegistryEntry = z.infer<typeof registryEntry>
