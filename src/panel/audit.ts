import type { ColumnContract } from '../../data-schemas/columns.js'
import type { AuditAttribute, Study } from '../../data-schemas/study.js'
import { openAudit } from '../contract/audit.js'
import { type OpenedData, type OpenedTable, stateColumn } from '../contract/opened.js'
import { personColumn } from '../contract/resolve.js'
import { type AuditCodes, auditCodes } from '../disclosure/audit-codes.js'
import { ident, literal, type Wanted } from '../engine/engine.js'
import { type Issue, RefusedError } from '../errors.js'
import { type PanelTable, SIDE } from './table.js'

/** Rows of which the audit attributes are asked: those the selection runs on, or the test side. */
export type AuditSide = 'sample' | 'test'

/** Tables that attributes live in, as they are called in a statement: `a` the audit table, `c` the clients. */
type Alias = 'a' | 'c'

/** An attribute with the SQL of its label (null where it is not known). */
interface Labelled {
  readonly attribute: AuditAttribute
  readonly table: OpenedTable
  readonly alias: Alias
  readonly label: string
  /** Labels in their natural order, where cut points or the contract give one. */
  readonly order: readonly string[]
}

/** Names of the groups that cut points make: "< 27", "27–34", "60+" for whole numbers, "27 to < 35" for others. */
export const groupLabels = (cuts: readonly number[], whole: boolean): readonly string[] =>
  [...cuts, Number.POSITIVE_INFINITY].map((upper, index) => {
    const lower = cuts[index - 1]
    if (lower === undefined) return `< ${upper}`
    if (upper === Number.POSITIVE_INFINITY) return whole ? `${lower}+` : `≥ ${lower}`
    if (!whole) return `${lower} to < ${upper}`
    return lower === upper - 1 ? `${lower}` : `${lower}–${upper - 1}`
  })

const textLabel = (value: string, { type, values }: ColumnContract): string => {
  if (type === 'ordinal' && values !== undefined) {
    return `CASE ${values.map((name, index) => `WHEN ${value} = ${index} THEN ${literal(name)}`).join(' ')} END`
  }
  const text = `CAST(${value} AS VARCHAR)`
  if (type !== 'number' && type !== 'ordinal') return text
  return `CASE WHEN ${value} = floor(${value}) THEN CAST(CAST(${value} AS BIGINT) AS VARCHAR) ELSE ${text} END`
}

const labelOf = (
  attribute: AuditAttribute,
  contract: ColumnContract,
  alias: Alias,
): Pick<Labelled, 'label' | 'order'> => {
  const known = `${alias}.${ident(stateColumn(attribute.column))} = 0`
  const value = `${alias}.${ident(attribute.column)}`
  const cuts = [...new Set(attribute.groups ?? [])].sort((a, b) => a - b)
  if (cuts.length === 0) {
    return { label: `CASE WHEN ${known} THEN ${textLabel(value, contract)} END`, order: contract.values ?? [] }
  }
  const order = groupLabels(cuts, contract.type !== 'number' && cuts.every(Number.isInteger))
  const number = `TRY_CAST(${value} AS DOUBLE)`
  const cases = cuts.map((cut, index) => `WHEN ${number} < ${cut} THEN ${literal(order[index] as string)}`)
  const last = `WHEN ${number} >= ${cuts.at(-1)} THEN ${literal(order.at(-1) as string)}`
  return { label: `CASE WHEN NOT (${known}) THEN NULL ${cases.join(' ')} ${last} END`, order }
}

