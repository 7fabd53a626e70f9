import type { Candidate, Study } from '../../data-schemas/study.js'
import type { PanelTable } from '../panel/table.js'
import { type BinningDifference, compareBinnings, type EvidencedBins } from './compare-binnings.js'
import type { Draft } from './draft.js'
import { type Learnt, learnOne, minimaOf } from './learn-one.js'
import { closeTraining, openTraining } from './training.js'

/** Bins fixed by hand beside the optimal ones, for one candidate. */
export interface ManualDifference extends BinningDifference {
  readonly candidate: string
  /** Reason given in the study. */
  readonly reason: string | null
}

const withoutEdges = (candidate: Candidate): Candidate => {
  const { edges: _, ...bins } = candidate.bins ?? {}
  return { ...candidate, bins }
}

const binsOf = ({ rule, bins }: Draft): EvidencedBins => ({
  edges: rule.kind === 'intervals' ? rule.edges : [],
  bins: bins.map(({ tally }) => ({ events: tally.events, nonEvents: tally.rows - tally.events })),
})

const draftOf = (learnt: Learnt): Draft | null => (learnt.kind === 'draft' ? learnt.draft : null)

/** Every candidate with bins fixed by hand beside the bins that the search would have found on the same training rows. */
export const manualDifferences = async (study: Study, panel: PanelTable): Promise<readonly ManualDifference[]> => {
  const candidates = panel.candidates.filter(
    ({ candidate, read }) => read && candidate.type !== 'category' && candidate.bins?.edges !== undefined,
  )
  if (candidates.length === 0) return []
  const training = await openTraining(panel, { candidates })
  try {
    const { totals } = training
    const learning = { training, study, totals, minima: minimaOf(study, totals), minimum: study.disclosure.minimum }
    const found: ManualDifference[] = []
    for (const one of candidates) {
      const manual = draftOf(await learnOne(learning, one))
      const optimal = draftOf(await learnOne(learning, { ...one, candidate: withoutEdges(one.candidate) }))
      if (manual === null || optimal === null) continue
      const total = { events: totals.events, nonEvents: totals.rows - totals.events }
      found.push({
        candidate: one.candidate.name,
        reason: one.candidate.bins?.reason ?? null,
        ...compareBinnings(binsOf(manual), binsOf(optimal), total),
      })
    }
    return found
  } finally {
    await closeTraining(training)
  }
}
