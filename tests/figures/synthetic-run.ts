import { readFileSync } from 'node:fs'
import { model as modelSchema } from '../../data-schemas/artifact.js'
import { calibrationResult } from '../../data-schemas/results/calibration.js'
import { calibrationExaminationResult } from '../../data-schemas/results/calibration-examination.js'
import { encodingResult } from '../../data-schemas/results/encoding.js'
import { fairnessResult } from '../../data-schemas/results/fairness.js'
import { panelResult } from '../../data-schemas/results/panel.js'
import { rankingResult } from '../../data-schemas/results/ranking.js'
import { rankingExaminationResult } from '../../data-schemas/results/ranking-examination.js'
import { screeningResult } from '../../data-schemas/results/screening.js'
import { screeningExaminationResult } from '../../data-schemas/results/screening-examination.js'
import { selectionResult } from '../../data-schemas/results/selection.js'
import { selectionExaminationResult } from '../../data-schemas/results/selection-examination.js'
import { loadStudy } from '../../src/contract/study.js'
import type { RunResults } from '../../src/run-results.js'

/** Results of a run of the flagship study on 40,000 synthetic clients (seed 1), cut down to what figures and dossier show: `npm run fixture`. */
const stored = JSON.parse(readFileSync(new URL('synthetic-run.json', import.meta.url), 'utf8'))

export const study = loadStudy('data-schemas/studies/maatwerkscan.study.json')
export const model = modelSchema.parse(stored.model)

/** Read through the published schemas, so that the fixture cannot drift from what a run writes. */
export const results = {
  panel: panelResult.parse(stored.panel),
  encoding: encodingResult.parse(stored.encoding),
  screening: screeningResult.parse(stored.screening),
  screeningExamination: screeningExaminationResult.parse(stored.screeningExamination),
  selection: selectionResult.parse(stored.selection),
  selectionExamination: selectionExaminationResult.parse(stored.selectionExamination),
  calibration: calibrationResult.parse(stored.calibration),
  calibrationExamination: calibrationExaminationResult.parse(stored.calibrationExamination),
  ranking: rankingResult.parse(stored.ranking),
  rankingExamination: rankingExaminationResult.parse(stored.rankingExamination),
  fairness: fairnessResult.parse(stored.fairness),
}

/** As `runFigures` takes them. */
export const run = results as unknown as RunResults

/** Every number in a value, and every text. */
export const leavesOf = (value: unknown): readonly (number | string)[] => {
  if (typeof value === 'number' || typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(leavesOf)
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, one]) => [key, ...leavesOf(one)])
    : []
}
