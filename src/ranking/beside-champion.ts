import type { Guard } from '../../data-schemas/results/guard.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { compareModels, type ModelComparison, type RecallComparison } from './compare-models.js'
import type { TieKey } from './cut.js'
import { type ListOverlap, listOverlap } from './list-churn.js'
import { productionListing } from './listing.js'
import { rankingOf, rankingWithin } from './order.js'
import { rankCorrelation } from './rank-correlation.js'

/** Recall of the new model and of the one in use, at the same size. */
export interface ComparedRecall {
  readonly k: number
  readonly within: 'pooled' | 'lists'
  readonly model: number | Undefined
  readonly champion: number | Undefined
  readonly difference: {
    readonly estimate: number | Undefined
    readonly lower: number | null
    readonly upper: number | null
  }
  readonly verdict: 'higher' | 'lower' | 'cannot-tell'
}

/** Lists of both models, drawn as production draws them. */
export interface ChampionOverlap extends ListOverlap {
  readonly k: number
  /** Of the people on the champion's list, the share on the new one. */
  readonly kept: number | Undefined
}

/** The new model beside the one in use, on the same people. Holds no row. */
export interface BesideChampion {
  readonly comparison: ModelComparison
  readonly recall: readonly ComparedRecall[]
  readonly auc: {
    readonly model: number | Undefined
    readonly champion: number | Undefined
    readonly difference: ComparedRecall['difference']
    readonly p: number | Undefined
  }
  readonly rankCorrelation: number | Undefined
  readonly overlap: readonly ChampionOverlap[]
}

/** Rows that both models scored. */
export interface ChampionRows {
  readonly model: Float64Array
  readonly champion: Float64Array
  readonly label: Uint8Array
  readonly person: Int32Array
  readonly list?: Int32Array
  readonly tieKey: TieKey
}

const recallOf =
  (within: ComparedRecall['within']) =>
  (one: RecallComparison): ComparedRecall => {
    const { verdict, ...difference } = one.difference
    return { k: one.k, within, model: one.first, champion: one.second, difference, verdict }
  }

const overlapAt = (rows: ChampionRows, k: number, minimum: number): ChampionOverlap => {
  const listed = (score: Float64Array): Uint8Array => {
    const ranking = rankingOf(score)
    const lists = rows.list === undefined ? {} : { lists: rankingWithin(ranking, rows.list) }
    return productionListing(ranking, { kind: 'share', share: k }, { tieKey: rows.tieKey, ...lists })
  }
  const overlap = listOverlap({ first: listed(rows.champion), second: listed(rows.model) }, rows.person, minimum)
  const { both, leavers } = overlap
  return {
    k,
    ...overlap,
    kept:
      both === null || leavers === null
        ? undefinedBecause(`fewer than ${minimum} people are on both lists, or on one only`)
        : both / (both + leavers),
  }
}

/**
 * The new model beside the one in use: recall with paired, clustered intervals, AUC by DeLong, overlap of the lists as production draws
 * them, and rank correlation over all rows.
 * @throws WorkbenchError what `compareModels` throws
 */
export const besideChampion = (
  rows: ChampionRows,
  options: {
    readonly shares: readonly number[]
    readonly replicates: number
    readonly seed: number
    readonly minimum: number
  },
): BesideChampion => {
  const { model, champion, label, person, list } = rows
  const comparison = compareModels(
    { first: model, second: champion },
    { label, person, ...(list === undefined ? {} : { list }) },
    options,
  )
  const { delong } = comparison
  const { verdict: _, ...difference } = comparison.auc
  return {
    comparison,
    recall: [...comparison.recall.map(recallOf('pooled')), ...comparison.recallWithinLists.map(recallOf('lists'))],
    auc: {
      model: 'kind' in delong ? delong : delong.first.estimate,
      champion: 'kind' in delong ? delong : delong.second.estimate,
      difference,
      p: 'kind' in delong ? delong : delong.p,
    },
    rankCorrelation: rankCorrelation(rankingOf(model), rankingOf(champion)),
    overlap: options.shares.map((k) => overlapAt(rows, k, options.minimum)),
  }
}

/** Does the new model list other people than the one in use? Worth a question before it is taken into use. */
export const overlapGuard = (overlap: readonly ChampionOverlap[], bound: number): readonly Guard[] => {
  const kept = overlap.flatMap(({ kept: share }) => (typeof share === 'number' ? [share] : []))
  if (kept.length === 0) return []
  const value = Math.min(...kept)
  return [
    {
      name: 'champion-overlap',
      passed: value >= bound,
      severity: 'warn',
      value,
      threshold: bound,
      reason: 'smallest share of the people on a list of the model in use who are on the new one too',
    },
  ]
}
