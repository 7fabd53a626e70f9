import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cli, everything, type Ran, scratch } from '../support/command-line.js'
import { type Cells, flatRows, flatStudy, SURNAME, writeStudy, writeTable } from '../support/small-flat.js'

let made: string
let folder: string
const folders: string[] = []

beforeAll(async () => {
  made = scratch()
  folders.push(made)
  const line = ['retrain', '--study', writeStudy(made, flatStudy()), '--data', writeTable(made, flatRows())]
  expect((await cli([...line, '--out', join(made, 'run')])).code).toBe(0)
})
beforeEach(() => {
  folder = scratch()
  folders.push(folder)
  cpSync(join(made, 'run', 'model'), join(folder, 'model'), { recursive: true })
})
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true })
})

const file = (name = 'model.json'): string => join(folder, 'model', name)
const verify = (): Promise<Ran> => cli(['verify', join(folder, 'model')])
const score = (rows: readonly Cells[] | string, ...more: string[]): Promise<Ran> => {
  const line = ['score', '--model', join(folder, 'model'), '--data', writeTable(folder, rows)]
  return cli([...line, '--out', join(folder, 'scores.csv'), '--jobs', '1', ...more])
}
const nothingWritten = (): void => expect(everything(folder).filter((path) => /scores|\.part/.test(path))).toEqual([])

const flip = (name: string, at: (bytes: Buffer) => number): void => {
  const bytes = readFileSync(file(name))
  const place = at(bytes)
  bytes[place] = (bytes[place] as number) ^ 1
  writeFileSync(file(name), bytes)
}

describe('a model that is as it was frozen', () => {
  it('verifies with 0, and scores', async () => {
    const { code, out, err } = await verify()
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toMatchObject({ kind: 'verified', name: 'small-flat', draft: false })
    const scored = await score(flatRows(60))
    expect([scored.code, scored.err]).toEqual([0, ''])
    expect(JSON.parse(scored.out)).toMatchObject({ kind: 'scores', rows: 60, scored: 60, refused: 0, lists: 1 })
    expect(`${scored.out}`).not.toMatch(new RegExp(`${SURNAME}|SECRET-`))
    expect(readFileSync(join(folder, 'scores.csv'), 'utf8')).toContain('SECRET-00059')
  })
})

describe('a model that is not as it was frozen: verify and score end with 2, say what is wrong, and write nothing', () => {
  const respaced = (text: string): string => text.replace(',', ', ')
  const digit = (bytes: Buffer): number => bytes.indexOf('"coefficient":') + '"coefficient":'.length + 3
  /** A decimal digit of the digest: with its last bit turned it is still one, so the manifest stays well-formed. */
  const hexDigit = (bytes: Buffer): number => {
    const start = bytes.indexOf('"sha256":"') + '"sha256":"'.length
    return start + bytes.subarray(start).toString().search(/[0-9]/)
  }
  it.each<readonly [string, () => void, string]>([
    ['one bit of a coefficient', () => flip('model.json', digit), 'wrong-digest'],
    ['the first byte of the model', () => flip('model.json', () => 0), 'not-json'],
    ['the last byte of the model', () => flip('model.json', (bytes) => bytes.length - 1), 'not-json'],
    ['one bit of the manifest', () => flip('manifest.json', hexDigit), 'wrong-digest'],
    [
      'the same model written with a space',
      () => writeFileSync(file(), respaced(readFileSync(file(), 'utf8'))),
      'not-canonical',
    ],
    ['a byte at the end', () => appendFileSync(file(), ' '), 'wrong-size'],
    ['half of the model', () => writeFileSync(file(), readFileSync(file()).subarray(0, 900)), 'not-json'],
    ['no manifest', () => rmSync(file('manifest.json')), 'unreadable-file in manifest.json'],
    ['no model', () => rmSync(file()), 'unreadable-file in model.json'],
    ['a file too many', () => writeFileSync(file('notes.txt'), 'x'), 'extra-file'],
    [
      'a model behind a link',
      () => {
        cpSync(file(), join(folder, 'elsewhere.json'))
        rmSync(file())
        symlinkSync(join(folder, 'elsewhere.json'), file())
      },
      'not-a-file',
    ],
  ])('%s', async (_, tamper, rule) => {
    tamper()
    const verified = await verify()
    expect([verified.code, verified.out]).toEqual([2, ''])
    expect(verified.err).toContain(rule)
    expect(verified.err).toMatch(/do not use this model/)
    const scored = await score(flatRows(60))
    expect([scored.code, scored.out]).toEqual([2, ''])
    expect(scored.err).toContain('model-refused')
    expect(scored.err).toContain(rule)
    nothingWritten()
  })

  it.each([
    ['a folder that does not exist', 'none'],
    ['an empty folder', 'empty'],
    ['a file', 'model/model.json'],
  ] as const)('%s is no model', async (_, name) => {
    mkdirSync(join(folder, 'empty'))
    const { code, out, err } = await cli(['verify', join(folder, name)])
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/no-model|unreadable-file/)
    expect(err).toMatch(/name the model folder|fetch it again/)
  })
})

