import { domainOf } from '../extent.js'
import type { Figure, Mark, RuleMark, ZoneMark } from '../figure.js'
import { PALETTE } from '../palette.js'
import { at, DASHES, type Json } from './json.js'

const ruleShape = (mark: RuleMark, figure: Figure): Json => {
  const place = at(mark.at, figure[mark.axis])
  const line = { color: PALETTE[mark.colour], width: 1.4, dash: DASHES[mark.dash] }
  return mark.axis === 'x'
    ? { type: 'line', x0: place, x1: place, yref: 'paper', y0: 0, y1: 1, line }
    : { type: 'line', y0: place, y1: place, xref: 'paper', x0: 0, x1: 1, line }
}

const zoneShape = ({ axis, from, to, colour }: ZoneMark): Json => {
  const look = { type: 'rect', fillcolor: PALETTE[colour], opacity: 0.18, line: { width: 0 }, layer: 'below' }
  return axis === 'x'
    ? { ...look, x0: from, x1: to, yref: 'paper', y0: 0, y1: 1 }
    : { ...look, y0: from, y1: to, xref: 'paper', x0: 0, x1: 1 }
}

const diagonalShape = (figure: Figure, colour: keyof typeof PALETTE): readonly Json[] => {
  const [x, y] = [domainOf(figure, 'x'), domainOf(figure, 'y')]
  if (x === null || y === null) return []
  const [from, to] = [Math.max(x[0], y[0]), Math.min(x[1], y[1])]
  return [
    { type: 'line', x0: from, y0: from, x1: to, y1: to, line: { color: PALETTE[colour], width: 1.4, dash: 'dash' } },
  ]
}

/** Rules, zones and diagonals. */
export const shapesOf = (mark: Mark, figure: Figure): readonly Json[] => {
  if (mark.kind === 'rule') return [ruleShape(mark, figure)]
  if (mark.kind === 'zone') return [zoneShape(mark)]
  return mark.kind === 'diagonal' ? diagonalShape(figure, mark.colour) : []
}

const note = (text: string, place: Readonly<Record<string, Json>>): Json => ({
  text,
  showarrow: false,
  font: { size: 12, color: PALETTE.ink },
  ...place,
})

/** Labels and notes. */
export const notesOf = (mark: Mark, figure: Figure): readonly Json[] => {
  switch (mark.kind) {
    case 'note':
      return [
        note(mark.text, {
          x: at(mark.x, figure.x),
          y: at(mark.y, figure.y),
          xanchor: mark.side === 'right' || mark.side === undefined ? 'left' : 'center',
        }),
      ]
    case 'rule':
    case 'zone': {
      if (mark.label === '') return []
      const place = mark.kind === 'rule' ? at(mark.at, figure[mark.axis]) : 0
      return [
        mark.axis === 'x'
          ? note(mark.label, { x: place, yref: 'paper', y: 1, xanchor: 'left', yanchor: 'bottom' })
          : note(mark.label, { y: place, xref: 'paper', x: 1, xanchor: 'right', yanchor: 'bottom' }),
      ]
    }
    case 'line':
    case 'steps': {
      const end = mark.points.at(-1) ?? null
      return mark.label === undefined || end === null
        ? []
        : [note(mark.label, { x: at(end.x, figure.x), y: at(end.y, figure.y), xanchor: 'left', xshift: 6 })]
    }
    default:
      return []
  }
}
