import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, everything, type Ran, scratch } from '../support/command-line.js'
import { notebookOf, putNotebook } from '../support/notebooks.js'
import { flatRows, flatStudy, writeStudy, writeTable } from '../support/small-flat.js'

let root: string
let run: string
let books: string
beforeAll(async () => {
  root = scratch()
  run = join(root, 'run')
  books = join(root, 'books')
  const study = writeStudy(root, flatStudy())
  await cli(['retrain', '--study', study, '--data', writeTable(root, flatRows()), '--out', run, '--quick', '--draft'])
  mkdirSync(books)
  putNotebook(books, '01.ipynb', notebookOf('console.log(1 / 3, process.env.MAATWERKSCAN_LANG)'))
}, 60_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const notebooks = (...more: readonly string[]): Promise<Ran> => cli(['notebooks', run, '--notebooks', books, ...more])

describe('maatwerkscan notebooks', () => {
  it('fills in the outputs beside the run, and then finds them as stored, until somebody changes one', async () => {
    expect(await notebooks('--check')).toMatchObject({ code: 3, out: expect.stringContaining('no output is stored') })
    expect(everything(run)).not.toContain('notebooks')
    expect((await notebooks()).code).toBe(0)
    const file = join(run, 'notebooks/01.ipynb')
    expect(readFileSync(file, 'utf8')).toContain('0.3333333333333333 en')
    const again = ['notebooks', run, '--notebooks', join(run, 'notebooks'), '--check']
    expect(await cli(again)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^01.ipynb: 1 cells, [0-9.]+ s, as stored\n$/),
    })
    writeFileSync(file, readFileSync(file, 'utf8').replace('0.3333333333333333', '0.4444444444444444'))
    const edited = await cli(again)
    expect(edited.code).toBe(3)
    expect(edited.out).toContain('cell 2: the stored output was changed after it was written')
    expect(edited.out).toMatch(/stored: +0\.4444444444444444 en\s+found: +0\.3333333333333333 en/)
  })

  it('writes nothing when it is stopped, or when a cell fails', async () => {
    const out = join(root, 'stopped')
    const line = ['notebooks', run, '--notebooks', books, '--out', out]
    expect((await cli(line, { stopAt: '01.ipynb, cell 1' })).code).toBe(130)
    expect(existsSync(out)).toBe(false)
    const broken = join(root, 'broken')
    mkdirSync(broken)
    putNotebook(broken, '01.ipynb', notebookOf('const fine = 1'))
    putNotebook(broken, '02.ipynb', notebookOf("throw new Error('not today')"))
    const failed = await cli(['notebooks', run, '--notebooks', broken, '--out', out])
    expect(failed).toMatchObject({ code: 1, out: '' })
    expect(failed.err).toContain("    throw new Error('not today')")
    expect(existsSync(out)).toBe(false)
  })

  it('refuses a run that was changed after it was written, before any cell', async () => {
    const file = join(run, '07-ranking.json')
    const before = readFileSync(file, 'utf8')
    writeFileSync(file, before.replace(/"recall"/, '"Recall"'))
    expect(await notebooks()).toMatchObject({ code: 2, out: '', err: expect.stringContaining('wrong-digest') })
    writeFileSync(file, before)
  })
})
