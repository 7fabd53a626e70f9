import { escapeHtml } from '../../explanation/escape-html.js'

type Attributes = Readonly<Record<string, string | number | undefined>>

const shown = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : escapeHtml(value)

/** One SVG element as text; numbers are rounded to hundredths of a pixel, texts are escaped. */
export const element = (name: string, attributes: Attributes, children = ''): string => {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${shown(value)}"`]))
    .join('')
  return children === '' ? `<${name}${written}/>` : `<${name}${written}>${children}</${name}>`
}

/** A line of text. */
export const textElement = (text: string, attributes: Attributes): string =>
  element('text', { 'font-size': 12, ...attributes }, escapeHtml(text))
