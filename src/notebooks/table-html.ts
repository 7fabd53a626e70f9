import type { ColumnTable } from 'arquero'
import { bilingual, inLanguage, type Spoken } from '../../data-schemas/bilingual.js'
import { escapeHtml } from '../explanation/escape-html.js'
import { stepWords } from '../figures/attrition.js'
import { boundWords } from '../report/gate-words.js'
import { reasonWords } from '../report/reason-words.js'
import type { Language } from '../report/words.js'
import { cellWords, type Form, headOf } from './heads.js'
import { readingWords } from './reading-words.js'

/** How a table is written. */
export interface TableOptions {
  /** Rows at most (30); it says how many more there are. */
  readonly rows?: number
  /** Language of heads, numbers and fixed words; English unless told. */
  readonly language?: Language
  /** Label of a candidate, which then stands before its name; undefined where the study gives none. */
  readonly label?: (candidate: string) => string | undefined
  /** What the study says, which a reason may quote. */
  readonly spoken?: readonly Spoken[]
}

type Written = Required<Pick<TableOptions, 'language'>> & Pick<TableOptions, 'label' | 'spoken'>

const NONE = '–'
const ROWS = 30

const WORDS = {
  none: { en: 'None.', nl: 'Geen.' },
  yes: { en: 'yes', nl: 'ja' },
  no: { en: 'no', nl: 'nee' },
} as const

const written = (value: number, language: Language, options: Intl.NumberFormatOptions): string =>
  value.toLocaleString(language === 'nl' ? 'nl-NL' : 'en-GB', options)

const plainNumber = (value: number, language: Language): string => {
  if (Number.isInteger(value)) return written(value, language, {})
  const size = Math.abs(value)
  if (size < 1e-4) return value.toExponential(2).replace('.', language === 'nl' ? ',' : '.')
  return written(value, language, size < 100 ? { maximumSignificantDigits: 4 } : { maximumFractionDigits: 1 })
}

/** A hundred times the value: one decimal, or two figures where that is finer. */
const hundredfold = (value: number, language: Language): string => {
  const size = Math.abs(100 * value)
  const digits =
    size === 0 || size >= 0.95
      ? { minimumFractionDigits: 1, maximumFractionDigits: 1 }
      : { maximumSignificantDigits: 2 }
  return written(100 * value, language, digits)
}

const numberIn = (value: number, form: Form, language: Language): string => {
  if (form === 'share') return `${hundredfold(value, language)}%`
  if (form === 'points') return hundredfold(value, language)
  if (form === 'chance' && value < 0.0001) return `< ${written(0.0001, language, { maximumFractionDigits: 4 })}`
  return plainNumber(value, language)
}

const candidateHtml = (name: string, { label }: Written): string => {
  const said = label?.(name)
  return said === undefined ? escapeHtml(name) : `${escapeHtml(said)} <code>${escapeHtml(name)}</code>`
}

/** How a text is written in Dutch; null for one that is no word or sentence of a result. */
const inDutch = (text: string, form: Form, spoken: readonly Spoken[]): string | null => {
  switch (form) {
    case 'reason':
      return reasonWords(text, 'nl', spoken)
    case 'bound':
      return boundWords(text, 'nl')
    case 'step':
      return stepWords(text, (_, nl) => nl)
    case 'reading':
      return readingWords(text) ?? null
    default:
      return null
  }
}

const textIn = (text: string, form: Form, { language, spoken = [] }: Written): string => {
  const told = language === 'nl' ? inDutch(text, form, spoken) : null
  return told ?? (form === 'name' || form === 'step' ? cellWords(text, language) : text)
}

const shownHtml = (value: unknown, form: Form, options: Written): string => {
  const { language } = options
  if (value === null || value === undefined || value === '') return NONE
  if (typeof value === 'number') return escapeHtml(numberIn(value, form, language))
  if (typeof value === 'boolean') return WORDS[value ? 'yes' : 'no'][language]
  const both = bilingual.safeParse(value)
  const text = both.success ? inLanguage(both.data, language) : String(value)
  if (form === 'candidate') return candidateHtml(text, options)
  return escapeHtml(textIn(text, form, options))
}

/** Forms of the columns, with the bounds of an interval written as what they bound. */
const formsOf = (columns: readonly string[], language: Language): readonly Form[] => {
  let bounded: Form = 'plain'
  return columns.map((column) => {
    const { form } = headOf(column, language)
    if (form !== 'before') bounded = form
    return bounded
  })
}

/**
 * An Arquero table as HTML, with heads that a person reads: numbers to the right, a dash where there is none, the rest of a long table
 * counted.
 */
export const tableHtml = (table: ColumnTable, options: TableOptions = {}): string => {
  const { rows = ROWS, language = 'en', label, spoken = [] } = options
  if (table.numRows() === 0) return `<p>${WORDS.none[language]}</p>`
  const columns = table.columnNames()
  const forms = formsOf(columns, language)
  const how: Written = label === undefined ? { language, spoken } : { language, label, spoken }
  const shown = table.objects({ limit: rows }) as readonly Readonly<Record<string, unknown>>[]
  const sides = columns.map((column) => (shown.some((row) => typeof row[column] === 'number') ? 'right' : 'left'))
  const line = (tag: 'td' | 'th', html: (column: string, i: number) => string): string =>
    `<tr>${columns.map((column, i) => `<${tag} style="text-align:${sides[i]}">${html(column, i)}</${tag}>`).join('')}</tr>`
  const head = line('th', (column) => escapeHtml(headOf(column, language).head))
  const body = shown
    .map((row) => line('td', (column, i) => shownHtml(row[column], forms[i] ?? 'plain', how)))
    .join('\n')
  const more = table.numRows() - rows
  const rest = more > 0 ? `\n<p>${language === 'nl' ? `en nog ${more}` : `and ${more} more`}</p>` : ''
  return `<table>\n<thead>${head}</thead>\n<tbody>\n${body}\n</tbody>\n</table>${rest}`
}
