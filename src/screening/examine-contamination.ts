import type { ScreeningExaminationResult } from '../../data-schemas/results/screening-examination.js'
import type { Undefined } from '../numeric/undefined.js'
import { contamination, controlWeights } from './contamination.js'
import type { HeldScores } from './contribution.js'
import type { ScreeningExamined } from './examined-candidates.js'

type Contamination = ScreeningExaminationResult['contamination']

const STRATA = 10

/** Tenth of each row's score. */
const tenths = (score: Float64Array): Int32Array => {
  const sorted = Float64Array.from(score).sort()
  const cuts = Array.from(
    { length: STRATA - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / STRATA)] as number,
  )
  return Int32Array.from(score, (own) => cuts.reduce((stratum, cut) => stratum + (own >= cut ? 1 : 0), 0))
}

/**
 * How far an earlier offer of help colours the outcome: rows and people concerned, and the strength of each candidate as it is, without those
 * rows, and with unexposed rows of the same tenth of the held-out score in their place.
 */
export const examineContamination = (of: ScreeningExamined, scores: HeldScores | Undefined): Contamination => {
  const { exposed, rows, study, candidates } = of
  if ('kind' in exposed) return exposed
  const weights = 'kind' in scores ? scores : controlWeights(exposed, tenths(scores.all))
  const { minimum } = study.disclosure
  const found = candidates.map((candidate) => ({
    candidate: candidate.name,
    ...contamination(
      { ...candidate, outcome: rows.outcome, person: rows.person, exposed },
      { minimum, ...('kind' in weights ? {} : { weights }) },
    ),
  }))
  const first = found[0]
  return {
    treatment: study.exposure?.treatment ?? 'keep',
    rows: rows.outcome.length,
    exposedRows: first?.exposedRows ?? null,
    exposedPeople: first?.exposedPeople ?? null,
    excludedRows: of.excludedRows,
    candidates: found.map(({ candidate, asIs, excluded, weighted }) => ({ candidate, asIs, excluded, weighted })),
    unweighted: 'kind' in weights ? weights.because : null,
  }
}
