import { strFromU8, unzipSync } from 'fflate'
import { parseFragment } from 'parse5'
import { describe, expect, it } from 'vitest'
import { cellText, checkSheet, columnLetters, SHEET_ROWS } from '../../src/scoring/write-xlsx.js'
import { line, people, rulesBut, scoreBench } from '../support/score-bench.js'

const HOSTILE = [
  '=1+1',
  '+cmd|calc',
  '-7',
  '@SUM(A1)',
  '\t=2',
  '＝1',
  '</t><script>',
  '&amp;',
  '_x0041_',
  'a"b',
  ' x ',
  '00012',
]

/** Cells of the sheet by row, as a program that opens it would see them. */
const cellsOf = (bytes: Buffer): readonly (readonly (string | number | null)[])[] => {
  const sheet = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml'] as Uint8Array)
  expect(sheet).not.toContain('<f>')
  const plain = (text: string): string =>
    parseText(text).replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
  return [...sheet.matchAll(/<row r="\d+">(.*?)<\/row>/gs)].map(([, row = '']) =>
    [
      ...row.matchAll(
        /<c r="[A-Z]+\d+"\/>|<c r="[A-Z]+\d+"><v>(.*?)<\/v><\/c>|<c r="[A-Z]+\d+" t="inlineStr"><is><t xml:space="preserve">(.*?)<\/t><\/is><\/c>/gs,
      ),
    ].map(([, number, text]) => (number !== undefined ? Number(number) : text !== undefined ? plain(text) : null)),
  )
}
const parseText = (text: string): string => {
  const [node] = parseFragment(text).childNodes
  return node !== undefined && 'value' in node ? node.value : ''
}

describe('scores in a workbook', () => {
  const bench = scoreBench({ rules: rulesBut() })

  it('are the numbers and texts of the Parquet file, one row under another', async () => {
    bench.data(people(40))
    await bench.score({ language: 'en' })
    await bench.score({ language: 'en', out: bench.at('scores.xlsx') })
    const rows = await bench.rows('scores.parquet')
    const [header, ...cells] = cellsOf(bench.bytes('scores.xlsx'))
    expect(header).toEqual(Object.keys(rows[0] ?? {}))
    expect(cells).toEqual(rows.map((row) => Object.values(row)))
  })

  it('hold no text that a spreadsheet would run, and as they are when that is asked', async () => {
    bench.data(HOSTILE.map((client_id) => line({ client_id })))
    await bench.score({ out: bench.at('scores.xlsx') })
    const keys = cellsOf(bench.bytes('scores.xlsx'))
      .slice(1)
      .map(([key]) => key)
    expect(keys).toEqual(HOSTILE.map((text, index) => (index < 6 ? `'${text}` : text)))
    await bench.score({ out: bench.at('plain.xlsx'), guard: false })
    expect(
      cellsOf(bench.bytes('plain.xlsx'))
        .slice(1)
        .map(([key]) => key),
    ).toEqual(HOSTILE)
  })

  it('are the same bytes each time', async () => {
    bench.data(people(300))
    await bench.score({ out: bench.at('one.xlsx') })
    await bench.score({ out: bench.at('two.xlsx'), threads: 2 })
    expect(bench.bytes('one.xlsx').equals(bench.bytes('two.xlsx'))).toBe(true)
  })

  it('leave cells empty where there is no score', async () => {
    bench.data([line(), line({ client_id: 'p2', right: '99' })])
    await bench.score({ out: bench.at('scores.xlsx'), maxFailingShare: 0.5 })
    const [, , refused] = cellsOf(bench.bytes('scores.xlsx'))
    expect(refused?.slice(0, 4)).toEqual(['p2', 'Utrecht', '2024-01-01', null])
    expect(new Set(refused?.slice(3))).toEqual(new Set([null]))
  })

  it('are refused beforehand when a sheet has no room for the rows, and when a cell has none for a text', async () => {
    checkSheet(SHEET_ROWS)
    expect(() => checkSheet(SHEET_ROWS + 1)).toThrow(/too-many-rows[\s\S]*1,048,575/)
    bench.data([line({ client_id: 'x'.repeat(32_768) })])
    await expect(bench.score({ out: bench.at('scores.xlsx') })).rejects.toMatchObject({ code: 'text-too-long' })
    expect(bench.names()).toEqual(['data.csv', 'model'])
  })
})

describe('a cell', () => {
  it.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [51, 'AZ'],
    [52, 'BA'],
    [701, 'ZZ'],
    [702, 'AAA'],
    [16_383, 'XFD'],
  ])('in column %i is in %s', (index, letters) => {
    expect(columnLetters(index)).toBe(letters)
  })

  it.each([
    ['a\u0000b', 'a_x0000_b'],
    ['\r', '_x000D_'],
    ['a\nb\tc', 'a\nb\tc'],
    ['_x000D_', '_x005F_x000D_'],
    ['<&>', '&lt;&amp;&gt;'],
    ['\uffff', '_xFFFF_'],
  ])('%j is written as %j', (text, written) => {
    expect(cellText(text)).toBe(written)
  })
})
