import type { Language } from '../../../data-schemas/reasons.js'
import { domainOf, numberOf } from '../extent.js'
import type { Axis, Figure, Place } from '../figure.js'
import { type Format, written } from '../format.js'

/** Where a place lies in pixels, and the ticks of its axis. */
export interface Scale {
  readonly at: (place: Place) => number
  /** Room of one category in pixels; 0 on a scale without. */
  readonly band: number
  readonly ticks: readonly { readonly at: number; readonly text: string }[]
}

/** From and to in pixels, and how many ticks are wanted. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly ticks: number
}

const DAY = 86_400_000

const niceStep = (width: number, count: number): number => {
  const rough = width / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].find((times) => times * power >= rough * 0.999) ?? 10
  return step * power
}

const decimalsOf = (step: number, format: Format): number => {
  const shown = format.kind === 'percent' || format.kind === 'points' ? 100 * step : step
  return Math.min(6, Math.max(0, -Math.floor(Math.log10(shown) + 1e-9)))
}

const tickFormat = (format: Format, step: number): Format =>
  format.kind === 'number' || format.kind === 'percent' || format.kind === 'points'
    ? { ...format, decimals: decimalsOf(step, format) }
    : format

const categoryScale = (axis: Axis, { from, to }: Span): Scale => {
  const names = axis.categories ?? []
  const band = (to - from) / Math.max(1, names.length)
  const at = (place: Place): number => from + (numberOf(place, axis) + 0.5) * band
  return { at, band: Math.abs(band), ticks: names.map((name) => ({ at: at(name), text: name })) }
}

const timeTicks = (low: number, high: number, count: number): readonly number[] => {
  const months = (high - low) / (30.4 * DAY)
  const step = [1, 3, 6, 12, 24, 60].find((size) => months / size <= count) ?? 120
  const first = new Date(low)
  const start = first.getUTCFullYear() * 12 + Math.ceil(first.getUTCMonth() / step) * step
  return Array.from({ length: Math.ceil(months / step) + 2 }, (_, index) => {
    const month = start + index * step
    return Date.UTC(Math.floor(month / 12), month % 12)
  }).filter((time) => time >= low && time <= high)
}

const monthOf = (time: number, later: number): number => {
  const day = new Date(time)
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + later)
}

/** From the start of the first month to the end of the last. */
const timeScale = (axis: Axis, domain: readonly [number, number], { from, to, ticks }: Span): Scale => {
  const [low, high] = [monthOf(domain[0], 0), monthOf(domain[1], 1)]
  const at = (place: Place): number => from + ((numberOf(place, axis) - low) / (high - low || 1)) * (to - from)
  return {
    at,
    band: 0,
    ticks: timeTicks(low, high, ticks).map((time) => ({
      at: at(time),
      text: new Date(time).toISOString().slice(0, 7),
    })),
  }
}

const linearScale = (
  axis: Axis,
  [low, high]: readonly [number, number],
  { from, to, ticks, language }: Span & { readonly language: Language },
): Scale => {
  const width = high - low || Math.abs(high) || 1
  const step = axis.format.kind === 'count' ? Math.max(1, niceStep(width, ticks)) : niceStep(width, ticks)
  const [start, end] = [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step]
  const room = end - start || step
  const at = (place: Place): number => from + ((numberOf(place, axis) - start) / room) * (to - from)
  const format = tickFormat(axis.format, step)
  const count = Math.floor(room / step + 1e-9)
  return {
    at,
    band: 0,
    ticks: Array.from({ length: count + 1 }, (_, index) => {
      const value = Number((Math.ceil(start / step - 1e-9) * step + index * step).toPrecision(12))
      return { at: at(value), text: written(value, format, language) }
    }),
  }
}

/** The scale of one axis of a figure over a span of pixels. */
export const scaleOf = (figure: Figure, which: 'x' | 'y', span: Span): Scale => {
  const axis = figure[which]
  if (axis.scale === 'category') return categoryScale(axis, span)
  const domain = domainOf(figure, which) ?? [0, 1]
  if (axis.scale === 'time') return timeScale(axis, domain, span)
  return linearScale(axis, domain, { ...span, language: figure.language })
}
