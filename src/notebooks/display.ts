import type { ColumnTable } from 'arquero'
import type { Undefined } from '../numeric/undefined.js'

/** What a kernel can show; tslab's `display` is one. */
export interface Screen {
  html(text: string): void
  markdown(text: string): void
  svg(text: string): void
}

/** Shows what a notebook has to show, the same way everywhere. */
export interface Show {
  /** A table, or the reason why there is none. `rows` at most (30); it says how many more there are. */
  table(table: ColumnTable | Undefined, rows?: number): void
  /** Markdown. */
  text(markdown: string): void
  /** Text in columns, as the terminal report writes it; nothing for an empty text. */
  lines(text: string): void
  /** A figure as SVG. */
  figure(svg: string): void
}

const NONE = '–'
const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => HTML[one] ?? one)

const figures = (value: number): string => {
  if (Number.isInteger(value)) return value.toLocaleString('en-GB')
  const size = Math.abs(value)
  if (size < 1e-4) return value.toExponential(2)
  return size < 100 ? String(Number(value.toPrecision(4))) : value.toLocaleString('en-GB', { maximumFractionDigits: 1 })
}

const shown = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return NONE
  if (typeof value === 'number') return figures(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(value)
}

const cellHtml = (value: unknown): string => {
  const align = typeof value === 'number' ? 'right' : 'left'
  return `<td style="text-align:${align}">${escaped(shown(value))}</td>`
}

const ROWS = 30

/** An Arquero table as HTML: numbers to the right, a dash where there is none, the rest of a long table counted. */
export const tableHtml = (table: ColumnTable, rows: number = ROWS): string => {
  if (table.numRows() === 0) return '<p>None.</p>'
  const names = table.columnNames()
  const head = names.map((name) => `<th style="text-align:left">${escaped(name)}</th>`).join('')
  const body = (table.objects({ limit: rows }) as readonly Readonly<Record<string, unknown>>[])
    .map((row) => `<tr>${names.map((name) => cellHtml(row[name])).join('')}</tr>`)
    .join('\n')
  const more = table.numRows() - rows
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>${more > 0 ? `\n<p>and ${more} more</p>` : ''}`
}

/**
 * How notebooks show things, on the screen of their kernel.
 * @param screen `display` of tslab
 */
export const showOn = (screen: Screen): Show => ({
  table: (table, rows) =>
    'because' in table ? screen.markdown(`*Not here: ${table.because}.*`) : screen.html(tableHtml(table, rows)),
  text: (markdown) => screen.markdown(markdown),
  lines: (text) => {
    if (text !== '') screen.html(`<pre>${escaped(text)}</pre>`)
  },
  figure: (svg) => screen.svg(svg),
})
