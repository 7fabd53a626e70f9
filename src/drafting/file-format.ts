import { type CsvFormat, csvFormat } from '../../data-schemas/columns.js'
import { parseHeader } from '../contract/header.js'

const DELIMITERS = [';', ',', '\t', '|'] as const

/** Fields of each line that is not empty; quoted fields keep their delimiters. */
const fieldsPerLine = (lines: readonly string[], delimiter: string): readonly number[] =>
  lines.map((line) => {
    const header = parseHeader(`${line}\n`, csvFormat.parse({ delimiter }))
    return header.kind === 'names' ? header.names.length : 1
  })

/**
 * How a delimited text seems to be written: the delimiter that gives the most fields, as many in every line that was looked at.
 * @param text beginning of the file; the last line is left out unless it is the only one, for it may be cut
 */
export const guessFormat = (text: string): CsvFormat => {
  const all = text.replace(/^\ufeff/, '').split(/\r?\n/)
  const lines = (all.length > 2 ? all.slice(0, -1) : all).filter((line) => line !== '').slice(0, 50)
  const scored = DELIMITERS.map((delimiter) => {
    const fields = fieldsPerLine(lines, delimiter)
    const [first = 1] = fields
    return { delimiter, fields: fields.every((count) => count === first) ? first : 1 }
  })
  const best = scored.reduce((most, one) => (one.fields > most.fields ? one : most))
  return csvFormat.parse({ delimiter: best.fields > 1 ? best.delimiter : ',' })
}
