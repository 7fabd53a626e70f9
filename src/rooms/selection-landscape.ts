import type { SelectionExaminationResult } from '../../data-schemas/results/selection-examination.js'
import type { CodedRows } from '../encoding/patterns.js'
import type { Design } from '../numeric/design.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type CompareListsOptions, compareLists, type NamedScore, type Paired } from '../ranking/compare-lists.js'
import { openRules } from '../screening/screen-again.js'
import { bestSet } from '../selection/best-set.js'
import { orReasonLater } from '../selection/fit-or-reason.js'
import type { Examined } from './examined.js'
import { scoreSets } from './score-sets.js'

/** What the landscape is searched on: every candidate that is read, and the best admissible set with its scores. */
export interface LandscapeGround {
  readonly design: Design
  readonly rows: CodedRows
  readonly best: { readonly set: readonly string[]; readonly loglik: number; readonly score: NamedScore | undefined }
}

const recallOf = (
  { rows, best }: LandscapeGround,
  set: readonly string[],
  options: CompareListsOptions,
): Paired | Undefined => {
  const { scores, without } = scoreSets(rows, [{ name: 'of all', set }])
  const [own] = scores
  if (own === undefined || best.score === undefined) {
    return undefinedBecause(without[0]?.because ?? 'the best set has no model without one of the folds')
  }
  const { lists } = compareLists({ scores: [best.score, own], label: rows.outcome, person: rows.person }, options)
  return (lists[1] as (typeof lists)[number]).recall
}

/**
 * The best set of every candidate that is read, whatever screening said of it, beside the best admissible one: what it costs to leave candidates out.
 * It is a measurement, no proposal. Undefined when screening left nothing out, or when those candidates have no model together.
 */
export const landscapeOf = async (
  { run, judged }: Examined,
  ground: LandscapeGround,
  options: CompareListsOptions,
): Promise<SelectionExaminationResult['landscape']> => {
  const { screening, selection } = judged
  const { landscape, work } = run.study.examination.selection
  const { design, best } = ground
  if (!landscape) return undefinedBecause('the study does not ask for it')
  if (screening.admissible.length === design.blocks.length) return undefinedBecause('screening left no candidate out')
  const { size } = selection.constraints
  const found = await orReasonLater(() => bestSet(design, { size, work, signal: run.signal }))
  if ('kind' in found) return found
  const { set, loglik, subsets, fits, atMost } = found
  const out = screening.candidates.filter(({ name }) => set.includes(name) && !screening.admissible.includes(name))
  return {
    kind: 'landscape',
    candidates: design.blocks.length,
    subsets,
    fits,
    set: [...set],
    loglik,
    atMost,
    ahead: loglik - best.loglik,
    leftOut: out.map((one) => ({ candidate: one.name, rules: [...openRules(one)] })),
    recall: recallOf(ground, set, options),
  }
}
