import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Model } from '../../data-schemas/artifact.js'
import type { Role, TrustedKey } from '../../data-schemas/registry-entry.js'
import type { ReviewAnswers } from '../../data-schemas/review-answers.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import { sha256 } from '../../src/digest.js'
import { reviewModel } from '../../src/registry/change-state.js'
import { freezeModelInto } from '../../src/registry/freeze-model.js'
import type { LogView } from '../../src/registry/log.js'
import { trustKeys } from '../../src/registry/trust-keys.js'
import { privateKeyOf, type SigningKey } from '../../src/signing/keys.js'
import { smallParts } from './model.js'

/** A new key pair, as PEM. */
export const pemPair = (): { readonly privatePem: string; readonly publicPem: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

/** A new key to sign with. */
export const newKey = (): SigningKey => privateKeyOf(pemPair().privatePem, 'a test')

/** Keys of everybody in a registry, made once a test file. */
export const KEYS = {
  owner: newKey(),
  builder: newKey(),
  reviewer: newKey(),
  second: newKey(),
  exporter: newKey(),
} as const

/** A key as the registry trusts it. */
export const trusted = (role: Role, key: SigningKey, more: Partial<TrustedKey> = {}): TrustedKey => ({
  role,
  holder: `${role} ${key.public.id.slice(0, 6)}`,
  publicKey: key.public.pem,
  from: '2026-01-01',
  until: '2029-12-31',
  ...more,
})

export const TRUST: readonly TrustedKey[] = [
  trusted('builder', KEYS.builder),
  trusted('reviewer', KEYS.reviewer),
  trusted('reviewer', KEYS.second),
  trusted('exporter', KEYS.exporter),
]

/** A moment of the day, as milliseconds. */
export const moment = (day: string): number => Date.parse(`${day}T12:00:00Z`)

/** A page as the dossier writes it, with claims to answer. */
export const dossierPage = (modelId: string, claims: readonly string[] = ['recall', 'fairness'], more = ''): string => {
  const content = claims.map((id) => `<article class="claim" data-claim="${id}"></article>${more}`).join('\n')
  return `<!doctype html><html><head><meta name="dossier-digest" content="${sha256(content)}"><meta name="model-id" content="${modelId}">
<title>Dossier</title></head><body><main><!--content-->${content}<!--/content--></main></body></html>\n`
}

/** A small model; each version has an id of its own. */
export const modelOf = (version = '1', more: Partial<Model> = {}): Model =>
  freezeModel({ ...smallParts(), name: 'small', studyVersion: version, draft: null, ...more })

/** What is sealed with a model. */
export const filesOf = (model: Model, dossier = dossierPage(model.modelId)): Readonly<Record<string, string>> => ({
  'card-en.html': '<p>card</p>\n',
  'card-nl.html': '<p>kaart</p>\n',
  'dossier.html': dossier,
})

/** Answers to the dossier of {@link dossierPage}. */
export const answersOf = (
  model: Model,
  dossier: string = dossierPage(model.modelId),
  more: Partial<ReviewAnswers> = {},
): ReviewAnswers => ({
  kind: 'review-answers',
  modelId: model.modelId,
  dossierDigest: /dossier-digest" content="([0-9a-f]+)/.exec(dossier)?.[1] ?? '',
  claims: [...dossier.matchAll(/data-claim="([^"]+)"/g)].map(([, id]) => ({
    id: id as string,
    answer: 'accepted' as const,
    remark: '',
  })),
  reviewer: 'R. Eviewer',
  date: '2026-11-22T07:00:00.000Z',
  ...more,
})

/** A new registry that trusts {@link TRUST}. */
export const newRegistry = (folder: string, day = '2026-11-01', keys = TRUST) =>
  trustKeys(folder, { key: KEYS.owner, registry: 'test', keys, now: moment(day) })

/** Freezes a model into a registry for review. */
export const frozen = (registry: string, model: Model, more: Partial<Parameters<typeof freezeModelInto>[1]> = {}) =>
  freezeModelInto(model, {
    registry,
    key: KEYS.builder,
    files: filesOf(model),
    state: 'review',
    now: moment('2026-11-10'),
    ...more,
  })

/** Approves a frozen model. */
export const approved = (
  place: string,
  model: Model,
  more: Partial<Parameters<typeof reviewModel>[1]> & Partial<LogView> = {},
) =>
  reviewModel(place, {
    registry: join(place, '..'),
    key: KEYS.reviewer,
    answers: answersOf(model),
    now: moment('2026-11-23'),
    ...more,
  })

/** Writes a file of a test. */
export const put = (folder: string, name: string, text: string | Uint8Array): string => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
