import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import type { RegistryPin } from '../../data-schemas/registry-pin.js'
import { canonicalJson } from '../digest.js'
import { WorkbenchError } from '../errors.js'
import { LOG } from '../registry/log.js'
import { readPin, writePin } from '../registry/pin-file.js'
import { type Standing, standingOf } from '../registry/standing.js'
import type { Context } from './context.js'

/** Options of a command that asks where a model stands. */
export interface StandingOptions {
  /** What is remembered of the registry, kept outside of it. */
  readonly pin?: string
  /** Folder of the registry; default: the one that the model folder lies in. */
  readonly registry?: string
}

/** Adds the options of {@link standingAsked} to a command. */
export const withStanding = (command: Command): Command =>
  command
    .option('--pin <file>', 'what is remembered of the registry (registry pin): asks where the model stands in it')
    .option('--registry <folder>', 'registry (default: the folder that the model folder lies in)')

/**
 * Where a model stands, when a pin was named; null otherwise. The pin is then brought up to date, so that nothing seen today can be left out
 * tomorrow. Throws `model-refused`, `registry-refused`, `pin-refused` (exit 2), and `no-pin` (exit 1) for a registry without a pin.
 */
export const standingAsked = async (
  folder: string,
  options: StandingOptions,
  io: Context,
): Promise<Standing | null> => {
  if (options.pin === undefined) {
    if (options.registry === undefined) return null
    throw new WorkbenchError('no-pin', {
      expected: '--pin FILE beside --registry: what is remembered of it, kept elsewhere',
      found: 'none',
      advice:
        'make it once from a registry you trust: `maatwerkscan registry pin --registry DIR --pin FILE --public-key OWNER`',
    })
  }
  const pin = await readPin(options.pin)
  const registry = options.registry ?? dirname(resolve(folder))
  const standing = await standingOf(folder, { registry, pin, now: io.now() })
  if (canonicalJson(standing.pin) !== canonicalJson(pin)) writePin(options.pin, standing.pin)
  return standing
}

/**
 * Refuses to use a model of a registry when nobody asks where it stands: it may have been withdrawn.
 * Throws `no-pin` (exit 1).
 */
export const requirePin = (folder: string, { pin }: StandingOptions): void => {
  if (pin !== undefined || !existsSync(join(dirname(resolve(folder)), LOG))) return
  throw new WorkbenchError('no-pin', {
    expected:
      '--pin FILE for a model that lies in a registry: it may have been withdrawn, or its approval may have expired',
    found: 'none',
    where: folder,
    advice:
      'make it once from a registry you trust: `maatwerkscan registry pin --registry DIR --pin FILE --public-key OWNER`; to look at a model without asking: --ignore-registry',
  })
}

/** What is remembered of a registry, for a command that writes into it: nothing where no pin was named. */
export const optionalPin = async (path: string | undefined): Promise<{ readonly pin?: RegistryPin }> =>
  path === undefined ? {} : { pin: await readPin(path) }
