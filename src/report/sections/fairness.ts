import type { Cell, FairnessResult } from '../../../data-schemas/results/fairness.js'
import { textTable } from '../table.js'
import { type Language, labelOf, NOTHING, number, percent, word } from '../words.js'

const share = (cell: Cell, language: Language): string => (typeof cell === 'number' ? percent(cell, language) : NOTHING)

const range = (bounds: { readonly lower: number | null; readonly upper: number | null }, language: Language): string =>
  bounds.lower === null || bounds.upper === null
    ? ''
    : ` (${number(100 * bounds.lower, 0, language)}–${number(100 * bounds.upper, 0, language)})`

type Attribute = FairnessResult['attributes'][number]

const rowOf = (attribute: Attribute, group: Attribute['groups'][number], language: Language): readonly string[] => {
  const name = labelOf(attribute.label, attribute.name, language)
  if (group.suppressed) return [name, group.value, word('suppressed', language), '', '', word('cannot-tell', language)]
  const comparison = attribute.comparisons.find((one) => one.metric === 'recall' && one.group === group.value)
  const verdict =
    group.value === attribute.reference
      ? word('reference', language)
      : comparison === undefined
        ? word('cannot-tell', language)
        : word(comparison.verdict, language)
  return [
    name,
    group.value,
    number(group.n, 0, language),
    share(group.selectionRate, language),
    `${share(group.recall, language)}${range(group.intervals.recall, language)}`,
    verdict,
  ]
}

/** Each group at the real cut: on the list, people found, and the verdict on people found. Empty text without audit attributes. */
export const fairnessSection = (result: FairnessResult, language: Language): string =>
  result.attributes.length === 0
    ? ''
    : textTable(
        [
          { head: word('attribute', language) },
          { head: word('group', language) },
          { head: word('rows', language), align: 'right' },
          { head: word('selected', language), align: 'right' },
          { head: word('recall', language), align: 'right' },
          { head: word('verdict', language) },
        ],
        result.attributes.flatMap((attribute) => attribute.groups.map((group) => rowOf(attribute, group, language))),
      )
