import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Argument, Command } from 'commander'
import { z } from 'zod'
import { type TrustedKey, trustedKey } from '../../../data-schemas/registry-entry.js'
import { WorkbenchError } from '../../errors.js'
import { type LogEntry, pinOf, type Registry, readRegistry } from '../../registry/log.js'
import { writePin } from '../../registry/pin-file.js'
import { trustKeys } from '../../registry/trust-keys.js'
import { textTable } from '../../report/table.js'
import type { Context, ContextOf } from '../context.js'
import { publicKeyIn, signingKey } from '../signing-key.js'
import { optionalPin } from '../standing.js'

interface RegistryCommandOptions {
  readonly registry: string
  readonly keys?: string
  readonly key?: string
  readonly name?: string
  readonly pin?: string
  readonly publicKey?: string
  readonly json: boolean
}

/** A file of keys: as the log holds them, but with the file of each public key beside it. */
const keysFile = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1).max(200),
  keys: z.array(z.strictObject({ ...trustedKey.shape, publicKey: z.string().min(1) })),
})

const wrongKeys = (where: string, found: string): WorkbenchError =>
  new WorkbenchError('wrong-keys-file', {
    expected: 'JSON with "name" and "keys": role, holder, publicKey (a file), from, until',
    found,
    where,
    advice: 'see docs/FREEZE.md',
  })

const readKeys = (path: string): { readonly name: string; readonly keys: readonly TrustedKey[] } => {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw wrongKeys(path, 'a file that cannot be read as JSON')
  }
  const parsed = keysFile.safeParse(value)
  if (!parsed.success)
    throw wrongKeys(
      path,
      parsed.error.issues
        .slice(0, 3)
        .map(({ path: at, message }) => `${at.join('.')}: ${message}`)
        .join('; '),
    )
  const { name, keys } = parsed.data
  const place = dirname(resolve(path))
  return { name, keys: keys.map((key) => ({ ...key, publicKey: publicKeyIn(resolve(place, key.publicKey)).pem })) }
}

const needed = (option: string, why: string): WorkbenchError =>
  new WorkbenchError('option-missing', { expected: option, found: 'nothing', advice: why })

const trust = async (options: RegistryCommandOptions, io: Context): Promise<void> => {
  if (options.keys === undefined) throw needed('--keys FILE', 'it says whose keys are trusted, in which role')
  const { name, keys } = readKeys(options.keys)
  const key = signingKey(options.key, io)
  const more = { key, registry: name, keys, now: io.now(), ...(await optionalPin(options.pin)) }
  const registry = await trustKeys(options.registry, more)
  io.out(JSON.stringify(pinOf(registry), null, 2))
}

/** Remembers a registry: from what was remembered before, or, the first time, for an owner whose public key is at hand. */
const pin = async (options: RegistryCommandOptions, io: Context): Promise<void> => {
  const { pin: path, publicKey } = options
  if (path === undefined) throw needed('--pin FILE', 'where it is remembered, outside of the registry')
  const owner = publicKey === undefined ? null : publicKeyIn(publicKey)
  const known = owner === null ? await optionalPin(path) : {}
  const registry = await readRegistry(options.registry, { now: io.now(), ...known })
  if (owner !== null && registry.state.owner.id !== owner.id)
    throw new WorkbenchError('other-owner', {
      expected: `a registry of ${owner.id}`,
      found: registry.state.owner.id,
      exit: 2,
    })
  writePin(path, pinOf(registry))
  io.out(JSON.stringify(pinOf(registry), null, 2))
}

const about = ({ event }: LogEntry, { state }: Registry): string => {
  if (event.kind === 'trust') return `${event.keys.length} keys`
  const name = state.models.get(event.folder)?.name ?? event.folder
  if (event.kind === 'withdraw') return `${name}: ${event.reason}`
  if (event.kind === 'approve') return `${name}, ${event.until}`
  return event.kind === 'export' ? `${name}, ${event.to} ${event.sha256.slice(0, 8)}` : name
}

const HEADS = {
  en: ['line', 'moment', 'what', 'signed by', 'about'],
  nl: ['regel', 'moment', 'wat', 'getekend door', 'over'],
} as const

const holderOf = ({ by }: LogEntry, { state }: Registry): string =>
  by === state.owner.id ? 'owner' : (state.keys.get(by)?.holder ?? by.slice(0, 8))

const log = async (options: RegistryCommandOptions, io: Context): Promise<void> => {
  const registry = await readRegistry(options.registry, { now: io.now(), ...(await optionalPin(options.pin)) })
  if (options.json) {
    for (const entry of registry.entries) io.out(JSON.stringify(entry))
    return
  }
  const rows = registry.entries.map((entry) => [
    String(entry.place + 1),
    entry.at.slice(0, 16),
    entry.event.kind,
    holderOf(entry, registry),
    about(entry, registry),
  ])
  io.out(
    textTable(
      HEADS[io.language].map((head) => ({ head })),
      rows,
    ),
  )
  if (options.pin === undefined)
    io.note(
      io.language === 'nl'
        ? 'zonder --pin gelooft dit het logboek over zijn eigenaar en over zijn lengte'
        : 'without --pin this believes the log about its owner and its length',
    )
}

const ACTIONS = { trust, pin, log } as const

/** `maatwerkscan registry`: whose keys are trusted, what happened, and what to remember of it. */
export const registryCommand = (context: ContextOf): Command =>
  new Command('registry')
    .description(
      'trust: say whose keys are trusted (the first time, this makes the registry). log: verify the whole log and show it. pin: remember whose registry it is and how far its log came.',
    )
    .addArgument(new Argument('<action>', 'what to do').choices(Object.keys(ACTIONS)))
    .requiredOption('--registry <folder>', 'folder of the registry')
    .option('--keys <file>', 'trust: JSON with the keys, their roles, holders and days')
    .option('--key <file>', "trust: the owner's private key (default: the text in MAATWERKSCAN_KEY)")
    .option('--pin <file>', 'what is remembered of the registry')
    .option('--public-key <file>', "pin: the owner's public key, for the first time")
    .option('--json', 'log: one line of JSON an entry', false)
    .action(async (action: keyof typeof ACTIONS, options: RegistryCommandOptions) => {
      const io = context(options)
      io.stopProgress()
      await ACTIONS[action](options, io)
    })
