import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Model } from '../../data-schemas/artifact.js'
import { modelFiles } from '../../src/artifact/write.js'
import { putInUse, withdrawModel } from '../../src/registry/change-state.js'
import { LOG, pinOf, type Registry, readRegistry } from '../../src/registry/log.js'
import { writePin } from '../../src/registry/pin-file.js'
import {
  answersOf,
  approved,
  filesOf,
  frozen,
  KEYS,
  modelOf,
  moment,
  newRegistry,
  pemPair,
  put,
} from '../support/registry.js'

const { privatePem } = pemPair()

/** A registry as an attacker finds it: a model in use, another in review, keys beside it, and what a user of it remembers. */
export interface World {
  readonly folder: string
  readonly registry: string
  /** Folder of the model in use, and of the one in review. */
  readonly used: string
  readonly reviewed: string
  readonly model: Model
  readonly other: Model
  /** A file inside the folder of the model in use. */
  readonly file: (name: string) => string
}

/** When attacks happen. */
export const TODAY = moment('2026-12-15')

const at = (
  folder: string,
  names: { readonly used: string; readonly reviewed: string },
  models: readonly [Model, Model],
): World => {
  const registry = join(folder, 'models')
  const used = join(registry, names.used)
  const [model, other] = models
  return {
    folder,
    registry,
    used,
    reviewed: join(registry, names.reviewed),
    model,
    other,
    file: (name) => join(used, name),
  }
}

/** What a user of a registry remembers of it now. */
export const remember = async (registry: string, path: string, now = TODAY): Promise<Registry> => {
  const read = await readRegistry(registry, { now })
  writePin(path, pinOf(read))
  return read
}

/** Builds the world once; every attack gets a copy of its own. */
export const buildWorld = async (): Promise<World> => {
  const folder = mkdtempSync(join(tmpdir(), 'attacks-'))
  const registry = join(folder, 'models')
  const models = [modelOf('1'), modelOf('2')] as const
  await newRegistry(registry)
  const { place, name } = await frozen(registry, models[0])
  const second = await frozen(registry, models[1], { now: moment('2026-11-11') })
  await approved(place, models[0], { until: '2026-12-31' })
  await putInUse(place, { registry, key: KEYS.exporter, now: moment('2026-11-24') })
  put(folder, 'builder.pub.pem', KEYS.builder.public.pem)
  put(folder, 'reviewer.pub.pem', KEYS.reviewer.public.pem)
  for (const role of ['builder', 'reviewer', 'exporter', 'owner'] as const)
    put(folder, `${role}.pem`, KEYS[role].key.export({ type: 'pkcs8', format: 'pem' }).toString())
  put(folder, 'stranger.pem', privatePem)
  put(folder, 'answers.json', JSON.stringify(answersOf(models[0])))
  put(folder, 'answers-other.json', JSON.stringify(answersOf(models[1])))
  await remember(registry, join(folder, 'pin.json'))
  return at(folder, { used: name, reviewed: second.name }, [...models])
}

/** A copy of the world, to attack. */
export const copyOf = (world: World): World => {
  const folder = mkdtempSync(join(tmpdir(), 'attack-'))
  cpSync(world.folder, folder, { recursive: true })
  const names = { used: basename(world.used), reviewed: basename(world.reviewed) }
  return at(folder, names, [world.model, world.other])
}

export const removeWorld = ({ folder }: World): void => rmSync(folder, { recursive: true, force: true })

/** Changes the bytes of a file. */
export const change = (path: string, how: (bytes: Buffer) => Buffer | string): void =>
  writeFileSync(path, how(readFileSync(path)))

/** Turns one bit in the middle of a file. */
export const flip = (path: string, place = 0.5): void =>
  change(path, (bytes) => {
    const index = Math.floor(bytes.length * place)
    bytes[index] = (bytes[index] as number) ^ 1
    return bytes
  })

/** A file that says it is a gigabyte, without taking the room of one. */
export const gigabyte = (path: string): void => {
  writeFileSync(path, '{')
  truncateSync(path, 2 ** 30)
}

/** Writes files of a model with a manifest that fits them: who changes a file changes the manifest too. */
export const reseal = ({ used, model }: World, more: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(modelFiles(model, { ...filesOf(model), ...more }))) put(used, name, text)
}

/** The log as lines. */
export const logLines = ({ registry }: World): string[] =>
  readFileSync(join(registry, LOG), 'utf8').trimEnd().split('\n')

export const putLog = ({ registry }: World, lines: readonly string[]): void =>
  writeFileSync(join(registry, LOG), `${lines.join('\n')}\n`)

/** The stop switch: withdraws the model in use, and the user of the registry learns of it. */
export const stop = async (world: World): Promise<void> => {
  const more = { registry: world.registry, key: KEYS.owner, reason: 'wrong bins', now: moment('2026-12-01') }
  await withdrawModel(basename(world.used), more)
}
