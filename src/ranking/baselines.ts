import { WorkbenchError } from '../errors.js'
import { clusteredBootstrap, type Percentiles, percentileInterval } from '../numeric/clustered-bootstrap.js'
import type { Undefined } from '../numeric/undefined.js'
import type { RankedPeople } from './bootstrap.js'
import { type Capacity, listSize } from './capacity.js'
import { caughtAt, entriesOf, resampled } from './entries.js'
import { type TieBounds, topK } from './top-k.js'

/** A list to compare the model with: rows chosen by a rule, or a random draw of a share. */
export type BaselineList =
  | { readonly kind: 'rule'; readonly selected: Uint8Array }
  | { readonly kind: 'random'; readonly share: number }

/** A baseline beside the model at the same list size. */
export interface BaselineComparison {
  /** Listed rows ÷ all rows. */
  readonly share: number
  readonly size: number
  /** Expected events on the baseline's list. */
  readonly caught: number
  /** Undefined without events or with an empty list. */
  readonly recall: number | Undefined
  readonly precision: number | Undefined
  /** The model's expected recall at the same size. */
  readonly modelRecall: number | Undefined
  /** Model − baseline, with a paired person-clustered percentile interval. */
  readonly difference: { readonly estimate: number | Undefined } & Percentiles
}

/**
 * A baseline's list beside the model's list of the same size, on the same people. In each bootstrap replicate both lists
 * are drawn anew from the same people, the model's list as long as the baseline's. A random list of share k has expected
 * recall floor(k × n) / n, exactly.
 * @throws WorkbenchError `invalid-label`, `invalid-baseline`
 */
export const compareBaseline = (
  input: RankedPeople,
  baseline: BaselineList,
  options: { readonly replicates: number; readonly seed: number; readonly confidence?: number },
): BaselineComparison => {
  const { ranking, label } = input
  const list = baselineCounts(input, baseline)
  const model = topK(ranking, label, { kind: 'size', size: list.size })
  const expected = (value: TieBounds | Undefined): number | Undefined => ('expected' in value ? value.expected : value)
  const modelRecall = expected(model.recall)
  const known = typeof modelRecall === 'number'
  const recall = known ? list.caught / model.events : modelRecall
  const numbers = known ? replicates(input, baseline, options) : new Float64Array(0)
  return {
    share: list.size / ranking.n,
    size: list.size,
    caught: list.caught,
    recall,
    precision: 'expected' in model.precision ? list.caught / list.size : model.precision,
    modelRecall,
    difference: {
      estimate: known ? modelRecall - list.caught / model.events : modelRecall,
      ...percentileInterval(numbers, { index: 0, width: 1 }, options.confidence),
    },
  }
}

interface Counts {
  readonly size: number
  readonly caught: number
}

const baselineCounts = ({ ranking, label }: RankedPeople, baseline: BaselineList): Counts => {
  const events = label.reduce((sum, value) => sum + value, 0)
  if (baseline.kind === 'random') {
    const size = listSize(capacityOf(baseline.share), ranking.n)
    return { size, caught: ranking.n === 0 ? 0 : (size * events) / ranking.n }
  }
  const { selected } = baseline
  if (selected.length !== ranking.n || selected.some((value) => value > 1)) {
    throw new WorkbenchError('invalid-baseline', {
      expected: `0 or 1 for each of ${ranking.n} rows`,
      found: `${selected.length} marks, some of them missing or neither 0 nor 1`,
    })
  }
  let size = 0
  let caught = 0
  for (let row = 0; row < selected.length; row += 1) {
    size += selected[row] as number
    caught += (selected[row] as number) * (label[row] as number)
  }
  return { size, caught }
}

const capacityOf = (share: number): Capacity => ({ kind: 'share', share })

/** Rows and events on a rule's list, by person. */
const byPerson = ({ label, people }: RankedPeople, selected: Uint8Array): readonly [Int32Array, Int32Array] => {
  const rows = new Int32Array(people.people)
  const events = new Int32Array(people.people)
  for (let row = 0; row < selected.length; row += 1) {
    rows[people.of[row] as number]! += selected[row] as number
    events[people.of[row] as number]! += (selected[row] as number) * (label[row] as number)
  }
  return [rows, events]
}

const replicates = (
  input: RankedPeople,
  baseline: BaselineList,
  options: { readonly replicates: number; readonly seed: number },
): Float64Array => {
  const entries = entriesOf(input.ranking, input.label, input.people)
  const [listedRows, listedEvents] = baseline.kind === 'rule' ? byPerson(input, baseline.selected) : [null, null]
  const sizes = new Float64Array(1)
  const caught = new Float64Array(1)
  return clusteredBootstrap({ people: input.people.people, ...options }, 1, (weights, out) => {
    const total = resampled(entries, weights)
    let size = 0
    let own = 0
    if (baseline.kind === 'random') {
      size = listSize(capacityOf(baseline.share), total.rows)
      own = (size * total.events) / total.rows
    } else {
      for (let who = 0; who < weights.length; who += 1) {
        size += (weights[who] as number) * ((listedRows as Int32Array)[who] as number)
        own += (weights[who] as number) * ((listedEvents as Int32Array)[who] as number)
      }
    }
    sizes[0] = size
    caughtAt(entries, weights, { sizes, caught })
    out[0] = size === 0 || total.events === 0 ? Number.NaN : ((caught[0] as number) - own) / total.events
  })
}
