import type { ClassesMark, HeatMark } from '../figure.js'
import { PALETTE } from '../palette.js'
import { type Drawing, type Field, ink, NOTHING, rectangle } from './drawing.js'
import { textElement } from './element.js'
import type { Box } from './place-labels.js'

const cellBox = ({ x: cx, y: cy }: { readonly x: string; readonly y: string }, { x, y }: Field): Box => ({
  left: x.at(cx) - x.band / 2,
  right: x.at(cx) + x.band / 2,
  top: y.at(cy) - y.band / 2,
  bottom: y.at(cy) + y.band / 2,
})

const cellText = (text: string, box: Box, fill: string): string =>
  textElement(text, {
    x: (box.left + box.right) / 2,
    y: (box.top + box.bottom) / 2 + 4,
    'text-anchor': 'middle',
    fill,
  })

/** Cells shaded by a number; the lettering keeps its contrast on the darkest. */
export const drawHeat = ({ cells, colour, lightest, darkest }: HeatMark, field: Field): Drawing => ({
  ...NOTHING,
  shapes: cells.flatMap((cell) => {
    const box = cellBox(cell, field)
    const room = darkest - lightest || 1
    const shade = cell.value === null ? null : Math.min(1, Math.max(0, (cell.value - lightest) / room))
    const fill =
      shade === null
        ? { fill: PALETTE.white, stroke: PALETTE.faint, 'stroke-width': 1 }
        : { fill: ink(colour), 'fill-opacity': 0.06 + 0.7 * shade, stroke: PALETTE.white, 'stroke-width': 1 }
    return [rectangle(box, fill), cellText(cell.text, box, PALETTE.ink)]
  }),
})

/** Cells of a class. */
export const drawClasses = ({ cells }: ClassesMark, field: Field): Drawing => ({
  ...NOTHING,
  shapes: cells.flatMap((cell) => {
    const box = cellBox(cell, field)
    return [
      rectangle(box, { fill: ink(cell.colour), 'fill-opacity': 0.3, stroke: PALETTE.white, 'stroke-width': 2 }),
      cellText(cell.text, box, PALETTE.ink),
    ]
  }),
})
