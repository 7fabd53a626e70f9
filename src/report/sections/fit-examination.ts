import type { FitExaminationResult } from '../../../data-schemas/results/fit-examination.js'
import { textTable } from '../table.js'
import { type Language, NOTHING, number, percent, word } from '../words.js'

type Loss = Extract<FitExaminationResult['points'], { kind: 'card' }>['ranking'][number]

const share = (value: Loss['changed'], language: Language): string =>
  typeof value === 'number' ? percent(value, language) : NOTHING

const change = ({ difference, lower, upper }: Loss['recall'], language: Language): string =>
  typeof difference === 'number' && typeof lower === 'number' && typeof upper === 'number'
    ? `${percent(difference, language)} (${number(100 * lower, 1, language)} … ${number(100 * upper, 1, language)})`
    : share(difference, language)

/** What the list loses when the model becomes a card of whole points; empty for a model without levels. */
export const wholePointsSection = ({ points }: FitExaminationResult, language: Language): string => {
  if (points.kind === 'undefined') return ''
  const table = textTable(
    [
      { head: word('list', language) },
      { head: word('changed', language), align: 'right' },
      { head: word('recallChange', language), align: 'right' },
      { head: word('tiedAtCut', language), align: 'right' },
    ],
    points.ranking.map((loss) => [
      percent(loss.k, language, 0),
      share(loss.changed, language),
      change(loss.recall, language),
      `${number(loss.ties.atCut.before, 0, language)} → ${number(loss.ties.atCut.after, 0, language)}`,
    ]),
  )
  const { atMostLost, share: lost } = points.certificate
  const sure =
    typeof atMostLost === 'number' && typeof lost === 'number'
      ? `${word('pointsCertificate', language)}: ${number(atMostLost, 2, language)} (${percent(lost, language, 2)})`
      : ''
  return [table, ...(sure === '' ? [] : [sure])].join('\n')
}
