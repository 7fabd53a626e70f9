import type { DiagonalMark, NoteMark, RuleMark, ZoneMark } from '../figure.js'
import { PALETTE } from '../palette.js'
import {
  along,
  type Drawing,
  dashArray,
  type Field,
  ink,
  NOTHING,
  type Pixel,
  path,
  rectangle,
  textColour,
} from './drawing.js'
import { element } from './element.js'
import type { Box, LabelWish } from './place-labels.js'
import { textWidth } from './text-size.js'

/** A rule with its label. */
export const drawRule = ({ axis, at, label, colour, dash }: RuleMark, { x, y, plot }: Field): Drawing => {
  const place = axis === 'x' ? x.at(at) : y.at(at)
  const line: readonly [Pixel, Pixel] =
    axis === 'x'
      ? [
          [place, label === '' ? plot.top + 18 : plot.top],
          [place, plot.bottom],
        ]
      : [
          [plot.left, place],
          [plot.right, place],
        ]
  const end: Box =
    axis === 'x'
      ? { left: place, right: place, top: plot.top + 1, bottom: plot.top + 15 }
      : { left: plot.right, right: plot.right, top: place, bottom: place }
  const wish: LabelWish = {
    text: label,
    colour: textColour(colour),
    beside: end,
    sides: axis === 'x' ? ['right', 'left'] : ['left'],
  }
  return {
    shapes: [
      element('path', {
        d: path(line),
        stroke: ink(colour),
        'stroke-width': 1.4,
        'stroke-dasharray': dashArray(dash),
        fill: 'none',
      }),
    ],
    wishes: label === '' ? [] : [wish],
    obstacles: along(line),
  }
}

/** The diagonal. */
export const drawDiagonal = ({ label, colour }: DiagonalMark, { x, y, plot }: Field): Drawing => {
  // Ends where one of the axes does: pixels of the diagonal are found by its slope between two equal places.
  const slope = (y.at(1) - y.at(0)) / (x.at(1) - x.at(0))
  const yAt = (px: number): number => y.at(0) + slope * (px - x.at(0))
  const xAt = (py: number): number => x.at(0) + (py - y.at(0)) / slope
  const from: Pixel = yAt(plot.left) <= plot.bottom ? [plot.left, yAt(plot.left)] : [xAt(plot.bottom), plot.bottom]
  const to: Pixel = yAt(plot.right) >= plot.top ? [plot.right, yAt(plot.right)] : [xAt(plot.top), plot.top]
  const middle: Pixel = [from[0] + 0.7 * (to[0] - from[0]), from[1] + 0.7 * (to[1] - from[1])]
  return {
    shapes: [
      element('path', {
        d: path([from, to]),
        stroke: ink(colour),
        'stroke-width': 1.4,
        'stroke-dasharray': '7 4',
        fill: 'none',
      }),
    ],
    wishes: [
      {
        text: label,
        colour: textColour(colour),
        beside: { left: middle[0], right: middle[0], top: middle[1], bottom: middle[1] },
        sides: ['right', 'below', 'left'],
      },
    ],
    obstacles: along([from, to]),
  }
}

/** A shaded zone. */
export const drawZone = ({ axis, from, to, label, colour }: ZoneMark, { x, y, plot }: Field): Drawing => {
  const scale = axis === 'x' ? x : y
  const [start, end] = [scale.at(from), scale.at(to)].sort((a, b) => a - b) as [number, number]
  const box = axis === 'x' ? { ...plot, left: start, right: end } : { ...plot, top: start, bottom: end }
  const width = textWidth(label, 12)
  const middle = (box.left + box.right) / 2
  return {
    shapes: [rectangle(box, { fill: ink(colour), 'fill-opacity': 0.18 })],
    wishes: [],
    obstacles: [],
    ...(label === ''
      ? {}
      : {
          wishes: [
            {
              text: label,
              colour: PALETTE.ink,
              beside: { left: middle - width / 2, right: middle + width / 2, top: plot.top + 1, bottom: plot.top + 15 },
              sides: ['centre'] as const,
            },
          ],
        }),
  }
}

/** Words at a place. */
export const drawNote = ({ x: nx, y: ny, text, side = 'right' }: NoteMark, { x, y }: Field): Drawing => {
  const [px, py] = [x.at(nx), y.at(ny)]
  const beside = { left: px, right: px, top: py, bottom: py }
  return { ...NOTHING, wishes: [{ text, colour: PALETTE.grey, beside, sides: [side] }] }
}
