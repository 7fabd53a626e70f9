import { drawWeights } from '../numeric/clustered-bootstrap.js'
import type { Block } from '../numeric/design.js'
import { type Bounds, wilsonInterval } from '../numeric/interval.js'
import { densePeople } from '../numeric/people.js'
import { isDefined, type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type BestSetOptions, bestSet } from './best-set.js'
import { orReasonLater } from './fit-or-reason.js'
import { rowPatterns, weightedDesign } from './row-patterns.js'

/** Rows in codes, with the person of each. */
export interface PeopleRows {
  readonly blocks: readonly Block[]
  readonly outcome: Uint8Array
  readonly person: Int32Array
}

/** How the resampling is drawn. */
export interface InclusionOptions extends BestSetOptions {
  readonly replicates: number
  readonly seed: number
  /** First replicate, for sharing among workers. Default 0. */
  readonly from?: number
}

/** What one replicate chose: the set, or why that resample has no model. */
export type ReplicateChoice = readonly string[] | Undefined

/** Share of the replicates in which a candidate is chosen. */
export interface Inclusion {
  readonly candidate: string
  readonly times: number
  readonly share: number | Undefined
  /** Wilson interval of the share for the number of replicates: simulation error only. */
  readonly lower: number | null
  readonly upper: number | null
}

/** How stable the choice is when other people had been in the data. */
export interface InclusionFrequency {
  readonly replicates: number
  /** Replicates without a model, by the code of the failure; they count in no share. */
  readonly failed: readonly { readonly code: string; readonly times: number }[]
  readonly candidates: readonly Inclusion[]
  readonly distinctSets: number
  /** The set chosen most often. */
  readonly most: { readonly set: readonly string[]; readonly times: number } | null
  /** Sets and how often each was chosen, most often first. */
  readonly sets: readonly { readonly set: readonly string[]; readonly times: number }[]
}

/**
 * The exact search repeated on resamples of people: replicate r draws people with replacement from the stream (seed, "inclusion", r), all rows of a
 * person together. The same numbers on one worker or several. Throws `cancelled`, `infeasible-selection`, `invalid-design`.
 */
export const inclusionReplicates = async (
  rows: PeopleRows,
  options: InclusionOptions,
): Promise<readonly ReplicateChoice[]> => {
  const { replicates, seed, from = 0 } = options
  const people = densePeople(rows.person)
  const folded = rowPatterns(rows.blocks, rows.outcome.length)
  const weights = new Uint8Array(people.people)
  const chosen: ReplicateChoice[] = []
  for (let replicate = from; replicate < from + replicates; replicate += 1) {
    drawWeights(weights, seed, ['inclusion', replicate])
    const design = weightedDesign(folded, rows.outcome, (row) => weights[people.of[row] as number] as number)
    chosen.push(await orReasonLater(async () => (await bestSet(design, options)).set))
  }
  return chosen
}

const isSet = (choice: ReplicateChoice): choice is readonly string[] => Array.isArray(choice)

const tally = (texts: readonly string[]): readonly (readonly [string, number])[] => {
  const times = new Map<string, number>()
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1)
  return [...times].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
}

const inclusionOf = (candidate: string, sets: readonly (readonly string[])[]): Inclusion => {
  const times = sets.filter((set) => set.includes(candidate)).length
  if (sets.length === 0) {
    return { candidate, times, share: undefinedBecause('no replicate has a model'), lower: null, upper: null }
  }
  const { lower, upper } = wilsonInterval(times, sets.length, 0.95) as Bounds
  return { candidate, times, share: times / sets.length, lower, upper }
}

/** Sums up the replicates; candidates by falling share. */
export const inclusionFrequency = (
  choices: readonly ReplicateChoice[],
  candidates: readonly string[],
): InclusionFrequency => {
  const sets = choices.filter(isSet)
  const failed = choices.flatMap((choice) => (isSet(choice) ? [] : [choice.because]))
  const counted = tally(sets.map((set) => JSON.stringify(set))).map(([text, times]) => ({
    set: JSON.parse(text) as readonly string[],
    times,
  }))
  const order = (one: Inclusion): number => (isDefined(one.share) ? one.share : 0)
  return {
    replicates: choices.length,
    failed: tally(failed).map(([code, times]) => ({ code, times })),
    candidates: candidates.map((name) => inclusionOf(name, sets)).sort((a, b) => order(b) - order(a)),
    distinctSets: counted.length,
    most: counted[0] ?? null,
    sets: counted,
  }
}
