import { sha256 } from '../digest.js'

/**
 * Place of a person among equals of one list: SHA-256 in hexadecimal of `salt|person|list values`, joined by `|`; smaller comes first.
 * @param salt id of the model
 * @param person key of the person, as text
 * @param list values of the list's columns, as text, e.g. municipality and week; a new list is a new draw
 */
export const tieHash = (salt: string, person: string, list: readonly string[] = []): string =>
  sha256([salt, person, ...list].join('|'))
