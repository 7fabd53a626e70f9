import type { FairnessExaminationResult } from '../../data-schemas/results/fairness-examination.js'
import type { Guard } from '../../data-schemas/results/guard.js'
import { widestCrossedGap } from './crossed-gaps.js'

/** Chance of a false alarm that each guard of this examination keeps to, over everything it looks at. */
const ALPHA = 1e-3

/** What the guards look at. */
export type Guarded = Pick<FairnessExaminationResult, 'tieRule' | 'blindSpots' | 'intersections' | 'funnels'>

/** Bounds of the guards. */
export interface GuardOptions {
  readonly confidence: number
  /** Difference that a step by hand may add; null when the study declares no margin. */
  readonly margin: number | null
  readonly blindSpot: number
  readonly crossed: number
  /** Metric of the crossed groups that counts most. */
  readonly metric: string
}

const tieGuard = ({ tieRule }: Guarded): readonly Guard[] => {
  if (!Array.isArray(tieRule.attributes)) return []
  const tests = tieRule.attributes.flatMap(({ attribute, groups }) =>
    groups.flatMap(({ value, p }) => (p === null ? [] : [{ attribute, value, p }])),
  )
  if (tests.length === 0) return []
  const least = tests.reduce((a, b) => (b.p < a.p ? b : a))
  const value = Math.min(1, tests.length * least.p)
  return [
    {
      name: 'tie-rule',
      passed: value >= ALPHA,
      severity: 'refuse',
      value,
      threshold: ALPHA,
      reason: `exact p, over all ${tests.length} groups, that the order of equal scores knows nothing of a group; smallest for "${least.value}" of "${least.attribute}"`,
    },
  ]
}

/** The frozen model orders equals by its hash; an office that orders them otherwise does not use the model as it was judged. */
const unfrozenGuard = ({ tieRule }: Guarded): readonly Guard[] =>
  tieRule.kind === 'hash'
    ? []
    : [
        {
          name: 'tie-rule-not-frozen',
          passed: false,
          severity: 'warn',
          value: null,
          threshold: null,
          reason: `the study orders equal scores by "${tieRule.column}"; the frozen model orders them by its hash`,
        },
      ]

const blindGuard = ({ blindSpots }: Guarded, threshold: number): readonly Guard[] => {
  if ('because' in blindSpots) return []
  const proven = blindSpots.found.filter(
    ({ beyond, pAdjusted }) => beyond.lower !== null && pAdjusted !== null && pAdjusted < ALPHA,
  )
  const value = proven.reduce((most, { beyond }) => Math.max(most, beyond.lower as number), 0)
  return [
    {
      name: 'blind-spot',
      passed: value <= threshold,
      severity: 'warn',
      value,
      threshold,
      reason:
        'people of one description missed beyond what the model expects, as a share of their people with the outcome: at least',
    },
  ]
}

const crossedGuard = ({ intersections }: Guarded, { confidence, crossed, metric }: GuardOptions): readonly Guard[] => {
  const widest = widestCrossedGap(intersections, { metric, confidence, alpha: ALPHA })
  if (widest === null) return []
  const value = Math.max(0, widest.atLeast)
  const where = value > 0 ? `: "${widest.group}" of ${widest.attributes}` : ''
  return [
    {
      name: 'crossed-groups',
      passed: value <= crossed,
      severity: 'warn',
      value,
      threshold: crossed,
      reason: `distance in ${metric} of a crossed group from what its two attributes alone give: at least${where}`,
    },
  ]
}

const funnelGuard = ({ funnels }: Guarded, margin: number | null): readonly Guard[] => {
  if (!Array.isArray(funnels)) return []
  const gaps = funnels.flatMap(({ attribute, steps, comparisons }) =>
    comparisons
      .filter(({ metric, verdict, pAdjusted }) => metric !== steps[0] && verdict === 'gap' && (pAdjusted ?? 1) < ALPHA)
      .map(({ metric, group, difference }) => ({ attribute, metric, group, size: Math.abs(difference ?? 0) })),
  )
  const worst = gaps.reduce<(typeof gaps)[number] | null>((a, b) => (a === null || b.size > a.size ? b : a), null)
  const where = worst === null ? '' : `: "${worst.group}" of "${worst.attribute}" at "${worst.metric}"`
  return [
    {
      name: 'funnel-step',
      passed: worst === null,
      severity: 'warn',
      value: worst?.size ?? 0,
      threshold: margin,
      reason: `largest proven difference that a step after the list adds${where}`,
    },
  ]
}

/** The checks that the examination of fairness makes of itself; each is there when its inputs are. */
export const fairnessGuards = (of: Guarded, options: GuardOptions): Guard[] => [
  ...tieGuard(of),
  ...unfrozenGuard(of),
  ...blindGuard(of, options.blindSpot),
  ...crossedGuard(of, options),
  ...funnelGuard(of, options.margin),
]
