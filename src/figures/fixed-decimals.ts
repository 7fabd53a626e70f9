import type { Language } from '../../data-schemas/reasons.js'

const LOCALE = { nl: 'nl-NL', en: 'en-GB' } as const

const formatOf = (language: Language, decimals: number): Intl.NumberFormat =>
  new Intl.NumberFormat(LOCALE[language], { minimumFractionDigits: decimals, maximumFractionDigits: decimals })

/** Formats of 0 to 6 decimals: making one takes longer than writing a hundred numbers with it. */
const FORMATS = {
  nl: Array.from({ length: 7 }, (_, decimals) => formatOf('nl', decimals)),
  en: Array.from({ length: 7 }, (_, decimals) => formatOf('en', decimals)),
} as const

/** A number with so many decimals, as people read it: decimal comma in Dutch. */
export const fixedDecimals = (value: number, decimals: number, language: Language): string =>
  (FORMATS[language][decimals] ?? formatOf(language, decimals)).format(value)
