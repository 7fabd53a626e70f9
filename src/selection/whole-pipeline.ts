import type { ScreenedCandidate } from '../../data-schemas/results/screening.js'
import type { Study } from '../../data-schemas/study.js'
import type { RawRows } from '../encoding/raw-rows.js'
import { type Relearned, relearn } from '../encoding/relearn.js'
import type { Design } from '../numeric/design.js'
import { linearPredictor } from '../numeric/linear-predictor.js'
import { fitLogistic } from '../numeric/logistic.js'
import type { Developed } from '../numeric/optimism.js'
import { densePeople } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { screenAgain } from '../screening/screen-again.js'
import { askedSelection } from './asked-constraints.js'
import { bestSet } from './best-set.js'
import { orReasonLater } from './fit-or-reason.js'
import { rowPatterns, weightedDesign } from './row-patterns.js'
import type { Measure } from './selection-pipeline.js'

/** One run of the whole pipeline: what was measured, what was chosen, and what screening admitted. */
export interface WholeRun extends Developed {
  readonly set: readonly string[]
  readonly admitted: readonly string[]
}

/** What the whole pipeline is given besides rows. */
export interface WholePipelineOptions {
  /** For the legal burden of candidates, where the study bounds it. */
  readonly ledger: readonly ScreenedCandidate[]
  readonly measure: Measure
  readonly signal?: AbortSignal | undefined
  /** Fits and bounds that one search may cost. Default: no limit. */
  readonly work?: number
}

const only = <T extends { readonly name: string }>(all: readonly T[], names: readonly string[]): readonly T[] =>
  all.filter(({ name }) => names.includes(name))

/** Rows drawn, each as often as it was drawn, for statistics that count rows. */
const drawn = ({ blocks }: Relearned, raw: RawRows, times: Uint8Array) => {
  const rows = Int32Array.from(
    (function* () {
      for (let row = 0; row < times.length; row += 1) for (let t = times[row] as number; t > 0; t -= 1) yield row
    })(),
  )
  return {
    outcome: Uint8Array.from(rows, (row) => raw.outcome[row] as number),
    person: Int32Array.from(rows, (row) => raw.person[row] as number),
    blocks: blocks.map((block) =>
      block.kind === 'coded'
        ? { ...block, codes: Uint16Array.from(rows, (row) => block.codes[row] as number) }
        : { ...block, values: Float64Array.from(rows, (row) => block.values[row] as number) },
    ),
  }
}

/** Why the study's own constraints leave this sample without a set; null when they do not. */
const stopped = ({ selection }: Study, admitted: readonly string[]): Undefined | null => {
  if (!selection.keep.every((name) => admitted.includes(name))) return undefinedBecause('kept-candidate-screened-out')
  const open = admitted.filter((name) => !selection.never.includes(name))
  return open.length < selection.size ? undefinedBecause('too-few-candidates') : null
}

/**
 * Bins, screening by the rules that look at the sample, exact selection and fit as one pipeline for `optimism`, from the raw values of one sample.
 * The bins of the model itself are learned from the whole training side; here from this sample only, which is less, so that optimism is overstated
 * rather than understated. Declarations, data quality and proxy tests are as the screening room found them. People are numbered by `densePeople`.
 * Undefined, with the code of the failure, when a resample has no model.
 */
export const wholePipeline = (
  raw: RawRows,
  study: Study,
  options: WholePipelineOptions,
): ((weights: Uint8Array) => Promise<WholeRun | Undefined>) => {
  const people = densePeople(raw.person)
  const one = new Uint8Array(people.people).fill(1)
  return (weights) =>
    orReasonLater(async (): Promise<WholeRun | Undefined> => {
      const times = Uint8Array.from(people.of, (person) => weights[person] as number)
      const learned = await relearn(raw, study, times)
      if ('kind' in learned) return learned
      const folded = rowPatterns(learned.blocks, times.length)
      const design = weightedDesign(folded, raw.outcome, (row) => times[row] as number)
      const rows = drawn(learned, raw, times)
      const admitted = screenAgain(study, { encoders: learned.encoders, design, rows })
      const none = stopped(study, admitted)
      if (none !== null) return none
      const set = await chosen(study, { learned, design, admitted }, options)
      const own = only(design.blocks, set)
      const { estimates } = fitLogistic({ ...design, blocks: own })
      const eta = linearPredictor(only(folded.blocks, set), estimates, folded.patterns)
      const measured = options.measure(Float64Array.from(folded.patternOf, (pattern) => eta[pattern] as number))
      return {
        set,
        admitted,
        apparent: measured(weights),
        test: measured(one),
        outside: measured(weights.map((drawnTimes) => (drawnTimes === 0 ? 1 : 0))),
      }
    })
}

const chosen = async (
  study: Study,
  from: { readonly learned: Relearned; readonly design: Design; readonly admitted: readonly string[] },
  { ledger, signal, work }: WholePipelineOptions,
): Promise<readonly string[]> => {
  const { learned, design, admitted } = from
  const asked = askedSelection(study, only(learned.encoders, admitted), ledger)
  const own: Design = { ...design, blocks: only(design.blocks, admitted) }
  const never = study.selection.never.filter((name) => admitted.includes(name))
  const criterion = study.selection.criterion === 'bic' ? 'bic' : 'loglik'
  const limit = work === undefined ? {} : { work }
  return (await bestSet(own, { ...asked, ...limit, never, criterion, signal })).set
}
