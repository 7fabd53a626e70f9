import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Kernel, openKernel } from '../../src/notebooks/kernel.js'
import type { CodeCell, Notebook } from '../../src/notebooks/notebook.js'
import { notebookText, parseNotebook } from '../../src/notebooks/notebook.js'
import { runNotebook } from '../../src/notebooks/run-notebook.js'
import { runNotebooks } from '../../src/notebooks/run-notebooks.js'
import { scratch } from '../support/command-line.js'
import { notebookOf, putNotebook } from '../support/notebooks.js'

let root: string
let kernel: Kernel
beforeAll(() => {
  root = scratch()
  kernel = openKernel(root, {})
})
afterAll(() => {
  kernel.close()
  rmSync(root, { recursive: true, force: true })
})

const folderOf = (name: string, ...notebooks: readonly Notebook[]): string => {
  const folder = join(root, name)
  mkdirSync(folder)
  for (const [i, notebook] of notebooks.entries()) putNotebook(folder, `0${i + 1}.ipynb`, notebook)
  return folder
}
const on = { run: 'a-run', language: 'nl', study: 'a.study.json' }
const outputsOf = (notebook: Notebook): readonly unknown[] =>
  notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === 'code').map(({ outputs }) => outputs)

describe('a notebook that runs', () => {
  it('gets what each cell shows, by type, and what it prints, in order', async () => {
    const run = await runNotebook(
      notebookOf(
        "import { display } from 'tslab'\nconst half: number = 1 / 2",
        "display.html('<b>1</b>')\nconsole.log(half)\ndisplay.svg('<svg/>')",
        'half + 1',
        "await Promise.resolve()\nprocess.stderr.write('note')\nvoid 0",
      ),
      kernel,
    )
    expect(run.kind === 'executed' && outputsOf(run.notebook)).toEqual([
      [],
      [
        { output_type: 'display_data', data: { 'text/html': '<b>1</b>' }, metadata: {} },
        { output_type: 'stream', name: 'stdout', text: '0.5\n' },
        { output_type: 'display_data', data: { 'image/svg+xml': '<svg/>' }, metadata: {} },
      ],
      [{ output_type: 'stream', name: 'stdout', text: '1.5\n' }],
      [{ output_type: 'stream', name: 'stderr', text: 'note' }],
    ])
  })

  it('does not see the cells of the notebook before', async () => {
    expect((await runNotebook(notebookOf('const secret = 1', 'secret + 1'), kernel)).kind).toBe('executed')
    expect(await runNotebook(notebookOf('console.log(secret)'), kernel)).toMatchObject({
      kind: 'failed',
      error: expect.stringContaining("Cannot find name 'secret'"),
    })
  })
})

describe('the notebooks of a folder', () => {
  it('read run, study and language from the environment, and say the same when they run again', async () => {
    const names = ['RUN', 'STUDY', 'LANG'].map((name) => `process.env.MAATWERKSCAN_${name}`)
    const show = "import { display } from 'tslab'\nconst tenth = 1 / 10\ndisplay.html('<i>' + tenth + '</i>\\n\\n')"
    const folder = folderOf('again', notebookOf(`console.log([${names}].join('|'))`), notebookOf(show))
    const [environment, shown] = await runNotebooks(folder, on)
    expect(JSON.stringify(outputsOf(environment!.notebook))).toContain(
      `${resolve('a-run')}|${resolve('a.study.json')}|nl`.replaceAll('\\', '\\\\'),
    )
    expect(shown?.findings.map(({ kind }) => kind)).toEqual(['missing'])
    const text = notebookText(shown!.notebook)
    expect(notebookText(parseNotebook(text, 'x'))).toBe(text)
    putNotebook(folder, '02.ipynb', shown!.notebook)
    putNotebook(folder, '03.ipynb', parseNotebook(text.replace('<i>0.1</i>', '<i>0.9</i>'), 'x'))
    const [, second, edited] = await runNotebooks(folder, on)
    expect(second?.findings).toEqual([])
    expect(notebookText(second!.notebook)).toBe(text)
    expect(readFileSync(join(folder, '02.ipynb'), 'utf8')).toBe(text)
    expect(edited?.findings.map(({ kind, cell }) => [kind, cell])).toEqual([
      ['not-as-written', 2],
      ['stale', 2],
    ])
  })
})

describe('notebooks with an error', () => {
  const failing: readonly (readonly [what: string, source: string, said: RegExp])[] = [
    ['throws', "throw new Error('no such person')", /no such person/],
    ['rejects', "await Promise.reject(new Error('too late'))", /too late/],
    ['does not type-check', 'const n: number = "text"', /not assignable to type 'number'/],
  ]
  it.each(failing)('stop at a cell that %s, and say which', async (_, source, said) => {
    const run = await runNotebook(notebookOf('const a = 1', source, "throw new Error('never')"), kernel)
    expect(run).toMatchObject({ kind: 'failed', cell: 3, source, error: expect.stringMatching(said) })
  })

  it('stop at a cell that ends the process, and show the cell', async () => {
    const folder = folderOf('ends', notebookOf('const a = 1', 'process.exit(0)', 'const never = 2'))
    const error = await runNotebooks(folder, on).catch((one: unknown) => one as Error)
    expect(error).toMatchObject({ code: 'cell-failed', exit: 1 })
    expect((error as Error).message).toMatch(/cell 3\n\n {4}process\.exit\(0\)\n\n {4}the kernel ended in this cell/)
    expect((error as Error).message).toContain('01.ipynb')
  })

  it('are refused when the folder has none, or a file is no notebook', async () => {
    await expect(runNotebooks(join(root, 'nowhere'), on)).rejects.toMatchObject({ code: 'no-notebooks' })
    expect(() => parseNotebook('{"cells":', 'x')).toThrow('not-a-notebook')
    expect(() => parseNotebook('{"cells": [], "nbformat": 3, "nbformat_minor": 0}', 'x')).toThrow('not-a-notebook')
  })
})

describe('a kernel', () => {
  it('stops at once in a cell that would never end', async () => {
    const abort = new AbortController()
    const stuck = openKernel(root, {}, { signal: abort.signal })
    const run = runNotebook(notebookOf('for (;;) {}'), stuck)
    setTimeout(() => abort.abort(new Error('stopped')), 300)
    await expect(run).rejects.toThrow('stopped')
    stuck.close()
  })

  it.skipIf(!existsSync('dist/index.js'))(
    'knows the types of the library, so that completion works in a cell',
    async () => {
      const typed = openKernel(resolve('notebooks'), {})
      const imported =
        "import { readRun, type FinishedRun } from '../dist/index.js'\nconst look = (run: FinishedRun) => "
      const wrong = await runNotebook(notebookOf(`${imported}run.results.selection.chosen`), typed)
      expect(wrong).toMatchObject({ kind: 'failed', error: expect.stringMatching(/Property 'chosen' does not exist/) })
      const right = await runNotebook(notebookOf(`${imported}run.results.selection.selected[0]?.length`), typed)
      expect(right.kind).toBe('executed')
      kernel.close()
    },
  )
})
