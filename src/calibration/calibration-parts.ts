import type { Guard } from '../../data-schemas/results/guard.js'
import { criticalValue } from '../numeric/interval.js'
import { undefinedBecause } from '../numeric/undefined.js'
import { type Estimate, without } from './estimate.js'
import { calibrationByPart, type EvidenceOptions, type NamedCalibration, rowsByPart } from './observed-to-expected.js'
import { partSlope } from './part-slope.js'
import type { Predicted } from './probabilities.js'

/** A part of the rows with observed ÷ expected and the slope within it. */
export interface PartOfRows extends NamedCalibration {
  readonly slope: Estimate
}

/** Parts of the rows: a code for each row, −1 for a row in none. */
export interface Parts {
  readonly of: Int32Array
  readonly names: readonly string[]
}

/**
 * Observed ÷ expected and slope of each part; a part that may not be shown has neither.
 * @throws what {@link calibrationByPart} throws
 */
export const partsOfRows = (predicted: Predicted, parts: Parts, options: EvidenceOptions): readonly PartOfRows[] => {
  const found = calibrationByPart(predicted, parts, options)
  const rows = rowsByPart(parts.of, parts.names.length)
  return found.map((part, code) => ({
    ...part,
    slope:
      part.rows === null
        ? without(undefinedBecause('too few people with the outcome to show'))
        : partSlope(predicted, rows[code] as Int32Array, options.confidence ?? 0.95),
  }))
}

/** Chance that one of all parts together is called off when all are right within the margin. */
const LEVEL = 0.001

/** How far the interval at a stricter confidence lies outside the margin, on the log scale; 0 or less when it does not, or when nothing is known. */
const beyond = (
  { estimate, lower }: Estimate,
  by: { readonly z: number; readonly of: number; readonly margin: number },
): number => {
  if (typeof estimate !== 'number' || lower === null || !(estimate > 0)) return 0
  const half = ((Math.log(estimate) - Math.log(lower)) / by.of) * by.z
  return Math.abs(Math.log(estimate)) - half - Math.log(by.margin)
}

/** Guards of parts, one each: passed unless observed ÷ expected lies outside the margin with the whole interval, corrected for the number of all parts. */
export const partGuards = (
  parts: readonly (PartOfRows & { readonly guard: string })[],
  options: Pick<Guard, 'severity' | 'reason'> & { readonly margin: number; readonly confidence: number },
): readonly Guard[] => {
  const shown = parts.filter(({ observedToExpected }) => observedToExpected.lower !== null)
  const { severity, reason, margin, confidence } = options
  const z = criticalValue(1 - LEVEL / Math.max(1, shown.length))
  return shown.map(({ guard, observedToExpected }) => ({
    name: guard,
    passed: beyond(observedToExpected, { z, of: criticalValue(confidence), margin }) <= 0,
    severity,
    value: observedToExpected.estimate as number,
    threshold: `${1 / margin} to ${margin}`,
    reason,
  }))
}
