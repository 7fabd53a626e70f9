import { isDefined, type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type Evidence, informationValue } from './evidence.js'

/** Bins of a number with what they hold: one more bin than edges. */
export interface EvidencedBins {
  readonly edges: readonly number[]
  readonly bins: readonly Evidence[]
}

/** Bins fixed by hand as a difference to the optimal ones, on the same rows. */
export interface BinningDifference {
  /** Edges in both, in the manual bins only, and in the optimal ones only. */
  readonly shared: readonly number[]
  readonly manualOnly: readonly number[]
  readonly optimalOnly: readonly number[]
  readonly manual: number | Undefined
  readonly optimal: number | Undefined
  /** Information value of the optimal bins minus that of the manual ones; negative where the manual ones break a rule that the search keeps to. */
  readonly loss: number | Undefined
  /** Loss as a share of the optimal information value. */
  readonly lossShare: number | Undefined
  /** What more bins alone give the optimal ones on the rows they were made on, by chance: (bins − bins) × (1 ÷ events + 1 ÷ non-events). */
  readonly lossByChance: number
}

const BINS = 'the bins do not hold the same rows'

const totalOf = ({ bins }: EvidencedBins): Evidence =>
  bins.reduce((sum, bin) => ({ events: sum.events + bin.events, nonEvents: sum.nonEvents + bin.nonEvents }), {
    events: 0,
    nonEvents: 0,
  })

/**
 * Manual bins beside the optimal ones: which edges differ, and the information value that the choice costs. Both must hold the
 * same rows; else, and where a bin lacks events or non-events, the loss is undefined. The optimal bins were sought on these
 * rows and the manual ones were not, so the loss is somewhat too large: `lossByChance` says how much more bins alone give
 * (for independent rows; the search adds to it).
 * @param total all training rows, states that are not values included, as in the encoder; default the sum of the bins
 */
export const compareBinnings = (
  manual: EvidencedBins,
  optimal: EvidencedBins,
  total: Evidence = totalOf(optimal),
): BinningDifference => {
  const [own, best] = [totalOf(manual), totalOf(optimal)]
  const same = own.events === best.events && own.nonEvents === best.nonEvents
  const [ours, theirs] = [manual, optimal].map(({ bins }) => informationValue(bins, total)) as [
    number | Undefined,
    number | Undefined,
  ]
  const loss = !same ? undefinedBecause(BINS) : !isDefined(ours) ? ours : isDefined(theirs) ? theirs - ours : theirs
  return {
    shared: manual.edges.filter((edge) => optimal.edges.includes(edge)),
    manualOnly: manual.edges.filter((edge) => !optimal.edges.includes(edge)),
    optimalOnly: optimal.edges.filter((edge) => !manual.edges.includes(edge)),
    manual: ours,
    optimal: theirs,
    loss,
    lossShare: !isDefined(loss)
      ? loss
      : isDefined(theirs) && theirs > 0
        ? loss / theirs
        : undefinedBecause('the optimal bins hold no information'),
    lossByChance: (optimal.bins.length - manual.bins.length) * (1 / total.events + 1 / total.nonEvents),
  }
}
