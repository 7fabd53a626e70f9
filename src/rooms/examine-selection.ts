import type { ScreeningResult } from '../../data-schemas/results/screening.js'
import type { SelectionExaminationResult } from '../../data-schemas/results/selection-examination.js'
import { type CodedRows, codedRows, patterns } from '../encoding/patterns.js'
import { type RawRows, rawRows } from '../encoding/raw-rows.js'
import type { Design } from '../numeric/design.js'
import { densePeople } from '../numeric/people.js'
import type { Undefined } from '../numeric/undefined.js'
import { auditAttributes } from '../panel/audit.js'
import type { CompareListsOptions } from '../ranking/compare-lists.js'
import { screenable } from '../screening/screen-again.js'
import { askedSelection } from '../selection/asked-constraints.js'
import type { PathComparison } from '../selection/compare-paths.js'
import { knownNear } from '../selection/known-near.js'
import { legalBurden } from '../selection/legal-burden.js'
import { nearDistance } from '../selection/near-distance.js'
import { type NearOptimalSets, nearOptimalWithin } from '../selection/near-optimal.js'
import type { ResampledSelection } from '../selection/resampled-selection.js'
import { selectionGuards } from '../selection/selection-guards.js'
import { asideOf, awaited } from './aside.js'
import type { Examined, Made } from './examined.js'
import { type Run, SAMPLE } from './run.js'
import type { ScoredSets } from './score-sets.js'
import { landscapeOf } from './selection-landscape.js'
import { alternativesOf, eachLeftOut, listsOf, openAttributes, pricesOf, setName } from './selection-lists.js'

type Result = SelectionExaminationResult

const admissibleOf = ({ run, judged }: Made): Run['encoders'] =>
  run.encoders.filter(({ name }) => judged.screening.admissible.includes(name))

/** The near-optimal sets: those that the selection has proven where they reach far enough, else by a search of their own. */
const nearOf = async (
  of: Made,
  design: Design,
): Promise<{ readonly near: NearOptimalSets; readonly because: string }> => {
  const { run, judged } = of
  const { selection, screening } = judged
  const { distance: asked, sets: most, work } = run.study.examination.selection
  const { distance, because } =
    asked === undefined ? nearDistance(selection) : { distance: asked, because: 'the study' }
  const known = knownNear(selection, { distance, most })
  if (known !== null) return { near: known, because }
  const near = await nearOptimalWithin(design, {
    ...askedSelection(run.study, admissibleOf(of), screening.candidates),
    criterion: selection.criterion === 'bic' ? 'bic' : 'loglik',
    distance,
    most,
    work,
    ...(run.signal === undefined ? {} : { signal: run.signal }),
  })
  return { near, because }
}

/** The training sample, with its rows before they are encoded: what the whole pipeline is done again on. */
export const rawSample = ({ panel }: Run, { candidates }: ScreeningResult): Promise<RawRows> =>
  rawRows(panel, { where: SAMPLE, names: screenable(candidates) })

/** The whole pipeline on resamples of people. It takes long and needs nothing but what screening said: it may begin right after. */
export const resampledOf = async (
  run: Run,
  { candidates: ledger }: ScreeningResult,
  raw: RawRows,
): Promise<ResampledSelection | Undefined> => {
  const { study } = run
  return asideOf(run)('resampledParts', raw, { study, ledger, share: study.evaluation.k[0] as number })
}

/** The near-optimal sets, with scores of theirs and of the best one without each of its indicators, and the choices of quick methods. */
export interface ScoredNear {
  readonly rows: CodedRows
  readonly near: NearOptimalSets
  readonly because: string
  readonly scored: ScoredSets
  readonly without: ScoredSets
  readonly paths: readonly PathComparison[]
}

/** Scores of many sets, and what quick methods choose, take long and need nothing of the rest: they may be begun before. */
export const scoredOf = async (of: Made): Promise<ScoredNear> => {
  const { coded, encoders } = of.run
  const rows = await codedRows(coded, encoders, { where: SAMPLE })
  const design = await patterns(coded, admissibleOf(of), { where: SAMPLE })
  const { near, because } = await nearOf(of, design)
  const { blocks, outcome, fold } = rows
  const aside = asideOf(of.run)
  const sets = near.sets.map(({ set }, i) => ({ name: setName(i), set }))
  const best = bestOf(near)
  const [scored, without, paths] = await Promise.all([
    aside('scoreSets', { blocks, outcome, fold }, sets),
    aside('scoreSets', { blocks, outcome, fold }, eachLeftOut(best.set)),
    aside('comparePaths', design, best, of.run.study.examination.selection.paths),
  ])
  return { rows, near, because, scored, without, paths }
}

const bestOf = ({ sets }: NearOptimalSets): NearOptimalSets['sets'][number] =>
  sets[0] as NearOptimalSets['sets'][number]

/** What the examination of the choice may be given, when it was begun before. */
export interface BegunSelection {
  readonly resampling?: Promise<ResampledSelection | Undefined>
  readonly scoring?: Promise<ScoredNear>
}

/**
 * How far the choice could have been another, and what that would change: the near-optimal sets with their lists, gaps and burden, the less
 * discriminatory alternative, the price of each indicator, what leaving candidates out costs, resamples of the whole pipeline, and what quick methods
 * would have chosen. All on the selection sample of the training side; lists are made by scores from fits without the own fold.
 */
export const examineSelection = async (
  of: Examined,
  begun: BegunSelection = {},
): Promise<SelectionExaminationResult> => {
  const { run } = of
  const { study, stamp, opened, panel, coded, encoders } = run
  const { selection, screening } = of.judged
  const asked = study.examination.selection
  const share = study.evaluation.k[0] as number
  const { replicates, margin } = asked
  const options: CompareListsOptions = { share, replicates, seed: study.seed, minimum: study.disclosure.minimum }
  const { rows, near, because, scored, without, paths } = await awaited(run, begun.scoring ?? scoredOf(of))
  const best = bestOf(near)
  const score = scored.scores.find(({ name }) => name === setName(0))
  const { attributes, readings } = openAttributes(await auditAttributes(study, opened, { panel, side: 'sample' }))
  const lists = listsOf(rows, { scored, attributes }, options)
  const everything = await patterns(coded, encoders, { where: SAMPLE })
  const landscape = await landscapeOf(of, { design: everything, rows, best: { ...best, score } }, options)
  const resampled = await awaited(run, begun.resampling ?? resampledOf(run, screening, await rawSample(run, screening)))
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
    prices: pricesOf(rows, { score: score?.score, without, ledger: screening.candidates }, options),
    landscape,
    resampled: resampled as Result['resampled'],
    paths: paths as Result['paths'],
    guards: [...selectionGuards({ selection, near, resampled, metric: `recall@${share}` }, asked)],
    readings: [...readings],
  }
}
