import type { Mark } from '../figure.js'
import { PALETTE } from '../palette.js'
import { shapePath } from './draw-points.js'
import { dashArray } from './drawing.js'
import { element, textElement } from './element.js'
import { textWidth } from './text-size.js'

type KeyedMark = Extract<Mark, { readonly name: string }>

const SIZE = 12.5
const SAMPLE = 26

const isEmpty = (mark: Mark): boolean =>
  ('bars' in mark && mark.bars.length === 0) || ('points' in mark && mark.points.length === 0)

const isKeyed = (mark: Mark): mark is KeyedMark =>
  !isEmpty(mark) && 'name' in mark && mark.name !== '' && !('unkeyed' in mark && mark.unkeyed)

const sample = (mark: KeyedMark, x: number, y: number): string => {
  const colour = PALETTE[mark.colour]
  switch (mark.kind) {
    case 'points':
      return element('path', { d: shapePath(mark.shape, x + 10, y), fill: colour })
    case 'line':
    case 'steps':
      return element('path', {
        d: `M${x} ${y}h20`,
        stroke: colour,
        'stroke-width': 2.4,
        'stroke-dasharray': dashArray(mark.dash),
        fill: 'none',
      })
    case 'heat':
    case 'band':
    case 'bars':
    case 'waterfall': {
      const opacity = mark.kind === 'band' ? 0.3 : mark.kind === 'bars' && mark.pale === true ? 0.35 : 1
      return element('rect', { x, y: y - 6, width: 20, height: 12, fill: colour, 'fill-opacity': opacity })
    }
  }
}

/** The key of a figure: a sample and a name for each keyed mark, in rows. Empty where no mark is keyed. */
export const drawKey = (
  marks: readonly Mark[],
  { left, top, width }: { readonly left: number; readonly top: number; readonly width: number },
): { readonly shapes: readonly string[]; readonly height: number } => {
  const keyed = marks
    .filter(isKeyed)
    .filter((mark, index, all) => all.findIndex(({ name }) => name === mark.name) === index)
  if (keyed.length === 0) return { shapes: [], height: 0 }
  let [x, row] = [left, 0]
  const shapes = keyed.flatMap((mark) => {
    const room = SAMPLE + textWidth(mark.name, SIZE) + 18
    if (x > left && x + room > left + width) [x, row] = [left, row + 1]
    const y = top + 10 + row * 20
    const drawn = [
      sample(mark, x, y),
      textElement(mark.name, { x: x + SAMPLE, y: y + 4, 'font-size': SIZE, fill: PALETTE.ink }),
    ]
    x += room
    return drawn
  })
  return { shapes, height: 20 * (row + 1) + 6 }
}
