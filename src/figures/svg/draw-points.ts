import type { PointsMark, Shape } from '../figure.js'
import { PALETTE } from '../palette.js'
import { type Drawing, type Field, ink, textColour } from './drawing.js'
import { element } from './element.js'
import type { Box } from './place-labels.js'

const SHAPES: Readonly<Record<Shape, (x: number, y: number) => string>> = {
  circle: (x, y) => `M${x - 5} ${y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z`,
  square: (x, y) => `M${x - 4.5} ${y - 4.5}h9v9h-9Z`,
  diamond: (x, y) => `M${x} ${y - 7}l7 7l-7 7l-7 -7Z`,
  triangle: (x, y) => `M${x} ${y - 6}l6 10.5h-12Z`,
}

/** The outline of a point, as an SVG path. */
export const shapePath = (shape: Shape, x: number, y: number): string =>
  SHAPES[shape](Math.round(x * 100) / 100, Math.round(y * 100) / 100)

const drawPoint = (
  point: PointsMark['points'][number],
  mark: PointsMark,
  { x, y }: Field,
): { readonly shapes: readonly string[]; readonly box: Box; readonly beside: Box } => {
  const shift = mark.dodge ?? 0
  const px = x.at(point.x) + shift * x.band
  const py = y.at(point.y) + shift * y.band
  const ends = [point.lower, point.upper].filter((bound): bound is number => typeof bound === 'number')
  const main = mark.along === 'x' ? x : y
  const [from, to] = [...ends.map(main.at)].sort((a, b) => a - b)
  const bar =
    from === undefined || to === undefined
      ? []
      : [
          element('path', {
            d:
              mark.along === 'x'
                ? `M${from.toFixed(1)} ${py.toFixed(1)}H${to.toFixed(1)}`
                : `M${px.toFixed(1)} ${from.toFixed(1)}V${to.toFixed(1)}`,
            stroke: ink(mark.colour),
            'stroke-opacity': mark.pale === true ? 0.4 : undefined,
            'stroke-width': 2.2,
            fill: 'none',
          }),
        ]
  const dot = element('path', {
    d: shapePath(mark.shape, px, py),
    fill: ink(mark.colour),
    stroke: PALETTE.white,
    'stroke-width': 1,
  })
  const flat = mark.along === 'x'
  const own: Box = { left: px - 6, right: px + 6, top: py - 6, bottom: py + 6 }
  const box: Box = {
    left: Math.min(px - 6, flat ? (from ?? px) : px),
    right: Math.max(px + 6, flat ? (to ?? px) : px),
    top: Math.min(py - 6, flat ? py : (from ?? py)),
    bottom: Math.max(py + 6, flat ? py : (to ?? py)),
  }
  return { shapes: [...bar, dot], box, beside: flat ? box : own }
}

/** Points with their intervals and labels. */
export const drawPoints = (mark: PointsMark, field: Field): Drawing => {
  const drawn = mark.points.map((point) => drawPoint(point, mark, field))
  return {
    shapes: drawn.flatMap(({ shapes }) => shapes),
    wishes: mark.points.flatMap((point, index) =>
      point.label === undefined
        ? []
        : [
            {
              text: point.label,
              colour: textColour(mark.colour),
              beside: drawn[index]?.beside as Box,
              sides: ['right', 'above', 'below', 'left'],
            },
          ],
    ),
    obstacles: drawn.map(({ box }) => box),
  }
}
