import { type ColumnTable, from } from 'arquero'
import { describe, expect, it } from 'vitest'
import { cellWords, hasHead, headOf } from '../../src/notebooks/heads.js'
import { tableHtml } from '../../src/notebooks/table-html.js'
import * as rooms from '../../src/report/room-tables.js'
import * as tables from '../../src/report/tables.js'
import { flagship } from '../dossier/rest-of-run.js'

const { results } = flagship.run

const COLUMN = { name: 'c', type: 'date', rows: 1, missing: 0, notApplicable: 0, special: 0, distinct: 1 }

/** Every table that a notebook shows, of the synthetic run. */
const ALL: Readonly<Record<string, unknown>> = {
  baselines: rooms.baselinesTable(results.ranking),
  bins: tables.binsTable(results.encoding),
  calibration: rooms.calibrationTable(results.calibration),
  candidates: tables.candidatesTable(results.screening),
  card: rooms.cardTable(results.scorecard),
  certificate: rooms.certificateTable(results.selection),
  columns: rooms.columnsTable({ tables: [{ name: 't', columns: [COLUMN] }] } as never),
  comparisons: rooms.comparisonsTable(results.fairness),
  curve: rooms.curveTable(results.calibration),
  deciles: tables.decilesTable(results.ranking),
  gains: rooms.gainsTable(results.selection),
  gates: rooms.gatesTable(results.gates),
  groups: tables.groupsTable(results.fairness),
  issues: rooms.issuesTable({
    ...results.contract,
    issues: [{ rule: 'r', severity: 'warn', expected: 'a', found: 'b', advice: 'c', count: 1, rows: 2 }],
  } as never),
  knowledge: rooms.knowledgeTable(results.panel),
  methods: rooms.methodsTable(results.calibration),
  published: rooms.publishedTable(flagship.study as never, results),
  readings: rooms.readingsTable({ readings: [{ attribute: 'a', reader: 'fairness', purpose: 'p', rows: 1 }] }),
  sets: tables.setsTable(results.selection),
  sources: rooms.sourcesTable(results.contract),
  split: rooms.splitTable(results.panel),
  terms: tables.termsTable(results.fit),
  tests: rooms.testsTable(results.fit),
  top: tables.topTable(results.ranking),
  waterfall: rooms.waterfallTable(results.panel),
}

const shown = (table: ColumnTable): readonly string[] =>
  [...tableHtml(table).matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, text]) => text ?? '')

describe('a table in a notebook', () => {
  it('is headed by words with units, in the language asked for', () => {
    const html = tableHtml(from([{ loglikLost: 12.5, 'recall@0.05': 0.5 }]), { language: 'nl' })
    expect(html).toContain('verlies zonder (log-likelihood)')
    expect(html).toContain('gevonden bij 5% (recall)')
    expect(html).toContain('<td style="text-align:right">12,5</td><td style="text-align:right">50,0%</td>')
  })

  it.each(Object.entries(ALL))('has a head of its own for every column of the table of %s', (_, table) => {
    const columns = (table as ColumnTable).columnNames()
    expect(columns.length).toBeGreaterThan(0)
    expect(columns.filter((column) => !hasHead(column))).toEqual([])
    for (const column of columns) expect(headOf(column, 'nl').head).not.toMatch(/[a-z][A-Z]|_/)
  })

  it('puts numbers to the right, also under a first row that has none, and a dash where there is none', () => {
    const html = tableHtml(
      from([
        { name: 'a', people: null },
        { name: 'b', people: 12_345 },
      ]),
    )
    expect(html).toContain('<th style="text-align:right">people</th>')
    expect(html).toContain('<td style="text-align:right">–</td>')
    expect(html).toContain('<td style="text-align:right">12,345</td>')
  })

  it('writes shares as percentages, small ones with two figures, and their bounds alike', () => {
    const table = from([
      { recall: 0.12345, recallLower: 0.1, recallUpper: 0.2, rate: 0.000642, estimate: 0.5, lower: 0.25 },
    ])
    expect(shown(table).slice(6)).toEqual(['12.3%', '10.0%', '20.0%', '0.064%', '0.5', '0.25'])
    expect(shown(from([{ rate: 0 }])).at(-1)).toBe('0.0%')
    expect(tableHtml(from([{ gain: -0.0000223 }]), { language: 'nl' })).toContain('>-2,23e-5<')
  })

  it('writes differences of shares in percentage points, with their sign, and a p that is very small as below', () => {
    const table = from([{ difference: -0.0431, lower: -0.06, upper: 0.001, p: 3e-44, pAdjusted: 0.25 }])
    expect(shown(table).slice(5)).toEqual(['-4.3', '-6.0', '0.1', '&lt; 0.0001', '0.25'])
  })

  it('names a candidate by its label and its name, and says measures and verdicts in words', () => {
    const label = (name: string): string | undefined => (name === 'ww_amount' ? 'WW <amount>' : undefined)
    const table = from([
      { candidate: 'ww_amount', verdict: 'cannot-tell' },
      { candidate: 'other', verdict: 'gap' },
    ])
    const html = tableHtml(table, { label })
    expect(html).toContain('WW &lt;amount&gt; <code>ww_amount</code>')
    expect(html).toContain('>other<')
    expect(html).toContain('>cannot tell<')
    expect(cellWords('subsetsFitted', 'nl')).toBe('verzamelingen geschat')
    expect(cellWords('somethingNew', 'en')).toBe('something new')
    expect(cellWords('27–34', 'en')).toBe('27–34')
  })

  it.each(['nl', 'en'] as const)('says in %s what its author wrote in both languages', (language) => {
    const source = { nl: 'jaarverslag <2023>', en: 'annual report <2023>' }
    const html = tableHtml(from([{ source }]), { language })
    expect(html).toContain(source[language].replace('<', '&lt;').replace('>', '&gt;'))
  })

  it.each(Object.entries(ALL))('has no cell that is no text in the table of %s', (_, table) => {
    for (const text of shown(table as ColumnTable)) expect(text).not.toContain('[object')
  })

  it('leaves what stands in the data as it is, and never runs it', () => {
    const html = tableHtml(from([{ '<b>': '<script>&"\'', group: 'Some-College_X' }]))
    expect(html).not.toMatch(/<script|<b>/)
    expect(html).toContain('Some-College_X')
  })

  it('counts what it leaves out of a long table', () => {
    const html = tableHtml(from(Array.from({ length: 12 }, (_, i) => ({ i }))), { rows: 5 })
    expect(html.match(/<tr>/g)).toHaveLength(6)
    expect(html).toContain('and 7 more')
  })
})
