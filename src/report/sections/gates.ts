import type { GatesResult } from '../../../data-schemas/results/gates.js'
import { textTable } from '../table.js'
import { type Language, word } from '../words.js'

/** Every gate with its value, bound and reason. */
export const gatesSection = (
  result: GatesResult,
  options: { readonly language: Language; readonly columns: number },
): string => {
  const { language, columns } = options
  return textTable(
    [
      { head: word('gate', language) },
      { head: word('passed', language) },
      { head: word('value', language), align: 'right' },
      { head: word('threshold', language), align: 'right' },
      { head: word('reason', language), width: Math.max(40, columns - 70) },
    ],
    result.gates.map(({ name, passed, value, threshold, reason }) => [
      name,
      passed ? '✓' : word('refused', language),
      shown(value),
      shown(threshold),
      reason,
    ]),
  )
}

const shown = (value: unknown): string =>
  typeof value === 'number'
    ? String(Number(value.toPrecision(4)))
    : value === null || value === undefined
      ? ''
      : String(value)
