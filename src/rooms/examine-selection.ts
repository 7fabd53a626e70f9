import type { SelectionExaminationResult } from '../../data-schemas/results/selection-examination.js'
import { codedRows, patterns } from '../encoding/patterns.js'
import { rawRows } from '../encoding/raw-rows.js'
import type { Design } from '../numeric/design.js'
import { densePeople } from '../numeric/people.js'
import type { Undefined } from '../numeric/undefined.js'
import { auditAttributes } from '../panel/audit.js'
import type { CompareListsOptions } from '../ranking/compare-lists.js'
import { screenable } from '../screening/screen-again.js'
import { askedSelection } from '../selection/asked-constraints.js'
import { comparePaths } from '../selection/compare-paths.js'
import { knownNear } from '../selection/known-near.js'
import { legalBurden } from '../selection/legal-burden.js'
import { nearDistance } from '../selection/near-distance.js'
import { type NearOptimalSets, nearOptimalWithin } from '../selection/near-optimal.js'
import type { ResampledSelection } from '../selection/resampled-selection.js'
import { selectionGuards } from '../selection/selection-guards.js'
import { asideOf } from './aside.js'
import type { Examined } from './examined.js'
import { SAMPLE } from './run.js'
import { landscapeOf } from './selection-landscape.js'
import { alternativesOf, listsOf, openAttributes, pricesOf, scoreSets, setName } from './selection-lists.js'

type Result = SelectionExaminationResult

/** The near-optimal sets: those that the selection has proven where they reach far enough, else by a search of their own. */
const nearOf = async (
  { run, judged }: Examined,
  design: Design,
): Promise<{ readonly near: NearOptimalSets; readonly because: string }> => {
  const { selection, screening } = judged
  const { distance: asked, sets: most, work } = run.study.examination.selection
  const { distance, because } =
    asked === undefined ? nearDistance(selection) : { distance: asked, because: 'the study' }
  const known = knownNear(selection, { distance, most })
  if (known !== null) return { near: known, because }
  const encoders = run.encoders.filter(({ name }) => screening.admissible.includes(name))
  const near = await nearOptimalWithin(design, {
    ...askedSelection(run.study, encoders, screening.candidates),
    criterion: selection.criterion === 'bic' ? 'bic' : 'loglik',
    distance,
    most,
    work,
    ...(run.signal === undefined ? {} : { signal: run.signal }),
  })
  return { near, because }
}

/** The whole pipeline on resamples of people. It takes long and needs nothing of the rest: it may begin before. */
export const resampledOf = async ({ run, judged }: Examined): Promise<ResampledSelection | Undefined> => {
  const { study, panel } = run
  const { candidates: ledger } = judged.screening
  const raw = await rawRows(panel, { where: SAMPLE, names: screenable(ledger) })
  return asideOf(run)('resampledParts', raw, { study, ledger, share: study.evaluation.k[0] as number })
}

/**
 * How far the choice could have been another, and what that would change: the near-optimal sets with their lists, gaps and burden, the less
 * discriminatory alternative, the price of each indicator, what leaving candidates out costs, resamples of the whole pipeline, and what quick methods
 * would have chosen. All on the selection sample of the training side; lists are made by scores from fits without the own fold.
 */
export const examineSelection = async (
  of: Examined,
  resampling: Promise<ResampledSelection | Undefined> = resampledOf(of),
): Promise<SelectionExaminationResult> => {
  const { study, stamp, opened, panel, coded, encoders } = of.run
  const { selection, screening } = of.judged
  const asked = study.examination.selection
  const share = study.evaluation.k[0] as number
  const { replicates, margin } = asked
  const options: CompareListsOptions = { share, replicates, seed: study.seed, minimum: study.disclosure.minimum }
  const admissible = encoders.filter(({ name }) => screening.admissible.includes(name))
  const design = await patterns(coded, admissible, { where: SAMPLE })
  const rows = await codedRows(coded, encoders, { where: SAMPLE })

  const { near, because } = await nearOf(of, design)
  const [best] = near.sets as readonly [NearOptimalSets['sets'][number]]
  const scored = scoreSets(
    rows,
    near.sets.map(({ set }, i) => ({ name: setName(i), set })),
  )
  const score = scored.scores.find(({ name }) => name === setName(0))
  const { attributes, readings } = openAttributes(await auditAttributes(study, opened, { panel, side: 'sample' }))
  const lists = listsOf(rows, { scored, attributes }, options)
  const everything = await patterns(coded, encoders, { where: SAMPLE })
  const landscape = await landscapeOf(of, { design: everything, rows, best: { ...best, score } }, options)
  const resampled = await resampling
  const burden = near.sets.map(({ set }) => legalBurden(set, screening.candidates)) as Result['burden']
  return {
    kind: 'selection-examination',
    ...stamp,
    rows: rows.outcome.length,
    people: densePeople(rows.person).people,
    near: near as Result['near'],
    distanceBecause: because,
    lists: lists as Result['lists'],
    withoutScores: [...scored.without],
    burden,
    alternatives: alternativesOf(lists, attributes, margin),
    prices: pricesOf(rows, { set: best.set, score: score?.score, ledger: screening.candidates }, options),
    landscape,
    resampled: resampled as Result['resampled'],
    paths: comparePaths(design, best, asked.paths) as Result['paths'],
    guards: [...selectionGuards({ selection, near, resampled, metric: `recall@${share}` }, asked)],
    readings: [...readings],
  }
}
