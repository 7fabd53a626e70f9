import { type Html, html, NOTHING, type Part } from './html.js'

/** A column: its heading, and whether it holds numbers. */
export interface Column {
  readonly head: string
  readonly numeric?: boolean
}

/** A table with a caption; the first cell of each row is its heading. */
export const tableHtml = (caption: string, columns: readonly Column[], rows: readonly (readonly Part[])[]): Html => {
  if (rows.length === 0) return NOTHING
  const cell = (part: Part, index: number): Html => {
    const numeric = columns[index]?.numeric === true
    if (index === 0) return numeric ? html`<th scope="row" class="n">${part}</th>` : html`<th scope="row">${part}</th>`
    return numeric ? html`<td class="n">${part}</td>` : html`<td>${part}</td>`
  }
  const heads = columns.map(({ head, numeric }) =>
    numeric === true ? html`<th scope="col" class="n">${head}</th>` : html`<th scope="col">${head}</th>`,
  )
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>\n`)}</tbody></table></div>
`
}
