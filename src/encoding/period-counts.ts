import type { PanelCandidate, PanelTable } from '../panel/table.js'
import { numericCounts } from './counts.js'
import { type SpanLength, spansOf } from './spans.js'
import type { Tally } from './tally.js'
import { closeTraining, openTraining, type Training, type TrainingOptions } from './training.js'

/** Counts of one period in the prebins of all periods; people are anchored in their first rows of this period. Not safe to disclose. */
export interface PeriodCounts {
  readonly name: string
  readonly prebins: readonly Tally[]
}

/** Counts a candidate by the periods that its `bins.steady` asks for, between the edges of its prebins; periods without a row left out. */
export type CountPeriods = (candidate: PanelCandidate, edges: readonly number[]) => Promise<readonly PeriodCounts[]>

/** The training side by period, made ready for counting. */
export interface Periods {
  readonly count: CountPeriods
  readonly close: () => Promise<void>
}

interface OpenSpan {
  readonly by: SpanLength
  readonly name: string
  readonly training: Training
}

/** Candidates whose bins must hold their order, by length of the period. */
export const askedSpans = (
  candidates: readonly PanelCandidate[],
): readonly { readonly by: SpanLength; readonly candidates: readonly PanelCandidate[] }[] =>
  (['quarter', 'year'] as const)
    .map((by) => ({ by, candidates: candidates.filter(({ candidate }) => candidate.bins?.steady === by) }))
    .filter((asked) => asked.candidates.length > 0)

const openSpans = async (panel: PanelTable, options: TrainingOptions, opened: OpenSpan[]): Promise<void> => {
  for (const { by, candidates } of askedSpans(options.candidates ?? panel.candidates)) {
    for (const periods of spansOf(panel.dates ?? [], by)) {
      opened.push({ by, name: periods.name, training: await openTraining(panel, { ...options, candidates, periods }) })
    }
  }
}

/**
 * Makes the training side ready for counting by period, for the candidates whose bins must hold their order in each. Undefined
 * when no candidate asks, or the panel has no dates. One pass over the rows for each period.
 */
export const openPeriods = async (panel: PanelTable, options: TrainingOptions): Promise<Periods | undefined> => {
  if (panel.dates === undefined || askedSpans(options.candidates ?? panel.candidates).length === 0) return undefined
  const opened: OpenSpan[] = []
  const close = async (): Promise<void> => {
    for (const { training } of opened) await closeTraining(training)
  }
  const count: CountPeriods = async (candidate, edges) => {
    const counted: PeriodCounts[] = []
    for (const { by, name, training } of opened) {
      if (by !== candidate.candidate.bins?.steady || training.totals.rows === 0) continue
      counted.push({ name, prebins: (await numericCounts(training, candidate, { prebins: 1, edges })).prebins })
    }
    return counted
  }
  try {
    await openSpans(panel, options, opened)
  } catch (error) {
    await close()
    throw error
  }
  return { count, close }
}
