import type { BoundedRate, RankingResult } from '../../../data-schemas/results/ranking.js'
import type { Study } from '../../../data-schemas/study.js'
import type { Undefined } from '../../numeric/undefined.js'
import { textTable } from '../table.js'
import { type Language, labelOf, NOTHING, number, percent, word } from '../words.js'

type Shown = number | Undefined | null | undefined

const share = (value: Shown, language: Language): string =>
  typeof value === 'number' ? percent(value, language) : NOTHING

const range = (lower: number | null, upper: number | null, language: Language): string =>
  lower === null || upper === null ? NOTHING : `${number(100 * lower, 1, language)}–${percent(upper, language)}`

const lift = (rate: BoundedRate, language: Language): string =>
  typeof rate.expected === 'number' ? number(rate.expected, 2, language) : NOTHING

/** Recall, rate in the list and lift at each share. */
export const rankingSection = (result: RankingResult, language: Language): string => {
  const rows = result.test.atK.map((at) => [
    `${percent(at.k, language, 0)}`,
    number(at.size, 0, language),
    share(at.recall.expected, language),
    range(at.recall.lower, at.recall.upper, language),
    share(at.precision.expected, language),
    lift(at.lift, language),
  ])
  const { auc } = result.test
  const area =
    typeof auc.estimate === 'number'
      ? `AUC ${number(auc.estimate, 4, language)}${auc.lower === null || auc.upper === null ? '' : ` (${number(auc.lower, 3, language)}–${number(auc.upper, 3, language)})`}`
      : `AUC ${NOTHING}`
  return [
    textTable(
      [
        { head: word('list', language) },
        { head: word('rows', language), align: 'right' },
        { head: word('found', language), align: 'right' },
        { head: word('interval', language), align: 'right' },
        { head: word('precision', language), align: 'right' },
        { head: word('lift', language), align: 'right' },
      ],
      rows,
    ),
    area,
  ].join('\n')
}

/** The model against simple rules at the same list size; empty text when the study names none. */
export const rulesSection = (result: RankingResult, study: Study, language: Language): string => {
  const labels = new Map(
    study.evaluation.baselines.map((baseline) => [
      baseline.name,
      baseline.kind === 'rule' ? labelOf(baseline.label, baseline.name, language) : baseline.name,
    ]),
  )
  const rules = result.baselines.filter(({ kind }) => kind === 'rule')
  if (rules.length === 0) return ''
  return textTable(
    [
      { head: word('rule', language), width: 46 },
      { head: word('list', language), align: 'right' },
      { head: word('ruleFinds', language), align: 'right' },
      { head: word('modelFinds', language), align: 'right' },
      { head: `${word('difference', language)}, ${word('interval', language)}`, align: 'right' },
    ],
    rules.map((row) => [
      labels.get(row.name) ?? row.name,
      share(row.share, language),
      share(row.recall, language),
      share(row.modelRecall, language),
      row.difference === null ? NOTHING : range(row.difference.lower, row.difference.upper, language),
    ]),
  )
}
