import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StudyInput } from '../../data-schemas/study.js'
import { parseStudy } from '../../src/contract/study.js'
import { tableHtml } from '../../src/notebooks/table-html.js'
import { spokenIn } from '../../src/report/reason-words.js'
import * as roomTables from '../../src/report/room-tables.js'
import { candidatesTable } from '../../src/report/tables.js'
import { readRun } from '../../src/run-folder-reader.js'
import { cli, scratch } from '../support/command-line.js'
import { flatRows, flatStudy, writeStudy, writeTable } from '../support/small-flat.js'

/** Words that English sentences of this program hold and Dutch ones never do. */
const ENGLISH =
  /\b(the|with|which|fewer|than|because|when|must|every|from|that|found|without|this|rows|no|not|has|its|nothing|people)\b/i

/** What stands for people to read in a page, a line each. */
const linesOf = (html: string): readonly string[] =>
  html
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, '')
    .replace(/<code[\s\S]*?<\/code>/g, ' ')
    .replace(/<\/(?:p|li|td|th|tr|h\d|summary|figcaption|dt|dd|text|title|caption)>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .split('\n')
    .map((line) => line.trim())

/** Names of gates and candidates are not in a language: "no-separation". */
const NAME = /\b[a-z]+(?:-[a-z]+)+\b/g

const english = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => ENGLISH.test(line.replace(NAME, '')))

const legalBasis = 'Verzonnen voor deze test.'
const added: StudyInput['candidates'] = [
  { name: 'leak', type: 'integer', encoding: 'woe', min: 0, max: 1, legalBasis },
  { name: 'mood', type: 'integer', encoding: 'linear', subjective: true, legalBasis },
]

const study: StudyInput = flatStudy({
  title: { en: 'A small study', nl: 'Een kleine studie' },
  candidates: [...flatStudy().candidates.map((candidate) => ({ ...candidate, legalBasis })), ...added],
  audit: [{ name: 'huis', table: 'clients', column: 'huis' }],
  fairness: { k: 0.2 },
  gates: [
    {
      kind: 'bound',
      name: 'gevonden',
      metric: 'recall',
      k: 0.2,
      side: 'lower',
      min: 0.99,
      reason: { en: 'Nobody may be missed.', nl: 'Niemand mag worden gemist.' },
    },
    { kind: 'bound', name: 'regel', metric: 'recall-minus-best-rule', k: 0.2, min: 0 },
    { kind: 'selected', name: 'keuze', size: 4, signs: true },
    { kind: 'fairness', name: 'groepen', metric: 'recall', maxDifference: 0.1 },
  ],
  waivers: [
    {
      guard: 'too-good-to-be-true:leak',
      author: 'A. Jansen',
      date: '2026-01-02',
      reason: { en: 'It was planted.', nl: 'Dit is zo gemaakt.' },
    },
  ],
})

describe('a run with guards that fire and numbers that do not exist, in Dutch', () => {
  const folder = scratch()
  const run = join(folder, 'run')
  let out = ''
  beforeAll(async () => {
    const rows = flatRows().map((row, i) => ({
      ...row,
      leak: row['outcome'] === 'yes' ? '1' : '0',
      mood: String(i % 7),
      huis: i % 40 === 0 ? 'boot' : i % 3 === 0 ? 'huur' : 'koop',
    }))
    const ran = await cli(
      [
        'retrain',
        '--study',
        writeStudy(folder, study),
        '--data',
        writeTable(folder, rows),
        '--out',
        run,
        '--draft',
        '--lang',
        'nl',
      ],
      { env: { COLUMNS: '400' } },
    )
    out = ran.out
    expect(ran.err + out).toContain('leak')
    expect(ran.code).toBe(3)
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('has both', () => {
    const { results } = readRun(run)
    const failed = results.gates.gates.filter(({ passed }) => !passed)
    expect(failed.map(({ name }) => name)).toEqual(expect.arrayContaining(['gevonden', 'regel', 'keuze', 'groepen']))
    expect(failed.some(({ kind }) => kind === 'guard')).toBe(true)
    expect(JSON.stringify(results)).toContain('"because":"')
  })

  it('has a terminal report without a word of English', () => {
    expect(english(out.split('\n'))).toEqual([])
    expect(out.replace(/\s+/g, ' ')).toContain('Niemand mag worden gemist.')
  })

  it('has a dossier without a word of English on its Dutch side', async () => {
    const page = join(folder, 'dossier.html')
    expect(await cli(['dossier', run, '--study', join(folder, 'study.json'), '--out', page])).toMatchObject({ code: 0 })
    const html = readFileSync(page, 'utf8')
    const dutch = html.slice(html.indexOf('<div data-of="nl"'), html.indexOf('<div data-of="en"'))
    expect(dutch.length).toBeGreaterThan(10_000)
    expect(english(linesOf(dutch))).toEqual([])
    expect(dutch).toContain('Dit is zo gemaakt.')
  })

  it('has tables for the notebooks without a word of English', () => {
    const { results } = readRun(run)
    const spoken = spokenIn(parseStudy(study, 'test'))
    const tables = [
      candidatesTable(results.screening),
      roomTables.gatesTable(results.gates),
      roomTables.guardsTable(results.screeningExamination),
      roomTables.guardsTable(results.selectionExamination),
      roomTables.guardsTable(results.fairnessExamination),
      roomTables.comparisonsTable(results.fairness),
      roomTables.readingsTable(results.fairness),
      roomTables.waterfallTable(results.panel),
      roomTables.knowledgeTable(results.panel),
    ]
    for (const table of tables) {
      if ('because' in table) throw new Error(table.because)
      expect(english(linesOf(tableHtml(table, { language: 'nl', rows: 100, spoken })))).toEqual([])
    }
  })
})
