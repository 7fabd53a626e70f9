import type { Encoder } from '../../data-schemas/encoder.js'

type ValueType = Encoder['type']

const DAY = 86_400_000

const dateText = (days: number): string => {
  const date = new Date(days * DAY)
  return Number.isNaN(date.getTime()) ? String(days) : date.toISOString().slice(0, 10)
}

const span = (from: string, to: string): string =>
  from.startsWith('-') || to.startsWith('-') ? `${from} to ${to}` : `${from}–${to}`

const wholeLabel = (from: number, to: number, show: (value: number) => string): string => {
  if (from === Number.NEGATIVE_INFINITY) return `${show(to)} or less`
  if (to === Number.POSITIVE_INFINITY) return `${show(from)} or more`
  return from === to ? show(from) : span(show(from), show(to))
}

const dateLabel = (from: number, to: number): string => {
  if (from === Number.NEGATIVE_INFINITY) return `${dateText(to)} or earlier`
  if (to === Number.POSITIVE_INFINITY) return `${dateText(from)} or later`
  return from === to ? dateText(from) : `${dateText(from)} to ${dateText(to)}`
}

const numberLabel = (from: number, to: number): string => {
  if (from === Number.NEGATIVE_INFINITY) return `< ${to}`
  return to === Number.POSITIVE_INFINITY ? `≥ ${from}` : span(String(from), String(to))
}

/** What a reader sees of the bin lower ≤ x < upper; infinite bounds for the outer bins. */
export const intervalLabel = (lower: number, upper: number, type: ValueType): string => {
  if (lower === Number.NEGATIVE_INFINITY && upper === Number.POSITIVE_INFINITY) return 'any value'
  if (type === 'boolean') return upper === Number.POSITIVE_INFINITY ? 'yes' : 'no'
  if (type === 'number') return numberLabel(lower, upper)
  const from = Math.ceil(lower)
  const to = Math.ceil(upper) - 1
  return type === 'date' ? dateLabel(from, to) : wholeLabel(from, to, String)
}

/**
 * Labels of the bins of `edges`, in order: "< 3.5", "3.5–7", "≥ 7" for numbers, "3 or less", "4–8", "9 or more" for whole
 * numbers, dates for dates, "no" and "yes" for booleans.
 */
export const intervalLabels = (edges: readonly number[], type: ValueType): readonly string[] => {
  const bounds = [Number.NEGATIVE_INFINITY, ...edges, Number.POSITIVE_INFINITY]
  return bounds.slice(1).map((upper, index) => intervalLabel(bounds[index] as number, upper, type))
}
