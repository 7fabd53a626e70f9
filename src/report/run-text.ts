import type { Study } from '../../data-schemas/study.js'
import type { RunResults } from '../run-results.js'
import { publishedFigures } from './published.js'
import { binsSection } from './sections/bins.js'
import { calibrationSection } from './sections/calibration.js'
import { calibrationExaminationSection } from './sections/calibration-examination.js'
import { challengerSection } from './sections/challenger.js'
import { fairnessSection } from './sections/fairness.js'
import { fairnessExaminationSection } from './sections/fairness-examination.js'
import { wholePointsSection } from './sections/fit-examination.js'
import { gatesSection } from './sections/gates.js'
import { panelSection } from './sections/panel.js'
import { publishedSection } from './sections/published.js'
import { rankingSection, rulesSection } from './sections/ranking.js'
import { rankingExaminationSection } from './sections/ranking-examination.js'
import { screeningSection } from './sections/screening.js'
import { screeningExaminationSection } from './sections/screening-examination.js'
import { selectionSection } from './sections/selection.js'
import { selectionExaminationSection } from './sections/selection-examination.js'
import { type Language, labelOf, type Word, word } from './words.js'

/** How the report is written, and what it names. */
export interface RunTextOptions {
  readonly language: Language
  /** Width of the terminal in characters. */
  readonly columns: number
  /** Run folder. */
  readonly run: string
  /** Model folder; null when a gate refused and no draft was kept. */
  readonly model: string | null
}

const section = (title: Word, body: string, language: Language): readonly string[] =>
  body === '' ? [] : ['', word(title, language).toUpperCase(), body]

/** The report of a run for a terminal: a view of the results, computing nothing. */
export const runText = (study: Study, results: RunResults, options: RunTextOptions): string => {
  const { language, columns, run, model } = options
  const label = (name: string): string =>
    labelOf(study.candidates.find((candidate) => candidate.name === name)?.label, name, language)
  const wide = { language, columns }
  return [
    labelOf(study.title, study.name, language),
    ...(study.synthetic ? [word('synthetic', language)] : []),
    ...(model !== null && !results.gates.passed ? [word('draft', language)] : []),
    ...section('population', panelSection(results.panel, language), language),
    ...section('candidates', screeningSection(results.screening, wide), language),
    ...section('bins', binsSection(results.encoding, label, language), language),
    ...section('chosen', selectionSection(results.selection, label, language), language),
    ...section('selectionExamination', selectionExaminationSection(results.selectionExamination, language), language),
    ...(results.screeningExamination === undefined
      ? []
      : section('candidatesExamined', screeningExaminationSection(results.screeningExamination, language), language)),
    ...section('ranking', rankingSection(results.ranking, language), language),
    ...section('published', publishedSection(publishedFigures(study, results), language), language),
    ...section('rules', rulesSection(results.ranking, study, language), language),
    ...section('rankingExamination', rankingExaminationSection(results.rankingExamination, language), language),
    ...section('calibration', calibrationSection(results.calibration, language), language),
    ...section(
      'calibrationExamination',
      calibrationExaminationSection(results.calibrationExamination, language),
      language,
    ),
    ...(results.fitExamination === undefined
      ? []
      : section('wholePoints', wholePointsSection(results.fitExamination, language), language)),
    ...section('fairness', fairnessSection(results.fairness, language), language),
    ...(results.fairnessExamination === undefined
      ? []
      : section(
          'fairnessExamination',
          fairnessExaminationSection(results.fairnessExamination, study, language),
          language,
        )),
    ...(results.challenger === undefined
      ? []
      : section('challenger', challengerSection(results.challenger, language), language)),
    ...section('gates', gatesSection(results.gates, study, wide), language),
    ...section(
      'where',
      `${word('run', language)}: ${run}\n${word('model', language)}: ${model ?? word('noModel', language)}`,
      language,
    ),
  ].join('\n')
}
