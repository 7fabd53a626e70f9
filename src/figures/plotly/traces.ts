import { numberOf, waterfallBars } from '../extent.js'
import type { Axis, BarsMark, Figure, HeatMark, LineMark, Mark, Place, PointsMark } from '../figure.js'
import { PALETTE } from '../palette.js'
import { at, DASHES, type Json, type JsonObject as Trace } from './json.js'

const SYMBOLS = { circle: 'circle', square: 'square', diamond: 'diamond', triangle: 'triangle-up' } as const

const keyed = (mark: { readonly name: string; readonly unkeyed?: boolean }): { readonly showlegend: boolean } => ({
  showlegend: mark.name !== '' && mark.unkeyed !== true,
})

/** Steps down a category axis run along the whole room of each category. */
const verticesOf = (
  mark: LineMark,
  { x, y }: Pick<Figure, 'x' | 'y'>,
): { readonly x: readonly Json[]; readonly y: readonly Json[] } => {
  const ends = mark.kind === 'steps' && y.scale === 'category' ? [-0.5, 0.5] : [0]
  return {
    x: mark.points.flatMap((point) => ends.map(() => (point === null ? null : at(point.x, x)))),
    y: mark.points.flatMap((point) => ends.map((end) => (point === null ? null : at(point.y, y, end)))),
  }
}

const lineTrace = (mark: LineMark, { x, y }: Figure): Trace => ({
  type: 'scatter',
  mode: 'lines',
  name: mark.name,
  ...keyed(mark),
  ...verticesOf(mark, { x, y }),
  connectgaps: false,
  line: {
    color: PALETTE[mark.colour],
    width: mark.dash === 'dotted' ? 1.4 : 2.4,
    dash: DASHES[mark.dash ?? 'solid'],
    shape: mark.kind === 'steps' && y.scale !== 'category' ? 'hv' : 'linear',
  },
})

const bandTrace = (mark: Extract<Mark, { kind: 'band' }>, { x }: Figure): Trace => {
  const places = mark.points.map((point) => at(point.x, x))
  return {
    type: 'scatter',
    mode: 'lines',
    name: mark.name,
    ...keyed(mark),
    x: [...places, ...[...places].reverse()],
    y: [...mark.points.map(({ upper }) => upper), ...mark.points.map(({ lower }) => lower).reverse()],
    fill: 'toself',
    fillcolor: PALETTE[mark.colour],
    opacity: 0.22,
    line: { width: 0, color: PALETTE[mark.colour] },
    hoverinfo: 'skip',
  }
}

/** On a time axis a bar is a rectangle: plotly measures the length of a bar along time in milliseconds. */
const length = (from: Place, to: Place, axis: Axis): number => numberOf(to, axis) - numberOf(from, axis)

const barsTrace = (mark: BarsMark, figure: Figure): Trace => {
  const [main, cross] = mark.along === 'x' ? [figure.x, figure.y] : [figure.y, figure.x]
  const places = mark.bars.map((bar) => at(bar.at, cross))
  const lengths = mark.bars.map(({ from, to }) => length(from, to, main))
  return {
    type: 'bar',
    orientation: mark.along === 'x' ? 'h' : 'v',
    name: mark.name,
    ...keyed(mark),
    base: mark.bars.map(({ from }) => at(from, main)),
    x: mark.along === 'x' ? lengths : places,
    y: mark.along === 'x' ? places : lengths,
    width: mark.thickness ?? 0.7,
    text: mark.bars.map(({ label }) => label ?? ''),
    textposition: 'outside',
    cliponaxis: false,
    hovertext: mark.bars.map(({ from, to, label }) => label ?? `${String(from)} – ${String(to)}`),
    hoverinfo: 'text+name',
    marker: { color: PALETTE[mark.colour], opacity: mark.pale === true ? 0.35 : 1 },
  }
}

const errorBars = (mark: PointsMark): Json => {
  const value = (point: PointsMark['points'][number]): number => Number(point[mark.along])
  return {
    type: 'data',
    symmetric: false,
    array: mark.points.map((point) => (typeof point.upper === 'number' ? point.upper - value(point) : null)),
    arrayminus: mark.points.map((point) => (typeof point.lower === 'number' ? value(point) - point.lower : null)),
    color: PALETTE[mark.colour],
    thickness: mark.pale === true ? 1 : 2,
    width: 0,
  }
}

/** Long labels beside each other are shown on pointing only; the table has them all. */
const crowded = ({ points, along }: PointsMark): boolean =>
  along === 'y' && points.some(({ label }) => label !== undefined && label.length > 12)

/** Series on one line would write over each other: one above and before its points, the other below and after. */
const BESIDE = {
  circle: 'top left',
  square: 'middle right',
  diamond: 'bottom right',
  triangle: 'middle right',
} as const

