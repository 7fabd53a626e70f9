import type { Cell } from '../../data-schemas/results/fairness.js'
import type { AdjustedList } from '../../data-schemas/results/fairness-audit.js'
import { type AuditCodes, readAudit } from '../disclosure/audit-codes.js'
import { criticalValue } from '../numeric/interval.js'
import { product } from '../numeric/product.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { listSize } from '../ranking/capacity.js'
import { cutOf } from '../ranking/cut.js'
import { listingChance } from '../ranking/listing.js'
import { type ListedRanking, type Ranking, rankingOf, rankingWithin } from '../ranking/order.js'
import { rowsByPerson } from './cluster-moments.js'
import { clusterRatio } from './cluster-ratio.js'
import { type Estimate, HIDDEN } from './estimate.js'
import { type AuditedRows, type HiddenTables, hiddenCells, metricTables } from './group-cells.js'
import { groupSizes } from './group-sizes.js'
import { type KnownGroups, knownGroups } from './known-groups.js'
import { metricTablesOf } from './one-metric.js'
import { checkScored, type ScoredRows } from './redrawn-cut.js'

/** Which cuts are tried. */
export interface WhatIf {
  readonly rule: AdjustedList['rule']
  readonly k: number
  readonly minimum: number
  readonly confidence: number
  /** Ranking of the score, where the caller has it. */
  readonly ranking?: Ranking
}

/** Printed beside every adjusted list. */
export const ADJUSTMENT_WARNING = {
  nl: 'Dit is een rekenvoorbeeld. Een eigen grens per groep gebruikt een beschermd kenmerk bij de selectie. Dat mag alleen met een wettelijke grondslag, een toets op noodzaak en evenredigheid en een besluit van wie daartoe bevoegd is. Het model doet dit niet.',
  en: 'This is a worked example. A cut of its own for each group uses a protected attribute in the selection. That needs a legal basis, a test of necessity and proportionality, and a decision by whoever has the authority. The model does not do this.',
} as const

/** The chance of every row to be listed when each group has its own list; ties at a cut are drawn at random. */
const chanceWithin = (ranking: Ranking, { order, start }: ListedRanking, sizes: readonly number[]): Float64Array => {
  const chance = new Float64Array(ranking.n)
  sizes.forEach((size, group) => {
    const rows = order.subarray(start[group] as number, start[group + 1] as number)
    const { above, tied, drawn } = cutOf(ranking, rows, Math.min(size, rows.length))
    for (let i = 0; i < above; i += 1) chance[rows[i] as number] = 1
    for (let i = above; i < above + tied; i += 1) chance[rows[i] as number] = drawn / tied
  })
  return chance
}

const recallOf = (chance: Float64Array, label: Uint8Array): number | Undefined => {
  let [events, found] = [0, 0]
  for (let row = 0; row < label.length; row += 1) {
    events += label[row] as number
    found += (chance[row] as number) * (label[row] as number)
  }
  return events > 0 ? found / events : undefinedBecause('no row has the outcome')
}

/** Change in recall over the same people, both cuts taken as drawn. */
const changeOf = (change: Float64Array, rows: ScoredRows, options: WhatIf): Estimate => {
  const events = new Float64Array(rows.label)
  const table = metricTablesOf(
    {
      metric: 'change',
      numerator: product(change, events),
      denominator: events,
    },
    { codes: new Int32Array(rows.label.length), count: 1, reference: 0, people: rowsByPerson(rows.person) },
    options.minimum,
  )
  if (table.hidden[0] === true) return HIDDEN
  const ratio = clusterRatio(table.moments[0]!)
  if ('kind' in ratio) return { estimate: ratio, lower: null, upper: null }
  const half = criticalValue(options.confidence) * ratio.standardError
  return {
    estimate: ratio.estimate,
    lower: Math.max(-1, ratio.estimate - half),
    upper: Math.min(1, ratio.estimate + half),
  }
}

interface Moves {
  readonly rows: Float64Array
  /** Groups where too few people move, or whose movers the others would tell. */
  readonly hidden: readonly boolean[]
  readonly people: number
}

