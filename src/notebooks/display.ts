import type { ColumnTable } from 'arquero'
import { escapeHtml } from '../explanation/escape-html.js'
import { candidateLabel, type FigureContext } from '../figures/context.js'
import type { Figure } from '../figures/figure.js'
import { toPlotly } from '../figures/to-plotly.js'
import { toSvg } from '../figures/to-svg.js'
import type { Undefined } from '../numeric/undefined.js'
import { reasonWords, spokenIn } from '../report/reason-words.js'
import { kernelOutput } from './kernel-output.js'
import { tableHtml } from './table-html.js'

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
  /** A figure, or the reason why there is none: a picture that code hosts show too, and where the reader has Plotly, one to point at. */
  figure(figure: Figure | Undefined): void
}

/** MIME type of a figure for Plotly. */
const PLOTLY = 'application/vnd.plotly.v1+json'

/**
 * How notebooks show things, on the screen of their kernel.
 * @param screen `display` of tslab
 * @param context language of heads and numbers, and the study that labels come from; English without labels unless told
 */
export const showOn = (screen: Screen, context: FigureContext = { language: 'en' }): Show => {
  const { language, study } = context
  const absent = ({ because }: Undefined): void =>
    screen.markdown(`*${language === 'nl' ? 'Niet hier' : 'Not here'}: ${reasonWords(because, language) ?? because}.*`)
  const known = new Set(study?.candidates.filter(({ label }) => label !== undefined).map(({ name }) => name))
  const spoken = study === undefined ? [] : spokenIn(study)
  const label = (name: string): string | undefined => (known.has(name) ? candidateLabel(name, context) : undefined)
  return {
    table: (table, rows) =>
      'because' in table
        ? absent(table)
        : screen.html(tableHtml(table, { language, label, spoken, ...(rows === undefined ? {} : { rows }) })),
    text: (markdown) => screen.markdown(markdown),
    lines: (text) => {
      if (text !== '') screen.html(`<pre>${escapeHtml(text)}</pre>`)
    },
    figure: (figure) => {
      if (figure.kind === 'undefined') return absent(figure)
      const svg = toSvg(figure)
      const output = kernelOutput()
      if (output === undefined) screen.svg(svg)
      else output({ [PLOTLY]: toPlotly(figure), 'image/svg+xml': svg, 'text/plain': figure.alternative })
    },
  }
}
