import type { Study } from '../../data-schemas/study.js'
import type { OpenedData, OpenedTable } from '../contract/opened.js'
import { personColumn, timeColumn } from '../contract/resolve.js'
import { type Engine, literal } from '../engine/engine.js'
import type { Issue } from '../errors.js'
import { type PlannedWeighting, planCells } from './allotment.js'
import { baseOf, type ColumnRef, findColumn, isOneOf, type Scalar, stateIn, valueIn } from './column-ref.js'
import { type PlannedCandidate, planCandidates } from './plan-candidate.js'

/** A filter of the cohort: rows are kept where `condition` is true. */
export interface PlannedFilter {
  readonly name: string
  readonly reason: string
  readonly condition: string
}

/** How the outcome is found: a condition on the row, or an event of the person after the snapshot. */
export type PlannedOutcome =
  | { readonly kind: 'column'; readonly ref: ColumnRef; readonly positive: string }
  | { readonly kind: 'event'; readonly table: OpenedTable; readonly start: string; readonly months: number }

/** Everything the study asks of the panel, looked up in the data that are there. */
export interface PanelPlan {
  readonly study: Study
  readonly kind: 'flat' | 'panel'
  readonly base: OpenedTable
  readonly clients: OpenedTable | undefined
  readonly bijstand: OpenedTable | undefined
  /** Column of the person, the same name in every table; undefined: each row is a person of its own. */
  readonly person: string | undefined
  /** Column of the snapshot date in the base table; undefined: rows carry no date. */
  readonly time: string | undefined
  /** Columns that together name an adviser's list. */
  readonly lists: readonly ColumnRef[]
  readonly filters: readonly PlannedFilter[]
  readonly outcome: PlannedOutcome
  /** For a split by column: conditions of the two sides. */
  readonly sides: { readonly train: string; readonly test: string } | undefined
  readonly candidates: readonly PlannedCandidate[]
  /** Where the study asks that unexposed training rows stand in for exposed ones, and the data say which these are. */
  readonly weighting?: PlannedWeighting
}

interface Context {
  readonly study: Study
  readonly opened: OpenedData
  readonly issues: Issue[]
}

const refuse = (context: Context, rule: string, issue: Omit<Issue, 'rule' | 'severity'>): undefined => {
  context.issues.push({ rule, severity: 'refuse', ...issue })
  return undefined
}

const required = (
  context: Context,
  column: string,
  use: { what: string; only?: 'base' | 'clients' },
): ColumnRef | undefined =>
  findColumn(context.opened, column, use.only) ??
  refuse(context, 'unknown-column', {
    column,
    expected: `a column for ${use.what}`,
    found: 'no such column in the data',
    advice: 'correct the name in the study, or add the column to the contract of its table',
  })

const planKeys = (context: Context): Pick<PanelPlan, 'person' | 'time' | 'lists'> => {
  const { study } = context
  const { list = [] } = study.key
  const person = personColumn(study)
  const time = timeColumn(study)
  if (person !== undefined) required(context, person, { what: 'the person', only: 'base' })
  const date = time === undefined ? undefined : required(context, time, { what: 'the snapshot date', only: 'base' })
  if (date !== undefined && date.contract.type !== 'date') {
    refuse(context, 'mismatched-type', {
      column: date.column,
      expected: 'a date column for the snapshot date',
      found: `a column of type ${date.contract.type}`,
      advice: 'give the column the type "date" in its contract',
    })
  }
  const lists = list.flatMap((column) => required(context, column, { what: 'the list' }) ?? [])
  return { person, time, lists }
}

const numericTypes = new Set(['integer', 'number', 'ordinal', 'boolean'])

