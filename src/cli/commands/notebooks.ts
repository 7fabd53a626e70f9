import { join, resolve } from 'node:path'
import { Command } from 'commander'
import type { OutputFinding } from '../../notebooks/compare-outputs.js'
import { notebookText } from '../../notebooks/notebook.js'
import { type NotebookReport, runNotebooks } from '../../notebooks/run-notebooks.js'
import { shippedNotebooks } from '../../notebooks/shipped.js'
import { readRun } from '../../run-folder-reader.js'
import type { Context, ContextOf, Exit } from '../context.js'
import { writeText } from '../run-folder.js'

interface NotebooksOptions {
  readonly notebooks?: string
  readonly study?: string
  readonly out?: string
  readonly check: boolean
  readonly anyDigest: boolean
}

const KINDS: Readonly<Record<OutputFinding['kind'], string>> = {
  missing: 'no output is stored',
  'not-as-written': 'the stored output was changed after it was written, or comes from elsewhere',
  stale: 'the cell gives something else now',
  'other-source': 'the cells are others',
}

const findingLine = ({ kind, cell, stored, found }: OutputFinding): string =>
  `  cell ${cell}: ${KINDS[kind]}\n    stored: ${stored}\n    found:  ${found}`

const summary = ({ name, cells, seconds }: NotebookReport): string => `${name}: ${cells} cells, ${seconds.toFixed(1)} s`

const reportText = (report: NotebookReport): string =>
  [`${summary(report)}${report.findings.length === 0 ? ', as stored' : ''}`, ...report.findings.map(findingLine)].join(
    '\n',
  )

const checked = (reports: readonly NotebookReport[], io: Context): 0 | 3 => {
  for (const report of reports) io.out(reportText(report))
  return reports.every(({ findings }) => findings.length === 0) ? 0 : 3
}

const written = (reports: readonly NotebookReport[], out: string, io: Context): 0 => {
  for (const report of reports) {
    writeText(out, report.name, notebookText(report.notebook))
    io.out(summary(report))
  }
  io.out(`notebooks with their outputs: ${out}`)
  return 0
}

/** `maatwerkscan notebooks`: executes the notebooks on a run, without Jupyter and without Python. */
export const notebooksCommand = (context: ContextOf, exit: Exit): Command =>
  new Command('notebooks')
    .description('Execute the notebooks on a run and fill in their outputs; stops at the first cell with an error.')
    .argument('<run>', 'run folder')
    .option('--notebooks <folder>', 'folder with notebooks (default: those of the package)')
    .option('--study <file>', 'study file of the run, for what only the study says')
    .option('--out <folder>', 'where the executed notebooks are written (default: notebooks/ in the run folder)')
    .option('--check', 'write nothing; exit 3 when a stored output is not what its cell gives on this run', false)
    .option('--any-digest', 'with --check: digests may differ, as they do after a change of the program', false)
    .action(async (run: string, options: NotebooksOptions) => {
      const io = context(options)
      readRun(run)
      const started = io.now()
      const reports = await runNotebooks(options.notebooks ?? shippedNotebooks(), {
        run,
        ...(options.study === undefined ? {} : { study: options.study }),
        language: io.language,
        anyDigest: options.anyDigest,
        home: shippedNotebooks(),
        now: io.now,
        onCell: (stage, share) => io.progress({ stage, share }),
        signal: io.signal,
      })
      io.stopProgress()
      exit(options.check ? checked(reports, io) : written(reports, resolve(options.out ?? join(run, 'notebooks')), io))
      io.note(`${((io.now() - started) / 1000).toFixed(1)} s`)
    })
