import type { PairTests } from '../../data-schemas/results/fairness-audit.js'
import { type AuditCodes, readAudit } from '../disclosure/audit-codes.js'
import { WorkbenchError } from '../errors.js'
import { fishersExact } from './fishers-exact.js'
import { hiddenCells } from './group-cells.js'
import { type KnownGroups, knownGroups } from './known-groups.js'
import { benjaminiYekutieli } from './multiplicity.js'
import { type Proportion, twoProportions } from './two-proportions.js'

/** People, one row each: who is listed and who has the outcome. */
export interface OneEach {
  readonly listed: Uint8Array
  readonly label: Uint8Array
  /** Rows of the test side that stand for their person. */
  readonly rows: Int32Array
}

type Measure = PairTests['measures'][number]['measure']
type Pair = PairTests['measures'][number]['pairs'][number]

const countsOf = (measure: Measure, { listed, label, rows }: OneEach, groups: KnownGroups): readonly Proportion[] => {
  const out = groups.names.map(() => ({ events: 0, n: 0 }))
  for (const row of rows) {
    if (measure === 'selectedGivenOutcome' && label[row] !== 1) continue
    const own = out[groups.codes[row] as number]!
    own.n += 1
    own.events += listed[row] as number
  }
  return out
}

type Untested = Omit<Pair, 'pAdjusted'>

/** One pair, the group with the higher rate first. */
const testPair = (names: readonly [string, string], counts: readonly [Proportion, Proportion]): Untested => {
  const [a, b] = counts
  const swap = a.events * b.n < b.events * a.n
  const [high, low] = swap ? [b, a] : [a, b]
  const z = twoProportions(high, low)
  const exact = fishersExact(high, low)
  const none = 'kind' in z || 'kind' in exact
  return {
    higher: names[swap ? 1 : 0],
    lower: names[swap ? 0 : 1],
    z: 'kind' in z ? null : z.z,
    pZ: 'kind' in z ? null : z.upper,
    pFisher: none ? null : exact.upper,
    pTwoSided: none ? null : exact.twoSided,
  }
}

const adjust = (pairs: readonly Untested[]): Pair[] => {
  const adjusted = benjaminiYekutieli(pairs.map(({ pTwoSided }) => pTwoSided).filter((p) => p !== null))
  let next = 0
  return pairs.map((pair) => ({
    ...pair,
    pAdjusted: pair.pTwoSided === null ? null : (adjusted[next++] as number),
  }))
}

/** Known groups that may be shown: hidden by people counted, the not known among them as a cell. */
const openGroups = (counts: readonly Proportion[], named: number, minimum: number): readonly number[] => {
  const people = counts.map(({ n }) => n)
  const hidden = hiddenCells(
    people,
    people.map((n) => n > 0),
    minimum,
  )
  return counts.map((_, group) => group).filter((group) => group < named && hidden[group] !== true)
}

const measured = (measure: Measure, people: OneEach, by: { groups: KnownGroups; minimum: number }) => {
  const counts = countsOf(measure, people, by.groups)
  const open = openGroups(counts, by.groups.named, by.minimum)
  const pairs = open.flatMap((a, i) =>
    open
      .slice(i + 1)
      .map((b) => testPair([by.groups.names[a] as string, by.groups.names[b] as string], [counts[a]!, counts[b]!])),
  )
  return { measure, pairs: adjust(pairs) }
}

/**
 * The tests that Dutch public audits reported: pooled Z and Fisher's exact for every pair of groups, one-sided in the direction seen, on
 * the share on the list of everybody (demographic parity) and of people with the outcome (conditional parity). They know no clusters, so
 * they stand on one row a person. A one-sided p in the direction seen is half of what it claims to be: the two-sided Fisher p stands beside
 * it, adjusted over the pairs (Benjamini–Yekutieli). Verdicts of the workbench rest on the clustered comparisons, not on these.
 * @throws WorkbenchError `mismatched-lengths`
 */
export const pairTests = (
  people: OneEach,
  attribute: AuditCodes,
  options: { readonly minimum: number; readonly reference?: string },
): PairTests => {
  if (people.listed.length !== people.label.length || people.label.length !== attribute.rows) {
    throw new WorkbenchError('mismatched-lengths', {
      expected: `${people.label.length} rows in every array`,
      found: `${people.listed.length}, ${attribute.rows}`,
      where: 'pairTests',
    })
  }
  const { codes, reading } = readAudit(attribute, 'fairness', 'pairwise tests of public audits')
  const groups = knownGroups(attribute, codes, options.reference)
  const by = { groups, minimum: options.minimum }
  return {
    kind: 'pair-tests',
    attribute: attribute.name,
    people: people.rows.length < options.minimum ? null : people.rows.length,
    measures: [measured('selected', people, by), measured('selectedGivenOutcome', people, by)],
    readings: [reading],
  }
}
