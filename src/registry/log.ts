import { join } from 'node:path'
import { type RegistryEntry, type RegistryEvent, registryEntry } from '../../data-schemas/registry-entry.js'
import type { RegistryPin } from '../../data-schemas/registry-pin.js'
import { type Envelope, envelope } from '../../data-schemas/signature-bundle.js'
import { fileProblem, parseCanonical, parseHostile, readBounded } from '../artifact/safe-json.js'
import { canonicalJson, sha256 } from '../digest.js'
import { type Issue, RefusedError, WorkbenchError } from '../errors.js'
import { seal, unseal } from '../signing/dsse.js'
import { publicKeyOf, type SigningKey, type VerifyingKey } from '../signing/keys.js'
import { applyEntry, isRefusal, type SignedEvent } from './apply-entry.js'
import type { RegistryState } from './registry-state.js'

/** Name of the log in the folder of a registry. */
export const LOG = 'registry.jsonl'
const NOTHING_BEFORE = '0'.repeat(64)
const DAY = 86_400_000

/** A line of the log, verified. */
export interface LogEntry extends SignedEvent {
  readonly place: number
  /** SHA-256 of the line. */
  readonly digest: string
}

/** A registry whose whole log was verified. */
export interface Registry {
  readonly kind: 'registry'
  readonly folder: string
  readonly state: RegistryState
  readonly entries: readonly LogEntry[]
  /** The log as it was read. */
  readonly text: string
}

/** From where a log is looked at: the clock, and what is remembered of the registry. Without a pin, the log is believed about its owner. */
export interface LogView {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly pin?: RegistryPin
}

type Checked<T> = { readonly kind: 'good'; readonly value: T } | { readonly kind: 'bad'; readonly issue: Issue }

const ADVICE = 'do not use this registry; fetch it again, or ask its owner what happened'

const bad = (
  rule: string,
  where: string,
  detail: { readonly expected: string; readonly found: string },
): { kind: 'bad'; issue: Issue } => ({
  kind: 'bad',
  issue: fileProblem(rule, where, { ...detail, advice: ADVICE }),
})

const envelopeOf = (line: string, where: string): Checked<Envelope> => {
  const json = parseCanonical(Buffer.from(`${line}\n`), where)
  if (json.kind === 'problem') return { kind: 'bad', issue: json.problem }
  const parsed = envelope.safeParse(json.value)
  return parsed.success
    ? { kind: 'good', value: parsed.data }
    : bad('not-an-entry', where, { expected: 'a signed line of this version', found: 'something else' })
}

const entryOf = (payload: Uint8Array, where: string): Checked<RegistryEntry> => {
  const json = parseHostile(payload, where)
  if (json.kind === 'problem') return { kind: 'bad', issue: json.problem }
  const parsed = registryEntry.safeParse(json.value)
  return parsed.success
    ? { kind: 'good', value: parsed.data }
    : bad('not-an-entry', where, { expected: 'an entry of this version', found: 'something else' })
}

/** The owner whom the first line names; the line must then bear the owner's signature, and a pin must name that same key. */
const ownerOf = ({ payload }: Envelope, where: string): Checked<VerifyingKey> => {
  const entry = entryOf(Buffer.from(payload, 'base64'), where)
  if (entry.kind === 'bad') return entry
  const { event } = entry.value.predicate
  return event.kind === 'trust'
    ? { kind: 'good', value: publicKeyOf(event.owner, where) }
    : bad('no-owner', where, { expected: 'a first line that says who owns the registry', found: event.kind })
}

const signerOf = (sealed: Envelope, state: RegistryState | null, where: string): Checked<VerifyingKey> => {
  if (state === null) return ownerOf(sealed, where)
  const { keyid } = sealed.signatures[0]
  const key = keyid === state.owner.id ? state.owner : state.keys.get(keyid)?.key
  return key === undefined
    ? bad('key-not-trusted', where, { expected: 'a key that the registry trusts', found: `key ${keyid.slice(0, 8)}` })
    : { kind: 'good', value: key }
}

const placeProblem = (
  { predicate: { place, previous, at } }: RegistryEntry,
  before: readonly LogEntry[],
  { where, now }: { readonly where: string; readonly now: number },
): ReturnType<typeof bad> | null => {
  const last = before.at(-1)
  if (place !== before.length || previous !== (last?.digest ?? NOTHING_BEFORE))
    return bad('broken-chain', where, { expected: 'a line that follows the one before it', found: 'another one' })
  if (last !== undefined && Date.parse(at) < Date.parse(last.at))
    return bad('time-goes-back', where, { expected: `a moment from ${last.at}`, found: at })
  return Date.parse(at) > now + DAY
    ? bad('entry-from-the-future', where, { expected: 'a moment that has been', found: at })
    : null
}

type Step = { readonly state: RegistryState; readonly entry: LogEntry }

