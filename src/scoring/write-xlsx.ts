import { closeSync, openSync, writeSync } from 'node:fs'
import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import type { Engine, Wanted } from '../engine/engine.js'
import { WorkbenchError } from '../errors.js'
import { type OutputQuery, querySql } from './output-sql.js'

/** Rows that a sheet holds under its header. */
export const SHEET_ROWS = 1_048_575
/** Letters that a cell holds. */
const CELL_LETTERS = 32_767
/** Bytes of a sheet that a plain ZIP entry can describe. */
const SHEET_BYTES = 0xffff_ffff

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** The parts of a workbook with one sheet, as ECMA-376 asks; no author, no clock. */
const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`,
  '_rels/.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="scores" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Text of a cell: XML escaped, letters that XML cannot hold as `_xHHHH_`, and what already looks like that protected. */
export const cellText = (text: string): string =>
  text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the letters that XML cannot hold
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, (letter) => {
      const code = letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
      return `_x${code}_`
    })
    .replaceAll(/[&<>]/g, (letter) => ENTITIES[letter] as string)

/** Letters of a column, from 0: A … Z, AA … */
export const columnLetters = (index: number): string =>
  (index < 26 ? '' : columnLetters(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26))

const textCell = (at: string, text: string): string => {
  if (text.length > CELL_LETTERS) {
    throw new WorkbenchError('text-too-long', {
      expected: `texts of at most ${CELL_LETTERS} letters, as a cell holds`,
      found: `one of ${text.length}`,
      advice: 'write .csv or .parquet',
    })
  }
  return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${cellText(text)}</t></is></c>`
}

const cell = (at: string, value: number | string | null): string => {
  if (typeof value === 'string') return textCell(at, value)
  return value === null || !Number.isFinite(value) ? `<c r="${at}"/>` : `<c r="${at}"><v>${value}</v></c>`
}

/** One row; rows and cells bear their places, which some readers insist on. */
const rowXml = (number: number, letters: readonly string[], values: readonly (number | string | null)[]): string =>
  `<row r="${number}">${values.map((value, index) => cell(`${letters[index]}${number}`, value)).join('')}</row>`

const tooMany = (rows: number): WorkbenchError =>
  new WorkbenchError('too-many-rows', {
    expected: `at most ${SHEET_ROWS.toLocaleString('en')} rows, as a sheet holds`,
    found: rows.toLocaleString('en'),
    advice: 'write .csv or .parquet, or score one list at a time',
  })

/** Refuses beforehand what a sheet cannot hold. Throws `too-many-rows`. */
export const checkSheet = (rows: number): void => {
  if (rows > SHEET_ROWS) throw tooMany(rows)
}

interface Package {
  /** Opens an entry; what is returned adds text to it, and ends it when told that this is the last. */
  readonly entry: (name: string, how: 'packed' | 'plain') => (text: string, last?: boolean) => void
  readonly end: () => void
}

/** A ZIP file that is written as it grows, with a fixed date, so that the same content gives the same bytes. */
const openPackage = (file: number): Package => {
  let failed: unknown = null
  const zip = new Zip((error, bytes) => {
    if (error !== null) failed = error
    else for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from)
  })
  const checkFailed = (): void => {
    if (failed !== null) throw failed
  }
  return {
    entry: (name, how) => {
      const entry = how === 'packed' ? new ZipDeflate(name, { level: 6 }) : new ZipPassThrough(name)
      entry.mtime = new Date(1980, 0, 1)
      zip.add(entry)
      let bytes = 0
      return (text, last = false) => {
        const part = strToU8(text)
        bytes += part.length
        if (bytes > SHEET_BYTES) throw tooMany(SHEET_ROWS)
        entry.push(part, last)
        checkFailed()
      }
    },
    end: () => {
      zip.end()
      checkFailed()
    },
  }
}

/**
 * Writes the result of a query as a workbook with one sheet, row by row: memory does not grow with it. Texts are texts (never formulas),
 * numbers are numbers, and what is missing is an empty cell. Throws `too-many-rows` and `text-too-long`.
 */
export const writeXlsx = async (engine: Engine, query: OutputQuery, path: string): Promise<void> => {
  const file = openSync(path, 'w')
  try {
    const book = openPackage(file)
    for (const [name, text] of Object.entries(PARTS)) book.entry(name, 'plain')(text, true)
    const add = book.entry('xl/worksheets/sheet1.xml', 'packed')
    const letters = query.columns.map((_, index) => columnLetters(index))
    const header = query.columns.map(({ name }) => name)
    add(`${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${rowXml(1, letters, header)}`)
    const wanted: Wanted = Object.fromEntries(
      query.columns.map(({ holds }, index) => [`o${index}`, holds === 'text' ? 'text' : 'f64']),
    )
    const named = query.columns.map((column, index) => ({ ...column, name: `o${index}` }))
    let rows = 0
    for await (const part of engine.stream(querySql({ ...query, columns: named }), wanted, 2048)) {
      const before = rows
      rows += part.rows
      checkSheet(rows)
      const columns = Object.keys(wanted).map((name) => part[name] as Float64Array | readonly (string | null)[])
      let text = ''
      for (let row = 0; row < part.rows; row += 1) {
        const values = columns.map((column) => column[row] as number | string | null)
        text += rowXml(before + row + 2, letters, values)
      }
      add(text)
    }
    add('</sheetData></worksheet>', true)
    book.end()
  } finally {
    closeSync(file)
  }
}
