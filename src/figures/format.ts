import type { Language } from '../../data-schemas/reasons.js'
import { fixedDecimals } from './fixed-decimals.js'

/** How a raw number is written: `percent` and `points` show a share times a hundred, `count` a whole number. */
export type Format = Decimal | { readonly kind: 'count' } | { readonly kind: 'date' } | { readonly kind: 'text' }

interface Decimal {
  readonly kind: 'number' | 'percent' | 'points'
  readonly decimals: number
  readonly signed?: boolean
}

/** Whole numbers. */
export const COUNT: Format = { kind: 'count' }
/** Names of categories. */
export const TEXT: Format = { kind: 'text' }
/** Days. */
export const DATE: Format = { kind: 'date' }
/** Shares as percentages with so many decimals. */
export const percents = (decimals: number): Format => ({ kind: 'percent', decimals })
/** Numbers as they are. */
export const numbers = (decimals: number): Format => ({ kind: 'number', decimals })

const digits = (value: number, decimals: number, language: Language): string => {
  const text = fixedDecimals(Math.abs(value), decimals, language)
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text
}

/** A raw number, or an ISO date, as people read it; decimal comma in Dutch. */
export const written = (value: number | string, format: Format, language: Language): string => {
  if (typeof value === 'string') return value
  if (format.kind === 'count') return digits(value, 0, language)
  if (format.kind === 'date') return new Date(value).toISOString().slice(0, 10)
  if (format.kind === 'text') return String(value)
  const text = digits(format.kind === 'number' ? value : 100 * value, format.decimals, language)
  const sign = format.signed === true && value > 0 && /[1-9]/.test(text) ? '+' : ''
  return `${sign}${text}${format.kind === 'percent' ? '%' : ''}`
}

/** The same with its interval: "63.1% (61.0 … 65.2%)"; without bounds only the number. */
export const withInterval = (
  { value, lower, upper }: { readonly value: number; readonly lower: number | null; readonly upper: number | null },
  format: Format,
  language: Language,
): string => {
  const estimate = written(value, format, language)
  if (lower === null || upper === null) return estimate
  return `${estimate} (${written(lower, format, language)} … ${written(upper, format, language)})`
}