describe('bad input to score', () => {
  const first = (count: number, cells: Cells): readonly Cells[] =>
    flatRows(60).map((row, i) => (i < count ? { ...row, ...cells } : row))
  it.each<readonly [string, () => Promise<Ran>, readonly string[]]>([
    [
      'an input column that is missing',
      () => score(flatRows(60).map(({ months, ...row }) => ({ ...row, month: months as string }))),
      ['missing-column', 'a column "months"', 'Did you mean "month"?'],
    ],
    [
      'the person column that is missing',
      () => score(flatRows(60).map(({ id: _, ...row }) => row)),
      ['missing-column', 'a column "id"'],
    ],
    ['no rows', () => score('id,months,amount\n'), ['no-rows', 'deliver the file again']],
    ['an empty file', () => score(''), ['empty-file', 'Deliver the file again']],
    ['another delimiter', () => score('id;months;amount\nSECRET-1;1;1\n'), ['wrong-delimiter', 'semicolon']],
    ['a value outside the contract', () => score(first(12, { months: '-7713' })), ['negative', '12 of 60 rows']],
    ['NaN', () => score(first(12, { amount: 'NaN' })), ['not-finite']],
    ['1e308', () => score(first(12, { amount: '1e308' })), ['implausible-magnitude']],
    ['a missing value that the model has no level for', () => score(first(12, { amount: '' })), ['amount']],
    ['a person twice', () => score([...flatRows(60), ...flatRows(20)]), ['duplicate-in-list', 'each person once']],
    ['a person without a number', () => score(first(12, { id: '' })), ['missing-key']],
    [
      'a column for lists that does not exist',
      () => score(flatRows(60), '--list-by', 'gemeente'),
      ['missing-column', 'gemeente'],
    ],
  ])('%s: 2, what is wrong and what to do, and nothing is written', async (_, run, words) => {
    const { code, out, err } = await run()
    expect(err).not.toContain('bug:')
    expect([code, out], err).toEqual([2, ''])
    for (const word of words) expect(err).toContain(word)
    expect(err).not.toMatch(new RegExp(`${SURNAME}|SECRET-|7713|1e308`))
    nothingWritten()
  })

  it('a data file that is missing: 2', async () => {
    const out = join(folder, 'scores.csv')
    const line = ['score', '--model', join(folder, 'model'), '--data', join(folder, 'none.csv'), '--out', out]
    const { code, err } = await cli(line)
    expect(code).toBe(2)
    expect(err).toContain('missing-file')
    nothingWritten()
  })

  it('rows that break the contract stay without a score when that is allowed, and are told by rule', async () => {
    const { code, out, err } = await score(first(12, { months: '-7713' }), '--max-failing-share', '0.25')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ rows: 60, scored: 48, refused: 12 })
    expect(err).toContain('negative')
    expect(err).not.toContain('7713')
    const lines = readFileSync(join(folder, 'scores.csv'), 'utf8').trimEnd().split('\n')
    expect(lines).toHaveLength(61)
  })

  it.each([
    ['of a kind that cannot be written', () => join(folder, 'scores.ods'), 'unknown-format'],
    ['under a regular file', () => join(folder, 'data.csv', 'scores.csv'), 'cannot-write'],
    ['in a folder that does not exist', () => join(folder, 'none', 'scores.csv'), 'cannot-write'],
    ['that is the input', () => join(folder, 'data.csv'), 'same-file'],
  ] as const)('an output %s: 1', async (_, out, rule) => {
    const { code, err } = await score(flatRows(60), '--out', out())
    expect(code).toBe(1)
    expect(err).toContain(rule)
    expect(err).toContain('what to do')
    nothingWritten()
  })

  it.skipIf(!existsSync('/dev/full'))('a disk that is full (/dev/full): 1, and an earlier output stays', async () => {
    writeFileSync(join(folder, 'scores.csv'), 'earlier')
    const part = join(folder, `.scores.csv.${process.pid}.part`)
    symlinkSync('/dev/full', part)
    const { code, err } = await score(flatRows())
    expect(code).toBe(1)
    expect(err).toContain('cannot-write')
    expect(err).not.toContain('SECRET-')
    expect(readFileSync(join(folder, 'scores.csv'), 'utf8')).toBe('earlier')
    expect(everything(folder).filter((path) => path.includes('.part'))).toEqual([])
  })
})