const planFilter = (
  context: Context,
  filter: NonNullable<Study['cohort']>['filters'][number],
): PlannedFilter | undefined => {
  const only = filter.table === 'clients' ? 'clients' : 'base'
  const ref = required(context, filter.column, { what: `the filter "${filter.name}"`, only })
  if (ref === undefined) return undefined
  const ranged = filter.min !== undefined || filter.max !== undefined
  const listed = filter.in === undefined ? '' : isOneOf(ref, filter.in)
  if ((ranged && !numericTypes.has(ref.contract.type)) || listed === undefined) {
    return refuse(context, 'mismatched-type', {
      column: filter.column,
      expected: `values that fit the filter "${filter.name}"`,
      found: `a column of type ${ref.contract.type}`,
      advice: 'use "min" and "max" for numbers, and "in" with values that the column can hold',
    })
  }
  const value = ref.contract.type === 'boolean' ? `CAST(${valueIn(ref)} AS INTEGER)` : valueIn(ref)
  const conditions = [
    `${stateIn(ref)} = 0`,
    ...(filter.min === undefined ? [] : [`${value} >= ${literal(filter.min)}`]),
    ...(filter.max === undefined ? [] : [`${value} <= ${literal(filter.max)}`]),
    ...(listed === '' ? [] : [listed]),
  ]
  return { name: filter.name, reason: filter.reason ?? filter.name, condition: conditions.join(' AND ') }
}

const planWeighting = (context: Context, exposed: string): PlannedWeighting => {
  const { cells, misfits } = planCells(context.opened, context.study.exposure?.weights?.by ?? [])
  for (const { column, expected, found } of misfits) {
    const advice = 'correct "exposure.weights.by" in the study'
    refuse(context, 'unknown-column', { column, expected, found, advice })
  }
  return { exposed: `(${exposed}) IS TRUE`, cells }
}

/** Rows whose outcome an earlier offer of help touched leave where the study says so: all, as a filter, or those of the training side. */
const planExposure = (
  context: Context,
): { readonly filters: readonly PlannedFilter[]; readonly weighting?: PlannedWeighting } => {
  const { exposure } = context.study
  if (exposure === undefined) return { filters: [] }
  const { column, table, treatment, reason } = exposure
  const found = findColumn(context.opened, column, table === 'clients' ? 'clients' : 'base')
  if (found === undefined && exposure.required) {
    refuse(context, 'unknown-column', {
      column,
      expected: 'a column that says which outcomes an earlier offer of help touched',
      found: 'no such column in the data',
      advice: 'correct "exposure.column" in the study, or say "required": false where data may come without it',
    })
  }
  if (found === undefined || treatment === 'keep') return { filters: [] }
  const exposed = isOneOf(found, [true]) ?? 'FALSE'
  if (treatment === 'weight') return { filters: [], weighting: planWeighting(context, exposed) }
  return {
    filters: [
      {
        name: 'exposed',
        reason: reason ?? 'an earlier offer of help touched the outcome',
        condition: `(${exposed}) IS NOT TRUE`,
      },
    ],
  }
}

const planOutcome = (context: Context): PlannedOutcome | undefined => {
  const { study, opened } = context
  const outcome = study.outcome
  if (outcome.kind === 'column') {
    const ref = required(context, outcome.column, { what: 'the outcome' })
    if (ref === undefined) return undefined
    const positive = isOneOf(ref, outcome.positive)
    if (positive !== undefined) return { kind: 'column', ref, positive }
    return refuse(context, 'unknown-positive', {
      column: outcome.column,
      expected: `positive values that a column of type ${ref.contract.type} can hold`,
      found: `${outcome.positive.length} declared, not all of that type`,
      advice: 'write the positive values as they are in the data',
    })
  }
  const table = opened.tables.bijstand
  if (table?.columns[outcome.start]?.type === 'date') {
    return { kind: 'event', table, start: outcome.start, months: outcome.withinMonths }
  }
  return refuse(context, 'unknown-column', {
    table: 'bijstand',
    column: outcome.start,
    expected: 'a date column with the start of the event',
    found: table === undefined ? 'no table bijstand' : 'no such date column',
    advice: 'an outcome of kind "event" needs data of kind "panel" with a table bijstand; a flat table takes "column"',
  })
}

const sameScalar = (a: readonly Scalar[], b: readonly Scalar[]): boolean =>
  a.some((value) => b.some((other) => String(value) === String(other)))

