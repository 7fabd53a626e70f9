import type { ConditionalParity } from '../../data-schemas/results/fairness-audit.js'
import { type AuditCodes, readAudit } from '../disclosure/audit-codes.js'
import { WorkbenchError } from '../errors.js'
import { product } from '../numeric/product.js'
import { isDefined } from '../numeric/undefined.js'
import { type PersonRows, rowsByPerson } from './cluster-moments.js'
import { type StrataDifference, strataDifference } from './clustered-strata.js'
import { type ComparedTable, compareGroup, type Judgement, judge } from './compare.js'
import { HIDDEN, shareEstimate } from './estimate.js'
import { hiddenCells } from './group-cells.js'
import { type KnownGroups, knownGroups } from './known-groups.js'
import { benjaminiYekutieli } from './multiplicity.js'
import { metricTablesOf } from './one-metric.js'

/** Rows of the audit, with a score between 0 and 1 (the calibrated probability). */
export interface ParityRows {
  readonly chance: Float64Array
  readonly label: Uint8Array
  readonly score: Float64Array
  /** Person of each row, dense from 0. */
  readonly person: Int32Array
  /** Further strata within which groups are compared, such as months left; from 0. */
  readonly strata?: Int32Array
}

/** How parity is judged. */
export interface ParityOptions extends Judgement {
  readonly minimum: number
  readonly reference?: string
}

const MEASURES = ['selectedGivenOutcome', 'selectedWithoutOutcome', 'scoreGivenOutcome', 'score'] as const
type Measure = (typeof MEASURES)[number]

const check = (rows: ParityRows, attribute: AuditCodes): void => {
  const { chance, label, score, person, strata } = rows
  const lengths = [chance, score, person, ...(strata === undefined ? [] : [strata])].map(({ length }) => length)
  if (![...lengths, attribute.rows].every((length) => length === label.length)) {
    throw new WorkbenchError('mismatched-lengths', {
      expected: `${label.length} rows in every array`,
      found: [...lengths, attribute.rows].join(', '),
      where: 'conditionalParity',
    })
  }
  if (score.every((value) => value >= 0 && value <= 1)) return
  throw new WorkbenchError('invalid-score', {
    expected: 'a score between 0 and 1 for every row',
    found: 'other values',
    where: 'conditionalParity',
    advice: 'give the calibrated probability',
  })
}

const sumsOf = (measure: Measure, { chance, label, score }: ParityRows) => {
  const has = new Float64Array(label)
  const hasNot = has.map((value) => 1 - value)
  switch (measure) {
    case 'selectedGivenOutcome':
      return { numerator: product(chance, has), denominator: has }
    case 'selectedWithoutOutcome':
      return { numerator: product(chance, hasNot), denominator: hasNot }
    case 'scoreGivenOutcome':
      return { numerator: product(score, has), denominator: has }
    case 'score':
      return { numerator: score, denominator: new Float64Array(label.length).fill(1) }
  }
}

/** A group that is hidden in one table is hidden in all: rows with and without the outcome add up to rows. */
const hideTogether = (
  tables: readonly ComparedTable<Measure>[],
  minimum: number,
): readonly ComparedTable<Measure>[] => {
  const all = tables[3]!
  const apart = tables[0]!.hidden.map((hidden, group) => hidden || tables[1]!.hidden[group] === true)
  return tables.map((table) => ({
    ...table,
    hidden: hiddenCells(
      table.moments.map((m, group) =>
        (table === all ? all.hidden[group] : apart[group] === true) ? Math.min(m.people, minimum - 1) : m.people,
      ),
      all.moments.map((m) => m.people > 0),
      minimum,
    ),
  }))
}

const stratumOf = ({ label, strata }: ParityRows): Int32Array => {
  const stratum = new Int32Array(label)
  if (strata === undefined) return stratum
  for (let row = 0; row < stratum.length; row += 1) stratum[row]! += 2 * (strata[row] as number)
  return stratum
}

const combine = (
  rows: ParityRows,
  groups: KnownGroups,
  by: { readonly people: PersonRows; readonly hidden: readonly boolean[]; readonly options: ParityOptions },
): ConditionalParity['combined'] => {
  const stratum = stratumOf(rows)
  const others = groups.names
    .map((_, group) => group)
    .filter((group) => group < groups.named && group !== groups.reference)
  const found = others.map((group) =>
    by.hidden[group] === true || by.hidden[groups.reference] === true
      ? null
      : strataDifference(
          { value: rows.chance, stratum, codes: groups.codes, people: by.people },
          [group, groups.reference],
          by.options,
        ),
  )
  const p = found.map((one) => (one === null || 'kind' in one || !isDefined(one.p) ? null : one.p))
  const adjusted = benjaminiYekutieli(p.filter((value) => value !== null))
  let next = 0
  return others.map((group, i) => {
    const value = p[i] as number | null
    const pAdjusted = value === null ? null : (adjusted[next++] as number)
    return { group: groups.names[group] as string, ...combinedCells(found[i] ?? null), p: value, pAdjusted }
  })
}

const combinedCells = (one: StrataDifference | { readonly kind: 'undefined'; readonly because: string } | null) => {
  if (one === null || 'kind' in one) {
    const why = one ?? HIDDEN.estimate
    return { difference: why, lower: null, upper: null, oddsRatio: why, strata: null }
  }
  return {
    difference: one.difference,
    lower: one.lower,
    upper: one.upper,
    oddsRatio: one.oddsRatio,
    strata: one.strata,
  }
}

/**
 * Conditional demographic parity, as public audits report it beside the plain one: share on the list among people with the outcome and
 * among people without it, mean score given the outcome, and the mean score of everybody; each group against the reference with
 * clustered intervals and verdicts, and both outcomes (within any further strata) combined by Mantel–Haenszel weights with a
 * clustered score test. The p-values of the combined differences are adjusted among themselves.
 * @throws WorkbenchError `mismatched-lengths`, `invalid-score`
 */
export const conditionalParity = (
  rows: ParityRows,
  attribute: AuditCodes,
  options: ParityOptions,
): ConditionalParity => {
  check(rows, attribute)
  const { codes, reading } = readAudit(attribute, 'fairness', 'conditional demographic parity')
  const groups = knownGroups(attribute, codes, options.reference)
  const people = rowsByPerson(rows.person)
  const by = { codes: groups.codes, count: groups.names.length, reference: groups.reference, people }
  const tables = hideTogether(
    MEASURES.map((metric) => metricTablesOf({ metric, ...sumsOf(metric, rows) }, by, options.minimum)),
    options.minimum,
  )
  const reference = groups.names[groups.reference] as string
  const unjudged = tables.flatMap((table) =>
    groups.names
      .slice(0, groups.named)
      .flatMap((group, index) =>
        index === groups.reference
          ? []
          : [
              compareGroup(
                table,
                { group, reference },
                { group: index, reference: groups.reference, judgement: options },
              ),
            ],
      ),
  )
  return {
    kind: 'conditional-parity',
    attribute: attribute.name,
    reference,
    groups: groups.names.map((value, group) => {
      const [withOutcome, without, scored, score] = tables.map((table) =>
        table.hidden[group] === true ? HIDDEN : shareEstimate(table.ratios[group]!, options.confidence),
      )
      return {
        value,
        selectedGivenOutcome: withOutcome!,
        selectedWithoutOutcome: without!,
        scoreGivenOutcome: scored!,
        score: score!,
      }
    }),
    comparisons: [...judge(unjudged, options)],
    combined: combine(rows, groups, { people, hidden: tables[0]!.hidden, options }),
    readings: [reading],
  }
}
