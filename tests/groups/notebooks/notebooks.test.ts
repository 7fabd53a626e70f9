import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../src/digest.js'
import { TOLERANCES, textDifference } from '../../../src/notebooks/compare-outputs.js'
import { type Notebook, parseNotebook } from '../../../src/notebooks/notebook.js'
import { cli, scratch } from '../../support/command-line.js'
import { flatRows, flatStudy, writeStudy, writeTable } from '../../support/small-flat.js'

const STUDY = 'data-schemas/studies/maatwerkscan.study.json'
const PYTHON = '.venv/lab/bin/python'
const NAMES = readdirSync('notebooks').filter((name) => name.endsWith('.ipynb'))

let root: string
const runs: Record<string, string> = {}
beforeAll(async () => {
  root = scratch()
  const data = join(root, 'data')
  const made = async (name: string, study: string, from: string, ...more: string[]): Promise<void> => {
    runs[name] = join(root, name)
    await cli(['retrain', '--study', study, '--data', from, '--out', runs[name], ...more])
  }
  await cli(['synth', '--out', data, '--clients', '8000', '--seed', '1'])
  await made('panel', STUDY, data, '--draft')
  const flat = writeStudy(root, flatStudy())
  await made('flat', flat, writeTable(root, flatRows()))
  // Without the examination a gate refuses, and without --draft there is no model: the barest run there can be.
  await made('bare', flat, join(root, 'data.csv'), '--quick')
}, 600_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const stored = (folder: string, name: string): Notebook => parseNotebook(readFileSync(join(folder, name), 'utf8'), name)

/** What the cells show; in one order, because Jupyter sorts the keys of what it stores. */
const shown = (notebook: Notebook): readonly string[] =>
  notebook.cells.flatMap((cell) =>
    cell.cell_type !== 'code'
      ? []
      : cell.outputs.flatMap((one) =>
          one.output_type === 'display_data'
            ? Object.entries(one.data)
                .sort(([a], [b]) => (a < b ? -1 : 1))
                .map(([, value]) => (typeof value === 'string' ? value : canonicalJson(value)))
            : [canonicalJson(one)],
        ),
  )

describe('the eight notebooks', () => {
  it.each(['panel', 'flat', 'bare'])('run on the %s run, and end with a decision and its digests', async (name) => {
    const run = runs[name] as string
    const lang = name === 'flat' ? 'nl' : 'en'
    const ran = await cli(['notebooks', run, '--lang', lang, ...(name === 'panel' ? ['--study', STUDY] : [])])
    expect(ran.err.replace(/^[\d.]+ s\n$/, '')).toBe('')
    expect(ran.code).toBe(0)
    for (const file of NAMES) {
      const texts = shown(stored(join(run, 'notebooks'), file))
      expect(texts.at(-1), file).toMatch(/^\*\*(Decision|Besluit)\.\*\* [\s\S]*`[0-9a-f]{64}`/)
      for (const text of texts) expect(text, file).not.toMatch(/NaN|undefined|\[object|Infinity/)
    }
  })

  it('are found as stored where they were written, beside the run', async () => {
    const run = runs['bare'] as string
    const checked = await cli(['notebooks', run, '--notebooks', join(run, 'notebooks'), '--check'])
    expect(checked.out.match(/as stored/g)).toHaveLength(8)
    expect(checked.code).toBe(0)
  })

  it('say where a part does not exist', () => {
    const folder = join(runs['bare'] as string, 'notebooks')
    expect(shown(stored(folder, '08-export.ipynb')).join('\n')).toContain('there is no frozen model')
    expect(shown(stored(folder, '04-selection.ipynb')).join('\n')).toContain('was not examined')
  })

  it('have short cells, import the built library only, and close with the decision', () => {
    expect(NAMES).toHaveLength(8)
    for (const name of NAMES) {
      const { cells } = stored('notebooks', name)
      expect(cells[0]?.source, name).toMatch(/^# [\s\S]*\*\*The question: /)
      expect(cells.at(-1)?.source, name).toContain('closing(run')
      for (const { cell_type, source } of cells) {
        if (cell_type === 'markdown') expect(source, name).not.toMatch(/\d+[.,%]\d*/)
        if (cell_type !== 'code') continue
        expect(source.split('\n').length, name).toBeLessThanOrEqual(20)
        for (const [, from] of source.matchAll(/from '([^']+)'/g)) expect(['tslab', '../dist/index.js']).toContain(from)
      }
    }
  })
})

describe.skipIf(!existsSync(PYTHON))(`in real Jupyter (nbclient from ${PYTHON}, see .ci/jupyterlab)`, () => {
  it('the same notebooks show the same', () => {
    const kernel = join(root, 'jupyter/kernels/tslab')
    mkdirSync(kernel, { recursive: true })
    const argv = [
      process.execPath,
      resolve('node_modules/tslab/bin/tslab'),
      'kernel',
      '--config-path',
      '{connection_file}',
    ]
    const spec = { argv, display_name: 'TypeScript', language: 'typescript' }
    writeFileSync(join(kernel, 'kernel.json'), JSON.stringify(spec))
    const out = join(root, 'by-jupyter')
    const { status, stderr } = spawnSync(
      resolve(PYTHON),
      [resolve('tests/groups/notebooks/nbclient_run.py'), resolve('notebooks'), out],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          JUPYTER_PATH: join(root, 'jupyter'),
          MAATWERKSCAN_RUN: runs['panel'] as string,
          MAATWERKSCAN_LANG: 'en',
          MAATWERKSCAN_STUDY: resolve(STUDY),
        },
      },
    )
    expect(stderr.slice(-2000)).not.toMatch(/Error/)
    expect(status).toBe(0)
    for (const name of NAMES) {
      const [own, theirs] = [shown(stored(join(runs['panel'] as string, 'notebooks'), name)), shown(stored(out, name))]
      expect(theirs.length, name).toBe(own.length)
      for (const [i, text] of own.entries()) expect(textDifference(text, theirs[i] ?? '', TOLERANCES), name).toBeNull()
    }
  })
})
