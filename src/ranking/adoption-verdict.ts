import type { Guard } from '../../data-schemas/results/guard.js'
import type { RankingExaminationResult } from '../../data-schemas/results/ranking-examination.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type FrozenRule, type OpeningPlace, overChampion, overRules, type RuleLead } from './adoption.js'
import type { ModelComparison } from './compare-models.js'

type Verdict = Exclude<RankingExaminationResult['adoption'], Undefined>

/** What a frozen rule says of a run. A demand that cannot be judged is not met. */
export const adoptionVerdict = (
  frozen: FrozenRule | null,
  found: { readonly comparison: ModelComparison | undefined; readonly leads: readonly RuleLead[] },
): Verdict | Undefined => {
  if (frozen === null) return undefinedBecause('the study declares no adoption rule')
  const { rule, digest } = frozen
  const none = {
    met: false,
    lower: null,
    because: 'the rule compares with the model in use, and this run was given none',
  }
  const conditions: Verdict['conditions'] = [
    ...(rule.overRules === undefined
      ? []
      : [{ name: 'over-rules' as const, ...overRules(rule, found.leads), atLeast: rule.overRules }]),
    ...(rule.atLeast === null
      ? []
      : [
          {
            name: 'over-champion' as const,
            ...(found.comparison === undefined ? none : overChampion(rule, found.comparison)),
            atLeast: rule.atLeast,
          },
        ]),
  ]
  return { rule: digest, reason: rule.reason, conditions, adopt: conditions.every(({ met }) => met) }
}

/** Is the rule met, and was it there before the test side was first opened? */
export const adoptionGuards = (verdict: Verdict | Undefined, place: OpeningPlace | undefined): readonly Guard[] => {
  if ('kind' in verdict) return []
  const slack = verdict.conditions.map(({ lower, atLeast }) => (lower === null ? null : lower - atLeast))
  const short = verdict.conditions.filter(({ met }) => !met).map(({ name, because }) => `${name}: ${because}`)
  return [
    {
      name: 'adoption-rule',
      passed: verdict.adopt,
      severity: 'refuse',
      value: slack.includes(null) ? null : Math.min(...(slack as number[])),
      threshold: 0,
      reason: verdict.adopt ? 'smallest lead over what the adoption rule asks' : short.join('; '),
    },
    ...(place === undefined
      ? []
      : [
          {
            name: 'test-opened-before',
            passed: place.otherRules === 0,
            severity: 'warn' as const,
            value: place.otherRules,
            threshold: 0,
            reason: 'other adoption rules, or none, under which these data were opened before',
          },
        ]),
  ]
}
