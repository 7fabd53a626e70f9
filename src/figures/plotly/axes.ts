import { domainOf } from '../extent.js'
import type { Axis, Figure } from '../figure.js'
import { written } from '../format.js'
import { PALETTE } from '../palette.js'
import type { Json } from './json.js'

/** One axis, with its title. */
export const axisOf = (figure: Figure, which: 'x' | 'y'): Json => {
  const axis = figure[which]
  const base = {
    title: { text: axis.title, font: { size: 13 }, standoff: 10 },
    tickfont: { size: 12 },
    automargin: true,
    zeroline: false,
    gridcolor: PALETTE.faint,
  }
  if (axis.scale === 'time') return { ...base, type: 'date', tickformat: '%Y-%m' }
  if (axis.scale === 'category') {
    const names = axis.categories ?? []
    const range = [-0.5, names.length - 0.5]
    return {
      ...base,
      showgrid: false,
      tickmode: 'array',
      tickvals: names.map((_, index) => index),
      ticktext: names,
      range: which === 'y' ? [range[1] ?? 0, range[0] ?? 0] : range,
    }
  }
  const percent = axis.format.kind === 'percent' ? { tickformat: '.0%' } : {}
  const points = axis.format.kind === 'points' ? pointTicks(figure, which) : {}
  return { ...base, ...percent, ...points, ...(axis.limit === undefined ? {} : { range: [...axis.limit] }) }
}

/** Plotly knows no percentage points: ticks at whole tenths of the axis, written as elsewhere. */
const pointTicks = (figure: Figure, which: 'x' | 'y'): Readonly<Record<string, Json>> => {
  const [low, high] = domainOf(figure, which) ?? [0, 1]
  const step = high - low > 0.25 ? 0.1 : 0.05
  const first = Math.floor(low / step)
  const values = Array.from({ length: Math.ceil(high / step) - first + 1 }, (_, index) => (first + index) * step)
  const format = { ...figure[which].format, decimals: 0 } as Axis['format']
  return {
    tickmode: 'array',
    tickvals: values,
    ticktext: values.map((value) => written(value, format, figure.language)),
  }
}
