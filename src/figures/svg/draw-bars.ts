import { waterfallBars } from '../extent.js'
import type { BarsMark, WaterfallMark } from '../figure.js'
import { PALETTE } from '../palette.js'
import { type Drawing, type Field, ink, rectangle } from './drawing.js'
import { element } from './element.js'
import type { Box } from './place-labels.js'

const barBox = (
  bar: { readonly at: string | number; readonly from: string | number; readonly to: string | number },
  { along: axis, thickness = 0.7 }: Pick<BarsMark, 'along' | 'thickness'>,
  { x, y }: Field,
): Box => {
  const [main, cross] = axis === 'x' ? [x, y] : [y, x]
  const [start, end] = [main.at(bar.from), main.at(bar.to)].sort((a, b) => a - b) as [number, number]
  const half = ((cross.band || 24) * thickness) / 2
  const middle = cross.at(bar.at)
  return axis === 'x'
    ? { left: start, right: end, top: middle - half, bottom: middle + half }
    : { left: middle - half, right: middle + half, top: start, bottom: end }
}

/** Bars, each with its label at the end. */
export const drawBars = (mark: BarsMark, field: Field): Drawing => {
  const boxes = mark.bars.map((bar) => barBox(bar, mark, field))
  const opacity = mark.pale === true ? 0.35 : 1
  return {
    shapes: boxes.map((box) => rectangle(box, { fill: ink(mark.colour), 'fill-opacity': opacity })),
    wishes: mark.bars.flatMap((bar, index) =>
      bar.label === undefined
        ? []
        : [
            {
              text: bar.label,
              colour: PALETTE.ink,
              beside: boxes[index] as Box,
              sides: mark.along === 'x' ? ['right', 'left'] : ['above', 'right'],
            },
          ],
    ),
    obstacles: mark.pale === true ? [] : boxes,
  }
}

/** A waterfall, its bars linked. */
export const drawWaterfall = (mark: WaterfallMark, field: Field): Drawing => {
  const bars = waterfallBars(mark)
  const boxes = bars.map((bar) => barBox(bar, { along: 'x' }, field))
  const colours = { total: 'grey', rising: mark.colour, falling: mark.falling } as const
  const links = bars.slice(0, -1).map((bar, index) => {
    const at = field.x.at(bar.to).toFixed(1)
    const [above, below] = [boxes[index] as Box, boxes[index + 1] as Box]
    return element('path', {
      d: `M${at} ${above.bottom.toFixed(1)}V${below.top.toFixed(1)}`,
      stroke: PALETTE.grey,
      'stroke-width': 1,
      fill: 'none',
    })
  })
  return {
    shapes: [
      ...links,
      ...boxes.map((box, index) => rectangle(box, { fill: ink(colours[bars[index]?.part ?? 'total']) })),
    ],
    wishes: bars.map(({ label }, index) => ({
      text: label,
      colour: PALETTE.ink,
      beside: boxes[index] as Box,
      sides: ['right', 'left'],
    })),
    obstacles: boxes,
  }
}
