import { inLanguage } from '../../data-schemas/bilingual.js'
import type { Comparison, FairnessResult } from '../../data-schemas/results/fairness.js'
import type { Study } from '../../data-schemas/study.js'
import { type AuditCodes, type AuditReading, readAudit } from '../disclosure/audit-codes.js'
import { WorkbenchError } from '../errors.js'
import { type PersonRows, rowsByPerson } from './cluster-moments.js'
import { compareGroup, type Judgement, judge, type Unjudged } from './compare.js'
import { type AuditedRows, cellOf, type Metric, type MetricTable, metricTables } from './group-cells.js'
import { type KnownGroups, knownGroups } from './known-groups.js'
import { tieRule } from './tie-rule.js'

/** The test side as the audit needs it: one entry per row. */
export interface FairnessInputs extends AuditedRows {
  /** Share of each list that `chance` was made with. */
  readonly k: number
  /** Production's list (see `productionListing`); null when no tie-break is named. */
  readonly listed: Uint8Array | null
  /** Person of each row, dense from 0. */
  readonly person: Int32Array
  readonly attributes: readonly AuditCodes[]
}

/** What every result carries. */
export type Stamp = Pick<FairnessResult, 'study' | 'data' | 'synthetic'>

type Attribute = FairnessResult['attributes'][number]
type Group = Attribute['groups'][number]

const checkLengths = (inputs: FairnessInputs): void => {
  const rows = inputs.label.length
  const lengths = [
    inputs.chance,
    inputs.probability,
    inputs.person,
    ...(inputs.listed === null ? [] : [inputs.listed]),
  ].map(({ length }) => length)
  const all = [...lengths, ...inputs.attributes.map((attribute) => attribute.rows)]
  if (all.every((length) => length === rows)) return
  throw new WorkbenchError('mismatched-lengths', {
    expected: `${rows} rows in every array`,
    found: all.join(', '),
    where: 'fairnessRoom',
  })
}

const groupResult = (
  at: { readonly index: number; readonly value: string },
  by: { readonly tables: readonly MetricTable[]; readonly hidden: boolean },
  study: Study,
): Group => {
  if (by.hidden)
    return {
      value: at.value,
      suppressed: true,
      because: `fewer than ${study.disclosure.minimum} people, or needed to hide a group that is`,
    }
  const cells = Object.fromEntries(
    by.tables.map((table) => [table.metric, cellOf(table, at.index, study.fairness.confidence)]),
  ) as Record<Metric, ReturnType<typeof cellOf>>
  const bounds = (metric: Metric) => ({ lower: cells[metric].lower, upper: cells[metric].upper })
  const moments = by.tables[0]!.moments[at.index]!
  return {
    value: at.value,
    suppressed: false,
    n: moments.denominator,
    people: moments.people,
    selectionRate: cells.selectionRate.cell,
    recall: cells.recall.cell,
    precision: cells.precision.cell,
    observedToExpected: cells.observedToExpected.cell,
    intervals: {
      selectionRate: bounds('selectionRate'),
      recall: bounds('recall'),
      precision: bounds('precision'),
      observedToExpected: bounds('observedToExpected'),
    },
  }
}

const isCompared = (
  table: MetricTable,
  metrics: Study['fairness']['metrics'],
): table is MetricTable & { metric: Comparison['metric'] } => metrics.some((metric) => metric === table.metric)

const comparisonsOf = (
  groups: KnownGroups,
  tables: readonly MetricTable[],
  options: { readonly study: Study; readonly judgement: Judgement },
): Unjudged[] =>
  tables
    .filter((table) => isCompared(table, options.study.fairness.metrics))
    .flatMap((table) =>
      groups.names
        .slice(0, groups.named)
        .flatMap((group, index) =>
          index === groups.reference
            ? []
            : [
                compareGroup(
                  table,
                  { group, reference: groups.names[groups.reference] as string },
                  { group: index, reference: groups.reference, judgement: options.judgement },
                ),
              ],
        ),
    )

interface Audited {
  readonly attribute: Omit<Attribute, 'comparisons'>
  readonly comparisons: readonly Unjudged[]
  readonly reading: AuditReading
}

const auditAttribute = (
  sealed: AuditCodes,
  inputs: FairnessInputs & { readonly people: PersonRows },
  options: { readonly study: Study; readonly judgement: Judgement },
): Audited => {
  const { study } = options
  const declared = study.audit.find(({ name }) => name === sealed.name)
  const { codes, reading } = readAudit(sealed, 'fairness', 'group metrics at the real cut')
  const groups = knownGroups(sealed, codes, declared?.reference)
  const grouping = {
    codes: groups.codes,
    count: groups.names.length,
    reference: groups.reference,
    people: inputs.people,
  }
  const { minimum } = study.disclosure
  const { hiddenGroups, tables } = metricTables(inputs, grouping, minimum)
  return {
    attribute: {
      name: sealed.name,
      label: declared?.label ?? null,
      reference: groups.names[groups.reference] ?? null,
      groups: groups.names.map((value, index) =>
        groupResult({ index, value }, { tables, hidden: hiddenGroups[index] === true }, study),
      ),
      tieRule: tieRule(inputs, groups, minimum),
    },
    comparisons: comparisonsOf(groups, tables, options),
    reading,
  }
}

/**
 * The room `fairness`: per protected attribute and group the share on the list, the people found and the share of the list
 * that has the outcome, at the real cut; differences from the reference group with person-clustered intervals, adjusted for
 * the number of comparisons, and a three-way verdict. The cut is taken as drawn: intervals are about the people, not about
 * where another sample would have put the cut.
 * @throws WorkbenchError `mismatched-lengths`
 */
export const fairnessRoom = (study: Study, inputs: FairnessInputs, stamp: Stamp): FairnessResult => {
  checkLengths(inputs)
  const { confidence, margin } = study.fairness
  const judgement = { confidence, margin: margin?.difference ?? null }
  const people = rowsByPerson(inputs.person)
  const audited = inputs.attributes.map((sealed) => auditAttribute(sealed, { ...inputs, people }, { study, judgement }))
  const judged = judge(
    audited.flatMap(({ comparisons }) => comparisons),
    judgement,
  )
  let from = 0
  return {
    kind: 'fairness',
    ...stamp,
    k: inputs.k,
    confidence,
    minimum: study.disclosure.minimum,
    margin: margin === undefined ? null : { ...margin, reason: inLanguage(margin.reason, 'en') },
    attributes: audited.map(({ attribute, comparisons }) => {
      const own = judged.slice(from, from + comparisons.length)
      from += comparisons.length
      return { ...attribute, comparisons: [...own] }
    }),
    readings: audited.map(({ reading }) => reading),
  }
}
