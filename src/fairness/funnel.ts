import type { Funnel } from '../../data-schemas/results/fairness-audit.js'
import { type AuditCodes, readAudit } from '../disclosure/audit-codes.js'
import { suppress } from '../disclosure/suppress.js'
import { WorkbenchError } from '../errors.js'
import { rowsByPerson } from './cluster-moments.js'
import { type ComparedTable, compareGroup, type Judged, type Judgement, judge } from './compare.js'
import { HIDDEN, shareEstimate } from './estimate.js'
import { type KnownGroups, knownGroups } from './known-groups.js'
import { metricTablesOf } from './one-metric.js'

/** Steps in their order, such as listed, contacted, helped, found work; 1 for the rows that got there. */
export interface FunnelRows {
  readonly steps: readonly { readonly name: string; readonly reached: Uint8Array }[]
  /** Person of each row, dense from 0. */
  readonly person: Int32Array
  /** 1 for rows that could take the steps at all; nobody else is counted. Default: every row. */
  readonly scope?: Uint8Array
}

/** How steps are judged. */
export interface FunnelOptions extends Judgement {
  readonly minimum: number
  readonly reference?: string
}

const check = ({ steps, person, scope }: FunnelRows, attribute: AuditCodes): void => {
  if (steps.length === 0)
    throw new WorkbenchError('no-steps', { expected: 'at least one step', found: 'none', where: 'funnel' })
  const scopes = scope === undefined ? [] : [scope.length]
  const lengths = [person.length, attribute.rows, ...scopes, ...steps.map(({ reached }) => reached.length)]
  if (lengths.every((length) => length === person.length)) return
  throw new WorkbenchError('mismatched-lengths', {
    expected: `${person.length} rows in every array`,
    found: lengths.join(', '),
    where: 'funnel',
  })
}

/** Rows that reached a step and every step before it: nobody is counted as helped who was never on the list. */
const inOrder = ({ steps, scope }: FunnelRows): readonly Uint8Array[] => {
  const out: Uint8Array[] = []
  for (const { reached } of steps) {
    const before = out[out.length - 1] ?? scope
    out.push(before === undefined ? reached : reached.map((value, row) => value * (before[row] as number)))
  }
  return out
}

/** People with a step that none of the steps before led to. */
const strays = (rows: FunnelRows, counted: readonly Uint8Array[]): number => {
  const people = new Set<number>()
  rows.steps.forEach(({ reached }, step) => {
    reached.forEach((value, row) => {
      if (value !== counted[step]![row] && rows.scope?.[row] !== 0) people.add(rows.person[row] as number)
    })
  })
  return people.size
}

/** Rows and people that are counted; null where they are few, or those left out are. */
const scopeOf = ({ person }: FunnelRows, scope: Uint8Array, minimum: number): NonNullable<Funnel['scope']> => {
  const inside = new Set<number>()
  const outside = new Set<number>()
  scope.forEach((one, row) => {
    const side = one === 1 ? inside : outside
    side.add(person[row] as number)
  })
  const few = suppress(inside.size, minimum) === null || (outside.size > 0 && suppress(outside.size, minimum) === null)
  return few ? { people: null, rows: null } : { people: inside.size, rows: scope.reduce((sum, one) => sum + one, 0) }
}

/** One rate per step among those at the step before, and one among everybody. */
const tablesOf = (
  rows: FunnelRows,
  counted: readonly Uint8Array[],
  by: { readonly groups: KnownGroups; readonly minimum: number },
) => {
  const grouping = {
    codes: by.groups.codes,
    count: by.groups.names.length,
    reference: by.groups.reference,
    people: rowsByPerson(rows.person),
  }
  const everyone =
    rows.scope === undefined ? new Float64Array(rows.person.length).fill(1) : new Float64Array(rows.scope)
  return rows.steps.map(({ name }, step) => {
    const numerator = new Float64Array(counted[step]!)
    const before = step === 0 ? everyone : new Float64Array(counted[step - 1]!)
    return {
      rate: metricTablesOf({ metric: name, numerator, denominator: before }, grouping, by.minimum),
      reached: metricTablesOf({ metric: name, numerator, denominator: everyone }, grouping, by.minimum),
    }
  })
}

