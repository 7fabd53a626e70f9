import type { RankingResult } from '../../data-schemas/results/ranking.js'
import { WorkbenchError } from '../errors.js'
import type { Percentiles } from '../numeric/clustered-bootstrap.js'
import { countPeople, densePeople, type People } from '../numeric/people.js'
import { isDefined, type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { auc } from './auc.js'
import { type BaselineComparison, type BaselineList, compareBaseline } from './baselines.js'
import { bootstrapRanking, type RankingIntervals } from './bootstrap.js'
import { SIZE_RULE } from './capacity.js'
import type { TieKey } from './cut.js'
import { listNumbers } from './list-numbers.js'
import { type Ranking, rankingOf, rankingWithin } from './order.js'
import { partsOf } from './parts.js'
import { type Periods, periodTrend } from './periods.js'
import type { RankedPeople } from './ranking-statistic.js'
import { checkLabels, type TopKOptions, topK } from './top-k.js'

/** The test side as arrays, one entry per row. */
export interface RankingInput {
  /** What rows are ranked by, high to low: the linear predictor or the probability. */
  readonly score: Float64Array
  /** 1 where the outcome happened. */
  readonly label: Uint8Array
  /** Code of the person. */
  readonly person: Int32Array
  /** Calibrated probability, for the mean prediction of each decile. */
  readonly probability?: Float64Array
  /** Code of the list (one municipality in one week); absent when the study has no lists. */
  readonly list?: Int32Array
  readonly period?: Periods
  /** Production's tie-break as a number: smallest first. */
  readonly tieKey?: TieKey
  readonly baselines?: readonly NamedBaseline[]
}

/** A baseline of the study. `random` is drawn at each k of the study. */
export type NamedBaseline =
  | { readonly kind: 'random'; readonly name: string }
  | { readonly kind: 'rule'; readonly name: string; readonly selected: Uint8Array }

/** Options of {@link rankingRoom}. */
export interface RankingOptions {
  readonly stamp: Pick<RankingResult, 'study' | 'data' | 'synthetic'>
  /** Shares k of the study. */
  readonly shares: readonly number[]
  readonly replicates: number
  readonly seed: number
  /** Disclosure threshold in people. */
  readonly minimum: number
  readonly confidence?: number
}

interface Work extends RankedPeople {
  readonly input: RankingInput
  readonly options: RankingOptions
  readonly minimum: number
  readonly eventPeople: number
}

/**
 * Room `ranking`: how well the top of the list finds the people with the outcome, pooled and within lists, with exact ties,
 * person-clustered intervals, deciles, periods, and simple baselines at equal list size.
 * @throws WorkbenchError `mismatched-length`, `invalid-label`, `invalid-list`, `invalid-capacity`, `invalid-number`
 */
export const rankingRoom = (input: RankingInput, options: RankingOptions): RankingResult => {
  const work = prepare(input, options)
  const { ranking, label, people, eventPeople, minimum } = work
  const enough = eventPeople >= minimum
  const resample = options.replicates > 0 && people.people > 0
  const rules = (input.baselines ?? []).flatMap((baseline) => (baseline.kind === 'rule' ? [baseline.selected] : []))
  const intervals = resample ? bootstrapRanking(work, { ...options, rules }) : null
  const sizes = atK(work, intervals)
  const shown = sizes.filter(({ suppressed, size }) => !suppressed && size > 0).map(({ size }) => size)
  return {
    kind: 'ranking',
    ...options.stamp,
    rules: { size: SIZE_RULE, ties: TIE_RULE },
    bootstrap: {
      replicates: options.replicates,
      seed: options.seed,
      unit: 'person',
      interval: 'percentile, quantiles by definition R-7',
      confidence: options.confidence ?? 0.95,
      undefinedReplicates: intervals?.auc.undefinedReplicates ?? 0,
    },
    test: {
      n: ranking.n,
      people: people.people,
      events: enough ? label.reduce((sum, value) => sum + value, 0) : null,
      eventPeople: enough ? eventPeople : null,
      auc: {
        estimate: enough ? auc(ranking, label) : few(minimum),
        lower: enough ? (intervals?.auc.lower ?? null) : null,
        upper: enough ? (intervals?.auc.upper ?? null) : null,
      },
      atK: sizes,
      ...partsOf(work, { shown, enough, probability: input.probability }),
      periods:
        input.period === undefined
          ? []
          : [...periodTrend(input.period, input, { shares: options.shares, minimum: options.minimum })],
    },
    baselines: baselineRows(work, intervals),
  }
}

const TIE_RULE =
  'highest score first; equal scores by SHA-256 of the model, person and list, smallest first; expected, worst and best are given'

const few = (minimum: number): Undefined => undefinedBecause(`fewer than ${minimum} people with the outcome`)

const prepare = (input: RankingInput, options: RankingOptions): Work => {
  const rows = input.score.length
  const { label, person, probability, list, period, tieKey } = input
  const lengths = [label, person, probability, list, period?.of, tieKey].flatMap((column) => column?.length ?? rows)
  if (lengths.some((length) => length !== rows)) {
    throw new WorkbenchError('mismatched-length', {
      expected: `${rows} entries in every column, as many as scores`,
      found: lengths.join(', '),
      where: 'ranking',
    })
  }
  checkLabels(label, rows)
  const ranking: Ranking = rankingOf(input.score)
  const people: People = densePeople(person)
  return {
    input,
    options,
    minimum: options.minimum,
    ranking,
    label,
    people,
    eventPeople: countPeople(people, (row) => label[row] === 1),
    ...(list === undefined ? {} : { lists: rankingWithin(ranking, list) }),
  }
}

const atK = (work: Work, intervals: RankingIntervals | null): RankingResult['test']['atK'] => {
  const { ranking, label, people, minimum, lists, input, options } = work
  const by = { ranking, label, people, minimum }
  const ties: TopKOptions = input.tieKey === undefined ? {} : { tieKey: input.tieKey }
  return options.shares.map((share, index) => {
    const capacity = { kind: 'share', share } as const
    const pooled = topK(ranking, label, capacity, ties)
    const numbers = listNumbers(pooled, intervals?.pooled[index] ?? null, by)
    const within = lists === undefined ? null : topK(ranking, label, capacity, { ...ties, lists })
    return {
      k: share,
      threshold: numbers.suppressed ? null : pooled.threshold,
      probabilityAtCut: numbers.suppressed ? null : probabilityAtCut(input.probability, ranking, pooled.size),
      ...numbers,
      withinLists:
        within === null || lists === undefined
          ? null
          : {
              lists: within.lists,
              emptyLists: within.emptyLists,
              ...listNumbers(within, intervals?.within[index] ?? null, { ...by, lists }),
            },
    }
  })
}

/** Calibrated probability of the last row listed: what it takes to be on the list. */
const probabilityAtCut = (probability: Float64Array | undefined, ranking: Ranking, size: number): number | null =>
  probability === undefined || size === 0 ? null : (probability[ranking.order[size - 1] as number] as number)

type BaselineRow = RankingResult['baselines'][number]

const baselineRows = (work: Work, intervals: RankingIntervals | null): BaselineRow[] => {
  let rules = 0
  return (work.input.baselines ?? []).flatMap((baseline) => {
    if (baseline.kind === 'rule') return [baselineRow(work, baseline, intervals?.rules[rules++])]
    return work.options.shares.map((share, index) =>
      baselineRow(work, { kind: 'random', name: baseline.name, share }, intervals?.random[index]),
    )
  })
}

const baselineRow = (
  work: Work,
  list: BaselineList & { readonly name: string },
  interval: Percentiles | undefined,
): BaselineRow => {
  const compared = compareBaseline(work, list, interval)
  const suppressed = !baselineDiscloses(work, compared, list)
  return {
    name: list.name,
    kind: list.kind,
    suppressed,
    share: suppressed ? null : compared.share,
    size: suppressed ? null : compared.size,
    recall: suppressed ? null : compared.recall,
    precision: suppressed ? null : compared.precision,
    modelRecall: suppressed ? null : compared.modelRecall,
    difference: suppressed ? null : compared.difference,
  }
}

/** A rule's list is shown when enough people, and enough people with the outcome, are on it; a random list tells nothing about anyone. */
const baselineDiscloses = (work: Work, compared: BaselineComparison, list: BaselineList): boolean => {
  if (work.eventPeople < work.minimum) return false
  if (list.kind === 'random') return true
  const listed = countPeople(work.people, (row) => list.selected[row] === 1)
  const caught = countPeople(work.people, (row) => list.selected[row] === 1 && work.label[row] === 1)
  if (!isDefined(compared.modelRecall)) return listed === 0
  const modelCaught = compared.modelRecall * work.label.reduce((sum, value) => sum + value, 0)
  return Math.min(listed, caught, modelCaught) >= work.minimum
}
