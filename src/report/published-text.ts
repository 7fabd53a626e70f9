import { inLanguage } from '../../data-schemas/bilingual.js'
import type { Study } from '../../data-schemas/study.js'
import type { RunResults } from '../run-results.js'
import { type PublishedFigure, publishedFigures } from './published.js'
import { publishedName, publishedSection, publishedValue } from './sections/published.js'
import { type Language, percent, word } from './words.js'

type Results = Pick<RunResults, 'ranking' | 'panel'>

const boundsText = ({ metric, k }: PublishedFigure, { ranking }: Results, language: Language): string => {
  const at = ranking.test.atK.find((one) => one.k === k)
  const bounds = metric === 'recall' ? at?.recall : metric === 'precision' ? at?.precision : undefined
  return bounds === undefined || bounds.lower === null || bounds.upper === null
    ? ''
    : ` (${percent(bounds.lower, language)}–${percent(bounds.upper, language)})`
}

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const markdown = (study: Study, results: Results, language: Language): string =>
  [
    row([
      word('figure', language),
      word('source', language),
      word('reproduced', language),
      word('withinTolerance', language),
      word('origin', language),
    ]),
    '|---|---|---|---|---|',
    ...publishedFigures(study, results).map((figure) =>
      row([
        publishedName(figure, language),
        publishedValue(figure, figure.published, language),
        `${publishedValue(figure, figure.reproduced, language)}${boundsText(figure, results, language)}`,
        figure.within === null ? '–' : word(figure.within ? 'yes' : 'no', language),
        inLanguage(figure.source, language),
      ]),
    ),
  ].join('\n')

/**
 * Published figures beside those of a run, as a table for a terminal or in Markdown; empty where the study names none. Looks numbers up and
 * computes nothing but whether they lie within the tolerance of the study.
 */
export const publishedText = (
  study: Study,
  results: Results,
  { language, format }: { readonly language: Language; readonly format: 'text' | 'markdown' },
): string => {
  if (study.evaluation.published.length === 0) return ''
  return format === 'markdown'
    ? markdown(study, results, language)
    : publishedSection(publishedFigures(study, results), language)
}