/** Rows that move, by group, for the movers that `counts` accepts. */
const moves = (
  change: Float64Array,
  by: { readonly person: Int32Array; readonly groups: KnownGroups; readonly minimum: number },
  counts: (moved: number, row: number) => boolean,
): Moves => {
  const { groups, person, minimum } = by
  const rows = new Float64Array(groups.names.length)
  const people = groups.names.map(() => new Set<number>())
  for (let row = 0; row < change.length; row += 1) {
    const value = change[row] as number
    if (Math.abs(value) <= 1e-12 || !counts(value, row)) continue
    const group = groups.codes[row] as number
    rows[group]! += Math.abs(value)
    people[group]!.add(person[row] as number)
  }
  const sizes = people.map(({ size }) => size)
  const hidden = hiddenCells(
    sizes,
    sizes.map((size) => size > 0),
    minimum,
  )
  return { rows, hidden, people: sizes.reduce((sum, size) => sum + size, 0) }
}

/** A count of movers, where it may be shown. */
const movedCell = ({ rows, hidden }: Moves, group: number): Cell =>
  hidden[group] === true ? { kind: 'suppressed' } : (rows[group] as number)

const cellAt = (tables: HiddenTables, metric: 'selectionRate' | 'recall', group: number): Cell => {
  const table = tables.tables.find((one) => one.metric === metric)!
  if (table.hidden[group] === true) return { kind: 'suppressed' }
  const ratio = table.ratios[group]!
  return 'kind' in ratio ? ratio : ratio.estimate
}

/**
 * What a cut of its own for each group would do, at the same total list: who would come on and leave in counts, and what it
 * costs in recall. `equal-selection-rate` gives each group places in proportion to its rows; `equal-recall` gives each the
 * places that find the same share of its people with the outcome, seen afterwards: in production that would have to be learnt on
 * an earlier period. People whose attribute is not known are a group. Numbers after the change are hidden where fewer than
 * `minimum` people move, because before and after together would count them. A what-if with its warning, never a default.
 * @throws WorkbenchError `mismatched-lengths`, `invalid-number`
 */
export const adjustedList = (rows: ScoredRows, attribute: AuditCodes, options: WhatIf): AdjustedList => {
  checkScored([rows.score.length, rows.label.length, rows.person.length, attribute.rows], 'adjustedList')
  const { codes, reading } = readAudit(attribute, 'fairness', 'what-if with a cut per group')
  const groups = knownGroups(attribute, codes, undefined)
  const size = listSize({ kind: 'share', share: options.k }, rows.score.length)
  const ranking = options.ranking ?? rankingOf(rows.score)
  const lists = rankingWithin(ranking, groups.codes)
  const before = listingChance(ranking, { kind: 'size', size })
  const after = chanceWithin(
    ranking,
    lists,
    groupSizes({ label: rows.label, ranking, lists }, { size, rule: options.rule }),
  )
  const change = after.map((value, row) => value - (before[row] as number))
  const by = {
    codes: groups.codes,
    count: groups.names.length,
    reference: groups.reference,
    people: rowsByPerson(rows.person),
    metrics: ['selectionRate', 'recall'],
  } as const
  const tablesOf = (chance: Float64Array): HiddenTables =>
    metricTables({ chance, label: rows.label, probability: chance } satisfies AuditedRows, by, options.minimum)
  const [was, is] = [tablesOf(before), tablesOf(after)]
  const moving = { person: rows.person, groups, minimum: options.minimum }
  const enter = moves(change, moving, (value) => value > 0)
  const leave = moves(change, moving, (value) => value < 0)
  const everyone = moves(change, moving, () => true)
  const events = moves(change, moving, (_, row) => rows.label[row] === 1)
  const cost = events.people < options.minimum ? HIDDEN : changeOf(change, rows, options)
  const few = typeof cost.estimate !== 'number'
  return {
    kind: 'what-if',
    rule: options.rule,
    attribute: attribute.name,
    size,
    recall: {
      before: few ? cost.estimate : recallOf(before, rows.label),
      after: few ? cost.estimate : recallOf(after, rows.label),
      change: cost,
    },
    groups: groups.names.map((value, group) =>
      was.hiddenGroups[group] === true
        ? { value, suppressed: true as const }
        : {
            value,
            suppressed: false as const,
            selectionRate: {
              before: cellAt(was, 'selectionRate', group),
              after: everyone.hidden[group] === true ? HIDDEN.estimate : cellAt(is, 'selectionRate', group),
            },
            recall: {
              before: cellAt(was, 'recall', group),
              after: events.hidden[group] === true ? HIDDEN.estimate : cellAt(is, 'recall', group),
            },
            enter: movedCell(enter, group),
            leave: movedCell(leave, group),
          },
    ),
    warning: { ...ADJUSTMENT_WARNING },
    readings: [reading],
  }
}
