import { suppressTable } from '../disclosure/suppress-table.js'
import { WorkbenchError } from '../errors.js'
import { countPeople, type People } from '../numeric/people.js'
import { rowsWhere } from '../numeric/row-numbers.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { clusteredRatio } from './clustered-mean.js'
import { type Estimate, logWald, without } from './estimate.js'
import { checkPredicted, type Predicted } from './probabilities.js'

/** Observed ÷ expected in one part of the rows, and what may be said of it. */
export interface PartCalibration {
  /** Rows in the part; null when suppressed. */
  readonly rows: number | null
  /** Distinct people with the outcome; null when suppressed. */
  readonly eventPeople: number | null
  /** Rows with the outcome ÷ sum of the probabilities; person-clustered interval on the log scale. */
  readonly observedToExpected: Estimate
  /**
   * `right`: the whole interval lies within the margin. `too-low` and `too-high`: the predictions are, the interval leaves out 1
   * and the estimate lies outside the margin. `small`: it leaves out 1, the estimate lies within the margin.
   * `insufficient-evidence`: none of these, or too few people; it does not mean right.
   */
  readonly verdict: 'right' | 'too-low' | 'too-high' | 'small' | 'insufficient-evidence'
}

/** What counts as evidence. */
export interface EvidenceOptions {
  /** Distinct people with the outcome that a part must hold to be shown. */
  readonly minimum: number
  /** Ratio that makes no difference: 1.25 takes 0.8 to 1.25 as right. Above 1. */
  readonly margin: number
  /** Default 0.95. */
  readonly confidence?: number
}

const refuseMargin = ({ margin }: EvidenceOptions): void => {
  if (margin > 1 && Number.isFinite(margin)) return
  throw new WorkbenchError('invalid-margin', { expected: 'a margin above 1, such as 1.25', found: `${margin}` })
}

const verdictOf = ({ estimate, lower, upper }: Estimate, margin: number): PartCalibration['verdict'] => {
  if (typeof estimate !== 'number' || lower === null || upper === null) return 'insufficient-evidence'
  if (lower >= 1 / margin && upper <= margin) return 'right'
  if (lower <= 1 && upper >= 1) return 'insufficient-evidence'
  if (estimate >= 1 / margin && estimate <= margin) return 'small'
  return estimate > 1 ? 'too-low' : 'too-high'
}

const HIDDEN = (reason: Undefined): PartCalibration => ({
  rows: null,
  eventPeople: null,
  observedToExpected: without(reason),
  verdict: 'insufficient-evidence',
})

/** Ratio over some of the rows; `share` is how much of each of them belongs to the part, all of it when left out. */
const partOf = (
  { probability, label, people }: Predicted,
  rows: Int32Array,
  by: { readonly options: EvidenceOptions; readonly share?: ArrayLike<number> },
): PartCalibration => {
  const { options, share } = by
  const observed = new Float64Array(rows.length)
  const expected = new Float64Array(rows.length)
  const of = new Int32Array(rows.length)
  let size = 0
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] as number
    const much = share === undefined ? 1 : (share[row] as number)
    observed[i] = much * (label[row] as number)
    expected[i] = much * (probability[row] as number)
    of[i] = people.of[row] as number
    size += much
  }
  const own: People = { people: people.people, of }
  const ratio = clusteredRatio(observed, own, expected)
  const observedToExpected =
    'kind' in ratio ? without(ratio) : logWald(ratio.estimate, ratio.standardError, options.confidence ?? 0.95)
  return {
    rows: Math.round(size),
    eventPeople: countPeople(own, (i) => (observed[i] as number) > 0),
    observedToExpected,
    verdict: verdictOf(observedToExpected, options.margin),
  }
}

