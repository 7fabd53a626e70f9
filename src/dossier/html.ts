import { escapeHtml } from '../explanation/escape-html.js'

/** A piece of HTML that is safe to put into a page. */
export interface Html {
  readonly kind: 'html'
  readonly text: string
}

/** What a template takes: HTML as it is, text that is escaped, or several of them one after the other. */
export type Part = Html | string | readonly Part[]

/** HTML that this code wrote itself. */
export const raw = (text: string): Html => ({ kind: 'html', text })

const textOf = (part: Part): string => {
  if (typeof part === 'string') return escapeHtml(part)
  return 'kind' in part ? part.text : part.map(textOf).join('')
}

/** Tagged template for HTML: what is written stands as it is, plain text that is put in is escaped. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  raw(strings.map((text, index) => text + (index < parts.length ? textOf(parts[index] as Part) : '')).join(''))

/** Nothing. */
export const NOTHING: Html = raw('')

/** Pieces with something between them. */
export const joined = (parts: readonly Html[], between: string): Html =>
  raw(parts.map(({ text }) => text).join(escapeHtml(between)))
