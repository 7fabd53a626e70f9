import { dirname, resolve } from 'node:path'
import { Argument, Command, Option } from 'commander'
import type { Model } from '../../../data-schemas/artifact.js'
import type { ParityResult } from '../../../data-schemas/results/parity.js'
import { readModel } from '../../artifact/read.js'
import { sha256 } from '../../digest.js'
import { WorkbenchError } from '../../errors.js'
import { refuseDraft } from '../../exports/draft.js'
import { EXPORT_TARGETS, type ExportTarget, type ExportTargetName } from '../../exports/export.js'
import { type Exported, exportModel, referencesOf } from '../../exports/export-model.js'
import { parityHead, parityRows } from '../../exports/parity-table.js'
import { TARGETS } from '../../exports/targets.js'
import { contentsOf, contentsOfAll, PARITY_FILE, writeExport } from '../../exports/write-export.js'
import { recordExport } from '../../registry/change-state.js'
import { requireStanding } from '../../registry/standing.js'
import { reasonWords } from '../../report/reason-words.js'
import { textTable } from '../../report/table.js'
import type { Context, ContextOf } from '../context.js'
import { positiveInteger } from '../options.js'
import { signingKey } from '../signing-key.js'
import { optionalPin, standingAsked, withStanding } from '../standing.js'

interface ExportCommandOptions {
  readonly to: ExportTargetName | 'all'
  readonly out: string
  readonly table?: string
  readonly contributions: boolean
  readonly allowDraft: boolean
  readonly rows?: number
  readonly forProduction: boolean
  readonly key?: string
  readonly pin?: string
  readonly registry?: string
}

const shown = (parity: readonly ParityResult[], io: Context): string =>
  textTable(
    parityHead(io.language).map((head) => ({ head })),
    parityRows(parity, {
      language: io.language,
      tell: (because) => reasonWords(because, io.language) ?? because,
    }),
  )

/** A model that goes to production needs its approvals, and the name of who took it there. */
const requireApprovals = async (folder: string, options: ExportCommandOptions, io: Context): Promise<void> => {
  const standing = await standingAsked(folder, options, io)
  if (standing !== null) requireStanding(standing, 'export')
  if (standing !== null || !options.forProduction) return
  throw new WorkbenchError('no-pin', {
    expected: '--pin FILE beside --for-production: what is remembered of the registry',
    found: 'none',
    advice: 'freeze the model into a registry and have it approved; see docs/FREEZE.md',
  })
}

/** All targets, without those that cannot hold this model, which are named. */
const exportAll = async (
  model: Model,
  targets: readonly ExportTarget[],
  work: { readonly options: ExportCommandOptions; readonly io: Context },
): Promise<readonly Exported[]> => {
  const { io, options } = work
  const { table, contributions, rows } = options
  const asked = { contributions, ...(table === undefined ? {} : { table }), ...(rows === undefined ? {} : { rows }) }
  const references = referencesOf(model, asked)
  const made: Exported[] = []
  for (const [index, target] of targets.entries()) {
    io.progress({ stage: target.name, share: index / targets.length })
    try {
      made.push(await exportModel(model, target, { ...asked, references }))
    } catch (error) {
      const other = options.to === 'all' && error instanceof WorkbenchError && error.code === 'cannot-export'
      if (!other) throw error
      io.note(`${target.name}: ${error.message}`)
    }
  }
  return made
}

/** Writes the export down in the registry, signed: the digest of `parity.json`, which holds the digest of every file. */
const record = async (
  folder: string,
  made: readonly Exported[],
  work: { readonly options: ExportCommandOptions; readonly io: Context },
): Promise<void> => {
  const { io, options } = work
  const key = signingKey(options.key, io)
  for (const one of made) {
    await recordExport(folder, {
      registry: options.registry ?? dirname(resolve(folder)),
      key,
      now: io.now(),
      to: one.parity.target,
      sha256: sha256(contentsOf(one).get(PARITY_FILE) ?? ''),
      ...(await optionalPin(options.pin)),
    })
  }
}

const run = async (folder: string, options: ExportCommandOptions, io: Context): Promise<void> => {
  const model = await readModel(folder)
  if (!options.allowDraft || options.forProduction) refuseDraft(model)
  await requireApprovals(folder, options, io)
  const { to, out } = options
  const targets = TARGETS.filter(({ name }) => to === 'all' || name === to)
  const [first, ...others] = await exportAll(model, targets, { options, io })
  if (first === undefined)
    throw new WorkbenchError('cannot-export', { expected: 'a target that can hold the model', found: 'none', exit: 2 })
  const made = [first, ...others] as const
  if (options.forProduction) await record(folder, made, { options, io })
  const written =
    to === 'all'
      ? writeExport(out, contentsOfAll(made), '')
      : writeExport(out, contentsOf(first), targets[0]?.extension ?? '')
  io.stopProgress()
  io.out(
    shown(
      made.map(({ parity }) => parity),
      io,
    ),
  )
  for (const path of written) io.note(path)
}

/** `maatwerkscan export`: the model in another language, written only when its check against the kernel holds. */
export const exportCommand = (context: ContextOf): Command =>
  withStanding(new Command('export'))
    .description(
      `Write a frozen model for another engine: ${TARGETS.map(({ name, about }) => `${name} (${about})`).join('; ')}. Checked over golden vectors and generated inputs; nothing is written when a check fails.`,
    )
    .addArgument(new Argument('<model>', 'model folder'))
    .addOption(new Option('--to <target>', 'what to write').choices([...EXPORT_TARGETS, 'all']).makeOptionMandatory())
    .requiredOption('--out <path>', 'folder to write, or the main file by its extension (the others are put beside it)')
    .option('--table <name>', 'sql: table to read (default: people)')
    .option('--contributions', 'sql: the contribution of each input as well', false)
    .option('--rows <n>', 'generated rows of the check (default: 100000)', positiveInteger)
    .option('--allow-draft', 'export a draft that a gate refused, to look at it', false)
    .option(
      '--for-production',
      'needs the approvals that the study asks (--pin), and signs a line in the registry',
      false,
    )
    .option('--key <file>', "exporter's private key, P-256 in PEM (default: the text in MAATWERKSCAN_KEY)")
    .action(async (folder: string, options: ExportCommandOptions) => {
      await run(folder, options, context(options))
    })
