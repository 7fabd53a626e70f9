import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { allText, cli, everything, type Ran, scratch } from '../support/command-line.js'
import { flatRows, flatStudy, SURNAME, writeStudy, writeTable } from '../support/small-flat.js'
import { makePanel, panelStudy, patched } from '../support/small-panel.js'
import { BAD_FLAT } from './bad-flat.js'
import { BAD_PANEL } from './bad-panel.js'

const folders: string[] = []
const place = (): string => {
  const folder = scratch()
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

interface Wanted {
  readonly exit: number
  readonly rule: string
  readonly says: readonly string[]
  readonly planted: readonly string[]
}

/** Refused with the right exit code and words; no value of a person anywhere; nothing half-written and no model. */
const refused = (ran: Ran, run: string, { exit, rule, says, planted }: Wanted): void => {
  expect(ran.err).not.toContain('bug:')
  for (const words of [rule, ...says]) expect(ran.err).toContain(words)
  expect(ran.code, ran.err).toBe(exit)
  expect(ran.out).toBe('')
  const everywhere = `${ran.out}\n${ran.err}\n${allText(run)}`
  for (const value of planted) expect(everywhere.includes(value), `the value ${value} of a person was told`).toBe(false)
  expect(everything(run).filter((path) => /\.part|\.spill|^model|\.tmp/.test(path))).toEqual([])
}

describe('a bad input on a flat table is refused with its exit code, its rule, what to do, and no value of a person', () => {
  it.each(BAD_FLAT.map((bad) => [bad.name, bad] as const))('%s', async (_, bad) => {
    const folder = place()
    const study = bad.study === null ? join(folder, 'none.json') : writeStudy(folder, bad.study ?? flatStudy())
    const data = bad.table === null ? join(folder, 'none.csv') : writeTable(folder, bad.table ?? flatRows(), bad.file)
    const run = join(folder, 'run')
    const ran = await cli(['retrain', '--study', study, '--data', data, '--out', run])
    refused(ran, run, { ...bad, planted: [SURNAME, 'SECRET-', ...(bad.planted ?? [])] })
  })

  it('there are at least forty of them, with those on a panel', () => {
    expect(BAD_FLAT.length + BAD_PANEL.length).toBeGreaterThanOrEqual(60)
  })

  it('the good table and study, from which all of these are made, give a model', async () => {
    const folder = place()
    const study = writeStudy(folder, flatStudy())
    const ran = await cli([
      'retrain',
      '--study',
      study,
      '--data',
      writeTable(folder, flatRows()),
      '--out',
      `${folder}/run`,
    ])
    expect([ran.code, ran.err]).toEqual([0, ''])
    expect(everything(`${folder}/run`)).toContain('model/model.json')
    expect(`${ran.out}${allText(`${folder}/run`)}`).not.toMatch(new RegExp(`${SURNAME}|SECRET-`))
  })

  it.each([
    ['cut off at its end', (bytes: Buffer) => bytes.subarray(0, bytes.length - 200), 'truncated-parquet'],
    [
      'damaged in its middle',
      (bytes: Buffer) =>
        Buffer.concat([bytes.subarray(0, 40), Buffer.alloc(bytes.length - 52, 7), bytes.subarray(-12)]),
      'corrupt-parquet',
    ],
  ] as const)('a Parquet file %s', async (_, damage, rule) => {
    const folder = place()
    const study = writeStudy(folder, flatStudy())
    const csv = writeTable(folder, flatRows())
    const whole = join(folder, 'whole.parquet')
    const engine = await openDuckDB({ threads: 1 })
    await engine.run(`COPY (FROM '${csv}') TO '${whole}' (FORMAT parquet)`)
    engine.close()
    const data = writeTable(folder, damage(readFileSync(whole)), 'data.parquet')
    const run = join(folder, 'run')
    const ran = await cli(['retrain', '--study', study, '--data', data, '--out', run])
    refused(ran, run, { exit: 2, rule, says: ['Copy or deliver the file again'], planted: [SURNAME, 'SECRET-'] })
  })
})

describe('a bad input that only a panel can have', () => {
  let source: string
  beforeAll(async () => {
    source = await makePanel(place())
  })

  it.each(BAD_PANEL.map((bad) => [bad.name, bad] as const))('%s', async (_, bad) => {
    const folder = place()
    const data = patched(source, folder, bad.patches)
    if (bad.manifest !== undefined) writeFileSync(join(data, 'manifest.json'), bad.manifest)
    const run = join(folder, 'run')
    const study = writeStudy(folder, panelStudy(bad.study))
    const ran = await cli(['retrain', '--study', study, '--data', data, '--out', run])
    refused(ran, run, { ...bad, exit: 2, planted: ['C00000', ...(bad.planted ?? [])] })
  })

  it('the good panel, from which all of these are made, gives a model', async () => {
    const folder = place()
    const run = join(folder, 'run')
    const ran = await cli(['retrain', '--study', writeStudy(folder, panelStudy()), '--data', source, '--out', run])
    expect(ran.err).toBe('')
    expect(ran.code).toBe(0)
    expect(`${ran.out}${allText(run)}`).not.toContain('C00000')
  })

  it('a file where the folder of a panel should be', async () => {
    const folder = place()
    const data = writeTable(folder, flatRows())
    const run = join(folder, 'run')
    const ran = await cli(['retrain', '--study', writeStudy(folder, panelStudy()), '--data', data, '--out', run])
    refused(ran, run, { exit: 2, rule: 'folder-expected', says: ['Name the folder'], planted: ['SECRET-'] })
  })

  it('a folder where the file of a flat study should be', async () => {
    const folder = place()
    const run = join(folder, 'run')
    const ran = await cli(['retrain', '--study', writeStudy(folder, flatStudy()), '--data', source, '--out', run])
    refused(ran, run, { exit: 2, rule: 'file-expected', says: ['Name the file itself'], planted: ['C00000'] })
  })
})

describe('validate', () => {
  it('lists every problem at once, writes the findings, and ends with 2', async () => {
    const folder = place()
    const rows = flatRows().map((row, i) => (i < 20 ? { ...row, months: '-7713', amount: 'NaN' } : row))
    const study = writeStudy(folder, flatStudy())
    const ran = await cli(['validate', '--study', study, '--data', writeTable(folder, rows), '--out', `${folder}/out`])
    expect(ran.code).toBe(2)
    for (const words of ['REFUSED', 'negative', 'not-finite', '20 / 400']) expect(ran.out).toContain(words)
    expect(everything(`${folder}/out`)).toEqual(['01-contract.json'])
    expect(`${ran.out}${ran.err}${allText(`${folder}/out`)}`).not.toMatch(/7713|SECRET-/)
  })

  it('accepts good data with 0', async () => {
    const folder = place()
    const study = writeStudy(folder, flatStudy())
    const ran = await cli(['validate', '--study', study, '--data', writeTable(folder, flatRows())])
    expect([ran.code, ran.err]).toEqual([0, ''])
    expect(ran.out).toContain('accepted')
  })

  it('refuses a study file that is missing, with 2', async () => {
    const ran = await cli(['validate', '--study', `${place()}/none.json`, '--data', 'x.csv'])
    expect(ran.code).toBe(2)
    expect(ran.err).toContain('missing-file')
    expect(ran.err).toContain('Check the path')
  })
})
