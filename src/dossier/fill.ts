import { WorkbenchError } from '../errors.js'
import { escapeHtml } from '../explanation/escape-html.js'
import { type Html, raw } from './html.js'

/**
 * A sentence with its bound parts put in: `fill('of {people} people', { people })`. The sentence is escaped. Throws `not-filled` when a
 * part is named that is not given.
 */
export const fill = (sentence: string, parts: Readonly<Record<string, Html>>): Html =>
  raw(
    sentence
      .split(/\{(\w+)\}/)
      .map((piece, index) => {
        if (index % 2 === 0) return escapeHtml(piece)
        const part = parts[piece]
        if (part !== undefined) return part.text
        throw new WorkbenchError('not-filled', {
          expected: `a part called ${piece}`,
          found: Object.keys(parts).join(', '),
          advice: 'this is a bug in a sentence of the dossier',
        })
      })
      .join(''),
  )
