import type { CsvFormat } from '../../data-schemas/columns.js'

/** The names in a header, or the rule that the header breaks. */
export type Header =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | {
      readonly kind: 'broken'
      readonly rule: string
      readonly expected: string
      readonly found: string
      readonly advice: string
    }

const DELIMITERS: readonly (readonly [delimiter: string, name: string])[] = [
  [';', 'semicolon'],
  [',', 'comma'],
  ['\t', 'tab'],
  ['|', 'vertical bar'],
]

/** First record of delimited text; a quoted name may hold delimiters, doubled quotes and line ends. */
const firstRecord = (text: string, { delimiter, quote }: CsvFormat): readonly string[] | undefined => {
  const names: string[] = []
  let name = ''
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (quoted) {
      if (character !== quote) name += character
      else if (text.charAt(at + 1) === quote) {
        name += quote
        at += 1
      } else quoted = false
    } else if (character === quote && name === '') quoted = true
    else if (character === delimiter) {
      names.push(name)
      name = ''
    } else if (character === '\n' || character === '\r') return [...names, name]
    else name += character
  }
  return quoted ? undefined : [...names, name]
}

/**
 * Reads the header of delimited text; a byte-order mark is removed. A header that is one column holding another delimiter is refused
 * with the name of that delimiter. Names are trimmed.
 */
export const parseHeader = (text: string, csv: CsvFormat): Header => {
  const record = firstRecord(text.replace(/^\ufeff/, ''), csv)
  if (record === undefined) {
    return {
      kind: 'broken',
      rule: 'broken-quotes',
      expected: 'a header whose quotes close',
      found: 'one that does not end',
      advice: 'Check the quote character in the study.',
    }
  }
  const [only] = record
  const other =
    record.length > 1
      ? undefined
      : DELIMITERS.find(([delimiter]) => delimiter !== csv.delimiter && (only ?? '').includes(delimiter))
  if (other !== undefined) {
    const times = (only ?? '').split(other[0]).length - 1
    return {
      kind: 'broken',
      rule: 'wrong-delimiter',
      expected: `columns separated by "${csv.delimiter}"`,
      found: `one column that holds a ${other[1]} ${times} time${times === 1 ? '' : 's'}`,
      advice: `Write "csv": {"delimiter": ${JSON.stringify(other[0])}} in the study.`,
    }
  }
  return { kind: 'names', names: record.map((name) => name.trim()) }
}
