import { WorkbenchError } from '../errors.js'

/** Key under which the codes of a protected attribute are kept: not text, so no row of it reaches JSON. */
const sealed: unique symbol = Symbol('audit codes')

/**
 * A protected attribute of each row, for the audit only. It is not a `Block` or a typed array, so the feature path does
 * not accept it; {@link readAudit} is the one way in and gives a line for the log.
 */
export interface AuditCodes {
  readonly name: string
  /** Names of the groups; code j stands for values[j]. */
  readonly values: readonly string[]
  readonly rows: number
  readonly [sealed]: Int32Array
}

/** One reading of a protected attribute: who read it, what for, how many rows. */
export interface AuditReading {
  readonly attribute: string
  readonly reader: string
  readonly purpose: string
  readonly rows: number
}

/**
 * Seals the codes of a protected attribute: one code a row, −1 where the attribute is not known.
 * @throws WorkbenchError `invalid-audit-code`
 */
export const auditCodes = (name: string, values: readonly string[], codes: Int32Array): AuditCodes => {
  const bad = codes.reduce((count, code) => count + (code < -1 || code >= values.length ? 1 : 0), 0)
  if (bad > 0) {
    throw new WorkbenchError('invalid-audit-code', {
      expected: `codes from −1 to ${values.length - 1}`,
      found: `${bad} other codes`,
      where: name,
    })
  }
  return { name, values, rows: codes.length, [sealed]: codes }
}

/** Opens a protected attribute and says so. The reading belongs in the result of the room that asked. */
export const readAudit = (
  attribute: AuditCodes,
  reader: string,
  purpose: string,
): { readonly codes: Int32Array; readonly reading: AuditReading } => ({
  codes: attribute[sealed],
  reading: { attribute: attribute.name, reader, purpose, rows: attribute.rows },
})
