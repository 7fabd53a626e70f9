import type { ContractIssue, ContractResult } from '../../data-schemas/results/contract.js'
import type { Study } from '../../data-schemas/study.js'
import { type Engine, ident } from '../engine/engine.js'
import type { Issue } from '../errors.js'
import { calendarRules } from './calendar-rules.js'
import { columnRules, type States, statesOf } from './column-rules.js'
import { dataDigest } from './content-digest.js'
import { DECODED } from './faults.js'
import type { Finding } from './finding.js'
import { keyRules } from './key-rules.js'
import { type OpenedData, type OpenedTable, stateColumn, TABLES } from './opened.js'
import { outcomeRules } from './outcome-rules.js'
import { profileTable } from './profile.js'
import { recordViolations, removeRefused, startRefusals } from './refuse-rows.js'
import { relationRules } from './relation-rules.js'
import { personColumn, timeColumn } from './resolve.js'
import { candidateColumn } from './study-checks.js'
import type { Tables, Violation } from './violation.js'

interface Checked {
  readonly result: ContractResult
  readonly opened: OpenedData
}

/** Brings states that hold a value, but were written oddly, back to "value". */
const settle = async (engine: Engine, table: OpenedTable, name: string, states: States): Promise<void> => {
  const odd = [DECODED['decimal-integer'], DECODED['text-variant']]
  if (!odd.some((state) => states.has(state))) return
  const state = ident(stateColumn(name))
  await engine.run(`UPDATE ${ident(table.name)} SET ${state} = 0 WHERE ${state} IN (${odd.join(', ')})`)
}

const optional = (study: Study, finding: Finding, table: OpenedTable): Finding => {
  const used = study.candidates.some((candidate) => candidateColumn(candidate) === finding.column)
  const nullable = finding.column !== undefined && table.columns[finding.column]?.nullable === true
  return finding.rule === 'all-missing' && nullable && !used ? { ...finding, severity: 'warn' } : finding
}

const checkColumns = async (
  engine: Engine,
  study: Study,
  tables: Tables,
): Promise<{
  readonly violations: readonly Violation[]
  readonly findings: readonly Finding[]
  readonly settle: () => Promise<void>
}> => {
  const violations: Violation[] = []
  const findings: Finding[] = []
  const later: (() => Promise<void>)[] = []
  for (const key of TABLES) {
    const table = tables[key]
    if (table === undefined) continue
    const counted = await statesOf(engine, table)
    for (const [name, contract] of Object.entries(table.columns)) {
      const states = counted.get(name) ?? new Map()
      const rules = columnRules(key, table, { name, contract, states })
      violations.push(...rules.violations)
      findings.push(...rules.findings.map((finding) => optional(study, finding, table)))
      later.push(() => settle(engine, table, name, states))
    }
  }
  return {
    violations,
    findings,
    settle: async () => {
      for (const one of later) await one()
    },
  }
}

const refuses = (study: Study, finding: Finding): boolean => {
  if (finding.severity !== 'bounded') return finding.severity === 'refuse'
  const own = Object.hasOwn(study.contract.rules, finding.rule) ? study.contract.rules[finding.rule] : undefined
  return (finding.count ?? 0) > (own ?? study.contract.maxFailingShare) * (finding.rows ?? 0)
}

const severityOf = (study: Study, finding: Finding): ContractIssue['severity'] =>
  refuses(study, finding)
    ? 'refuse'
    : finding.severity === 'bounded'
      ? 'refused-rows'
      : finding.severity === 'refuse'
        ? 'refuse'
        : finding.severity

const toIssue = (study: Study, finding: Finding, severity: ContractIssue['severity']): ContractIssue => {
  const { minimum } = study.disclosure
  const count = finding.count ?? null
  const below = count !== null && count > 0 && (finding.people ?? count) < minimum
  return {
    rule: finding.rule,
    table: finding.table,
    column: finding.column ?? null,
    count: below ? null : count,
    belowMinimum: below,
    rows: finding.rows ?? null,
    expected: finding.expected,
    found: finding.found,
    advice: finding.advice,
    severity,
  }
}

