import type { ScreeningExaminationResult } from '../../data-schemas/results/screening-examination.js'
import { random } from '../random.js'
import { heldScores } from './contribution.js'
import { type OutcomeRows, outcomeShuffler, placeboOutcome } from './control-outcomes.js'
import type { ScreeningExamined } from './examined-candidates.js'
import {
  type Control,
  informationControls,
  judgeControls,
  negativeControls,
  recallControl,
} from './negative-controls.js'
import { listedAt } from './recall-at.js'

type Controls = ScreeningExaminationResult['controls']

/** Name under which the model of all admissible candidates stands in the controls. */
const MODEL = 'all admissible candidates'

/**
 * Recall of the list by a model that was fitted on one half of the people for the control outcome and scores the other half: a model that
 * learns nothing finds the share listed.
 */
const modelControl = (
  of: ScreeningExamined,
  control: 'shuffled' | 'placebo',
  outcome: Uint8Array,
): readonly Control[] => {
  const { rows, screening, study } = of
  const blocks = rows.blocks.filter(({ name }) => screening.admissible.includes(name))
  const fold = rows.fold.map((own) => own % 2)
  const scores = heldScores({ blocks, outcome, person: rows.person, fold }, { without: false })
  if ('kind' in scores) return []
  const listed = listedAt(scores.all, study.examination.screening.k)
  return [recallControl(control, { outcome, person: rows.person }, { name: MODEL, listed })]
}

/** All negative controls of the run: candidates alone and a model of them, for outcomes that nobody can know; and a feature from the future. */
export const examineControls = (of: ScreeningExamined): Controls => {
  const { study, rows, candidates } = of
  const { shuffles } = study.examination.screening
  const own: OutcomeRows = { outcome: rows.outcome, person: rows.person }
  const draw = random(study.seed, 'screening examination', 'controls')
  const items = [
    ...negativeControls(own, candidates, draw, { draws: shuffles }),
    ...modelControl(of, 'shuffled', outcomeShuffler(own, draw.fork('model shuffled'))()),
    ...modelControl(of, 'placebo', placeboOutcome(own, draw.fork('model placebo'))),
  ]
  const oneClass = new Set(rows.outcome).size < 2
  const information = oneClass ? [] : informationControls(own, candidates, { shuffles, draw: draw.fork('information') })
  return {
    items: [...items],
    information: information.map(({ name, ...rest }) => ({ candidate: name, ...rest })),
    failures: [...judgeControls(items).failures],
  }
}
