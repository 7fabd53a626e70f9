import { WorkbenchError } from '../errors.js'
import { expansionOf } from '../numeric/exact-sum.js'
import type { Kernel, Scored } from '../scoring/kernel.js'
import type { Reference } from './reference.js'

/** What one indicator adds to the log-odds, compared with the reference. */
export interface Contribution {
  readonly indicator: string
  /** Level of the indicator; null where it enters as a number. */
  readonly level: number | null
  /** Log-odds as the kernel added them. */
  readonly contribution: number
  /** Contribution minus the reference's, rounded once; positive raises the risk. */
  readonly difference: number
}

/**
 * Why a score differs from the reference. The sum is exact: reference + differences + `rounding` is, as real numbers and in any order, the
 * linear predictor to the last bit.
 */
export interface Contributions {
  readonly reference: Reference
  readonly linearPredictor: number
  /** Largest difference first, whatever its sign; equal ones in the order of the model. */
  readonly parts: readonly Contribution[]
  /** What rounding the differences and the kernel's own sum took away: mostly nothing or one number of the size of 1e-16. */
  readonly rounding: readonly number[]
}

/**
 * Contributions of a scored row relative to a reference, by size. The kernel's own contributions already add up to its score from left to
 * right; sorted and compared they would not, so what rounding takes away is kept beside them as exact parts (Shewchuk 1997):
 * `exactSum([reference.linearPredictor, ...differences, ...rounding])` is the linear predictor to the last bit.
 * @throws WorkbenchError `mismatched-reference` when the reference belongs to another model
 */
export const contributionsOf = (kernel: Kernel, scored: Scored, reference: Reference): Contributions => {
  if (reference.contributions.length !== kernel.slots.length || scored.contributions.length !== kernel.slots.length) {
    throw new WorkbenchError('mismatched-reference', {
      expected: `${kernel.slots.length} contributions`,
      found: `${scored.contributions.length} in the row, ${reference.contributions.length} in the reference`,
      where: 'contributionsOf',
    })
  }
  const parts = kernel.slots.map((slot, index) => {
    const contribution = scored.contributions[index] as number
    return {
      indicator: slot.name,
      level: scored.levels[index] ?? null,
      contribution,
      difference: contribution - (reference.contributions[index] as number),
    }
  })
  const lost = expansionOf([
    scored.linearPredictor,
    -reference.linearPredictor,
    ...parts.map(({ difference }) => -difference),
  ])
  return {
    reference,
    linearPredictor: scored.linearPredictor,
    parts: parts.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference)),
    rounding: [...lost].reverse(),
  }
}
