import type { Figure } from '../figures/figure.js'
import { toSvg } from '../figures/to-svg.js'
import { type Html, html, raw } from './html.js'
import { tableHtml } from './table.js'

/** Place of a figure in the page. */
export const figureAnchor = ({ id, language }: Pick<Figure, 'id' | 'language'>): string => `see-${id}-${language}`

/** A figure as a picture, in words and as a table. */
export const figureHtml = (figure: Figure): Html => {
  const { title, alternative, table, language, id } = figure
  const view = tableHtml(
    title,
    table.columns.map(({ head, align }) => ({ head, numeric: align === 'right' })),
    table.rows,
  )
  return html`<figure data-figure="${id}" id="${figureAnchor(figure)}">
<div class="picture">${raw(toSvg(figure, { tips: true }))}</div>
<p class="tools"><button type="button" hidden data-larger="" aria-pressed="false">${language === 'nl' ? 'Groter' : 'Larger'}<span class="unseen">: ${title}</span></button></p>
<figcaption>${alternative}</figcaption>
<details><summary>${language === 'nl' ? 'Als tabel' : 'As a table'}: ${title}</summary>
${view}</details>
</figure>
`
}