const stepOf = (
  line: string,
  before: { readonly state: RegistryState | null; readonly entries: readonly LogEntry[] },
  now: number,
): Checked<Step> => {
  const where = `${LOG}, line ${before.entries.length + 1}`
  const sealed = envelopeOf(line, where)
  if (sealed.kind === 'bad') return sealed
  const signer = signerOf(sealed.value, before.state, where)
  if (signer.kind === 'bad') return signer
  const payload = unseal(sealed.value, signer.value)
  if (payload === null || sealed.value.signatures[0].keyid !== signer.value.id)
    return bad('wrong-signature', where, { expected: 'a signature that this key made', found: 'another' })
  const entry = entryOf(payload, where)
  if (entry.kind === 'bad') return entry
  const misplaced = placeProblem(entry.value, before.entries, { where, now })
  if (misplaced !== null) return misplaced
  const { at, event, place } = entry.value.predicate
  const signed = { at, event, by: signer.value.id }
  const state = applyEntry(before.state, signed)
  return isRefusal(state)
    ? bad(state.rule, where, state)
    : { kind: 'good', value: { state, entry: { ...signed, place, digest: sha256(line) } } }
}

/** A key that a line carries may be anything; one that is none refuses the log like any other fault. */
const safeStep: typeof stepOf = (line, before, now) => {
  try {
    return stepOf(line, before, now)
  } catch (cause) {
    if (!(cause instanceof WorkbenchError)) throw cause
    const where = `${LOG}, line ${before.entries.length + 1}`
    return bad('wrong-key', where, { expected: cause.expected, found: cause.found })
  }
}

const pinProblem = (pin: RegistryPin, state: RegistryState, entries: readonly LogEntry[]): Issue | null => {
  const detail = (rule: string, expected: string, found: string): Issue =>
    fileProblem(rule, LOG, { expected, found, advice: ADVICE })
  if (state.owner.id !== pin.owner || state.registry !== pin.registry)
    return detail('other-owner', `the registry ${pin.registry} of the owner ${pin.owner.slice(0, 8)}`, 'another one')
  if (entries.length < pin.entries)
    return detail('log-cut-off', `at least the ${pin.entries} lines that were seen before`, `${entries.length}`)
  return entries[pin.entries - 1]?.digest === pin.head
    ? null
    : detail('log-rewritten', `the line ${pin.entries} that was seen before`, 'another one')
}

const refuse = (issue: Issue, folder: string): never => {
  throw new RefusedError('registry-refused', [issue], folder)
}

/** Verifies the text of a whole log, line by line. Throws `registry-refused` (exit 2) at the first line that does not hold. */
export const verifyLog = (text: string, folder: string, { now, pin }: LogView): Registry => {
  const lines = text.split('\n')
  if (lines.pop() !== '' || lines.length === 0)
    refuse(
      bad('half-a-line', LOG, { expected: 'whole lines', found: 'a line that does not end, or none' }).issue,
      folder,
    )
  let state: RegistryState | null = null
  const entries: LogEntry[] = []
  for (const line of lines) {
    const step = safeStep(line, { state, entries }, now)
    if (step.kind === 'bad') return refuse(step.issue, folder)
    state = step.value.state
    entries.push(step.value.entry)
  }
  if (state === null) return refuse(bad('no-owner', LOG, { expected: 'a first line', found: 'none' }).issue, folder)
  const pinned = pin === undefined ? null : pinProblem(pin, state, entries)
  if (pinned !== null) refuse(pinned, folder)
  return { kind: 'registry', folder, state, entries, text }
}

/**
 * Reads a registry and verifies its whole log: every signature, every link, every change of state, and what is remembered of it.
 * Throws `registry-refused` (exit 2).
 */
export const readRegistry = async (folder: string, view: LogView): Promise<Registry> => {
  const read = await readBounded(join(folder, LOG), LOG)
  if (read.kind === 'problem') return refuse(read.problem, folder)
  return verifyLog(Buffer.from(read.value).toString('utf8'), folder, view)
}

const subjectOf = (event: RegistryEvent): RegistryEntry['subject'] =>
  event.kind === 'trust'
    ? [{ name: event.registry, digest: { sha256: sha256(event.owner) } }]
    : [{ name: event.kind === 'freeze' ? event.name : 'model', digest: { sha256: event.folder } }]

/**
 * The line that says what happened, signed, to go after the lines of a registry (null: the first).
 * @param at moment, ISO 8601
 */
export const entryLine = (
  registry: Registry | null,
  event: RegistryEvent,
  { at, key }: { readonly at: string; readonly key: SigningKey },
): string => {
  const entries = registry?.entries ?? []
  const entry: RegistryEntry = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjectOf(event),
    predicateType: 'https://maatwerkscan/registry-entry/v1',
    predicate: { place: entries.length, previous: entries.at(-1)?.digest ?? NOTHING_BEFORE, at, event },
  }
  return canonicalJson(seal(Buffer.from(canonicalJson(entry)), key, key.public.id))
}

/** What to remember of a registry as it is now. */
export const pinOf = ({ state, entries }: Registry): RegistryPin => ({
  kind: 'maatwerkscan-registry-pin',
  formatVersion: 1,
  registry: state.registry,
  owner: state.owner.id,
  entries: entries.length,
  head: (entries.at(-1) as LogEntry).digest,
})
