import type { CalibrationResult } from '../data-schemas/results/calibration.js'
import type { CalibrationExaminationResult } from '../data-schemas/results/calibration-examination.js'
import type { ChallengerResult } from '../data-schemas/results/challenger.js'
import type { ContractResult } from '../data-schemas/results/contract.js'
import type { EncodingResult } from '../data-schemas/results/encoding.js'
import type { FairnessResult } from '../data-schemas/results/fairness.js'
import type { FairnessExaminationResult } from '../data-schemas/results/fairness-examination.js'
import type { FitResult, Scorecard } from '../data-schemas/results/fit.js'
import type { FitExaminationResult } from '../data-schemas/results/fit-examination.js'
import type { GatesResult } from '../data-schemas/results/gates.js'
import type { PanelResult } from '../data-schemas/results/panel.js'
import type { RankingResult } from '../data-schemas/results/ranking.js'
import type { RankingExaminationResult } from '../data-schemas/results/ranking-examination.js'
import type { ScreeningResult } from '../data-schemas/results/screening.js'
import type { ScreeningExaminationResult } from '../data-schemas/results/screening-examination.js'
import type { SelectionResult } from '../data-schemas/results/selection.js'
import type { SelectionExaminationResult } from '../data-schemas/results/selection-examination.js'

/** The results of the rooms that make and measure the model. */
export interface Judged {
  readonly contract: ContractResult
  readonly panel: PanelResult
  readonly encoding: EncodingResult
  readonly screening: ScreeningResult
  readonly selection: SelectionResult
  readonly fit: FitResult
  readonly scorecard: Scorecard
  readonly calibration: CalibrationResult
  readonly ranking: RankingResult
  readonly fairness: FairnessResult
}

/** What a sceptical reviewer asks further, one result a room. */
export interface Examination {
  readonly screeningExamination: ScreeningExaminationResult
  readonly selectionExamination: SelectionExaminationResult
  readonly fitExamination: FitExaminationResult
  readonly fairnessExamination: FairnessExaminationResult
  readonly rankingExamination: RankingExaminationResult
  readonly calibrationExamination: CalibrationExaminationResult
  /** Only where the study asks for it. */
  readonly challenger?: ChallengerResult
}

/** The results of a run: plain JSON, no row of any person, safe to disclose. The examination is absent from a quick run. */
export interface RunResults extends Judged, Partial<Examination> {
  readonly gates: GatesResult
}

/** File of each result in a run folder, without its ending. */
export const RESULT_FILES: Readonly<Record<keyof RunResults, string>> = {
  contract: '01-contract',
  panel: '02-panel',
  encoding: '03-bins',
  screening: '03-screening',
  screeningExamination: '03-screening-examination',
  selection: '04-selection',
  selectionExamination: '04-selection-examination',
  fit: '05-fit',
  scorecard: '05-card',
  fitExamination: '05-fit-examination',
  calibration: '06-calibration',
  calibrationExamination: '06-calibration-examination',
  ranking: '07-ranking',
  rankingExamination: '07-ranking-examination',
  fairness: '08-fairness',
  fairnessExamination: '08-fairness-examination',
  gates: '09-gates',
  challenger: '10-challenger',
}
