import type { Lens, ScreenedCandidate } from '../../data-schemas/results/screening.js'
import { wilsonInterval } from '../numeric/interval.js'
import type { Random } from '../random.js'

/** The four criteria, in the order of grades and weights. */
export const LENSES: readonly Lens[] = ['validity', 'explainability', 'data-quality', 'ethics']

/** A candidate's grades on the four criteria, each from 0 (bad) to 1 (good), in the order of {@link LENSES}. */
export interface GradedCandidate {
  readonly name: string
  readonly grades: readonly [number, number, number, number]
}

/** How weights are gone through: all points of a grid (exact for it), or drawn evenly from the simplex. */
export type WeightPlan =
  | { readonly kind: 'grid'; readonly steps: number }
  | { readonly kind: 'draws'; readonly draws: number; readonly draw: Random }

/** In how much of the simplex of weights a candidate is among the best. */
export interface WeightShare {
  readonly name: string
  /** Ties at the last place shared evenly. */
  readonly share: number
  /** In for certain, and possibly in: ties at the last place lost, and won. */
  readonly certain: number
  readonly possible: number
  /** 95% interval of the sampling of weights (Wilson, for `share`); null for a grid, which leaves nothing to chance. */
  readonly lower: number | null
  readonly upper: number | null
}

/** A single grade that decides: with it changed, someone enters or leaves at the weights as stated. */
export interface PivotalJudgement {
  readonly name: string
  readonly lens: Lens
  readonly from: number
  readonly to: number
  readonly enters: readonly string[]
  readonly leaves: readonly string[]
}

type Weights = readonly [number, number, number, number]

const exponential = (draw: Random): number => -Math.log(draw.uniform())

/** Weights one after the other. On a grid they are whole numbers that sum to `steps`, so that equal scores are found exactly. */
function* weightsOf(plan: WeightPlan): Generator<Weights> {
  if (plan.kind === 'draws') {
    for (let i = 0; i < plan.draws; i += 1) {
      // Dirichlet(1, 1, 1, 1), up to its sum, which changes no order
      yield [exponential(plan.draw), exponential(plan.draw), exponential(plan.draw), exponential(plan.draw)]
    }
    return
  }
  for (let a = 0; a <= plan.steps; a += 1)
    for (let b = 0; a + b <= plan.steps; b += 1)
      for (let c = 0; a + b + c <= plan.steps; c += 1) yield [a, b, c, plan.steps - a - b - c]
}

/** Scores closer than this share of the largest are ties: rounding must not choose between candidates. */
const TIE = 1e-12

/** Chance of each candidate to be among the best `places`: 1, 0, or a share for those tied at the last place. */
const chances = (candidates: readonly GradedCandidate[], weights: Weights, places: number): readonly number[] => {
  const [a, b, c, d] = weights
  const scores = candidates.map(({ grades }) => a * grades[0] + b * grades[1] + c * grades[2] + d * grades[3])
  if (scores.length <= places) return scores.map(() => 1)
  const last = [...scores].sort((x, y) => y - x)[places - 1] as number
  const room = TIE * (a + b + c + d)
  const above = scores.filter((score) => score > last + room).length
  const tied = scores.filter((score) => Math.abs(score - last) <= room).length
  return scores.map((score) => (score > last + room ? 1 : Math.abs(score - last) <= room ? (places - above) / tied : 0))
}

/**
 * The share of all weightings of the four criteria under which each candidate is among the best `places`: a choice that holds for
 * nearly every weighting does not hang on the graders' weights. All weightings count the same (uniform on the simplex).
 */
export const weightShares = (
  candidates: readonly GradedCandidate[],
  places: number,
  plan: WeightPlan,
): readonly WeightShare[] => {
  const sums = candidates.map(() => ({ share: 0, certain: 0, possible: 0 }))
  let total = 0
  for (const weights of weightsOf(plan)) {
    total += 1
    for (const [i, chance] of chances(candidates, weights, places).entries()) {
      const sum = sums[i] as (typeof sums)[number]
      sum.share += chance
      if (chance === 1) sum.certain += 1
      if (chance > 0) sum.possible += 1
    }
  }
  return candidates.map(({ name }, i) => {
    const { share, certain, possible } = sums[i] as (typeof sums)[number]
    const bounds = plan.kind === 'grid' ? null : wilsonInterval(Math.min(share, total), total, 0.95)
    const known = bounds === null || 'kind' in bounds ? { lower: null, upper: null } : bounds
    return { name, share: share / total, certain: certain / total, possible: possible / total, ...known }
  })
}

const withGrade = (candidate: GradedCandidate, lens: number, grade: number): GradedCandidate => {
  const [a, b, c, d] = candidate.grades.map((own, i) => (i === lens ? grade : own)) as [number, number, number, number]
  return { name: candidate.name, grades: [a, b, c, d] }
}

/**
 * Every single grade that decides: changed to another grade of `scale`, at the stated weights, it lets somebody enter or leave.
 * Somebody enters who was not certainly in and now is, and leaves who was possibly in and now is not.
 * @param weights as stated by the graders, in the order of {@link LENSES}; default equal
 * @param scale the grades there are; default fail 0, warn 0.5, pass 1
 */
export const pivotalJudgements = (
  candidates: readonly GradedCandidate[],
  places: number,
  options: { readonly weights?: Weights; readonly scale?: readonly number[] } = {},
): readonly PivotalJudgement[] => {
  const { weights = [1, 1, 1, 1], scale = [0, 0.5, 1] } = options
  const before = chances(candidates, weights, places)
  return candidates.flatMap((candidate, index) =>
    LENSES.flatMap((lens, place) => {
      const from = candidate.grades[place] as number
      return scale.flatMap((to): readonly PivotalJudgement[] => {
        if (to === from) return []
        const changed = candidates.map((own, i) => (i === index ? withGrade(own, place, to) : own))
        const after = chances(changed, weights, places)
        const names = (keep: (i: number) => boolean): readonly string[] =>
          candidates.flatMap(({ name }, i) => (keep(i) ? [name] : []))
        const enters = names((i) => (before[i] as number) < 1 && after[i] === 1)
        const leaves = names((i) => (before[i] as number) > 0 && after[i] === 0)
        return enters.length + leaves.length === 0 ? [] : [{ name: candidate.name, lens, from, to, enters, leaves }]
      })
    }),
  )
}

const VALUE = { pass: 1, warn: 0.5, fail: 0 } as const

/** Grades of a screened candidate as numbers: pass 1, warn 0.5, fail 0; a lens that could not be looked through counts as fail. */
export const gradesOf = ({ name, ...lenses }: ScreenedCandidate): GradedCandidate => ({
  name,
  grades: [
    VALUE[lenses.validity?.grade ?? 'fail'],
    VALUE[lenses.explainability?.grade ?? 'fail'],
    VALUE[lenses.dataQuality?.grade ?? 'fail'],
    VALUE[lenses.ethics.grade],
  ],
})
