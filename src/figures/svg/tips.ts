import type { Axis, BarsMark, Figure, LineMark, Place, PointsMark } from '../figure.js'
import { type Format, withInterval, written } from '../format.js'
import type { Field } from './drawing.js'
import { element } from './element.js'

const REACH = 9

const finer = (format: Format): Format =>
  format.kind === 'percent' || format.kind === 'points' ? { ...format, decimals: Math.max(1, format.decimals) } : format

const placeText = (place: Place, axis: Axis, { language }: Figure): string =>
  typeof place === 'string' ? place : written(place, finer(axis.format), language)

const hit = (box: { x: number; y: number; width: number; height: number }, text: string): string =>
  element('rect', { ...box, fill: 'transparent', 'data-tip': text })

const pointTips = (mark: PointsMark, figure: Figure, { x, y }: Field): readonly string[] =>
  mark.points.map((point) => {
    const [main, cross] = mark.along === 'x' ? (['x', 'y'] as const) : (['y', 'x'] as const)
    const value = point[main]
    const text =
      typeof value === 'number'
        ? withInterval(
            { value, lower: point.lower ?? null, upper: point.upper ?? null },
            finer(figure[main].format),
            figure.language,
          )
        : value
    const shift = mark.dodge ?? 0
    const [px, py] = [x.at(point.x) + shift * x.band, y.at(point.y) + shift * y.band]
    return hit(
      { x: px - REACH, y: py - REACH, width: 2 * REACH, height: 2 * REACH },
      `${mark.name} · ${placeText(point[cross], figure[cross], figure)}: ${text}`,
    )
  })

const barTips = (mark: BarsMark, figure: Figure, { x, y }: Field): readonly string[] =>
  mark.bars.map((bar) => {
    const flat = mark.along === 'x'
    const [main, cross] = flat ? [x, y] : [y, x]
    const [low, high] = [main.at(bar.from), main.at(bar.to)].sort((a, b) => a - b) as [number, number]
    const half = ((cross.band || 24) * (mark.thickness ?? 0.7)) / 2
    const middle = cross.at(bar.at)
    const values = [bar.from, bar.to]
      .filter((one) => one !== 0)
      .map((one) => placeText(one, figure[mark.along], figure))
      .join(' … ')
    const room = flat
      ? { x: low, y: middle - half, width: high - low, height: 2 * half }
      : { x: middle - half, y: low, width: 2 * half, height: high - low }
    const at = placeText(bar.at, figure[flat ? 'y' : 'x'], figure)
    return hit(room, `${mark.name} · ${at}: ${values}`)
  })

/** One upright strip for each place that lines have a point at, with what they all are there. */
const lineTips = (lines: readonly LineMark[], figure: Figure, { x, plot }: Field): readonly string[] => {
  if (figure.x.scale === 'category') return []
  const told = new Map<Place, string[]>()
  for (const { name, points } of lines)
    for (const point of points)
      if (point !== null)
        told.set(point.x, [...(told.get(point.x) ?? []), `${name}: ${placeText(point.y, figure.y, figure)}`])
  const places = [...told].map(([place, texts]) => ({ place, texts, at: x.at(place) })).sort((a, b) => a.at - b.at)
  return places.map(({ place, texts, at }, index) => {
    const left = Math.max(plot.left, index === 0 ? at - REACH : (places[index - 1]!.at + at) / 2)
    const right = Math.min(plot.right, index === places.length - 1 ? at + REACH : (places[index + 1]!.at + at) / 2)
    return hit(
      { x: left, y: plot.top, width: Math.max(0, right - left), height: plot.bottom - plot.top },
      `${placeText(place, figure.x, figure)} · ${texts.join(' · ')}`,
    )
  })
}

/** Unseen shapes over the marks that carry the value under the pointer in words (`data-tip`), for a page that shows them. */
export const tipsOf = (figure: Figure, field: Field): readonly string[] => {
  const { marks } = figure
  const lines = marks.filter((mark): mark is LineMark => mark.kind === 'line' && mark.dash !== 'dotted')
  return [
    ...lineTips(lines, figure, field),
    ...marks.flatMap((mark) => {
      if (mark.kind === 'bars') return barTips(mark, figure, field)
      return mark.kind === 'points' ? pointTips(mark, figure, field) : []
    }),
  ]
}
