import type { FairnessExamination } from '../../data-schemas/examination/fairness.js'
import type { FairnessExaminationResult } from '../../data-schemas/results/fairness-examination.js'
import { type AuditCodes, type AuditReading, readAudit } from '../disclosure/audit-codes.js'
import { undefinedBecause } from '../numeric/undefined.js'
import { random } from '../random.js'
import { contestedPlaces } from '../ranking/contested.js'
import { listingChance, productionListing } from '../ranking/listing.js'
import { type Ranking, rankingOf, rankingWithin } from '../ranking/order.js'
import { adjustedList } from './adjusted-list.js'
import { biasScan } from './bias-scan.js'
import { blindSpots } from './blind-spots.js'
import type { Judgement } from './compare.js'
import { conditionalParity } from './conditional-parity.js'
import { type DrawCounts, sharedDraws } from './drawn-counts.js'
import { type FunnelRows, funnel } from './funnel.js'
import { intersections } from './intersections.js'
import { knownGroups } from './known-groups.js'
import { oneEach } from './one-each.js'
import { pairTests } from './pair-tests.js'
import { recallGapFrontier } from './recall-gap-frontier.js'
import { redrawnCut } from './redrawn-cut.js'
import type { Feature } from './search-descriptions.js'
import { tieOrder } from './tie-order.js'

/** The test side as the examination of fairness needs it: one entry a row. */
export interface ExaminedGroups {
  /** Of the model as it is. */
  readonly score: Float64Array
  readonly probability: Float64Array
  readonly label: Uint8Array
  /** Person of each row, dense from 0. */
  readonly person: Int32Array
  /** List of each row; absent when the study names none. */
  readonly list?: Int32Array
  readonly attributes: readonly AuditCodes[]
  /** Features without any protected ground, for the two searches. */
  readonly features: readonly Feature[]
  /** Other scores of the same rows: what the frontier sets beside the model. */
  readonly alternatives: readonly { readonly name: string; readonly score: Float64Array }[]
  /** What the tie rule sorts a row by; the smallest first. */
  readonly tieKey: (row: number) => number
  /** Steps after the list; none when the study gives none. */
  readonly steps: FunnelRows['steps']
  /** 1 for rows that could take the steps; every row when absent. */
  readonly scope?: Uint8Array
}

/** How groups are examined. */
export interface GroupOptions extends Judgement {
  readonly k: number
  readonly minimum: number
  readonly seed: number
  /** Reference of each attribute by name. */
  readonly references: Readonly<Record<string, string>>
  /** Metric of the frontier. */
  readonly metric: 'recall' | 'selectionRate'
  readonly asked: Pick<FairnessExamination, 'replicates' | 'adjusted'>
}

/** What is computed once for all attributes. */
interface Shared {
  readonly ranking: Ranking
  readonly chance: Float64Array
  /** The list with equals at the cut drawn at random. */
  readonly listed: Uint8Array
  readonly scores: readonly {
    readonly name: string
    readonly score: Float64Array
    readonly shared: { readonly ranking: Ranking; readonly draws: DrawCounts }
  }[]
  readonly readings: readonly AuditReading[]
}

const referenceOf = ({ references }: GroupOptions, name: string): { readonly reference?: string } => {
  const reference = Object.hasOwn(references, name) ? references[name] : undefined
  return reference === undefined ? {} : { reference }
}

const share = (of: ExaminedGroups, options: GroupOptions): Shared => {
  const all = [{ name: 'model', score: of.score }, ...of.alternatives]
  const rankings = all.map(({ score }) => rankingOf(score))
  const opened = of.attributes.map((one) => readAudit(one, 'fairness', 'people drawn anew, for all attributes at once'))
  const groupings = of.attributes.map((one, i) => {
    const { codes, names } = knownGroups(one, opened[i]!.codes, undefined)
    return { codes, count: names.length }
  })
  const draws = sharedDraws({ rankings, label: of.label, person: of.person }, groupings, {
    k: options.k,
    replicates: options.asked.replicates,
    seed: options.seed,
  })
  const capacity = { kind: 'share', share: options.k } as const
  const draw = random(options.seed, 'fairness examination', 'equals at the cut')
  const tieKey = Float64Array.from(of.label, () => draw.uniform())
  return {
    ranking: rankings[0] as Ranking,
    chance: listingChance(rankings[0] as Ranking, capacity),
    listed: productionListing(rankings[0] as Ranking, capacity, { tieKey }),
    scores: all.map((one, i) => ({ ...one, shared: { ranking: rankings[i]!, draws: draws[i]! } })),
    readings: opened.map(({ reading }) => reading),
  }
}

type ByAttribute = Pick<
  FairnessExaminationResult,
  'conditionalParity' | 'pairTests' | 'redrawnCuts' | 'adjustedLists' | 'frontiers'
