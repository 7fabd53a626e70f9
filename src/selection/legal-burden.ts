import type { Finding, ScreenedCandidate } from '../../data-schemas/results/screening.js'
import { WorkbenchError } from '../errors.js'

/** Points of burden for each rule of the ethics lens; a rule that is not named counts `other`. */
export interface BurdenWeights {
  readonly rules: Readonly<Record<string, number>>
  readonly other: number
  /** A note (the study uses the attribute openly) counts this share of its rule. Between 0 and 1. */
  readonly note: number
}

/**
 * Proposed weights, for a study to replace with its own reasons: they order candidates by how much has to be justified before a court or a supervisor,
 * and measure nothing. A protected ground used openly weighs most, a proxy for one next, then what people find hard to contest.
 */
export const BURDEN: BurdenWeights = {
  rules: {
    'special-category': 5,
    'audit-only': 5,
    'no-legal-basis': 5,
    'protected-ground': 3,
    proxy: 2,
    subjective: 2,
    'subject-to-change': 1,
  },
  other: 1,
  note: 0.5,
}

/** One finding that weighs. */
export interface Burden {
  readonly rule: string
  readonly points: number
  /** The override that justified it; null when none did. */
  readonly answeredBy: string | null
}

/** What has to be justified for one candidate. */
export interface CandidateBurden {
  readonly candidate: string
  readonly points: number
  readonly findings: readonly Burden[]
}

/** What has to be justified for a set: the sum over its candidates. */
export interface SetBurden {
  readonly points: number
  readonly candidates: readonly CandidateBurden[]
}

const pointsOf = ({ rule, effect }: Finding, weights: BurdenWeights): number =>
  (weights.rules[rule] ?? weights.other) * (effect === 'note' ? weights.note : 1)

/** The heaviest finding of each rule: a proxy for three groups of one attribute is one thing to justify. */
const perRule = (findings: readonly Finding[], weights: BurdenWeights): readonly Burden[] => {
  const heaviest = new Map<string, Burden>()
  for (const one of findings) {
    const points = pointsOf(one, weights)
    if (points > (heaviest.get(one.rule)?.points ?? 0)) {
      heaviest.set(one.rule, { rule: one.rule, points, answeredBy: one.answeredBy })
    }
  }
  return [...heaviest.values()]
}

/**
 * Legal burden of a set: points for each finding of the ethics lens on its candidates, answered or not (an answer makes a candidate admissible;
 * what it had to justify stays to be justified). An order of burden, not a measure. Throws `unknown-candidate`.
 */
export const legalBurden = (
  set: readonly string[],
  ledger: readonly ScreenedCandidate[],
  weights: BurdenWeights = BURDEN,
): SetBurden => {
  const candidates = set.map((name): CandidateBurden => {
    const screened = ledger.find((one) => one.name === name)
    if (screened === undefined) {
      throw new WorkbenchError('unknown-candidate', {
        expected: 'candidates of the screening ledger',
        found: `"${name}"`,
        where: 'legal burden',
      })
    }
    const findings = perRule(
      screened.findings.filter(({ lens }) => lens === 'ethics'),
      weights,
    )
    return { candidate: name, points: findings.reduce((sum, { points }) => sum + points, 0), findings }
  })
  return { points: candidates.reduce((sum, { points }) => sum + points, 0), candidates }
}
