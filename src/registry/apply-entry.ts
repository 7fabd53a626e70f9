import type { RegistryEvent, Role, TrustedKey } from '../../data-schemas/registry-entry.js'
import { publicKeyOf, type VerifyingKey } from '../signing/keys.js'
import { dayOf, monthsLater } from './days.js'
import { approvedUntil, type KnownKey, type RegisteredModel, type RegistryState } from './registry-state.js'

/** A line whose signature holds. */
export interface SignedEvent {
  readonly at: string
  /** Id of the key that signed. */
  readonly by: string
  readonly event: RegistryEvent
}

/** Why a line is not taken. */
export interface Refusal {
  readonly kind: 'refusal'
  readonly rule: string
  readonly expected: string
  readonly found: string
}

type EventOf<Kind extends RegistryEvent['kind']> = Extract<RegistryEvent, { kind: Kind }>
type Applied = RegistryState | Refusal

const refuse = (rule: string, expected: string, found: string): Refusal => ({ kind: 'refusal', rule, expected, found })

/** True for a refused line. */
export const isRefusal = (value: object): value is Refusal => 'kind' in value && value.kind === 'refusal'

const holderName = (holder: string): string => holder.trim().toLowerCase().replaceAll(/\s+/g, ' ')

const known = (trusted: TrustedKey): KnownKey => {
  const { publicKey, ...rest } = trusted
  return { ...rest, key: publicKeyOf(publicKey, `key of ${trusted.holder}`) }
}

type Roles = { readonly roles: Map<string, Role>; readonly holders: Map<string, Role> }

const roleProblem = (all: Roles, { role, holder, key }: KnownKey, owner: VerifyingKey): Refusal | null => {
  const name = holderName(holder)
  if (key.id === owner.id) return refuse('key-in-two-roles', 'an owner whose key has no other role', `it as ${role}`)
  if ((all.roles.get(key.id) ?? role) !== role)
    return refuse('key-in-two-roles', 'one role for a key, for ever', `${key.id.slice(0, 8)} as ${role} too`)
  if ((all.holders.get(name) ?? role) !== role)
    return refuse('holder-in-two-roles', 'one role for a holder, for ever', `${holder} as ${role} too`)
  all.roles.set(key.id, role)
  all.holders.set(name, role)
  return null
}

/** Trust as one line tells it: the first line makes the registry, later ones replace its keys. */
const trust = (state: RegistryState | null, by: string, event: EventOf<'trust'>): Applied => {
  const owner = publicKeyOf(event.owner, 'owner of the registry')
  if (by !== owner.id || (state !== null && state.owner.id !== owner.id))
    return refuse('not-the-owner', 'trust given by the owner of the registry', 'another key')
  if (state !== null && state.registry !== event.registry)
    return refuse('other-registry', state.registry, event.registry)
  const all = { roles: new Map(state?.roles), holders: new Map(state?.holders) }
  const keys = new Map<string, KnownKey>()
  for (const one of event.keys.map(known)) {
    const problem = roleProblem(all, one, owner)
    if (problem !== null) return problem
    if (keys.has(one.key.id)) return refuse('key-twice', 'each key once', `${one.holder} twice`)
    keys.set(one.key.id, one)
  }
  return { registry: event.registry, owner, keys, ...all, models: state?.models ?? new Map() }
}

const ROLES: Readonly<Record<Exclude<RegistryEvent['kind'], 'trust'>, readonly Role[]>> = {
  freeze: ['builder'],
  review: ['builder'],
  approve: ['reviewer'],
  question: ['reviewer'],
  use: ['exporter'],
  export: ['exporter'],
  withdraw: ['builder', 'reviewer', 'exporter'],
}

const signerProblem = (state: RegistryState, { by, at, event }: SignedEvent): Refusal | null => {
  if (event.kind === 'trust' || (event.kind === 'withdraw' && by === state.owner.id)) return null
  const signer = state.keys.get(by)
  const roles = ROLES[event.kind]
  if (signer === undefined) return refuse('key-not-trusted', 'a key that the registry trusts', `key ${by.slice(0, 8)}`)
  if (!roles.includes(signer.role))
    return refuse('wrong-role', `"${event.kind}" by a ${roles.join(' or ')}`, `a key of a ${signer.role}`)
  const day = dayOf(at)
  return day < signer.from || day > signer.until
    ? refuse('key-expired', `a day from ${signer.from} to ${signer.until}`, day)
    : null
}

