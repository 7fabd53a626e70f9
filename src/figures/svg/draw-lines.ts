import type { BandMark, LineMark } from '../figure.js'
import { along, type Drawing, dashArray, type Field, ink, NOTHING, type Pixel, path, textColour } from './drawing.js'
import { element } from './element.js'

const stepped = (points: readonly Pixel[], { x, y }: Field): readonly Pixel[] => {
  const [halfX, halfY] = [x.band / 2, y.band / 2]
  if (halfX === 0 && halfY === 0) {
    return points.flatMap(([px, py], index): readonly Pixel[] => {
      const before = points[index - 1]
      return before === undefined
        ? [[px, py]]
        : [
            [px, before[1]],
            [px, py],
          ]
    })
  }
  return points.flatMap(([px, py]): readonly Pixel[] =>
    halfY > 0
      ? [
          [px, py - halfY],
          [px, py + halfY],
        ]
      : [
          [px - halfX, py],
          [px + halfX, py],
        ],
  )
}

const runsOf = (mark: LineMark, { x, y }: Field): readonly (readonly Pixel[])[] => {
  const runs: Pixel[][] = [[]]
  for (const point of mark.points) {
    if (point === null) runs.push([])
    else runs.at(-1)?.push([x.at(point.x), y.at(point.y)])
  }
  return runs
}

/** A line or steps, with its label at the end. */
export const drawLine = (mark: LineMark, field: Field): Drawing => {
  const runs = runsOf(mark, field)
    .filter((run) => run.length > 0)
    .map((run) => (mark.kind === 'steps' ? stepped(run, field) : run))
  const end = runs.at(-1)?.at(-1)
  return {
    shapes: runs.map((run) =>
      element('path', {
        d: path(run),
        fill: 'none',
        stroke: ink(mark.colour),
        'stroke-width': mark.dash === 'dotted' ? 1.4 : 2.4,
        'stroke-linejoin': 'round',
        'stroke-dasharray': dashArray(mark.dash),
      }),
    ),
    wishes:
      mark.label === undefined || end === undefined
        ? []
        : [
            {
              text: mark.label,
              colour: textColour(mark.colour),
              beside: { left: end[0], right: end[0], top: end[1], bottom: end[1] },
              sides: ['right', 'above', 'below', 'left'],
              bold: true,
            },
          ],
    obstacles: mark.dash === 'dotted' ? [] : runs.flatMap(along),
  }
}

/** A band. */
export const drawBand = ({ points, colour }: BandMark, { x, y }: Field): Drawing => {
  const upper = points.map((point): Pixel => [x.at(point.x), y.at(point.upper)])
  const lower = points.map((point): Pixel => [x.at(point.x), y.at(point.lower)])
  return {
    ...NOTHING,
    shapes: [
      element('path', { d: `${path([...upper, ...lower.reverse()])}Z`, fill: ink(colour), 'fill-opacity': 0.22 }),
    ],
  }
}