/** Rows of each part, in order; rows with code −1 are in none. */
export const rowsByPart = (of: Int32Array, parts: number): readonly Int32Array[] => {
  const sizes = new Int32Array(parts)
  for (const code of of) if (code >= 0) sizes[code]! += 1
  const rows = Array.from(sizes, (size) => new Int32Array(size))
  sizes.fill(0)
  for (let row = 0; row < of.length; row += 1) {
    const code = of[row] as number
    if (code < 0) continue
    ;(rows[code] as Int32Array)[sizes[code] as number] = row
    sizes[code]! += 1
  }
  return rows
}

const tooFew = (minimum: number): Undefined => undefinedBecause(`fewer than ${minimum} people with the outcome`)

/**
 * Observed ÷ expected over part of the rows, with a verdict that may be "insufficient evidence".
 * @param share for each row how much of it belongs to the part, 0 to 1: a chance of being listed when ties are drawn
 * @throws WorkbenchError `mismatched-length`, `invalid-probability`, `invalid-label`, `invalid-margin`
 */
export const calibrationInPart = (
  predicted: Predicted,
  share: ArrayLike<number>,
  options: EvidenceOptions,
): PartCalibration => {
  checkPredicted(predicted)
  refuseMargin(options)
  refuseLength(share.length, predicted.label.length)
  const rows = rowsWhere(share.length, (row) => (share[row] as number) > 0)
  const found = partOf(predicted, rows, { options, share })
  // Half a tied person is not ten people: what counts is the smaller of people and expected rows with the outcome.
  let events = 0
  for (let row = 0; row < share.length; row += 1) events += (share[row] as number) * (predicted.label[row] as number)
  return Math.min(found.eventPeople ?? 0, events) < options.minimum ? HIDDEN(tooFew(options.minimum)) : found
}

const refuseLength = (found: number, rows: number): void => {
  if (found === rows) return
  throw new WorkbenchError('mismatched-length', {
    expected: `an entry for each of ${rows} rows`,
    found: `${found}`,
    where: 'calibration of a part',
  })
}

/** One group or period with its calibration. */
export interface NamedCalibration extends PartCalibration {
  readonly name: string
}

/**
 * Observed ÷ expected in each group or period. Parts with too few people with the outcome are suppressed, and as many others as keep
 * those from being found by subtraction; for them the verdict is `insufficient-evidence`.
 * @param parts code of each row's part, an index of `names`; a row with code −1 is in none
 * @throws WorkbenchError `mismatched-length`, `invalid-probability`, `invalid-label`, `invalid-margin`, `invalid-code`
 */
export const calibrationByPart = (
  predicted: Predicted,
  parts: { readonly of: Int32Array; readonly names: readonly string[] },
  options: EvidenceOptions,
): readonly NamedCalibration[] => {
  checkPredicted(predicted)
  refuseMargin(options)
  refuseLength(parts.of.length, predicted.label.length)
  const bad = parts.of.reduce((count, code) => count + (code < -1 || code >= parts.names.length ? 1 : 0), 0)
  if (bad > 0)
    throw new WorkbenchError('invalid-code', {
      expected: `codes from −1 to ${parts.names.length - 1}`,
      found: `${bad} others`,
    })
  const found = rowsByPart(parts.of, parts.names.length).map((rows) => partOf(predicted, rows, { options }))
  const outside = countPeople(predicted.people, (row) => predicted.label[row] === 1 && parts.of[row] === -1)
  const counts = found.map(({ eventPeople }) => eventPeople ?? 0)
  // Rows in no part are a part of the total too, but an empty one hides nobody.
  const hidden = suppressTable(outside === 0 ? counts : [...counts, outside], options.minimum)
  return found.map((part, code) => ({
    name: parts.names[code] as string,
    ...(hidden[code] === true
      ? HIDDEN((counts[code] as number) < options.minimum ? tooFew(options.minimum) : HIDDEN_WITH_ANOTHER)
      : part),
  }))
}

const HIDDEN_WITH_ANOTHER = undefinedBecause('withheld so that a smaller part cannot be found by subtraction')
