import type { Study } from '../../data-schemas/study.js'
import type { RawRows } from '../encoding/raw-rows.js'
import { type Optimism, optimism } from '../numeric/optimism.js'
import { densePeople } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type InclusionFrequency, inclusionFrequency } from './inclusion.js'
import { type WholePipelineOptions, type WholeRun, wholePipeline } from './whole-pipeline.js'

/** What resamples of people say about the choice and about what was measured on those it was made on. */
export interface ResampledSelection {
  readonly inclusion: InclusionFrequency
  /** In how many resamples screening admits each candidate. */
  readonly admitted: readonly { readonly candidate: string; readonly times: number }[]
  readonly optimism: Optimism
}

const isRun = (one: WholeRun | Undefined): one is WholeRun => 'set' in one

/**
 * The whole pipeline on resamples of people, all rows of a person together: how often each candidate is admitted and selected, and the optimism of
 * the metrics. Replicate r draws from the stream (seed, "optimism", r).
 * Undefined when the pipeline has no model of the people as they are.
 */
export const resampledSelection = async (
  raw: RawRows,
  study: Study,
  options: WholePipelineOptions & { readonly replicates: number },
): Promise<ResampledSelection | Undefined> => {
  if (options.replicates === 0) return undefinedBecause('no resamples were asked for')
  const pipeline = wholePipeline(raw, study, options)
  const runs: (WholeRun | Undefined)[] = []
  const found = await optimism(
    async (weights) => {
      const run = await pipeline(weights)
      runs.push(run)
      return run
    },
    { people: densePeople(raw.person).people, replicates: options.replicates, seed: study.seed },
  )
  if ('kind' in found) return found
  const again = runs.slice(1)
  const names = raw.columns.map(({ candidate }) => candidate.candidate.name)
  return {
    inclusion: inclusionFrequency(
      again.map((run) => (isRun(run) ? run.set : run)),
      names,
    ),
    admitted: names.map((candidate) => ({
      candidate,
      times: again.filter((run) => isRun(run) && run.admitted.includes(candidate)).length,
    })),
    optimism: found,
  }
}
