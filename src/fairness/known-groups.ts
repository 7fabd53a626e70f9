import type { AuditCodes } from '../disclosure/audit-codes.js'

/** Name of the group of people whose attribute is not known. */
export const NOT_KNOWN = '(not known)'

/** Groups of one protected attribute, those whose attribute is not known included. */
export interface KnownGroups {
  readonly names: readonly string[]
  /** Group of each row, from 0. */
  readonly codes: Int32Array
  /** Named groups; the group of the not known comes after them and is never compared. */
  readonly named: number
  readonly reference: number
}

const withUnknown = (codes: Int32Array, unknown: number): Int32Array => {
  const out = codes.slice()
  for (let row = 0; row < out.length; row += 1) if ((out[row] as number) < 0) out[row] = unknown
  return out
}

/**
 * Moves −1 to a group of its own, so that known plus not known is the total. The reference is the declared group, or the
 * largest when none is declared or the declared one does not occur.
 */
export const knownGroups = (
  attribute: Pick<AuditCodes, 'values'>,
  codes: Int32Array,
  declared: string | undefined,
): KnownGroups => {
  const named = attribute.values.length
  const unknown = codes.includes(-1)
  const sizes = new Float64Array(named)
  for (let row = 0; row < codes.length; row += 1) if ((codes[row] as number) >= 0) sizes[codes[row] as number]! += 1
  const asked = declared === undefined ? -1 : attribute.values.indexOf(declared)
  const largest = sizes.reduce((best, size, index) => (size > (sizes[best] ?? -1) ? index : best), 0)
  return {
    names: unknown ? [...attribute.values, NOT_KNOWN] : attribute.values,
    codes: unknown ? withUnknown(codes, named) : codes,
    named,
    reference: asked >= 0 ? asked : largest,
  }
}
