/** Languages of what people read. */
export type Language = 'nl' | 'en'

/** True for a language the workbench speaks. */
export const isLanguage = (value: unknown): value is Language => value === 'nl' || value === 'en'

/** A number for people: fixed decimals, decimal comma in Dutch. */
export const number = (value: number, decimals: number, language: Language): string =>
  value.toLocaleString(language === 'nl' ? 'nl-NL' : 'en-GB', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })

/** A share for people, as a percentage. */
export const percent = (value: number, language: Language, decimals = 1): string => `${number(100 * value, decimals, language)}%`
