import { inLanguage } from '../../data-schemas/bilingual.js'
import type { Study } from '../../data-schemas/study.js'
import { type FrozenRule, freezeRule } from '../ranking/adoption.js'

/** Of the comparison with the model in use: the rule does not change with the seed of a run. */
export const COMPARISON_SEED = 1

/** The adoption rule of a study, frozen with everything that decides how it is computed; null when the study declares none. */
export const adoptionRule = (study: Study): FrozenRule | null => {
  const { adoption } = study.evaluation
  if (adoption === undefined) return null
  const { k, within, overRules, overChampion, reason } = adoption
  return freezeRule({
    study: study.name,
    k,
    within,
    atLeast: overChampion ?? null,
    ...(overRules === undefined ? {} : { overRules }),
    confidence: 0.95,
    replicates: study.examination.ranking.replicates,
    seed: COMPARISON_SEED,
    reason: inLanguage(reason, 'en'),
  })
}