const ORDER: readonly ContractIssue['severity'][] = ['refuse', 'refused-rows', 'warn', 'note']
const sorted = (issues: readonly ContractIssue[]): ContractIssue[] =>
  issues
    .map((issue, index) => ({ issue, index }))
    .sort((a, b) => ORDER.indexOf(a.issue.severity) - ORDER.indexOf(b.issue.severity) || a.index - b.index)
    .map(({ issue }) => issue)

const described = async (
  engine: Engine,
  study: Study,
  tables: { readonly before: Tables; readonly after: Tables },
): Promise<ContractResult['tables']> => {
  const described: ContractResult['tables'] = []
  const { minimum } = study.disclosure
  for (const key of TABLES) {
    const table = tables.after[key]
    if (table === undefined) continue
    const refused = (tables.before[key]?.rows ?? table.rows) - table.rows
    described.push({
      name: key,
      file: table.file,
      rows: table.rows,
      refusedRows: refused > 0 && refused < minimum ? null : refused,
      columns: [
        ...(await profileTable(engine, table, { person: personColumn(study), time: timeColumn(study), minimum })),
      ],
    })
  }
  return described
}

/**
 * Checks decoded data against the contract: all rules at once, as rule, table, column and count, never a value. A rule that more rows break than
 * the study allows refuses the data; within that share those rows are taken out of the tables, counted, and kept by place and rule in
 * `refused_<table>`. Counts behind which stand fewer people than the disclosure minimum are not shown; decisions use the exact ones.
 * @param opened decoded data; `findings` are what opening already found
 */
export const checkContract = async (
  engine: Engine,
  study: Study,
  opened: Omit<OpenedData, 'digest'> & { readonly findings?: readonly Finding[] },
): Promise<Checked> => {
  const { tables } = opened
  await startRefusals(engine, tables)
  const columns = await checkColumns(engine, study, tables)
  const broken = await recordViolations(engine, study, { tables, violations: columns.violations })
  await columns.settle()
  const calendar = await calendarRules(engine, study, tables)
  const keys = await keyRules(engine, study, tables)
  const violations = [...keys, ...relationRules(study, tables), ...calendar.violations]
  const findings: readonly Finding[] = [
    ...(opened.findings ?? []),
    ...columns.findings,
    ...broken,
    ...(await recordViolations(engine, study, { tables, violations })),
    ...(await outcomeRules(engine, study, tables)),
    ...calendar.findings,
  ]
  const passed = !findings.some((finding) => refuses(study, finding))
  const after = passed ? await removeRefused(engine, study, tables) : { tables, findings: [] }
  const digest = await dataDigest(engine, after.tables, personColumn(study))
  const issues = [
    ...findings.map((finding) => toIssue(study, finding, severityOf(study, finding))),
    ...after.findings.map((finding) => toIssue(study, finding, 'refused-rows')),
  ]
  const emptied = TABLES.filter((key) => key !== 'bijstand' && after.tables[key]?.rows === 0)
  const empty = emptied.map((key) =>
    toIssue(
      study,
      {
        rule: 'no-rows-left',
        table: key,
        expected: 'rows that go on',
        found: 'none',
        advice: 'Every row was refused.',
        severity: 'refuse',
      },
      'refuse',
    ),
  )
  return {
    result: {
      kind: 'contract',
      study: study.name,
      data: digest,
      synthetic: study.synthetic,
      passed: passed && empty.length === 0,
      tables: await described(engine, study, { before: tables, after: after.tables }),
      issues: sorted([...issues, ...empty]),
    },
    opened: { kind: opened.kind, tables: after.tables, digest },
  }
}

/** The problems of a contract result as they are thrown: with the count, or the remark that it is below the disclosure minimum. */
export const issuesOf = (result: ContractResult): readonly Issue[] =>
  result.issues.map((issue) => ({
    rule: issue.rule,
    table: issue.table,
    ...(issue.column === null ? {} : { column: issue.column }),
    ...(issue.count === null ? {} : { count: issue.count }),
    ...(issue.count === null || issue.rows === null ? {} : { rows: issue.rows }),
    expected: issue.expected,
    found: issue.belowMinimum ? `${issue.found} (a few rows)` : issue.found,
    advice: issue.advice,
    severity: issue.severity === 'refuse' ? ('refuse' as const) : ('warn' as const),
  }))
