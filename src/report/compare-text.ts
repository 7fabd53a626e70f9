import type { RunComparison } from '../../data-schemas/results/run-comparison.js'
import { textTable } from './table.js'
import { type Language, NOTHING, number, percent, type Word, word } from './words.js'

type Estimate = RunComparison['numbers'][number]['before']

const PERCENT = ['recall', 'precision']

const one = (value: number | null, metric: string, language: Language): string =>
  value === null ? NOTHING : PERCENT.includes(metric) ? percent(value, language) : number(value, 3, language)

const shown = ({ estimate, lower, upper }: Estimate, metric: string, language: Language): string =>
  estimate === null
    ? NOTHING
    : `${one(estimate, metric, language)}${lower === null || upper === null ? '' : ` (${one(lower, metric, language)}–${one(upper, metric, language)})`}`

const names = (list: readonly string[]): string => (list.length === 0 ? NOTHING : list.join(', '))

const section = (title: Word, body: string, language: Language): readonly string[] => [
  '',
  word(title, language).toUpperCase(),
  body,
]

const sides = ({ sides: found, same }: RunComparison, language: Language): string => {
  const differ = (Object.keys(same) as (keyof typeof same)[]).filter((part) => !same[part])
  return [
    ...found.map(
      ({ name, modelId }, index) =>
        `${index === 0 ? 'A' : 'B'}: ${name} ${modelId?.slice(0, 12) ?? word('noFrozenModel', language)}`,
    ),
    `${word('differsIn', language)}: ${names(differ.map((part) => word(`same-${part}`, language)))}`,
  ].join('\n')
}

const choices = ({ choices: { kept, added, removed } }: RunComparison, language: Language): string =>
  [
    `${word('keptIndicators', language)}: ${names(kept)}`,
    `${word('addedIndicators', language)}: ${names(added)}`,
    `${word('removedIndicators', language)}: ${names(removed)}`,
  ].join('\n')

const coefficients = ({ coefficients: found }: RunComparison, language: Language): string =>
  textTable(
    [
      { head: word('coefficient', language) },
      { head: 'A', align: 'right' },
      { head: 'B', align: 'right' },
      { head: word('difference', language), align: 'right' },
    ],
    found.map(({ name, before, after, difference }) => [
      name,
      ...[before, after, difference].map((value) => (value === null ? NOTHING : number(value, 4, language))),
    ]),
  )

const bins = ({ bins: found }: RunComparison, language: Language): string =>
  found.length === 0
    ? word('sameBins', language)
    : found
        .map(
          ({ name, before, after }) =>
            `${name}\n  A: ${before.join(' | ') || NOTHING}\n  B: ${after.join(' | ') || NOTHING}`,
        )
        .join('\n')

const numbers = ({ numbers: found }: RunComparison, language: Language): string =>
  textTable(
    [{ head: word('figure', language) }, { head: 'A', align: 'right' }, { head: 'B', align: 'right' }],
    found.map(({ metric, k, before, after }) => [
      k === null ? metric : `${metric} ${percent(k, language, 0)}`,
      shown(before, metric, language),
      shown(after, metric, language),
    ]),
  )

const lists = ({ lists: found }: RunComparison, language: Language): string =>
  'kind' in found
    ? word('listsNotCompared', language)
    : found
        .map(
          ({ k, kept, recall }) =>
            `${percent(k, language, 0)}: ${word('keptOnList', language)} ${kept === null ? NOTHING : percent(kept, language)}; ${word('moreFound', language)} ${shown(recall, 'recall', language)}`,
        )
        .join('\n')

/** What changed between two runs or models, for a terminal: a view, computing nothing. */
export const compareText = (comparison: RunComparison, language: Language): string =>
  [
    sides(comparison, language),
    ...section('chosenIndicators', choices(comparison, language), language),
    ...section('coefficients', coefficients(comparison, language), language),
    ...section('bins', bins(comparison, language), language),
    ...section('numbersBeside', numbers(comparison, language), language),
    ...section('listsBeside', lists(comparison, language), language),
    '',
    `${word('calibrationBy', language)}: A ${comparison.calibration.before} · B ${comparison.calibration.after}`,
    `${word('gatesRefused', language)}: A ${names(comparison.gates.before)} · B ${names(comparison.gates.after)}`,
  ].join('\n')
