import { calibrationInPart, type EvidenceOptions, type PartCalibration } from '../calibration/observed-to-expected.js'
import type { People } from '../numeric/people.js'
import { checkCapacity } from './capacity.js'
import { listingChance } from './listing.js'
import type { Ranking } from './order.js'

/** Calibration on both sides of the cut at one share. */
export interface CutCalibration {
  readonly k: number
  /** Share of the rows just below the cut that was looked at. */
  readonly band: number
  readonly listed: PartCalibration
  readonly below: PartCalibration
}

/**
 * Observed ÷ expected inside the list of share k and just below it, where the decision is made. Rows tied at a cut belong to both
 * sides by their chance of being listed.
 * @param band share of the rows below the cut, taken directly below it; default k, and never more than there are
 * @throws WorkbenchError `invalid-capacity`, `mismatched-length`, `invalid-probability`, `invalid-label`, `invalid-margin`
 */
export const calibrationAtCut = (
  ranking: Ranking,
  rows: { readonly probability: Float64Array; readonly label: Uint8Array; readonly people: People },
  options: EvidenceOptions & { readonly k: number; readonly band?: number },
): CutCalibration => {
  const { k } = options
  const band = Math.min(options.band ?? k, 1 - k)
  checkCapacity({ kind: 'share', share: k })
  const listed = listingChance(ranking, { kind: 'share', share: k })
  const until = band > 0 ? listingChance(ranking, { kind: 'share', share: k + band }) : listed
  return {
    k,
    band,
    listed: calibrationInPart(rows, listed, options),
    below: calibrationInPart(
      rows,
      until.map((chance, row) => chance - (listed[row] as number)),
      options,
    ),
  }
}
