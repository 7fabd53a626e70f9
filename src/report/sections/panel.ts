import type { PanelResult } from '../../../data-schemas/results/panel.js'
import { textTable } from '../table.js'
import { type Language, NOTHING, number, percent, word } from '../words.js'

const whole = (value: number | null, language: Language): string =>
  value === null ? NOTHING : number(value, 0, language)

/** Training rows that others stand in for, and test rows that help touched; nothing when the study weighs no rows. */
const exposureLines = ({ exposure, waterfall }: PanelResult, language: Language): readonly string[] => {
  if (exposure === undefined) return []
  const dropped = waterfall.find(({ step }) => step === 'exposed-in-training')?.droppedRows ?? null
  const weights = exposure.strata.map(({ weight }) => weight)
  const range = [Math.min(...weights), Math.max(...weights)].map((weight) => number(weight, 2, language)).join(' … ')
  const effective = whole(exposure.effectiveRows, language)
  return [
    `${word('standIn', language)}: ${whole(dropped, language)} ${word('standInTrain', language)}`,
    `  ${word('standInWeights', language)}: ${range}; ${word('standInEffective', language)} ${effective} ${word('rows', language)}`,
    `  ${whole(exposure.test.exposedRows, language)} ${word('standInTest', language)}`,
  ]
}

/** Who is in: rows, people and outcomes on each side of the split. */
export const panelSection = (result: PanelResult, language: Language): string => {
  const sides = (['train', 'test'] as const).map((side) => {
    const { rows, people, events, rate } = result.split[side]
    const period =
      side === 'train'
        ? [result.split.trainFrom, result.split.trainUntil]
        : [result.split.testFrom, result.split.testUntil]
    const dates = period.every((date) => date !== null) ? `  (${period.join(' … ')})` : ''
    return [
      `${word(side, language)}${dates}`,
      whole(rows, language),
      whole(people, language),
      whole(events, language),
      rate === null ? NOTHING : percent(rate, language, 2),
    ]
  })
  const table = textTable(
    [
      { head: word('side', language) },
      { head: word('rows', language), align: 'right' },
      { head: word('people', language), align: 'right' },
      { head: word('events', language), align: 'right' },
      { head: word('rate', language), align: 'right' },
    ],
    sides,
  )
  return [table, ...exposureLines(result, language)].join('\n')
}
