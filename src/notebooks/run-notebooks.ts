import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { WorkbenchError } from '../errors.js'
import { compareOutputs, type OutputFinding, TOLERANCES } from './compare-outputs.js'
import { openKernel } from './kernel.js'
import { type Notebook, parseNotebook } from './notebook.js'
import { runNotebook } from './run-notebook.js'

/** What became of one notebook of a folder. */
export interface NotebookReport {
  readonly name: string
  readonly notebook: Notebook
  /** Cells executed. */
  readonly cells: number
  /** How long that took, with the start of the kernel for the first. */
  readonly seconds: number
  /** How the outputs stored in the file differ from those it gives now. */
  readonly findings: readonly OutputFinding[]
}

/** What notebooks are executed on, and who is told. */
export interface RunNotebooksOptions {
  /** Run folder, study file and language, as the notebooks read them from the environment. */
  readonly run: string
  readonly study?: string
  readonly language: string
  /** Folder of the package's own notebooks: copies of them elsewhere, with outputs, are executed as if they lay here. */
  readonly home?: string
  /** Compare stored outputs without their digests: they were stored by another version of the program. Default false. */
  readonly anyDigest?: boolean
  readonly onCell?: (name: string, share: number) => void
  /** Clock in milliseconds. */
  readonly now?: () => number
  readonly signal?: AbortSignal
}

const namesIn = (folder: string): readonly string[] => {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.ipynb')) : []
  if (names.length > 0) return names.sort()
  throw new WorkbenchError('no-notebooks', {
    expected: 'a folder with notebooks (.ipynb)',
    found: existsSync(folder) ? 'none' : 'no such folder',
    where: folder,
    advice: 'name it with --notebooks',
  })
}

const LIBRARY = '../dist/index.js'

/** Where cells run: in their folder, unless they import the library and it does not lie beside that folder. */
const placeOf = (folder: string, names: readonly string[], home: string | undefined): string => {
  const beside = home === undefined || existsSync(join(folder, LIBRARY))
  if (beside || !names.some((name) => readFileSync(join(folder, name), 'utf8').includes(LIBRARY)))
    return resolve(folder)
  return resolve(home)
}

/** Long messages of the compiler are cut: the first lines say what is wrong. */
const indented = (text: string): string =>
  text
    .split('\n')
    .slice(0, 24)
    .map((line) => `    ${line.slice(0, 240)}`)
    .join('\n')

const cellFailed = (
  where: string,
  cell: number,
  of: { readonly source: string; readonly error: string },
): WorkbenchError =>
  new WorkbenchError('cell-failed', {
    expected: 'every cell to run',
    found: `an error in cell ${cell}\n\n${indented(of.source)}\n\n${indented(of.error)}\n`,
    where,
    advice: 'open the notebook, or look at the run folder it was given',
  })

/**
 * Executes every notebook of a folder, in the order of their names, on one run. Writes nothing.
 * Throws `cell-failed` at the first cell with an error, with the cell; `no-notebooks` for a folder without any.
 */
export const runNotebooks = async (
  folder: string,
  options: RunNotebooksOptions,
): Promise<readonly NotebookReport[]> => {
  const { run, study, language, home, onCell, now = Date.now, signal } = options
  const environment = {
    MAATWERKSCAN_RUN: resolve(run),
    MAATWERKSCAN_LANG: language,
    MAATWERKSCAN_STUDY: study === undefined ? '' : resolve(study),
  }
  const tolerances = { ...TOLERANCES, digests: options.anyDigest === true ? 'any' : 'same' } as const
  const names = namesIn(folder)
  const kernel = openKernel(placeOf(folder, names, home), environment, signal === undefined ? {} : { signal })
  const reports: NotebookReport[] = []
  try {
    for (const [place, name] of names.entries()) {
      const where = join(folder, name)
      const begin = now()
      const stored = parseNotebook(readFileSync(where, 'utf8'), where)
      const ran = await runNotebook(stored, kernel, (done, of) =>
        onCell?.(`${name}, cell ${done + 1} of ${of}`, (place + done / of) / names.length),
      )
      if (ran.kind === 'failed') throw cellFailed(where, ran.cell, ran)
      const cells = ran.notebook.cells.filter(({ cell_type }) => cell_type === 'code').length
      const seconds = (now() - begin) / 1000
      const findings = compareOutputs(stored, ran.notebook, tolerances)
      reports.push({ name, notebook: ran.notebook, cells, seconds, findings })
    }
    return reports
  } finally {
    kernel.close()
  }
}
