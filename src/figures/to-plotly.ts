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

const subtitleOf = ({ subtitle }: Figure): readonly string[] => wrapText(subtitle, 12, 730)

/** Room above the plot: title, subtitle, and the labels of what stands upright in the plot. */
const topOf = (figure: Figure): number => {
  const labelled = figure.marks.some((mark) => (mark.kind === 'rule' || mark.kind === 'zone') && mark.axis === 'x')
  return 76 + 17 * subtitleOf(figure).length + (labelled ? 18 : 0)
}

const heightOf = (figure: Figure): number =>
  topOf(figure) + (figure.y.scale === 'category' ? 80 + 34 * (figure.y.categories ?? []).length : 390)

/** The figure for plotly.js: data and layout as plain JSON, in the same colours, words and numbers as {@link toSvg}. */
export const toPlotly = (figure: Figure): PlotlyFigure => ({
  data: figure.marks.flatMap((mark) => traceOf(mark, figure)),
  layout: {
    title: {
      text: figure.title,
      subtitle: { text: subtitleOf(figure).join('<br>'), font: { size: 12 } },
      x: 0.01,
      xanchor: 'left',
    },
    font: { family: 'Arial, Helvetica, sans-serif', size: 12, color: PALETTE.ink },
    paper_bgcolor: PALETTE.white,
    plot_bgcolor: PALETTE.white,
    width: 760,
    height: heightOf(figure),
    margin: { l: 60, r: figure.y.scale === 'category' ? 90 : 40, t: topOf(figure), b: 60 },
    barmode: 'overlay',
    separators: figure.language === 'nl' ? ',.' : '.,',
    legend: { orientation: 'h', y: -0.18 },
    xaxis: axisOf(figure, 'x'),
    yaxis: axisOf(figure, 'y'),
    shapes: figure.marks.flatMap((mark) => shapesOf(mark, figure)),
    annotations: figure.marks.flatMap((mark) => notesOf(mark, figure)),
  },
})
