import type { Guard } from '../../data-schemas/results/guard.js'
import type { People } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { TieKey } from './cut.js'
import { listNumbers } from './list-numbers.js'
import type { ListedRanking, Ranking } from './order.js'
import { topK } from './top-k.js'

/** One list size with production's draw among equals beside the expectation over all draws. */
export interface TieDraw {
  readonly k: number
  readonly within: 'pooled' | 'lists'
  readonly tied: number
  readonly drawn: number
  /** Recall; null or undefined where too few people stand behind it. */
  readonly expected: number | Undefined
  readonly worst: number | null
  readonly best: number | null
  readonly production: number | null
  /** Production less expected, in exact (hypergeometric) standard deviations. Undefined where the ties leave no choice. */
  readonly distance: number | Undefined
  /** Upper bound of the chance that a blind draw lies this far from the expectation (Bernstein's inequality, which holds for draws
   * without replacement too: Hoeffding 1963). Undefined as `distance`. */
  readonly p: number | Undefined
}

/** Recall as production draws among equals, beside what any draw gives: pooled and within lists. */
export const tieDraws = (
  rows: {
    readonly ranking: Ranking
    readonly label: Uint8Array
    readonly people: People
    readonly tieKey: TieKey
    readonly lists?: ListedRanking
  },
  options: { readonly shares: readonly number[]; readonly minimum: number },
): readonly TieDraw[] => {
  const { ranking, label, people, tieKey } = rows
  return options.shares.flatMap((k) =>
    [undefined, ...(rows.lists === undefined ? [] : [rows.lists])].map((lists): TieDraw => {
      const among = lists === undefined ? {} : { lists }
      const top = topK(ranking, label, { kind: 'share', share: k }, { tieKey, ...among })
      const by = { ranking, label, people, minimum: options.minimum, ...among }
      const { expected, worst, best, production, tieDeviation } = listNumbers(top, null, by).recall
      const { caught } = top
      const choice = typeof expected === 'number' && production !== null && tieDeviation !== null && tieDeviation > 0
      return {
        k,
        within: lists === undefined ? 'pooled' : 'lists',
        tied: top.tiedAtCut,
        drawn: top.drawnAtCut,
        expected,
        worst,
        best,
        production,
        distance: choice ? (production - expected) / tieDeviation : undefinedBecause('the ties leave no choice'),
        p: choice
          ? bernstein((caught.production as number) - caught.expected, caught.variance)
          : undefinedBecause('the ties leave no choice'),
      }
    }),
  )
}

const bernstein = (distance: number, variance: number): number =>
  Math.min(1, 2 * Math.exp(-(distance ** 2) / (2 * (variance + Math.abs(distance) / 3))))

/** Share of false alarms of the guard. */
const ALARM = 1e-3

/** Does the draw among equals find more or fewer people than chance? A tie rule that does knows something of them. */
export const tieGuard = (draws: readonly TieDraw[]): readonly Guard[] => {
  const found = draws.flatMap(({ p }) => (typeof p === 'number' ? [p] : []))
  if (found.length === 0) return []
  const value = Math.min(1, found.length * Math.min(...found))
  return [
    {
      name: 'production-ties',
      passed: value >= ALARM,
      severity: 'refuse',
      value,
      threshold: ALARM,
      reason:
        'chance that a blind draw among equals finds so many more or fewer people than expected, corrected for all lists',
    },
  ]
}
