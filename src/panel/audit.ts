import type { ColumnContract } from '../../data-schemas/columns.js'
import type { AuditAttribute, Study } from '../../data-schemas/study.js'
import { openAudit } from '../contract/audit.js'
import { type OpenedData, type OpenedTable, stateColumn } from '../contract/opened.js'
import { personColumn } from '../contract/resolve.js'
import { type AuditCodes, auditCodes } from '../disclosure/audit-codes.js'
import { ident, literal } from '../engine/engine.js'
import { type Issue, RefusedError } from '../errors.js'
import { type PanelTable, SIDE } from './table.js'

/** Rows of which the audit attributes are asked: those the selection runs on, or the test side. */
export type AuditSide = 'sample' | 'test'

/** An attribute with the SQL of its label (null where it is not known) over the alias `a` of its own table. */
interface Labelled {
  readonly attribute: AuditAttribute
  readonly table: OpenedTable
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

const labelOf = (attribute: AuditAttribute, contract: ColumnContract): Pick<Labelled, 'label' | 'order'> => {
  const known = `a.${ident(stateColumn(attribute.column))} = 0`
  const value = `a.${ident(attribute.column)}`
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
    return [{ attribute, table, ...labelOf(attribute, contract) }]
  })
  if (issues.length > 0) throw new RefusedError('panel-refused', issues)
  return labelled
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Labels of the attribute in their natural order; others follow, sorted. */
const valuesOf = async (panel: PanelTable, { table, label, order }: Labelled): Promise<readonly string[]> => {
  const rows = await panel.engine.rows(`SELECT DISTINCT ${label} AS label FROM ${ident(table.name)} a`)
  const found = rows.flatMap((row) => (row['label'] === null ? [] : [String(row['label'])]))
  const known = order.filter((name) => found.includes(name))
  return [...known, ...found.filter((name) => !order.includes(name)).sort(byText)]
}

const join = (study: Study, opened: OpenedData, labelled: Labelled): string => {
  const table = ident(labelled.table.name)
  if (labelled.table === opened.tables.clients) return `LEFT JOIN ${table} a ON a.__row = k.crow`
  if (opened.kind === 'flat') return `LEFT JOIN ${table} a ON a.__row = k.src`
  return `LEFT JOIN ${table} a ON CAST(a.${ident(personColumn(study) ?? '__row')} AS VARCHAR) = p.pkey`
}

/** Keeps the values that occur, and numbers them anew. */
const compact = (name: string, values: readonly string[], codes: Int32Array): AuditCodes => {
  const used = new Set(codes)
  const place = new Map(values.flatMap((_, code) => (used.has(code) ? [code] : [])).map((code, index) => [code, index]))
  return auditCodes(
    name,
    values.filter((_, code) => used.has(code)),
    codes.map((code) => place.get(code) ?? -1),
  )
}

const read = async (
  study: Study,
  opened: OpenedData,
  of: { readonly labelled: Labelled; readonly panel: PanelTable; readonly side: AuditSide },
): Promise<AuditCodes> => {
  const { labelled, panel, side } = of
  const values = await valuesOf(panel, labelled)
  const cases = values.map((value, code) => `WHEN ${literal(value)} THEN ${code}`).join(' ')
  const code = values.length === 0 ? '-1' : `CASE ${labelled.label} ${cases} ELSE -1 END`
  const { code: codes, row } = await panel.engine.columns(
    `SELECT k.row_id AS row, ${code} AS code FROM ${ident(`${panel.table}_keys`)} k
     JOIN ${ident(`${panel.table}_people`)} p ON p.pid = k.pid ${join(study, opened, labelled)}
     WHERE ${side === 'test' ? `k.split = ${SIDE.test}` : 'k.sample = 1'} ORDER BY k.row_id`,
    { row: 'f64', code: 'i32' },
  )
  if (row.some((id, index) => index > 0 && id === row[index - 1])) {
    throw new RefusedError('panel-refused', [
      {
        rule: 'duplicate-audit-person',
        table: labelled.table.file,
        expected: 'one row per person',
        found: 'people with more than one',
        advice: 'make the person unique in the contract of the table',
        severity: 'refuse',
      },
    ])
  }
  return compact(labelled.attribute.name, values, codes)
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
  const attributes: AuditCodes[] = []
  for (const labelled of locate(study, opened, of.side)) {
    attributes.push(await read(study, opened, { labelled, ...of }))
  }
  return attributes
}