const planSides = (context: Context): PanelPlan['sides'] => {
  const split = context.study.split
  if (split.kind !== 'column') return undefined
  const ref = required(context, split.column, { what: 'the split' })
  if (ref === undefined) return undefined
  const train = isOneOf(ref, split.train)
  const test = isOneOf(ref, split.test)
  if (train !== undefined && test !== undefined && !sameScalar(split.train, split.test)) return { train, test }
  return refuse(context, 'invalid-split', {
    column: split.column,
    expected: `values of a column of type ${ref.contract.type}, each on one side only`,
    found: train === undefined || test === undefined ? 'values of another type' : 'a value on both sides',
    advice: 'write the values of "train" and "test" as they are in the data, without overlap',
  })
}

const checkSplit = (context: Context): void => {
  const { split, selection, cohort } = context.study
  const time = timeColumn(context.study)
  const invalid = (expected: string, found: string, advice: string): undefined =>
    refuse(context, 'invalid-split', { expected, found, advice })
  if (split.kind === 'time') {
    if (time === undefined) {
      invalid('a snapshot date to split by', 'no "key.time"', 'name the date column, or split by "person-hash"')
    }
    if (split.trainUntil >= split.testFrom) {
      invalid(
        '"trainUntil" before "testFrom"',
        'the periods overlap',
        'leave at least one outcome horizon between them',
      )
    }
    if ((split.trainFrom ?? '') > split.trainUntil || split.testFrom > (split.testUntil ?? '9999-12-31')) {
      invalid('periods that start before they end', 'a period that ends before it starts', 'swap the two dates')
    }
  }
  if (split.kind === 'row-modulo' && split.test.some((rest) => rest >= split.modulus)) {
    invalid(`rests below ${split.modulus}`, 'a rest that no row can have', 'rests run from 0 to modulus − 1')
  }
  const { every = 1, from, until } = cohort ?? {}
  const dated = selection.sample === 'one-week-per-person' || every > 1 || from !== undefined || until !== undefined
  if (dated && time === undefined) {
    refuse(context, 'no-key', {
      expected: '"key.time" for a cohort of dates and for "sample": "one-week-per-person"',
      found: 'none',
      advice:
        'name the snapshot date; without one, leave "cohort" dates out and run the selection on all training rows',
    })
  }
}

const missingTable = (context: Context): OpenedTable | undefined => {
  const base = baseOf(context.opened)
  if (base === undefined || (context.opened.kind === 'panel' && context.opened.tables.clients === undefined)) {
    return refuse(context, 'missing-table', {
      expected: context.opened.kind === 'panel' ? 'tables snapshots and clients' : 'one table',
      found: 'not all of them',
      advice: 'check "data" in the study and the folder given with --data',
    })
  }
  return base
}

/**
 * Looks up everything that the study asks of the panel. Problems are added to `issues`; the plan is undefined when they leave
 * no panel to build (no key, no outcome, no split). Problems of single candidates leave those candidates out.
 */
export const planPanel = (
  study: Study,
  opened: OpenedData,
  options: { readonly kind: Engine['kind']; readonly issues: Issue[] },
): PanelPlan | undefined => {
  const context: Context = { study, opened, issues: options.issues }
  const base = missingTable(context)
  if (base === undefined) return undefined
  const keys = planKeys(context)
  const filters = (study.cohort?.filters ?? []).flatMap((filter) => planFilter(context, filter) ?? [])
  const { filters: exposed, weighting } = planExposure(context)
  const outcome = planOutcome(context)
  const sides = planSides(context)
  checkSplit(context)
  const blocked = options.issues.length > 0
  const candidates = planCandidates(study, opened, options)
  if (blocked || outcome === undefined) return undefined
  return {
    study,
    kind: opened.kind,
    base,
    clients: opened.tables.clients,
    bijstand: opened.tables.bijstand,
    ...keys,
    filters: [...filters, ...exposed],
    outcome,
    sides,
    candidates,
    ...(weighting === undefined ? {} : { weighting }),
  }
}
