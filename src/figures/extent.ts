import type { Axis, Figure, Mark, Place, WaterfallMark } from './figure.js'

/** One bar of a waterfall, laid out. */
export interface WaterfallBar {
  readonly at: string
  readonly from: number
  readonly to: number
  readonly label: string
  readonly part: 'total' | 'rising' | 'falling'
}

/** Bars of a waterfall: each change begins where the one before ended. Layout only; no number of it is shown. */
export const waterfallBars = ({ start, changes, end }: WaterfallMark): readonly WaterfallBar[] => {
  const bars: WaterfallBar[] = [{ at: start.at, from: 0, to: start.value, label: start.label, part: 'total' }]
  let reached = start.value
  for (const { at, change, label } of changes) {
    bars.push({ at, from: reached, to: reached + change, label, part: change < 0 ? 'falling' : 'rising' })
    reached += change
  }
  return [...bars, { at: end.at, from: 0, to: end.value, label: end.label, part: 'total' }]
}

const present = (values: readonly (Place | null | undefined)[]): readonly Place[] =>
  values.filter((value): value is Place => value !== null && value !== undefined)

/** Places that a mark takes along one axis. */
export const placesOf = (mark: Mark, axis: 'x' | 'y'): readonly Place[] => {
  switch (mark.kind) {
    case 'line':
    case 'steps':
      return present(mark.points.map((point) => point?.[axis]))
    case 'band':
      return axis === 'x' ? mark.points.map(({ x }) => x) : mark.points.flatMap(({ lower, upper }) => [lower, upper])
    case 'bars':
      return mark.along === axis ? mark.bars.flatMap(({ from, to }) => [from, to]) : mark.bars.map(({ at }) => at)
    case 'points':
      return mark.points.flatMap((point) =>
        present([point[axis], ...(mark.along === axis ? [point.lower, point.upper] : [])]),
      )
    case 'waterfall':
      return axis === 'x'
        ? waterfallBars(mark).flatMap(({ from, to }) => [from, to])
        : waterfallBars(mark).map(({ at }) => at)
    case 'rule':
      return mark.axis === axis ? [mark.at] : []
    case 'zone':
      return mark.axis === axis ? [mark.from, mark.to] : []
    case 'heat':
    case 'classes':
      return mark.cells.map((cell) => cell[axis])
    case 'note':
      return [mark[axis]]
    case 'diagonal':
      return []
  }
}

/** A place as a number: days as milliseconds, categories by their order. */
export const numberOf = (place: Place, axis: Axis): number => {
  if (typeof place === 'number') return place
  return axis.scale === 'category' ? (axis.categories ?? []).indexOf(place) : Date.parse(place)
}

/** Smallest and largest number that an axis must show; null where the figure has none. */
export const domainOf = (figure: Figure, which: 'x' | 'y'): readonly [number, number] | null => {
  const axis = figure[which]
  if (axis.limit !== undefined) return axis.limit
  const found = [...figure.marks.flatMap((mark) => placesOf(mark, which)), ...(axis.show ?? [])]
    .map((place) => numberOf(place, axis))
    .filter(Number.isFinite)
  if (found.length === 0) return null
  return [found.reduce((a, b) => Math.min(a, b)), found.reduce((a, b) => Math.max(a, b))]
}