const locate = (study: Study, opened: OpenedData, side: AuditSide): readonly Labelled[] => {
  const issues: Issue[] = []
  const labelled = study.audit.flatMap((attribute) => {
    const inClients = opened.kind === 'panel' && attribute.table === 'clients'
    const alias: Alias = inClients ? 'c' : 'a'
    const table = inClients
      ? opened.tables.clients
      : openAudit(opened, side === 'sample' ? 'proxy-test' : 'fairness').handle.table
    const columns = table?.columns ?? {}
    const contract = Object.hasOwn(columns, attribute.column) ? columns[attribute.column] : undefined
    if (table === undefined || contract === undefined) {
      issues.push({
        rule: 'unknown-column',
        table: inClients ? 'clients' : 'audit',
        column: attribute.column,
        expected: `a column for the audit attribute "${attribute.name}"`,
        found: 'no such column in the data',
        advice: 'correct the name in the study, or add the column to the contract of its table',
        severity: 'refuse',
      })
      return []
    }
    return [{ attribute, table, alias, ...labelOf(attribute, contract, alias) }]
  })
  if (issues.length > 0) throw new RefusedError('panel-refused', issues)
  return labelled
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Labels of the attribute in their natural order; others follow, sorted. */
const valuesOf = async (panel: PanelTable, { table, alias, label, order }: Labelled): Promise<readonly string[]> => {
  const rows = await panel.engine.rows(`SELECT DISTINCT ${label} AS label FROM ${ident(table.name)} ${alias}`)
  const found = rows.flatMap((row) => (row['label'] === null ? [] : [String(row['label'])]))
  const known = order.filter((name) => found.includes(name))
  return [...known, ...found.filter((name) => !order.includes(name)).sort(byText)]
}

/** A table with attributes, beside the keys of the panel `k` and its people `p`. */
const join = (study: Study, opened: OpenedData, { table, alias }: Labelled): string => {
  const place = `LEFT JOIN ${ident(table.name)} ${alias} ON`
  if (alias === 'c') return `${place} c.__row = k.crow`
  if (opened.kind === 'flat') return `${place} a.__row = k.src`
  return `${place} CAST(a.${ident(personColumn(study) ?? '__row')} AS VARCHAR) = p.pkey`
}

/** Keeps the values that occur, and numbers them anew. */
const compact = (name: string, values: readonly string[], codes: Int32Array): AuditCodes => {
  const used = new Uint8Array(values.length)
  for (const code of codes) if (code >= 0) used[code] = 1
  const place = Int32Array.from(used)
  let next = 0
  for (const [code, occurs] of used.entries()) {
    place[code] = next
    next += occurs
  }
  return auditCodes(
    name,
    values.filter((_, code) => used[code] === 1),
    codes.map((code) => (code < 0 ? -1 : (place[code] as number))),
  )
}

const duplicatePerson = (file: string): RefusedError =>
  new RefusedError('panel-refused', [
    {
      rule: 'duplicate-audit-person',
      table: file,
      expected: 'one row per person',
      found: 'people with more than one',
      advice: 'make the person unique in the contract of the table',
      severity: 'refuse',
    },
  ])

const codeOf = ({ label }: Labelled, values: readonly string[]): string => {
  const cases = values.map((value, code) => `WHEN ${literal(value)} THEN ${code}`).join(' ')
  return values.length === 0 ? '-1' : `CASE ${label} ${cases} ELSE -1 END`
}

/** Reads all attributes in one pass over the rows. */
const read = async (
  study: Study,
  opened: OpenedData,
  of: { readonly labelled: readonly Labelled[]; readonly panel: PanelTable; readonly side: AuditSide },
): Promise<readonly AuditCodes[]> => {
  const { labelled, panel, side } = of
  const values: (readonly string[])[] = []
  for (const one of labelled) values.push(await valuesOf(panel, one))
  const codes = labelled.map((one, i) => `${codeOf(one, values[i] as readonly string[])} AS code_${i}`)
  const joins = new Set(labelled.map((one) => join(study, opened, one)))
  const wanted: Wanted = {
    row: 'f64',
    ...Object.fromEntries(labelled.map((_, i) => [`code_${i}`, 'i32'] as const)),
  }
  const found = await panel.engine.columns(
    `SELECT ${['k.row_id AS row', ...codes].join(', ')} FROM ${ident(`${panel.table}_keys`)} k
     JOIN ${ident(`${panel.table}_people`)} p ON p.pid = k.pid ${[...joins].join(' ')}
     WHERE ${side === 'test' ? `k.split = ${SIDE.test}` : 'k.sample = 1'} ORDER BY k.row_id`,
    wanted,
  )
  const row = found['row'] as Float64Array
  if (row.some((id, index) => index > 0 && id === row[index - 1]))
    throw duplicatePerson(labelled.find(({ alias }) => alias === 'a')?.table.file ?? '')
  return labelled.map(({ attribute }, i) =>
    compact(attribute.name, values[i] as readonly string[], found[`code_${i}`] as Int32Array),
  )
}

/**
 * Audit attributes of the rows of one side, in the order of `row_id`: sealed codes, −1 where an attribute is not known. Numbers become groups at
 * the attribute's cut points. For the proxy test and the fairness audit only; each opens the seal with a line for its log.
 * Throws `RefusedError` when the study names a column that is not there, or a person has two rows in the audit table.
 */
export const auditAttributes = async (
  study: Study,
  opened: OpenedData,
  of: { readonly panel: PanelTable; readonly side: AuditSide },
): Promise<readonly AuditCodes[]> => {
  const labelled = locate(study, opened, of.side)
  return labelled.length === 0 ? [] : read(study, opened, { labelled, ...of })
}
