import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256 } from '../src/digest.js'
import type { RefusedError } from '../src/errors.js'
import { studyOfRun } from '../src/notebooks/study-of-run.js'
import { type FinishedRun, readRun } from '../src/run-folder-reader.js'
import { cli, json, scratch } from './support/command-line.js'
import { flatRows, flatStudy, writeStudy, writeTable } from './support/small-flat.js'

let root: string
let good: string
let study: string
beforeAll(async () => {
  root = scratch()
  good = join(root, 'run')
  study = writeStudy(root, flatStudy())
  await cli(['retrain', '--study', study, '--data', writeTable(root, flatRows()), '--out', good, '--quick', '--draft'])
}, 60_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A copy of the run, changed. */
const changed = (name: string, change: (folder: string) => void): string => {
  const folder = join(root, name)
  cpSync(good, folder, { recursive: true })
  change(folder)
  return folder
}

const rulesOf = (folder: string): readonly string[] => {
  try {
    readRun(folder)
    return []
  } catch (error) {
    expect(error).toMatchObject({ code: 'run-refused', exit: 2 })
    return (error as RefusedError).issues.map(({ rule }) => rule)
  }
}

/** Writes a file again and its new digest into run.json, as a forger who knows the format would. */
const forge = (folder: string, file: string, edit: (value: Record<string, unknown>) => unknown): void => {
  const text = JSON.stringify(edit(json(folder, file)))
  writeFileSync(join(folder, file), text)
  const manifest = json(folder, 'run.json')
  const files = { ...(manifest['files'] as object), [file]: sha256(text) }
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...manifest, files }))
}

describe('a run folder', () => {
  it('is read with all its results, and without those that a quick run does not have', () => {
    const run: FinishedRun = readRun(good)
    expect(run.results.selection.selected).toHaveLength(2)
    expect(run.results.screeningExamination).toBeUndefined()
    expect(run.model).toBe(join(good, 'model'))
    expect(run.manifest.study.name).toBe('small-flat')
  })

  it('is refused when one byte of a result was changed, and every such file is named', () => {
    const folder = changed('byte', (one) => {
      for (const file of ['04-selection.json', '09-gates.json'])
        writeFileSync(join(one, file), `${readFileSync(join(one, file), 'utf8')} `)
    })
    expect(rulesOf(folder)).toEqual(['wrong-digest', 'wrong-digest'])
  })

  it('is refused when a result is gone, from the folder or from run.json', () => {
    expect(rulesOf(changed('gone', (one) => rmSync(join(one, '05-fit.json'))))).toEqual(['missing-file'])
    const unlisted = changed('unlisted', (one) => {
      const manifest = json(one, 'run.json')
      const { '05-fit.json': _, ...files } = manifest['files'] as Record<string, string>
      writeFileSync(join(one, 'run.json'), JSON.stringify({ ...manifest, files }))
    })
    expect(rulesOf(unlisted)).toEqual(['missing-file'])
  })

  it('is refused when a result was forged with its digest, and does not hold what a run writes', () => {
    expect(rulesOf(changed('more', (one) => forge(one, '05-fit.json', (fit) => ({ ...fit, more: 1 }))))).toEqual([
      'not-a-result',
    ])
    const other = changed('other', (one) => forge(one, '05-fit.json', (fit) => ({ ...fit, data: 'a'.repeat(64) })))
    expect(rulesOf(other)).toEqual(['other-run'])
  })

  it('is refused when the run did not finish, and when there is none', () => {
    const running = changed('running', (one) =>
      writeFileSync(join(one, 'run.json'), JSON.stringify({ ...json(one, 'run.json'), status: 'stopped' })),
    )
    expect(rulesOf(running)).toEqual(['unfinished-run'])
    expect(rulesOf(join(root, 'nowhere'))).toEqual(['missing-file'])
    expect(() => readRun(join(root, 'nowhere'))).toThrow(/no such folder.*check the path/s)
    expect(() => readRun(root)).toThrow(/a folder without run.json.*--out/s)
    expect(rulesOf(changed('null', (one) => writeFileSync(join(one, 'run.json'), 'null')))).toEqual(['unfinished-run'])
    expect(rulesOf(changed('text', (one) => writeFileSync(join(one, 'run.json'), '{')))).toEqual(['not-json'])
  })

  it('knows its own study file, and no other', () => {
    const run = readRun(good)
    expect(studyOfRun(run, study)).toMatchObject({ name: 'small-flat' })
    expect(studyOfRun(run, undefined)).toMatchObject({ kind: 'undefined' })
    const other = join(root, 'other.study.json')
    writeFileSync(other, JSON.stringify(flatStudy({ evaluation: { k: [0.1], bootstrap: 20 } })))
    expect(studyOfRun(run, other)).toMatchObject({ kind: 'undefined' })
  })
})