const labelPlace = (mark: PointsMark): string => {
  if (mark.along === 'y') return BESIDE[mark.shape]
  return (mark.dodge ?? 0) > 0 ? 'bottom center' : 'top center'
}

const pointsTrace = (mark: PointsMark, { x, y }: Figure): Trace => ({
  type: 'scatter',
  mode: mark.points.some(({ label }) => label !== undefined) && !crowded(mark) ? 'markers+text' : 'markers',
  name: mark.name,
  ...keyed(mark),
  x: mark.points.map((point) => at(point.x, x, mark.dodge)),
  y: mark.points.map((point) => at(point.y, y, mark.dodge)),
  text: mark.points.map(({ label }) => label ?? ''),
  hovertext: mark.points.map(({ label }) => label ?? ''),
  textposition: labelPlace(mark),
  textfont: { color: PALETTE[mark.colour] },
  [mark.along === 'x' ? 'error_x' : 'error_y']: errorBars(mark),
  marker: { color: PALETTE[mark.colour], symbol: SYMBOLS[mark.shape], size: 10 },
})

/** As bars on a base: the cartesian bundle of plotly.js has no waterfall. */
const waterfallTrace = (mark: Extract<Mark, { kind: 'waterfall' }>, { y }: Figure): Trace => {
  const bars = waterfallBars(mark)
  const colours = { total: PALETTE.grey, rising: PALETTE[mark.colour], falling: PALETTE[mark.falling] }
  return {
    type: 'bar',
    orientation: 'h',
    name: mark.name,
    showlegend: false,
    base: bars.map(({ from }) => from),
    x: bars.map(({ from, to }) => to - from),
    y: bars.map((bar) => at(bar.at, y)),
    width: 0.7,
    text: bars.map(({ label }) => label),
    textposition: bars.map(({ part }) => (part === 'total' ? 'auto' : 'outside')),
    cliponaxis: false,
    hoverinfo: 'text',
    marker: { color: bars.map(({ part }) => colours[part]) },
  }
}

const rows = <T>(
  cells: readonly { readonly x: string; readonly y: string }[],
  { x, y }: Figure,
  of: (index: number) => T,
): (T | null)[][] =>
  (y.categories ?? []).map((row) =>
    (x.categories ?? []).map((column) => {
      const index = cells.findIndex((cell) => cell.x === column && cell.y === row)
      return index < 0 ? null : of(index)
    }),
  )

const heatTrace = (mark: HeatMark, figure: Figure): Trace => ({
  type: 'heatmap',
  name: mark.name,
  x: (figure.x.categories ?? []).map((_, index) => index),
  y: (figure.y.categories ?? []).map((_, index) => index),
  z: rows(mark.cells, figure, (index) => mark.cells[index]?.value ?? null),
  text: rows(mark.cells, figure, (index) => mark.cells[index]?.text ?? ''),
  texttemplate: '%{text}',
  textfont: { color: PALETTE.ink, size: 12 },
  zmin: mark.lightest,
  zmax: mark.darkest,
  colorscale: [
    [0, PALETTE.white],
    [1, PALETTE[mark.colour]],
  ],
  opacity: 0.76,
  showscale: false,
  hoverinfo: 'text',
  xgap: 1,
  ygap: 1,
})

const classesTrace = (mark: Extract<Mark, { kind: 'classes' }>, figure: Figure): Trace => {
  const colours = [...new Set(mark.cells.map(({ colour }) => colour))]
  const edges = colours.flatMap((colour, index): Json[] => [
    [index / colours.length, PALETTE[colour]],
    [(index + 1) / colours.length, PALETTE[colour]],
  ])
  return {
    type: 'heatmap',
    x: (figure.x.categories ?? []).map((_, index) => index),
    y: (figure.y.categories ?? []).map((_, index) => index),
    z: rows(mark.cells, figure, (index) => colours.indexOf(mark.cells[index]?.colour ?? 'white')),
    text: rows(mark.cells, figure, (index) => mark.cells[index]?.text ?? ''),
    texttemplate: '%{text}',
    textfont: { color: PALETTE.ink, size: 12 },
    zmin: -0.5,
    zmax: colours.length - 0.5,
    colorscale: edges,
    opacity: 0.35,
    showscale: false,
    hoverinfo: 'text',
    xgap: 2,
    ygap: 2,
  }
}

/** Traces of one mark; guides and notes have none. */
export const traceOf = (mark: Mark, figure: Figure): readonly Trace[] => {
  switch (mark.kind) {
    case 'line':
    case 'steps':
      return [lineTrace(mark, figure)]
    case 'band':
      return [bandTrace(mark, figure)]
    case 'bars':
      return [barsTrace(mark, figure)]
    case 'points':
      return [pointsTrace(mark, figure)]
    case 'waterfall':
      return [waterfallTrace(mark, figure)]
    case 'heat':
      return [heatTrace(mark, figure)]
    case 'classes':
      return [classesTrace(mark, figure)]
    default:
      return []
  }
}
