import type { StateCode } from '../../data-schemas/columns.js'
import type { Candidate, Study } from '../../data-schemas/study.js'
import type { OpenedData } from '../contract/opened.js'
import { type Engine, literal } from '../engine/engine.js'
import type { Issue } from '../errors.js'
import { type ColumnRef, findColumn, stateIn, valueIn } from './column-ref.js'
import { daysSql } from './sql.js'
import { STATE } from './table.js'

/** How the knowledge date of a candidate is proven. */
export type Proof =
  | { readonly kind: 'column' | 'event'; readonly ref: ColumnRef; readonly reason: string }
  | { readonly kind: 'by-construction' | 'flat' | 'not-read'; readonly reason: string }

/** A candidate with the SQL that reads it (aliases `s`, `c` and `p`, see {@link ColumnRef}). */
export interface PlannedCandidate {
  readonly index: number
  readonly candidate: Candidate
  readonly value: string
  readonly state: string
  readonly proof: Proof
  /** For a candidate "an event before the anchor": columns of `bijstand` and `clients`. */
  readonly before?: { readonly start: string; readonly anchor: string }
}

interface Context {
  readonly study: Study
  readonly opened: OpenedData
  readonly kind: Engine['kind']
  readonly issues: Issue[]
}

const codeState = (codes: readonly StateCode[], code: StateCode): number =>
  code.state === 'missing'
    ? STATE.missing
    : code.state === 'not-applicable'
      ? STATE.notApplicable
      : STATE.special + codes.filter(({ state }) => state === 'special').indexOf(code)

const sameCode = (code: StateCode) => (other: StateCode) => String(other.value) === String(code.value)

/** State in the numbering of the candidate's own codes, which may differ from that of the column's contract. */
const stateSql = (ref: ColumnRef, codes: readonly StateCode[]): string => {
  const special = ref.contract.codes.filter(({ state }) => state === 'special')
  const renumbered = special.flatMap((code, index) => {
    const own = codes.find(sameCode(code))
    const target = own === undefined ? STATE.missing : codeState(codes, own)
    return target === STATE.special + index ? [] : [`WHEN ${stateIn(ref)} = ${STATE.special + index} THEN ${target}`]
  })
  const text = ref.contract.type === 'string' || ref.contract.type === 'category'
  const extra = codes
    .filter((code) => !ref.contract.codes.some(sameCode(code)))
    .filter((code) => text || Number.isFinite(Number(code.value)))
    .filter(() => ref.contract.type !== 'boolean' && ref.contract.type !== 'date')
    .map((code) => {
      const value = text ? literal(String(code.value)) : String(Number(code.value))
      return `WHEN ${stateIn(ref)} = 0 AND ${valueIn(ref)} = ${value} THEN ${codeState(codes, code)}`
    })
  const cases = [...renumbered, ...extra]
  return cases.length === 0 ? stateIn(ref) : `CASE ${cases.join(' ')} ELSE ${stateIn(ref)} END`
}

const valueSql = (ref: ColumnRef, candidate: Candidate, kind: Engine['kind']): string | undefined => {
  const value = valueIn(ref)
  const { type } = ref.contract
  if (candidate.type === 'category') return `CAST(${value} AS VARCHAR)`
  if (candidate.type === 'date' || type === 'date') {
    return candidate.type === 'date' && type === 'date' ? `CAST(${daysSql(kind, value)} AS DOUBLE)` : undefined
  }
  if (type === 'boolean') return `CAST(CAST(${value} AS INTEGER) AS DOUBLE)`
  return type === 'string' || type === 'category' ? undefined : `CAST(${value} AS DOUBLE)`
}

const unknownColumn = (candidate: Candidate, column: string): Issue => ({
  rule: 'unknown-column',
  column,
  expected: `a column for the candidate "${candidate.name}"`,
  found: 'no such column in the data',
  advice:
    'name the column with "from": { "kind": "column", "table", "column" }, or take the candidate out of the study',
  severity: 'refuse',
})

const dateColumn = (
  context: Context,
  candidate: Candidate,
  where: { column: string; table: 'base' | 'clients' },
): ColumnRef | undefined => {
  const ref = findColumn(context.opened, where.column, where.table)
  if (ref !== undefined && ref.contract.type === 'date') return ref
  context.issues.push({
    rule: 'unknown-knowledge-date',
    column: where.column,
    expected: `a date column that says when "${candidate.name}" was known`,
    found: ref === undefined ? 'no such column' : `a column of type ${ref.contract.type}`,
    advice: 'name a date column of the same table ("column"), or a date column of clients ("event")',
    severity: 'refuse',
  })
  return undefined
}

