import type { Mark } from '../figure.js'
import { drawBars, drawWaterfall } from './draw-bars.js'
import { drawClasses, drawHeat } from './draw-cells.js'
import { drawDiagonal, drawNote, drawRule, drawZone } from './draw-guides.js'
import { drawBand, drawLine } from './draw-lines.js'
import { drawPoints } from './draw-points.js'
import type { Drawing, Field } from './drawing.js'

/** Draws one mark. */
export const drawMark = (mark: Mark, field: Field): Drawing => {
  switch (mark.kind) {
    case 'line':
    case 'steps':
      return drawLine(mark, field)
    case 'band':
      return drawBand(mark, field)
    case 'bars':
      return drawBars(mark, field)
    case 'points':
      return drawPoints(mark, field)
    case 'waterfall':
      return drawWaterfall(mark, field)
    case 'rule':
      return drawRule(mark, field)
    case 'diagonal':
      return drawDiagonal(mark, field)
    case 'zone':
      return drawZone(mark, field)
    case 'heat':
      return drawHeat(mark, field)
    case 'classes':
      return drawClasses(mark, field)
    case 'note':
      return drawNote(mark, field)
  }
}