const freeze = (state: RegistryState, { at, by }: SignedEvent, event: EventOf<'freeze'>): RegisteredModel | Refusal => {
  const taken = [...state.models.values()].some(({ name, folder }) => name === event.name || folder === event.folder)
  if (taken) return refuse('model-exists', 'a model that is not in the registry yet', event.name)
  if (event.draft && event.state !== 'development')
    return refuse('draft-model', 'a draft in development only', event.state)
  if (event.dossier === null && event.state !== 'development')
    return refuse('no-dossier', 'a dossier to review', 'none')
  const { name, modelId, folder, dossier, draft, approvals, reviewWithinMonths } = event
  return {
    ...{ name, modelId, folder, dossier, draft, reviewWithinMonths },
    approvalsNeeded: approvals,
    builder: by,
    stage: event.state,
    since: at,
    approvals: [],
    exporter: null,
    reason: null,
  }
}

const review = (model: RegisteredModel, at: string): RegisteredModel | Refusal =>
  model.stage === 'development' && !model.draft && model.dossier !== null
    ? { ...model, stage: 'review', since: at }
    : refuse('wrong-stage', 'a model in development that is no draft and has a dossier', `one in ${model.stage}`)

const approve = (
  model: RegisteredModel,
  { at, by }: SignedEvent,
  event: EventOf<'approve'>,
): RegisteredModel | Refusal => {
  const { until, reviewer, claims } = event
  if (model.stage === 'development') return refuse('wrong-stage', 'a model in review or in use', 'one in development')
  const open = claims.filter(({ answer }) => answer !== 'accepted').length
  if (open > 0) return refuse('claims-not-accepted', 'every claim accepted', `${open} questioned or open`)
  const day = dayOf(at)
  const last = monthsLater(day, model.reviewWithinMonths)
  if (until < day || until > last) return refuse('wrong-review-date', `a review date from ${day} to ${last}`, until)
  const others = model.approvals.filter((approval) => approval.by !== by)
  return { ...model, approvals: [...others, { by, reviewer, at, until, claims: claims.map(({ id }) => id) }] }
}

const use = (
  state: RegistryState,
  model: RegisteredModel,
  { at, by, event }: SignedEvent,
): RegisteredModel | Refusal => {
  if (approvedUntil(model, state, dayOf(at)) === null)
    return refuse('not-approved', `${model.approvalsNeeded} approvals that hold`, 'fewer')
  return event.kind === 'use' ? { ...model, stage: 'in-use', since: at, exporter: by } : model
}

const changed = (state: RegistryState, model: RegisteredModel, signed: SignedEvent): RegisteredModel | Refusal => {
  const { event, at } = signed
  switch (event.kind) {
    case 'review':
      return review(model, at)
    case 'approve':
      return approve(model, signed, event)
    case 'question':
      return model.stage === 'development'
        ? refuse('wrong-stage', 'a model in review or in use', 'one in development')
        : model
    case 'withdraw':
      return { ...model, stage: 'withdrawn', since: at, reason: event.reason }
    default:
      return use(state, model, signed)
  }
}

/** What the registry is after a line, or why the line is not taken. The first line must be one of trust. Pure. */
export const applyEntry = (state: RegistryState | null, signed: SignedEvent): Applied => {
  const { event, by } = signed
  if (event.kind === 'trust') return trust(state, by, event)
  if (state === null) return refuse('no-owner', 'a first line that says who owns the registry', event.kind)
  const signer = signerProblem(state, signed)
  if (signer !== null) return signer
  const model = event.kind === 'freeze' ? freeze(state, signed, event) : state.models.get(event.folder)
  if (model === undefined) return refuse('model-unknown', 'a model that was frozen here', 'another folder')
  if (isRefusal(model)) return model
  if (model.modelId !== event.modelId || model.dossier !== event.dossier)
    return refuse('other-model', 'the model and dossier that were frozen', 'others under the same folder')
  if (model.stage === 'withdrawn') return refuse('model-withdrawn', 'a model that was not withdrawn', 'one that was')
  const next = event.kind === 'freeze' ? model : changed(state, model, signed)
  return isRefusal(next) ? next : { ...state, models: new Map(state.models).set(event.folder, next) }
}
