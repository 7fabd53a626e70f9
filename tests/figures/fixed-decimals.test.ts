import { describe, expect, it } from 'vitest'
import { fixedDecimals } from '../../src/figures/fixed-decimals.js'

describe('a number with so many decimals', () => {
  it('is written as the locale writes it, also with more decimals than are kept ready', () => {
    for (const [language, locale] of [
      ['nl', 'nl-NL'],
      ['en', 'en-GB'],
    ] as const) {
      for (const value of [0, -0, 0.5, -1234.5678, 1e9, 1e-9, 99.995]) {
        for (let decimals = 0; decimals <= 9; decimals += 1) {
          const expected = value.toLocaleString(locale, {
            minimumFractionDigits: decimals,
            maximumFractionDigits: decimals,
          })
          expect(fixedDecimals(value, decimals, language)).toBe(expected)
        }
      }
    }
  })
})
