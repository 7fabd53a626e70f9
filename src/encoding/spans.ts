import { quarterOf } from '../panel/period-dates.js'

/** Consecutive snapshot dates of the panel that are one period for the order of bins. */
export interface Span {
  /** "2023-Q1", or "2023". */
  readonly name: string
  /** First and last `period` of the panel, both included. */
  readonly from: number
  readonly to: number
}

/** How long a period is in which bins must hold their order. */
export type SpanLength = 'quarter' | 'year'

const nameOf = (day: string, by: SpanLength): string => (by === 'year' ? day.slice(0, 4) : quarterOf(day))

/**
 * Calendar quarters or years of the panel, in order.
 * @param dates snapshot dates by code, ISO, ascending
 */
export const spansOf = (dates: readonly string[], by: SpanLength): readonly Span[] => {
  const spans: Span[] = []
  for (const [code, day] of dates.entries()) {
    const name = nameOf(day, by)
    const last = spans.at(-1)
    if (last?.name === name) spans[spans.length - 1] = { ...last, to: code }
    else spans.push({ name, from: code, to: code })
  }
  return spans
}