type Steps = ReturnType<typeof tablesOf>

/** A share of everybody is hidden where the rate of any step up to it is: the product of the steps would give it away. */
const reachedHidden = (steps: Steps, step: number, group: number): boolean =>
  steps.slice(0, step + 1).some(({ rate, reached }) => rate.hidden[group] === true || reached.hidden[group] === true)

const valueAt = (table: ComparedTable<string>, group: number): number => {
  const ratio = table.ratios[group]!
  return 'kind' in ratio ? Number.NaN : ratio.estimate
}

/** The step's part of the logarithm of the ratio of reaching the end; parts add up to 1. Null where a rate is hidden, 0 or undefined, or there is no difference. */
const partsOf = (steps: Steps, group: number, reference: number): readonly number[] | null => {
  if (reachedHidden(steps, steps.length - 1, group) || reachedHidden(steps, steps.length - 1, reference)) return null
  const logs = steps.map(({ rate }) => Math.log(valueAt(rate, group) / valueAt(rate, reference)))
  const total = logs.reduce((sum, value) => sum + value, 0)
  return Number.isFinite(total) && Math.abs(total) > 1e-12 ? logs.map((value) => value / total + 0) : null
}

const arisesAt = (
  steps: Steps,
  judged: readonly Judged<string>[],
  at: { readonly group: number; readonly name: string; readonly reference: number },
): Funnel['arises'][number] => {
  const shares = partsOf(steps, at.group, at.reference)
  const firstGap = steps.find(({ rate }) =>
    judged.some(({ metric, group, verdict }) => metric === rate.metric && group === at.name && verdict === 'gap'),
  )
  const most = shares === null ? -1 : shares.indexOf(Math.max(...shares))
  return {
    group: at.name,
    firstGap: firstGap?.rate.metric ?? null,
    largestPart: most < 0 ? null : steps[most]!.rate.metric,
    shares: shares === null ? null : [...shares],
  }
}

/**
 * The whole road from the list to the outcome, per group: the rate of each step among those who took the one before, with
 * clustered intervals, differences from the reference adjusted over all steps and groups, the first step at which there is a gap,
 * and which step carries most of the difference in reaching the end (parts of the logarithm of the ratio). Audits found that steps
 * by hand added differences that the list did not have. Rates rest on people who took every step in order; others are counted. With a
 * `scope`, rows outside it are in no rate.
 * @throws WorkbenchError `no-steps`, `mismatched-lengths`
 */
export const funnel = (rows: FunnelRows, attribute: AuditCodes, options: FunnelOptions): Funnel => {
  check(rows, attribute)
  const { codes, reading } = readAudit(attribute, 'fairness', 'each step from the list to the outcome')
  const groups = knownGroups(attribute, codes, options.reference)
  const counted = inOrder(rows)
  const steps = tablesOf(rows, counted, { groups, minimum: options.minimum })
  const reference = groups.names[groups.reference] as string
  const others = groups.names
    .slice(0, groups.named)
    .map((name, group) => ({ name, group, reference: groups.reference }))
    .filter(({ group }) => group !== groups.reference)
  const judged = judge(
    steps.flatMap(({ rate }) =>
      others.map(({ name, group }) =>
        compareGroup(rate, { group: name, reference }, { group, reference: groups.reference, judgement: options }),
      ),
    ),
    options,
  )
  return {
    kind: 'funnel',
    attribute: attribute.name,
    reference,
    steps: rows.steps.map(({ name }) => name),
    ...(rows.scope === undefined ? {} : { scope: scopeOf(rows, rows.scope, options.minimum) }),
    outOfOrder: suppress(strays(rows, counted), options.minimum),
    groups: groups.names.map((value, group) => ({
      value,
      rates: steps.map(({ rate, reached }, step) => ({
        step: rate.metric,
        rate: rate.hidden[group] === true ? HIDDEN : shareEstimate(rate.ratios[group]!, options.confidence),
        reached: reachedHidden(steps, step, group) ? HIDDEN : shareEstimate(reached.ratios[group]!, options.confidence),
      })),
    })),
    comparisons: [...judged],
    arises: others.map((at) => arisesAt(steps, judged, at)),
    readings: [reading],
  }
}
