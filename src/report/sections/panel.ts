import type { PanelResult } from '../../../data-schemas/results/panel.js'
import { textTable } from '../table.js'
import { type Language, NOTHING, number, percent, word } from '../words.js'

const whole = (value: number | null, language: Language): string =>
  value === null ? NOTHING : number(value, 0, language)

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
  return textTable(
    [
      { head: word('side', language) },
      { head: word('rows', language), align: 'right' },
      { head: word('people', language), align: 'right' },
      { head: word('events', language), align: 'right' },
      { head: word('rate', language), align: 'right' },
    ],
    sides,
  )
}
