import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { logOpening, OPENINGS } from '../../src/cli/opening-log.js'
import { scratch } from '../support/command-line.js'

let folder: string
beforeEach(() => {
  folder = scratch()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const opening = (inputs: string, rule = 'none') => ({
  rule,
  data: 'a'.repeat(64),
  inputs,
  at: '2026-11-22T10:00:00Z',
  by: 'retrain',
})

describe('the log of openings beside the runs', () => {
  it('grows by a line for each new run, and never loses one', () => {
    expect(logOpening(join(folder, 'one'), opening('x'))).toEqual({ number: 1, otherRules: 0 })
    const first = readFileSync(join(folder, OPENINGS), 'utf8')
    expect(logOpening(join(folder, 'two'), opening('y', 'rule'))).toEqual({ number: 2, otherRules: 1 })
    expect(logOpening(join(folder, 'one'), opening('x'))).toEqual({ number: 1, otherRules: 0 })
    const after = readFileSync(join(folder, OPENINGS), 'utf8')
    expect(after.startsWith(first)).toBe(true)
    expect(after.trimEnd().split('\n')).toHaveLength(2)
    expect(existsSync(join(folder, `${OPENINGS}.lock`))).toBe(false)
  })

  it.each([
    ['a line that is no JSON', (text: string) => `${text}{"number": 2`],
    ['a line of something else', (text: string) => `${text}{"number": 2}\n`],
    ['a changed line', (text: string) => text.replace('retrain', 'someone')],
    ['a repeated line', (text: string) => text + text],
  ])('is refused with %s, and stays as it is', (_, change) => {
    logOpening(join(folder, 'one'), opening('x'))
    const path = join(folder, OPENINGS)
    const broken = change(readFileSync(path, 'utf8'))
    writeFileSync(path, broken)
    expect(() => logOpening(join(folder, 'two'), opening('y'))).toThrow('opening-log-broken')
    expect(readFileSync(path, 'utf8')).toBe(broken)
    expect(existsSync(`${path}.lock`)).toBe(false)
  })

  it('says so when it cannot be written', () => {
    mkdirSync(join(folder, OPENINGS))
    expect(() => logOpening(join(folder, 'one'), opening('x'))).toThrow()
  })
})
