import type { CalibrationResult } from '../../../data-schemas/results/calibration.js'
import type { Interval } from '../../../data-schemas/results/common.js'
import { textTable } from '../table.js'
import { type Language, NOTHING, number, word } from '../words.js'

const row = (name: string, value: Interval, language: Language): readonly string[] => [
  name,
  typeof value.estimate === 'number' ? number(value.estimate, 4, language) : NOTHING,
  value.lower === null || value.upper === null
    ? NOTHING
    : `${number(value.lower, 3, language)} … ${number(value.upper, 3, language)}`,
]

/** Intercept, slope, observed to expected and Brier score on the test side, after the chosen recalibration. */
export const calibrationSection = (result: CalibrationResult, language: Language): string => {
  const { intercept, slope, observedToExpected, brier } = result.test
  return [
    textTable(
      [
        { head: '' },
        { head: word('value', language), align: 'right' },
        { head: word('interval', language), align: 'right' },
      ],
      [
        row(word('intercept', language), intercept, language),
        row(word('slope', language), slope, language),
        row(word('observedToExpected', language), observedToExpected, language),
        row('Brier', brier, language),
      ],
    ),
    `${word('method', language)}: ${word(`method-${result.method}`, language)}`,
  ].join('\n')
}
