import type { EncodingResult } from '../../../data-schemas/results/encoding.js'
import { textTable } from '../table.js'
import { type Language, number, word } from '../words.js'

/** Bins whose order had to hold in every period: what was compared, and what it cost. Empty when the study asks it of none. */
export const binsSection = (
  { candidates }: EncodingResult,
  label: (name: string) => string,
  language: Language,
): string => {
  const asked = candidates.flatMap(({ name, steady, edges }) => (steady === undefined ? [] : [{ name, steady, edges }]))
  if (asked.length === 0) return ''
  const whole = (value: number): string => number(value, 0, language)
  return textTable(
    [
      { head: word('orderHolds', language) },
      { head: word('bins', language).toLowerCase(), align: 'right' },
      { head: word('periodsCompared', language), align: 'right' },
      { head: word('pairsRefused', language), align: 'right' },
      { head: word('informationCost', language), align: 'right' },
    ],
    asked.map(({ name, steady, edges }) => [
      `${label(name)} (${word(steady.by === 'quarter' ? 'perQuarter' : 'perYear', language)})`,
      edges === null ? '' : whole(edges.length + 1),
      `${whole(steady.periods.filter(({ compared }) => compared > 0).length)} / ${whole(steady.periods.length)}`,
      whole(steady.refused),
      `${number(steady.cost, 4, language)} (${number(steady.unconstrained, 4, language)})`,
    ]),
  )
}
