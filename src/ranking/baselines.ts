import { WorkbenchError } from '../errors.js'
import type { Percentiles } from '../numeric/clustered-bootstrap.js'
import type { Undefined } from '../numeric/undefined.js'
import { type Capacity, listSize } from './capacity.js'
import type { RankedPeople } from './ranking-statistic.js'
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
  readonly difference: {
    readonly estimate: number | Undefined
    readonly lower: number | null
    readonly upper: number | null
  }
}

/**
 * A baseline's list beside the model's list of the same size, on the same people. A random list of share k has expected
 * recall floor(k × n) / n, exactly.
 * @param interval of the difference, paired: from `bootstrapRanking`, which draws both lists anew from the same people, the
 * model's list as long as the baseline's; null bounds when nothing was resampled
 * @throws WorkbenchError `invalid-label`, `invalid-baseline`
 */
export const compareBaseline = (
  input: RankedPeople,
  baseline: BaselineList,
  interval: Pick<Percentiles, 'lower' | 'upper'> | undefined,
): BaselineComparison => {
  const { ranking, label } = input
  const list = baselineCounts(input, baseline)
  const model = topK(ranking, label, { kind: 'size', size: list.size })
  const expected = (value: TieBounds | Undefined): number | Undefined => ('expected' in value ? value.expected : value)
  const modelRecall = expected(model.recall)
  const known = typeof modelRecall === 'number'
  return {
    share: list.size / ranking.n,
    size: list.size,
    caught: list.caught,
    recall: known ? list.caught / model.events : modelRecall,
    precision: 'expected' in model.precision ? list.caught / list.size : model.precision,
    modelRecall,
    difference: {
      estimate: known ? modelRecall - list.caught / model.events : modelRecall,
      lower: known ? (interval?.lower ?? null) : null,
      upper: known ? (interval?.upper ?? null) : null,
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
