import type { PanelCandidate } from '../panel/table.js'
import { type Column, countColumn } from './column-counts.js'
import { askedSpans, type CountPeriods, type PeriodCounts } from './period-counts.js'
import type { RawColumn, RawRows } from './raw-rows.js'
import { marksOf } from './read-columns.js'
import { type Span, type SpanLength, spansOf } from './spans.js'

/** Rows that were drawn, one entry per draw, and what each row of the sample counts for. */
interface Drawn {
  readonly rows: Int32Array
  readonly marks: Uint8Array
}

/** The drawn rows of one candidate, ready for counting. */
export const drawnColumn = (raw: RawRows, column: RawColumn, { rows, marks }: Drawn): Column => ({
  value: Float64Array.from(rows, (row) => column.value[row] as number),
  state: Uint8Array.from(rows, (row) => column.state[row] as number),
  marks: Uint8Array.from(rows, (row) => marks[row] as number),
  alone: !raw.clustered,
})

interface DrawnSpan extends Span {
  readonly drawn: Drawn
}

/** Rows by span; each person is anchored anew in each span. */
const drawnSpans = (raw: RawRows, drawn: Int32Array, by: SpanLength): readonly DrawnSpan[] => {
  const { time } = raw
  if (time === undefined) return []
  const spans = spansOf(time.dates, by)
  const spanOf = Int32Array.from(spans.flatMap(({ from, to }, span) => new Array<number>(to - from + 1).fill(span)))
  const within = time.period.map((period) => spanOf[period] as number)
  const person = raw.person.map((own, row) => own * spans.length + (within[row] as number))
  const marks = marksOf({ row_id: Float64Array.from(person.keys()), person, outcome: raw.outcome }, raw.clustered)
  return spans
    .map((span, at) => ({ ...span, drawn: { rows: drawn.filter((row) => within[row] === at), marks } }))
    .filter((span) => span.drawn.rows.length > 0)
}

/** Counts by period as `openPeriods` gives them, of rows in memory that were drawn so often. Undefined when no candidate asks, or there are no dates. */
export const drawnPeriods = (raw: RawRows, drawn: Int32Array): CountPeriods | undefined => {
  if (raw.time === undefined) return undefined
  const asked = askedSpans(raw.columns.map(({ candidate }) => candidate))
  const spans = new Map(asked.map(({ by }) => [by, drawnSpans(raw, drawn, by)]))
  const countOf = (candidate: PanelCandidate, edges: readonly number[]): readonly PeriodCounts[] => {
    const { steady } = candidate.candidate.bins ?? {}
    const column = raw.columns.find((one) => one.candidate.index === candidate.index)
    if (steady === undefined || column === undefined) return []
    return (spans.get(steady) ?? []).flatMap((span) => {
      const counts = countColumn(drawnColumn(raw, column, span.drawn), { prebins: 1, edges })
      return counts === null ? [] : [{ name: span.name, prebins: counts.prebins }]
    })
  }
  return (candidate, edges) => Promise.resolve(countOf(candidate, edges))
}
