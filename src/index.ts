// The public library. One barrel, grouped by room; notebooks and programs import from here and nowhere deeper.

export type { Model } from '../data-schemas/artifact.js'
export type { Encoder } from '../data-schemas/encoder.js'
export type { CalibrationResult } from '../data-schemas/results/calibration.js'
export type { ChallengerResult } from '../data-schemas/results/challenger.js'
export type { ContractResult } from '../data-schemas/results/contract.js'
export type { EncodingResult } from '../data-schemas/results/encoding.js'
export type { FairnessResult } from '../data-schemas/results/fairness.js'
export type { FairnessExaminationResult } from '../data-schemas/results/fairness-examination.js'
export type { FitResult, Scorecard } from '../data-schemas/results/fit.js'
export type { GatesResult } from '../data-schemas/results/gates.js'
export type { PanelResult } from '../data-schemas/results/panel.js'
export type { RankingResult } from '../data-schemas/results/ranking.js'
export type { RankingExaminationResult } from '../data-schemas/results/ranking-examination.js'
export type { RunComparison } from '../data-schemas/results/run-comparison.js'
export type { ScreeningResult } from '../data-schemas/results/screening.js'
export type { SelectionResult } from '../data-schemas/results/selection.js'
export type { SelectionExaminationResult } from '../data-schemas/results/selection-examination.js'
export type { Study, StudyInput } from '../data-schemas/study.js'
// the artifact
export { freezeModel } from './artifact/freeze.js'
export { readModel } from './artifact/read.js'
export { verifyModel } from './artifact/verify.js'
export { writeModel } from './artifact/write.js'
export { calibrationRoom } from './calibration/calibration-room.js'
export { calibrationByPart, calibrationInPart } from './calibration/observed-to-expected.js'
export { corpReliability } from './calibration/reliability.js'
export { scoreDecomposition } from './calibration/score-decomposition.js'
export { challengerRoom } from './challenger/challenger-room.js'
export { type ComparedSide, compareRuns } from './compare-runs.js'
export { contractRoom } from './contract/contract-room.js'
export { loadStudy, parseStudy } from './contract/study.js'
export { canonicalJson, digestOf, sha256 } from './digest.js'
export { createCoded } from './encoding/code.js'
export { compareBinnings } from './encoding/compare-binnings.js'
// the corridor
export { learnEncoders } from './encoding/learn.js'
export { bestBinning } from './encoding/monotone.js'
export { codedRows, patterns } from './encoding/patterns.js'
export { steadyBinning } from './encoding/steady.js'
export { openDuckDB } from './engine/duckdb.js'
export type { Engine } from './engine/engine.js'
// foundation
export { type ExitCode, type Issue, issueLine, RefusedError, WorkbenchError } from './errors.js'
export { cardOf } from './explanation/card.js'
export { cardHtml } from './explanation/card-html.js'
export { cardText } from './explanation/card-text.js'
export { contributionsOf } from './explanation/contributions.js'
export { nearestChange } from './explanation/counterfactual.js'
export { indicatorRules } from './explanation/indicator-rules.js'
export { listChanges } from './explanation/list-changes.js'
export { changesAtAdoption, listCourse } from './explanation/list-course.js'
export { rankChanges } from './explanation/rank-change.js'
export { averageReference, rowReference } from './explanation/reference.js'
export { scoreChange } from './explanation/score-change.js'
export { reasonGiver, topReasons } from './explanation/top-reasons.js'
export { ADJUSTMENT_WARNING, adjustedList } from './fairness/adjusted-list.js'
export { designBesideList } from './fairness/beside-list.js'
export { biasScan, SCAN_LIMITS } from './fairness/bias-scan.js'
export { blindSpots } from './fairness/blind-spots.js'
export { strataDifference } from './fairness/clustered-strata.js'
export { conditionalParity } from './fairness/conditional-parity.js'
export { conditionalSignificance } from './fairness/conditional-significance.js'
export { fairnessRoom } from './fairness/fairness-room.js'
export { fishersExact } from './fairness/fishers-exact.js'
export { funnel } from './fairness/funnel.js'
export { intersections } from './fairness/intersections.js'
export { lessDiscriminatoryAlternative } from './fairness/less-discriminatory.js'
export { mantelHaenszel } from './fairness/mantel-haenszel.js'
export { chooseMetric, QUESTIONS } from './fairness/metric-choice.js'
export { pairTests } from './fairness/pair-tests.js'
export { drawBesideList, placesOf, TWO_ONE_ONE } from './fairness/random-beside-list.js'
export { recallGapFrontier } from './fairness/recall-gap-frontier.js'
export { redrawnCut } from './fairness/redrawn-cut.js'
export { powerOf, sampleSize } from './fairness/sample-size.js'
export { stratifiedExact } from './fairness/stratified-exact.js'
export { tieOrder } from './fairness/tie-order.js'
// what a reviewer may ask further
export { fitFirth } from './fit/firth.js'
export { fitModel } from './fit/fit-model.js'
export { integerPoints } from './fit/integer-points.js'
export { pointsBound } from './fit/points-bound.js'
export { likelihoodRatioTests, profileIntervals, waldTests } from './fit/profile.js'
export { fitRidge } from './fit/ridge.js'
export { correctIntercept, fitWeighted, samplingOffset, samplingWeights } from './fit/sampling-correction.js'
export { pointsCard } from './fit/scorecard.js'
export { gatesRoom } from './gates/gates-room.js'
// notebooks
export { type Chapter, closing, opening } from './notebooks/chapter.js'
export { compareOutputs, type OutputFinding, textDifference } from './notebooks/compare-outputs.js'
export { type Screen, type Show, showOn, tableHtml } from './notebooks/display.js'
export { examinedText } from './notebooks/examined-text.js'
export { type Kernel, openKernel } from './notebooks/kernel.js'
export { notebookText, parseNotebook } from './notebooks/notebook.js'
export { runNotebook } from './notebooks/run-notebook.js'
export { type NotebookReport, runNotebooks } from './notebooks/run-notebooks.js'
export { studyOfRun } from './notebooks/study-of-run.js'
export { verificationTable } from './notebooks/verification-table.js'
export { clusteredCovariance } from './numeric/cluster.js'
export type { Block, Design } from './numeric/design.js'
export { fitLogistic, type Logistic } from './numeric/logistic.js'
export { optimism } from './numeric/optimism.js'
export { agreement, secondSolver } from './numeric/second-solver.js'
export type { Undefined } from './numeric/undefined.js'
export { buildPanel } from './panel/build-panel.js'
// data
export { SCENARIOS, type Scenario } from './population/scenario.js'
export { synthesize } from './population/synthesize.js'
export { type Random, random } from './random.js'
export { applyRule, freezeRule, openTestPeriod, recordOpening, verifyOpenings } from './ranking/adoption.js'
export { besideChampion } from './ranking/beside-champion.js'
export { compareLists } from './ranking/compare-lists.js'
export { compareModels } from './ranking/compare-models.js'
export { calibrationAtCut } from './ranking/cut-calibration.js'
export { compareAuc } from './ranking/delong.js'
export { indicatorPrices } from './ranking/indicator-prices.js'
export { simulateIntake } from './ranking/intake.js'
export { listChurn, listOverlap } from './ranking/list-churn.js'
export { maturityBounds } from './ranking/maturity-bounds.js'
export { missedPeople } from './ranking/missed-people.js'
export { openWindowBounds } from './ranking/open-windows.js'
export { rankingLoss } from './ranking/points-loss.js'
export { rankingRoom } from './ranking/ranking-room.js'
export { topK } from './ranking/top-k.js'
export { trendOverPeriods, trendsOverPeriods } from './ranking/trend.js'
// views
export { publishedFigures } from './report/published.js'
export {
  baselinesTable,
  calibrationTable,
  cardTable,
  certificateTable,
  columnsTable,
  comparisonsTable,
  curveTable,
  gainsTable,
  gatesTable,
  guardsTable,
  issuesTable,
  knowledgeTable,
  methodsTable,
  periodsTable,
  publishedTable,
  readingsTable,
  sourcesTable,
  splitTable,
  testsTable,
  waterfallTable,
} from './report/room-tables.js'
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
export { type Language, languageOf } from './report/words.js'
export { type Retrained, type RetrainOptions, retrain } from './retrain.js'
export { type FinishedRun, readRun } from './run-folder-reader.js'
export { RESULT_FILES, type RunResults } from './run-results.js'
export { buildKernel, scoreColumns, scoreRow } from './scoring/kernel.js'
export { scoreFile } from './scoring/score.js'
export { aggregateProxy } from './screening/aggregate-proxy.js'
export { contamination, controlWeights } from './screening/contamination.js'
export { benjaminiHochberg, correctedP, holm } from './screening/false-discovery.js'
export { informationControls, judgeControls, negativeControls } from './screening/negative-controls.js'
export { screeningRoom } from './screening/screening-room.js'
export { strengthOver } from './screening/strength-over.js'
export { gradesOf, pivotalJudgements, weightShares } from './screening/weight-sensitivity.js'
export { bestSet } from './selection/best-set.js'
export { comparePaths } from './selection/compare-paths.js'
export { backwardPath, forwardPath } from './selection/greedy-paths.js'
export { inclusionFrequency, inclusionReplicates } from './selection/inclusion.js'
export { lasso } from './selection/lasso.js'
export { legalBurden } from './selection/legal-burden.js'
export { nearOptimalWithin } from './selection/near-optimal.js'
export { outOfFoldScores } from './selection/out-of-fold-scores.js'
export { selectBest } from './selection/select-best.js'
export { selectionPipeline } from './selection/selection-pipeline.js'