const flatProof = (context: Context, candidate: Candidate): Proof | undefined => {
  const known = candidate.known
  if (known?.kind === 'by-construction') return known
  if (known === undefined || context.study.key.time === undefined) {
    return { kind: 'flat', reason: 'one table without snapshots: when values were known cannot be read from it' }
  }
  const ref = dateColumn(context, candidate, { column: known.column, table: 'base' })
  return ref && { kind: known.kind, ref, reason: `known on the date in ${known.column}` }
}

const panelProof = (context: Context, candidate: Candidate, ref: ColumnRef | undefined): Proof | undefined => {
  const from = candidate.from
  const known =
    candidate.known ?? (from?.kind === 'event-before' ? { kind: 'event' as const, column: from.anchor } : undefined)
  if (known === undefined) {
    context.issues.push({
      rule: 'no-knowledge-date',
      column: candidate.name,
      expected: 'a declaration of when the value was known',
      found: 'none',
      advice:
        'add "known" to the candidate: { "kind": "column", "column" } for a date beside the value, { "kind": "event", "column" } for a date of the client, or { "kind": "by-construction", "reason" }',
      severity: 'refuse',
    })
    return undefined
  }
  if (known.kind === 'by-construction') return known
  const table = known.kind === 'event' ? 'clients' : (ref?.table ?? 'clients')
  const found = dateColumn(context, candidate, { column: known.column, table })
  return found && { kind: known.kind, ref: found, reason: `known on the date in ${known.column}` }
}

const planBefore = (context: Context, candidate: Candidate, index: number): PlannedCandidate | undefined => {
  const from = candidate.from as Extract<NonNullable<Candidate['from']>, { kind: 'event-before' }>
  const anchor = findColumn(context.opened, from.anchor, 'clients')
  const bijstand = context.opened.tables.bijstand
  const missing = anchor?.contract.type !== 'date' ? from.anchor : undefined
  const unknown = missing ?? (bijstand?.columns[from.start]?.type === 'date' ? undefined : from.start)
  const proof = panelProof(context, candidate, anchor)
  if (unknown !== undefined) context.issues.push(unknownColumn(candidate, unknown))
  if (unknown !== undefined || anchor === undefined || proof === undefined) return undefined
  const state = `CASE WHEN ${stateIn(anchor)} = 0 THEN 0 ELSE 1 END`
  return { index, candidate, value: `CAST(p.e_${index} AS DOUBLE)`, state, proof, before: from }
}

const planColumn = (context: Context, candidate: Candidate, index: number): PlannedCandidate | undefined => {
  const from = candidate.from?.kind === 'column' ? candidate.from : undefined
  const only =
    from === undefined || context.opened.kind === 'flat' ? undefined : from.table === 'clients' ? 'clients' : 'base'
  const ref = findColumn(context.opened, from?.column ?? candidate.name, only)
  const proof = context.opened.kind === 'flat' ? flatProof(context, candidate) : panelProof(context, candidate, ref)
  if (ref === undefined) {
    context.issues.push(unknownColumn(candidate, from?.column ?? candidate.name))
    return undefined
  }
  const value = valueSql(ref, candidate, context.kind)
  if (value === undefined) {
    context.issues.push({
      rule: 'mismatched-type',
      column: ref.column,
      expected: `a column that can be read as ${candidate.type}, for the candidate "${candidate.name}"`,
      found: `a column of type ${ref.contract.type}`,
      advice: 'give the candidate the type of its column, or the column another contract',
      severity: 'refuse',
    })
  }
  if (value === undefined || proof === undefined) return undefined
  const codes = candidate.codes ?? ref.contract.codes
  const named = codes.length === 0 ? candidate : { ...candidate, codes: [...codes] }
  return { index, candidate: named, value, state: stateSql(ref, codes), proof }
}

/**
 * Plans how each candidate is read, and how the date on which it was known is proven.
 * Every problem (unknown column, mismatched type, no knowledge date) is added to `issues`; such a candidate is left out of the plan.
 */
export const planCandidates = (
  study: Study,
  opened: OpenedData,
  options: { readonly kind: Engine['kind']; readonly issues: Issue[] },
): readonly PlannedCandidate[] => {
  const context: Context = { study, opened, ...options }
  return study.candidates.flatMap((candidate, index) => {
    if (candidate.from?.kind === 'audit') {
      const proof: Proof = {
        kind: 'not-read',
        reason: 'lives in the audit table: judged by its declaration and never read',
      }
      return [{ index, candidate, value: 'NULL', state: '1', proof }]
    }
    const panelOnly = candidate.from?.kind === 'event-before'
    const planned = panelOnly ? planBefore(context, candidate, index) : planColumn(context, candidate, index)
    return planned === undefined ? [] : [planned]
  })
}
