/** An element with its attributes, and elements or one text inside. An attribute that is undefined is left out. */
export interface Xml {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number | undefined>>
  readonly inside: readonly Xml[] | string
}

/** An element. */
export const xml = (name: string, attributes: Xml['attributes'] = {}, inside: Xml['inside'] = []): Xml => ({
  name,
  attributes,
  inside,
})

const TAB_LINE_RETURN: readonly number[] = [9, 10, 13]

/** True when XML 1.0 can hold the text: no control characters, no half characters, and not the two that are no characters. */
export const fitsXml = (text: string): boolean =>
  [...text].every((character) => {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20) return TAB_LINE_RETURN.includes(code)
    return code < 0xd800 || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000
  })

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** White space other than a blank is written as a number, since a reader makes blanks of it. */
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"\t\n\r\u0085\u2028]/g, (found) => ESCAPES[found] ?? `&#${found.codePointAt(0)};`)

const attributesOf = ({ attributes }: Xml): string =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('')

const write = (element: Xml, indent: string): string => {
  const open = `${indent}<${element.name}${attributesOf(element)}`
  if (typeof element.inside === 'string') return `${open}>${escaped(element.inside)}</${element.name}>\n`
  if (element.inside.length === 0) return `${open}/>\n`
  const inside = element.inside.map((one) => write(one, `${indent} `)).join('')
  return `${open}>\n${inside}${indent}</${element.name}>\n`
}

/** The document of an element, UTF-8. Texts are escaped, names of elements and attributes are taken as they are. */
export const xmlText = (root: Xml): string => `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, '')}`

/** Every text of a tree: attributes and insides. */
export const textsOf = (element: Xml): readonly string[] => [
  ...Object.values(element.attributes).map(String),
  ...(typeof element.inside === 'string' ? [element.inside] : element.inside.flatMap(textsOf)),
]
