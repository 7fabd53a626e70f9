import type { Cell } from '../../../data-schemas/results/fairness.js'
import type { FairnessExaminationResult } from '../../../data-schemas/results/fairness-examination.js'
import type { Study } from '../../../data-schemas/study.js'
import { textTable } from '../table.js'
import { type Language, labelOf, NOTHING, number, percent, word } from '../words.js'

type Line = FairnessExaminationResult['frontiers'][number]['candidates'][number]

const share = (cell: Cell, language: Language): string => (typeof cell === 'number' ? percent(cell, language) : NOTHING)

const between = ({ lower, upper }: Line['recall'], language: Language): string =>
  lower === null || upper === null ? '' : ` (${number(100 * lower, 1, language)} … ${number(100 * upper, 1, language)})`

const nameOf = (name: string, study: Study, language: Language): string => {
  if (name === 'model') return word('theModel', language)
  const without = name.replace(/^without /, '').split(', ')
  const labels = without.map((one) =>
    labelOf(study.candidates.find((candidate) => candidate.name === one)?.label, one, language),
  )
  return `${word('without', language)} ${labels.join(', ')}`
}

/** The model beside itself without some candidates: recall, and for each attribute the largest gap in it. */
const frontierTable = ({ frontiers }: FairnessExaminationResult, study: Study, language: Language): string => {
  const [first] = frontiers
  if (first === undefined || first.candidates.length < 2) return ''
  const attributes = frontiers.map(({ attribute }) =>
    labelOf(study.audit.find(({ name }) => name === attribute)?.label, attribute, language),
  )
  return textTable(
    [
      { head: word('gapBetweenGroups', language) },
      { head: word('recallChange', language), align: 'right' },
      ...attributes.map((head) => ({ head, align: 'right' as const })),
    ],
    first.candidates.map(({ name, recall, recallDifference }, i) => [
      nameOf(name, study, language),
      i === 0
        ? share(recall.estimate, language)
        : `${share(recallDifference.estimate, language)}${between(recallDifference, language)}`,
      ...frontiers.map(({ candidates }) => share(candidates[i]!.gap.estimate, language)),
    ]),
  )
}

const metricLine = ({ metricChoice }: FairnessExaminationResult, language: Language): readonly string[] =>
  metricChoice.kind === 'metric-choice' ? [metricChoice.because[language]] : []

const besideLine = ({ besideList }: FairnessExaminationResult, language: Language): readonly string[] => {
  if (besideList.kind !== 'beside-list') return []
  const { places, groups } = besideList
  const shown = (value: number): string => number(value, 0, language)
  const { people, times } = groups
  return [
    `${word('besideList', language)}: ${shown(places.profile)} : ${shown(places.random)} : ${shown(places.signals)}`,
    ...('kind' in people
      ? []
      : [
          `${word('toFindGroup', language)} ${number(times, 1, language)}×: ${shown(people.total)} (${shown(people.rounds)} ${word('rounds', language)})`,
        ]),
  ]
}

/** What the examination of fairness adds for a data scientist; empty without audit attributes. */
export const fairnessExaminationSection = (
  result: FairnessExaminationResult,
  study: Study,
  language: Language,
): string =>
  result.conditionalParity.length === 0
    ? ''
    : [...metricLine(result, language), frontierTable(result, study, language), ...besideLine(result, language)]
        .filter((line) => line !== '')
        .join('\n')
