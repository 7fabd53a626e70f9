import type { Figure } from './figure.js'
import { PALETTE } from './palette.js'
import { axisOf } from './plotly/axes.js'
import { notesOf, shapesOf } from './plotly/guides.js'
import type { JsonObject } from './plotly/json.js'
import { traceOf } from './plotly/traces.js'
import { wrapText } from './svg/text-size.js'

/** What plotly.js takes: `Plotly.newPlot(element, data, layout)`. Plain JSON. */
export interface PlotlyFigure {
  readonly data: readonly JsonObject[]
  readonly layout: JsonObject
}

const heightOf = ({ y }: Figure): number => (y.scale === 'category' ? 190 + 34 * (y.categories ?? []).length : 500)

/** The figure for plotly.js: data and layout as plain JSON, in the same colours, words and numbers as {@link toSvg}. */
export const toPlotly = (figure: Figure): PlotlyFigure => ({
  data: figure.marks.flatMap((mark) => traceOf(mark, figure)),
  layout: {
    title: {
      text: figure.title,
      subtitle: { text: wrapText(figure.subtitle, 12, 730).join('<br>'), font: { size: 12 } },
      x: 0.01,
      xanchor: 'left',
    },
    font: { family: 'Arial, Helvetica, sans-serif', size: 12, color: PALETTE.ink },
    paper_bgcolor: PALETTE.white,
    plot_bgcolor: PALETTE.white,
    width: 760,
    height: heightOf(figure),
    margin: { l: 60, r: figure.y.scale === 'category' ? 90 : 40, t: 110, b: 60 },
    barmode: 'overlay',
    separators: figure.language === 'nl' ? ',.' : '.,',
    legend: { orientation: 'h', y: -0.18 },
    xaxis: axisOf(figure, 'x'),
    yaxis: axisOf(figure, 'y'),
    shapes: figure.marks.flatMap((mark) => shapesOf(mark, figure)),
    annotations: figure.marks.flatMap((mark) => notesOf(mark, figure)),
  },
})
