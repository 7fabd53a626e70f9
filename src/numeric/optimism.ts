import { drawWeights } from './clustered-bootstrap.js'
import { type Undefined, undefinedBecause } from './undefined.js'

/** Metrics of one run of a pipeline, under their names; undefined where one does not exist. */
export type Metrics = Readonly<Record<string, number | Undefined>>

/**
 * What one run of the pipeline gives: the metrics on the weighted people it learned from, on all people with weight 1,
 * and (when it can) on the people who were not drawn.
 */
export interface Developed {
  readonly apparent: Metrics
  readonly test: Metrics
  readonly outside?: Metrics
}

/**
 * A whole way of making a model, from people with weights: everything that looked at the outcome (screening, bins, selection, fit) belongs inside,
 * or its optimism is not counted. May return why a resample has no model.
 * @param weights how often each person was drawn
 */
export type Pipeline = (weights: Uint8Array) => Promise<Developed | Undefined>

/** How the resampling is drawn. */
export interface OptimismOptions {
  readonly people: number
  readonly replicates: number
  readonly seed: number
}

/** One metric corrected for having been measured on the people it was made on. */
export interface Corrected {
  readonly metric: string
  /** On the people it was made on. */
  readonly apparent: number | Undefined
  /** Mean over the replicates of apparent less test. */
  readonly optimism: number | Undefined
  /** Standard error of that mean from the number of replicates: simulation only. */
  readonly standardError: number | Undefined
  /** Apparent less optimism. */
  readonly corrected: number | Undefined
  /**
   * Mean over the replicates on people who were not drawn, about 37 in 100: nobody is predicted by themselves, but each model learned from fewer
   * people. Leans low where `corrected` leans high (choosing among many candidates with little signal); the two bracket an honest value.
   */
  readonly outOfBag: number | Undefined
  /** Replicates that count. */
  readonly replicates: number
}

/** Result of {@link optimism}. */
export interface Optimism {
  readonly metrics: readonly Corrected[]
  /** Replicates without a model, by reason; they count nowhere. */
  readonly failed: readonly { readonly because: string; readonly times: number }[]
}

const isDeveloped = (one: Developed | Undefined): one is Developed => 'apparent' in one

const differences = (runs: readonly Developed[], metric: string): readonly number[] =>
  runs.flatMap(({ apparent, test }) => {
    const [a, b] = [apparent[metric], test[metric]]
    return typeof a === 'number' && typeof b === 'number' ? [a - b] : []
  })

const NONE = undefinedBecause('fewer than two replicates have a value')

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const outOfBagOf = (runs: readonly Developed[], metric: string): number | Undefined => {
  const values = runs.flatMap(({ outside }) => {
    const value = outside?.[metric]
    return typeof value === 'number' ? [value] : []
  })
  return values.length < 2 ? NONE : meanOf(values)
}

const correct = (metric: string, own: Metrics, runs: readonly Developed[]): Corrected => {
  const apparent = own[metric] as number | Undefined
  const found = differences(runs, metric)
  const n = found.length
  const outOfBag = outOfBagOf(runs, metric)
  if (n < 2) return { metric, apparent, optimism: NONE, standardError: NONE, corrected: NONE, outOfBag, replicates: n }
  const mean = meanOf(found)
  const variance = found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  return {
    metric,
    apparent,
    optimism: mean,
    standardError: Math.sqrt(variance / n),
    corrected: typeof apparent === 'number' ? apparent - mean : apparent,
    outOfBag,
    replicates: n,
  }
}

const tally = (failures: readonly Undefined[]): Optimism['failed'] => {
  const reasons = [...new Set(failures.map(({ because }) => because))].sort()
  return reasons.map((because) => ({ because, times: failures.filter((one) => one.because === because).length }))
}

/**
 * Optimism of a whole pipeline by resampling people (Efron 1983; Harrell, Lee and Mark 1996): the pipeline is run on each resample and measured there
 * (apparent) and on the original people (test); the mean difference is taken off the apparent value of the original run.
 * It leaves some optimism where candidates are chosen among noise, because the original people stand in for the world; `outOfBag` is reported beside it.
 * Replicate r draws from the stream (seed, "optimism", r). Undefined when the original run has no model.
 */
export const optimism = async (pipeline: Pipeline, options: OptimismOptions): Promise<Optimism | Undefined> => {
  const { people, replicates, seed } = options
  const weights = new Uint8Array(people).fill(1)
  const original = await pipeline(weights)
  if (!isDeveloped(original)) return original
  const runs: (Developed | Undefined)[] = []
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    drawWeights(weights, seed, ['optimism', replicate])
    runs.push(await pipeline(weights))
  }
  const developed = runs.filter(isDeveloped)
  return {
    metrics: Object.keys(original.apparent).map((metric) => correct(metric, original.apparent, developed)),
    failed: tally(runs.filter((one): one is Undefined => !isDeveloped(one))),
  }
}
