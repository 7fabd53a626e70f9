// The public library. One barrel, grouped by room; notebooks and programs import from here and nowhere deeper.

export type { Model } from '../data-schemas/artifact.js'
export type { Encoder } from '../data-schemas/encoder.js'
export type { CalibrationResult } from '../data-schemas/results/calibration.js'
export type { ContractResult } from '../data-schemas/results/contract.js'
export type { EncodingResult } from '../data-schemas/results/encoding.js'
export type { FairnessResult } from '../data-schemas/results/fairness.js'
export type { FitResult, Scorecard } from '../data-schemas/results/fit.js'
export type { GatesResult } from '../data-schemas/results/gates.js'
export type { PanelResult } from '../data-schemas/results/panel.js'
export type { RankingResult } from '../data-schemas/results/ranking.js'
export type { ScreeningResult } from '../data-schemas/results/screening.js'
export type { SelectionResult } from '../data-schemas/results/selection.js'
export type { Study, StudyInput } from '../data-schemas/study.js'
// the artifact
export { freezeModel } from './artifact/freeze.js'
export { readModel } from './artifact/read.js'
export { verifyModel } from './artifact/verify.js'
export { writeModel } from './artifact/write.js'
export { calibrationRoom } from './calibration/calibration-room.js'
export { contractRoom } from './contract/contract-room.js'
export { loadStudy, parseStudy } from './contract/study.js'
export { canonicalJson, digestOf, sha256 } from './digest.js'
export { createCoded } from './encoding/code.js'
// the corridor
export { learnEncoders } from './encoding/learn.js'
export { bestBinning } from './encoding/monotone.js'
export { codedRows, patterns } from './encoding/patterns.js'
export { openDuckDB } from './engine/duckdb.js'
export type { Engine } from './engine/engine.js'
// foundation
export { type ExitCode, type Issue, issueLine, RefusedError, WorkbenchError } from './errors.js'
export { fairnessRoom } from './fairness/fairness-room.js'
export { fitModel } from './fit/fit-model.js'
export { pointsCard } from './fit/scorecard.js'
export { gatesRoom } from './gates/gates-room.js'
export { clusteredCovariance } from './numeric/cluster.js'
export type { Block, Design } from './numeric/design.js'
export { fitLogistic, type Logistic } from './numeric/logistic.js'
export type { Undefined } from './numeric/undefined.js'
export { buildPanel } from './panel/build-panel.js'
// data
export { SCENARIOS, type Scenario } from './population/scenario.js'
export { synthesize } from './population/synthesize.js'
export { type Random, random } from './random.js'
export { rankingRoom } from './ranking/ranking-room.js'
export { topK } from './ranking/top-k.js'
// views
export { publishedFigures } from './report/published.js'
export { runText } from './report/run-text.js'
export {
  binsTable,
  candidatesTable,
  decilesTable,
  groupsTable,
  setsTable,
  termsTable,
  topTable,
} from './report/tables.js'
export type { Language } from './report/words.js'
export { type Retrained, type RetrainOptions, retrain } from './retrain.js'
export { RESULT_FILES, type RunResults } from './run-results.js'
export { buildKernel, scoreColumns, scoreRow } from './scoring/kernel.js'
export { scoreFile } from './scoring/score.js'
export { screeningRoom } from './screening/screening-room.js'
export { selectBest } from './selection/select-best.js'