>

const byAttribute = (of: ExaminedGroups, shared: Shared, options: GroupOptions): ByAttribute => {
  const { label, person, score, probability, attributes } = of
  const scored = { score, label, person }
  const { replicates, adjusted } = options.asked
  const draw = random(options.seed, 'fairness examination', 'one row a person')
  const people = { listed: shared.listed, label, rows: oneEach(person, draw) }
  const each = <T>(work: (attribute: AuditCodes, by: GroupOptions & { readonly reference?: string }) => T): T[] =>
    attributes.map((attribute) => work(attribute, { ...options, ...referenceOf(options, attribute.name) }))
  return {
    conditionalParity: each((attribute, by) =>
      conditionalParity({ chance: shared.chance, label, score: probability, person }, attribute, by),
    ),
    pairTests: each((attribute, by) => pairTests(people, attribute, by)),
    redrawnCuts: each((attribute, by) =>
      redrawnCut(scored, attribute, { ...by, replicates, shared: shared.scores[0]!.shared }),
    ),
    adjustedLists: adjusted.flatMap((rule) =>
      each((attribute, by) => adjustedList(scored, attribute, { ...by, rule, ranking: shared.ranking })),
    ),
    frontiers: each((attribute, by) =>
      recallGapFrontier({ scores: shared.scores, label, person }, attribute, { ...by, replicates }),
    ),
  }
}

const crossings = (of: ExaminedGroups, { chance }: Shared, options: GroupOptions) =>
  of.attributes.flatMap((first, i) =>
    of.attributes.slice(i + 1).map((second) => {
      const [one, other] = [referenceOf(options, first.name), referenceOf(options, second.name)]
      const references = {
        ...(one.reference === undefined ? {} : { first: one.reference }),
        ...(other.reference === undefined ? {} : { second: other.reference }),
      }
      return intersections(
        { chance, label: of.label, person: of.person },
        { first, second },
        { ...options, references },
      )
    }),
  )

const searches = (of: ExaminedGroups, { chance }: Shared, options: GroupOptions) => {
  const none = undefinedBecause('no feature with levels and without a protected ground')
  if (of.features.length === 0) return { biasScan: none, blindSpots: none }
  const { label, person, probability, features } = of
  return {
    biasScan: biasScan({ chance, label, person, features }, options),
    blindSpots: blindSpots({ chance, label, person, probability, features }, options),
  }
}

const ties = (of: ExaminedGroups, { ranking }: Shared, options: GroupOptions) => {
  if (of.attributes.length === 0) return undefinedBecause('the study has no audit attributes')
  const lists = of.list === undefined ? undefined : rankingWithin(ranking, of.list)
  const contested = contestedPlaces(ranking, { kind: 'share', share: options.k }, lists)
  if (contested.drawn.length === 0) return undefinedBecause('at no cut do more rows share the score than fit')
  return of.attributes.map((attribute) =>
    tieOrder({ contested, person: of.person, key: of.tieKey }, attribute, {
      minimum: options.minimum,
      ...referenceOf(options, attribute.name),
    }),
  )
}

const funnels = (of: ExaminedGroups, { listed }: Shared, options: GroupOptions) => {
  if (of.steps.length === 0) return undefinedBecause('the study gives no steps after the list')
  if (of.attributes.length === 0) return undefinedBecause('the study has no audit attributes')
  const steps = [{ name: 'listed', reached: listed }, ...of.steps]
  const scope = of.scope === undefined ? {} : { scope: of.scope }
  return of.attributes.map((attribute) =>
    funnel({ steps, person: of.person, ...scope }, attribute, { ...options, ...referenceOf(options, attribute.name) }),
  )
}

/** The parts of the examination that look at groups. */
export type GroupParts = ByAttribute &
  Pick<FairnessExaminationResult, 'intersections' | 'biasScan' | 'blindSpots' | 'funnels'> & {
    readonly ties: FairnessExaminationResult['tieRule']['attributes']
    /** Chance of each row to be on the model's list. */
    readonly chance: Float64Array
    /** Readings that belong to no part. */
    readonly readings: readonly AuditReading[]
  }

/**
 * Every audit of groups beside the room `fairness`, on the same rows and the same cut. Rankings and resampled counts are made once and
 * shared by all attributes. Works with no attributes, no features and no steps: those parts are empty or undefined, with the reason.
 * @throws WorkbenchError `mismatched-lengths`
 */
export const examineGroups = (of: ExaminedGroups, options: GroupOptions): GroupParts => {
  const shared = share(of, options)
  return {
    ...byAttribute(of, shared, options),
    intersections: crossings(of, shared, options),
    ...searches(of, shared, options),
    ties: ties(of, shared, options),
    funnels: funnels(of, shared, options),
    chance: shared.chance,
    readings: shared.readings,
  }
}
