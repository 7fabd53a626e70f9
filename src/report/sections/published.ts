import type { PublishedFigure } from '../published.js'
import { textTable } from '../table.js'
import { type Language, NOTHING, number, percent, word } from '../words.js'

const NAMES: Readonly<Record<string, { readonly en: string; readonly nl: string }>> = {
  recall: { en: 'found by the top', nl: 'gevonden door de top' },
  precision: { en: 'rate in the top', nl: 'aandeel in de top' },
  baseRate: { en: 'rate over all', nl: 'aandeel in het geheel' },
  probabilityAtCut: { en: 'probability at the cut', nl: 'kans bij de grens' },
  auc: { en: 'AUC', nl: 'AUC' },
}

/** What a published figure is called. */
export const publishedName = ({ metric, k }: PublishedFigure, language: Language): string => {
  const decile = /^decileRate(\d+)$/.exec(metric)?.[1]
  if (decile !== undefined) return language === 'nl' ? `aandeel in deciel ${decile}` : `rate in decile ${decile}`
  const name = NAMES[metric]?.[language] ?? metric
  return k === null ? name : `${name} ${percent(k, language, 0)}`
}

/** A published or reproduced figure as people read it. */
export const publishedValue = (figure: PublishedFigure, value: number | null, language: Language): string =>
  value === null ? NOTHING : figure.metric === 'auc' ? number(value, 4, language) : percent(value, language)

/** Published and reproduced figures side by side; empty text when the study names none. */
export const publishedSection = (figures: readonly PublishedFigure[], language: Language): string =>
  figures.length === 0
    ? ''
    : textTable(
        [
          { head: word('figure', language) },
          { head: word('source', language), align: 'right' },
          { head: word('reproduced', language), align: 'right' },
          { head: word('within', language), align: 'right' },
          { head: '' },
        ],
        figures.map((figure) => [
          publishedName(figure, language),
          publishedValue(figure, figure.published, language),
          publishedValue(figure, figure.reproduced, language),
          figure.tolerance === null ? NOTHING : `±${number(100 * figure.tolerance, 1, language)}`,
          figure.within === null ? '' : word(figure.within ? 'yes' : 'no', language),
        ]),
      )
