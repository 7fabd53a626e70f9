import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { study } from '../../data-schemas/study.js'
import { cli, everything, scratch } from '../support/command-line.js'

let folder: string
beforeAll(() => {
  folder = scratch()
  const header = 'klant_nr;geslacht;bedrag;postcode;laatste;soort;uit'
  const lines = Array.from({ length: 600 }, (_, i) => {
    const amount = `${(i * 37) % 900},${10 + (i % 80)}`
    const out = (i * 7919) % 10 < 2 ? 'ja' : 'nee'
    return `${7000 + i};${i % 2 === 0 ? 'm' : 'v'};${i % 50 === 0 ? '?' : amount};0${1000 + (i % 40)};${1 + (i % 28)}-03-2024;${'abc'[i % 3]};${out}`
  })
  writeFileSync(join(folder, 'klanten.csv'), `${[header, ...lines].join('\n')}\n`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const init = (out: string, ...more: string[]) =>
  cli(['init', '--data', join(folder, 'klanten.csv'), '--outcome', 'uit', '--out', join(folder, out), ...more])
const written = (out: string) => study.parse(JSON.parse(readFileSync(join(folder, out), 'utf8')))

describe('init', () => {
  it('drafts a study that validates and runs as it is, from a table with Dutch numbers and dates', async () => {
    const { code, out } = await init('a.json', '--person', 'klant_nr', '--legal-basis', 'a test')
    expect(code).toBe(0)
    const drafted = written('a.json')
    expect(drafted.candidates.map(({ name, type }) => [name, type])).toEqual([
      ['bedrag', 'number'],
      ['postcode', 'category'],
      ['laatste', 'date'],
      ['soort', 'category'],
    ])
    expect(drafted.data).toMatchObject({
      csv: { delimiter: ';', decimal: ',', dateFormat: 'dutch', nullValues: ['', '?'] },
    })
    expect(drafted.outcome).toMatchObject({ column: 'uit', positive: ['ja'] })
    expect(drafted.audit).toMatchObject([{ name: 'geslacht', column: 'geslacht' }])
    expect(out).toContain('names the person')
    const data = join(folder, 'klanten.csv')
    const valid = await cli(['validate', '--study', join(folder, 'a.json'), '--data', data])
    expect([valid.code, valid.err]).toEqual([0, ''])
  })

  it('names every column or value that is not there, at once, and writes nothing', async () => {
    const wrong = await init('b.json', '--person', 'nobody', '--time', 'never')
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain('"nobody"')
    expect(wrong.err).toContain('"never"')
    const value = await init('b.json', '--positive', 'misschien')
    expect(value.code).toBe(2)
    expect(value.err).toContain('The outcome has: nee, ja.')
    expect(everything(folder)).not.toContain('b.json')
  })

  it('asks which values mean that it happened where there are more than two', async () => {
    const ran = await cli([
      'init',
      '--data',
      join(folder, 'klanten.csv'),
      '--outcome',
      'soort',
      '--out',
      join(folder, 'c.json'),
    ])
    expect(ran.code).toBe(2)
    expect(ran.err).toContain('Name them with --positive. The outcome has: a, b, c.')
  })

  it('never overwrites a study, and says what is missing', async () => {
    await init('d.json')
    const again = await init('d.json')
    expect(again.code).toBe(1)
    expect(again.err).toContain('study-exists')
    const missing = await cli([
      'init',
      '--data',
      join(folder, 'none.csv'),
      '--outcome',
      'x',
      '--out',
      join(folder, 'e.json'),
    ])
    expect(missing.code).toBe(2)
    expect(missing.err).toContain('missing-file')
  })

  it('speaks Dutch, and shows no value of a person', async () => {
    const { out } = await init('f.json', '--lang', 'nl')
    expect(out).toContain('Nog open:')
    expect(out).not.toMatch(/70\d\d|01\d\d\d/)
    expect(readFileSync(join(folder, 'f.json'), 'utf8')).not.toMatch(/70\d\d/)
  })
})
