import type { Role } from '../../data-schemas/registry-entry.js'
import type { VerifyingKey } from '../signing/keys.js'

/** A key that is trusted now. */
export interface KnownKey {
  readonly role: Role
  readonly holder: string
  /** First and last day on which it may sign. */
  readonly from: string
  readonly until: string
  readonly key: VerifyingKey
}

/** One reviewer's approval. */
export interface Approval {
  /** Id of the key. */
  readonly by: string
  readonly reviewer: string
  readonly at: string
  /** Last day on which it holds. */
  readonly until: string
  /** Claims that were accepted. */
  readonly claims: readonly string[]
}

/** A model as the log tells it. Whether it is approved depends on the day and on the keys: see `standingOf`. */
export interface RegisteredModel {
  readonly name: string
  readonly modelId: string
  /** Digest of the whole folder: what was frozen, approved and signed. */
  readonly folder: string
  readonly dossier: string | null
  readonly builder: string
  readonly draft: boolean
  readonly approvalsNeeded: number
  readonly reviewWithinMonths: number
  readonly stage: 'development' | 'review' | 'in-use' | 'withdrawn'
  /** When that stage began. */
  readonly since: string
  /** The latest approval of each reviewer. */
  readonly approvals: readonly Approval[]
  /** Key that put it in use; null before. */
  readonly exporter: string | null
  /** Why it was withdrawn; null otherwise. */
  readonly reason: string | null
}

/** What the lines of a log amount to. */
export interface RegistryState {
  readonly registry: string
  readonly owner: VerifyingKey
  /** Keys that are trusted now, by id. */
  readonly keys: ReadonlyMap<string, KnownKey>
  /** Role of every key there ever was, by id, and of every holder, by name: neither ever gets another. */
  readonly roles: ReadonlyMap<string, Role>
  readonly holders: ReadonlyMap<string, Role>
  /** Models by the digest of their folder. */
  readonly models: ReadonlyMap<string, RegisteredModel>
}

/** Approvals that hold on a day: not expired, by a key that is still trusted as a reviewer's. */
export const approvalsOn = (model: RegisteredModel, { keys }: RegistryState, day: string): readonly Approval[] =>
  model.approvals.filter(({ by, until }) => keys.get(by)?.role === 'reviewer' && day <= until)

/** Last day on which enough approvals hold; null when there are too few. */
export const approvedUntil = (model: RegisteredModel, state: RegistryState, day: string): string | null => {
  const untils = approvalsOn(model, state, day).map(({ until }) => until)
  return untils.sort().reverse()[model.approvalsNeeded - 1] ?? null
}
