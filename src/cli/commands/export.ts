import { join } from 'node:path'
import { Argument, Command, Option } from 'commander'
import type { ParityResult } from '../../../data-schemas/results/parity.js'
import { readModel } from '../../artifact/read.js'
import { refuseDraft } from '../../exports/draft.js'
import { EXPORT_TARGETS, type ExportTargetName } from '../../exports/export.js'
import { exportModel, referencesOf } from '../../exports/export-model.js'
import { parityHead, parityRows } from '../../exports/parity-table.js'
import { TARGETS } from '../../exports/targets.js'
import { writeExport } from '../../exports/write-export.js'
import { textTable } from '../../report/table.js'
import type { Context, ContextOf } from '../context.js'
import { positiveInteger } from '../options.js'

interface ExportCommandOptions {
  readonly to: ExportTargetName | 'all'
  readonly out: string
  readonly table?: string
  readonly contributions: boolean
  readonly allowDraft: boolean
  readonly rows?: number
}

const shown = (parity: readonly ParityResult[], io: Context): string =>
  textTable(
    parityHead(io.language).map((head) => ({ head })),
    parityRows(parity, io.language),
  )

const run = async (folder: string, options: ExportCommandOptions, io: Context): Promise<void> => {
  const model = await readModel(folder)
  if (!options.allowDraft) refuseDraft(model)
  const { to, out, table, contributions, rows } = options
  const targets = TARGETS.filter(({ name }) => to === 'all' || name === to)
  const asked = {
    contributions,
    ...(table === undefined ? {} : { table }),
    ...(rows === undefined ? {} : { rows }),
  }
  const references = referencesOf(model, asked)
  const written: string[] = []
  const tables: ParityResult[] = []
  for (const [index, target] of targets.entries()) {
    io.progress({ stage: target.name, share: index / targets.length })
    const exported = await exportModel(model, target, { ...asked, references })
    tables.push(exported.parity)
    const place = to === 'all' ? join(out, target.name) : out
    written.push(...writeExport(place, exported, to === 'all' ? '' : target.extension))
  }
  io.stopProgress()
  io.out(shown(tables, io))
  for (const path of written) io.note(path)
}

/** `maatwerkscan export`: the model in another language, written only when its check against the kernel holds. */
export const exportCommand = (context: ContextOf): Command =>
  new Command('export')
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
    .action(async (folder: string, options: ExportCommandOptions) => {
      await run(folder, options, context(options))
    })
