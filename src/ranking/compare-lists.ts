import { WorkbenchError } from '../errors.js'
import { clusteredBootstrap, percentileInterval } from '../numeric/clustered-bootstrap.js'
import { countPeople, densePeople, type People } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type GroupCodes, type ListWork, listComparisonStatistic, numbersPerList } from './list-comparison-statistic.js'
import { type ListOverlap, listOverlap } from './list-overlap.js'
import { listingChance } from './listing.js'
import { rankingOf } from './order.js'
import { checkLabels } from './top-k.js'

/** A score for every row under a name: one set of indicators, or one model. */
export interface NamedScore {
  readonly name: string
  readonly score: Float64Array
}

/** An attribute's groups; code −1 where it is not known. */
export interface AttributeGroups {
  readonly name: string
  readonly values: readonly string[]
  readonly codes: Int32Array
}

/** The same people, scored in several ways. The first score is the one that the others are compared with. */
export interface ScoredPeople {
  readonly scores: readonly NamedScore[]
  readonly label: Uint8Array
  readonly person: Int32Array
  readonly attributes?: readonly AttributeGroups[]
}

/** Options of {@link compareLists}. */
export interface CompareListsOptions {
  /** Share of the rows that is listed, in (0, 1]. */
  readonly share: number
  readonly replicates: number
  readonly seed: number
  readonly confidence?: number
  /** Groups with fewer people (for recall: with the outcome) are not compared. Default 10. */
  readonly minimum?: number
}

/** A number with a person-clustered percentile interval; null bounds where none exists. */
export interface Estimated {
  readonly estimate: number | Undefined
  readonly lower: number | null
  readonly upper: number | null
}

/** A number of one list, and its paired difference from the first list on the same people. */
export interface Paired extends Estimated {
  readonly difference: Estimated
}

/** Largest less smallest rate over the groups of an attribute. */
export interface AttributeGap {
  readonly attribute: string
  /** Gap in the share of each group that is listed. */
  readonly selection: Paired
  /** Gap in the share of each group's people with the outcome that is listed: who is missed, and where. */
  readonly recall: Paired
  /** Groups that had enough people to be compared, for selection and for recall. */
  readonly compared: { readonly selection: number; readonly recall: number }
}

/** One list beside the first. */
export interface ComparedList {
  readonly name: string
  readonly recall: Paired
  /** Of the first list, who is on this one too. */
  readonly overlap: ListOverlap
  readonly gaps: readonly AttributeGap[]
}

/** Lists of the same size on the same people. */
export interface ListComparison {
  readonly share: number
  readonly rows: number
  readonly people: number
  readonly replicates: number
  readonly lists: readonly ComparedList[]
}

const check = ({ scores, label, person, attributes = [] }: ScoredPeople, share: number): void => {
  checkLabels(label, label.length)
  const lengths = [...scores.map(({ score }) => score), person, ...attributes.map(({ codes }) => codes)]
  if (scores.length > 0 && share > 0 && share <= 1 && lengths.every(({ length }) => length === label.length)) return
  throw new WorkbenchError('invalid-comparison', {
    expected: `at least one score, a share in (0, 1], and ${label.length} entries in every score, person and group`,
    found: `${scores.length} scores, share ${share}, lengths ${[...new Set(lengths.map(({ length }) => length))].join(', ')}`,
    where: 'comparison of lists',
  })
}

const enough = (
  { codes, values }: AttributeGroups,
  people: People,
  by: { readonly minimum: number; readonly label: Uint8Array },
): GroupCodes => {
  const groups = values.map((_, group) => group)
  const holds = (count: number): boolean => count >= by.minimum
  const rated = groups.filter((group) => holds(countPeople(people, (row) => codes[row] === group)))
  const recalled = rated.filter((group) =>
    holds(countPeople(people, (row) => codes[row] === group && by.label[row] === 1)),
  )
  return { codes, groups: values.length, rated, recalled }
}

interface Numbers {
  readonly point: Float64Array
  readonly drawn: Float64Array
  readonly confidence: number
}

const estimatedAt = ({ point, drawn, confidence }: Numbers, index: number, because: string): Estimated => {
  const value = point[index] as number
  if (Number.isNaN(value)) return { estimate: undefinedBecause(because), lower: null, upper: null }
  const { lower, upper } = percentileInterval(drawn, { index, width: point.length }, confidence)
  return { estimate: value, lower, upper }
}

const pairedAt = (numbers: Numbers, at: { index: number; width: number }, because: string): Paired => ({
  ...estimatedAt(numbers, at.index, because),
  difference: estimatedAt(numbers, at.index + at.width, because),
})

const TOO_FEW = 'fewer than two groups have enough people to be compared'

const gapsOf = (
  numbers: Numbers,
  at: { base: number; width: number },
  input: { named: readonly AttributeGroups[]; work: ListWork },
): readonly AttributeGap[] =>
  input.named.map(({ name }, a) => {
    const { rated, recalled } = input.work.attributes[a] as GroupCodes
    const of = (offset: number): Paired =>
      pairedAt(numbers, { index: at.base + offset + 2 * a, width: at.width }, TOO_FEW)
    return {
      attribute: name,
      selection: of(1),
      recall: of(2),
      compared: { selection: rated.length, recall: recalled.length },
    }
  })

/**
 * Lists of the same share on the same people, each beside the first: recall, gaps between groups, and overlap, with person-clustered percentile
 * intervals of each number and of its paired difference from the first list (list sizes are drawn anew; ties at a cut by expectation).
 * The scores are taken as given: the intervals hold for these scores, not for fitting them again.
 * A gap is never negative: where the groups of a list do not differ at all its estimate and interval lean upward, and so does that of a difference
 * with such a list. Far from 0 the intervals cover as they say (see the coverage tests).
 * @throws WorkbenchError `invalid-comparison`, `invalid-label`, `invalid-bootstrap`
 */
export const compareLists = (input: ScoredPeople, options: CompareListsOptions): ListComparison => {
  const { share, replicates, seed, confidence = 0.95, minimum = 10 } = options
  check(input, share)
  const people = densePeople(input.person)
  const named = input.attributes ?? []
  const work: ListWork = {
    rankings: input.scores.map(({ score }) => rankingOf(score)),
    label: input.label,
    personOf: people.of,
    share,
    attributes: named.map((one) => enough(one, people, { minimum, label: input.label })),
  }
  const width = numbersPerList(named.length)
  const statistic = listComparisonStatistic(work)
  const point = new Float64Array(2 * width * input.scores.length)
  statistic(new Uint8Array(people.people).fill(1), point)
  const draw = { people: people.people, replicates, seed, stream: 'compare-lists' }
  const numbers: Numbers = { point, drawn: clusteredBootstrap(draw, point.length, statistic), confidence }
  const chances = work.rankings.map((ranking) => listingChance(ranking, { kind: 'share', share }))
  return {
    share,
    rows: input.label.length,
    people: people.people,
    replicates,
    lists: input.scores.map(({ name }, list) => {
      const at = { base: 2 * width * list, width }
      return {
        name,
        recall: pairedAt(numbers, { index: at.base, width }, 'no row has the outcome, or the list is empty'),
        overlap: listOverlap(chances[0] as Float64Array, chances[list] as Float64Array),
        gaps: gapsOf(numbers, at, { named, work }),
      }
    }),
  }
}
