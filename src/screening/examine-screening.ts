import type { Stamp } from '../../data-schemas/results/common.js'
import type { ScreeningExaminationResult } from '../../data-schemas/results/screening-examination.js'
import { densePeople } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { candidateRecord } from './candidate-record.js'
import { type HeldScores, heldScores } from './contribution.js'
import { examineContamination } from './examine-contamination.js'
import { examineControls } from './examine-controls.js'
import { screeningGuards } from './examine-guards.js'
import { examineOrder } from './examine-order.js'
import { examineStrength } from './examine-strength.js'
import { examineWeights } from './examine-weights.js'
import type { ScreeningExamined } from './examined-candidates.js'
import { redundancyMap } from './redundancy-map.js'

/** What was found beside the rows. */
export type ScreeningFindings = Pick<ScreeningExaminationResult, 'publishedTables' | 'manualBins'>

const scoresOf = ({ rows, screening }: ScreeningExamined): HeldScores | Undefined => {
  const blocks = rows.blocks.filter(({ name }) => screening.admissible.includes(name))
  return blocks.length === 0 ? undefinedBecause('no candidate is admissible') : heldScores({ ...rows, blocks })
}

/**
 * The examination of the candidates: contribution to recall, strength over periods and regions, multiplicity, redundancy, controls,
 * contaminated outcomes, and whether the choice hangs on the graders' weights. Parts without their inputs say why they are undefined.
 */
export const examineCandidates = (
  of: ScreeningExamined,
  findings: ScreeningFindings,
  stamp: Stamp,
): ScreeningExaminationResult => {
  const { study, screening, selected, rows } = of
  const scores = scoresOf(of)
  const { recall, strength } = examineStrength(of, scores)
  const found: Omit<ScreeningExaminationResult, 'guards'> = {
    kind: 'screening-examination',
    ...stamp,
    k: study.examination.screening.k,
    rows: rows.outcome.length,
    people: densePeople(rows.person).people,
    recall,
    strength: [...strength],
    redundancy: redundancyMap(screening).map(({ name, ...rest }) => ({ candidate: name, ...rest })),
    controls: examineControls(of),
    contamination: examineContamination(of, scores),
    sensitivity: examineWeights(study, screening, selected),
    ...findings,
    order: examineOrder(of),
    records: screening.candidates.map((candidate) =>
      candidateRecord(study, candidate, selected.includes(candidate.name)),
    ),
  }
  return { ...found, guards: screeningGuards(study, screening, found) }
}
