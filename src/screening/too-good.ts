import type { Finding, Probe, ScreeningResult } from '../../data-schemas/results/screening.js'
import type { Study } from '../../data-schemas/study.js'
import type { LaggedRows } from '../encoding/lagged-rows.js'
import { type Issue, RefusedError } from '../errors.js'
import { informationOfCounts } from './information.js'
import { type InformationGain, informationGain } from './information-gain.js'
import { comparePlaces } from './rank-statistic.js'
import type { RawCounts } from './raw-counts.js'

/** Name of the guard on candidates that know too much; a waiver of one candidate has the name after a colon. */
export const TOO_GOOD_GUARD = 'too-good-to-be-true'

const RULES: readonly string[] = ['too-good', 'gains-suddenly']

/** Distinct raw values up to which they are ordered by their rate, and the rows that each must hold on average. */
const FEW = { values: 50, rowsEach: 50 } as const

/** Bound of the normal distribution that one candidate in a thousand without a relation passes by chance. */
const ONE_IN_A_THOUSAND = 3.09

/** Share of its information that a candidate must gain within one snapshot to be called sudden. */
const SUDDEN = 0.3

const folded = (negatives: Float64Array, positives: Float64Array): number | null => {
  const { concordant, pairs } = comparePlaces({ ranks: positives.length, positives, negatives }, 1)
  return pairs > 0 ? Math.max(concordant, pairs - concordant) / pairs : null
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)

interface Strength {
  readonly auc: number | null
  readonly information: number | null
}

/** Few raw values, states among them: ordered by their rate, and their information value. */
const byRate = (rows: Float64Array, events: Float64Array): Strength => {
  const order = Array.from(rows, (_, i) => i).sort(
    (a, b) => (events[a] as number) / (rows[a] as number) - (events[b] as number) / (rows[b] as number) || a - b,
  )
  const own = Float64Array.from(order, (i) => events[i] as number)
  const others = Float64Array.from(order, (i) => (rows[i] as number) - (events[i] as number))
  return { auc: folded(others, own), information: informationOfCounts(own, others) }
}

const byValue = ({ isValue, rows, events }: RawCounts): number | null => {
  const at = Array.from(isValue, (one, i) => (one === 1 ? i : -1)).filter((i) => i >= 0)
  const own = Float64Array.from(at, (i) => events[i] as number)
  const others = Float64Array.from(at, (i) => (rows[i] as number) - (events[i] as number))
  return folded(others, own)
}

/**
 * How well a candidate as it stands in the data tells the outcome, before any binning: AUC (0.5 to 1) of the rising or falling value
 * and, for few distinct values, of their order by rate, the higher of both; and the information value of few values. Null where
 * too few rows with or without the outcome stand behind it.
 * @param minimum rows with and without the outcome that there must be
 */
export const rawStrength = (counts: RawCounts, minimum: number): Strength => {
  const [rows, events] = [sum(counts.rows), sum(counts.events)]
  if (events < minimum || rows - events < minimum) return { auc: null, information: null }
  const distinct = counts.rows.length
  const few = distinct <= FEW.values && rows >= FEW.rowsEach * distinct
  const ranked = few ? byRate(counts.rows, counts.events) : { auc: null, information: null }
  const valued = counts.ordered ? byValue(counts) : null
  const both = [ranked.auc, valued].filter((auc) => auc !== null)
  return { auc: both.length === 0 ? null : Math.max(...both), information: ranked.information }
}

const lagOf = (gain: InformationGain): Probe['lag'] => {
  const lower = gain.gain - ONE_IN_A_THOUSAND * gain.standardError
  const { now, earlier } = gain
  return { now, earlier, gain: gain.gain, lower: Number.isFinite(lower) ? lower : null }
}

/** What is probed of every candidate that is read: its strength before binning, and what it gains over itself one snapshot earlier. */
export const probesOf = (
  counts: readonly RawCounts[],
  lagged: LaggedRows,
  minimum: number,
): ReadonlyMap<string, Probe> =>
  new Map(
    counts.map((own) => {
      const { outcome, person, candidates } = lagged
      const candidate = candidates.find(({ name }) => name === own.name)
      const gain = candidate === undefined ? undefined : informationGain({ ...candidate, outcome, person })
      const lag = gain === undefined || 'kind' in gain ? null : lagOf(gain)
      return [own.name, { raw: rawStrength(own, minimum), lag }] as const
    }),
  )

const finding = (
  rule: string,
  text: string,
  number: { readonly value: number; readonly threshold: number },
): Finding => ({
  lens: 'validity',
  rule,
  effect: 'justify',
  text,
  ...number,
  answerable: true,
  answeredBy: null,
})

type Bounds = Pick<Study['screening'], 'maxAuc' | 'maxInformationValue' | 'maxLagGain'>

const aloneFindings = (strength: Strength, bounds: Bounds): readonly Finding[] => {
  const { auc, information } = strength
  if (auc !== null && auc > bounds.maxAuc) {
    const text = `alone it all but determines the outcome (AUC ${auc.toFixed(3)}), as if it were known only afterwards`
    return [finding('too-good', text, { value: auc, threshold: bounds.maxAuc })]
  }
  if (information === null || information <= bounds.maxInformationValue) return []
  const text = `alone it tells more of the outcome than can be known beforehand (information value ${information.toFixed(2)}), as if it were known only afterwards`
  return [finding('too-good', text, { value: information, threshold: bounds.maxInformationValue })]
}

const suddenFindings = ({ lag }: Probe, { maxLagGain }: Bounds): readonly Finding[] => {
  if (lag?.lower == null || lag.lower <= maxLagGain || lag.gain <= SUDDEN * lag.now) return []
  const text = `it suddenly tells more of the outcome than one snapshot earlier (information value ${lag.now.toFixed(3)}, was ${lag.earlier.toFixed(3)}): is it made of what happens later?`
  return [finding('gains-suddenly', text, { value: lag.gain, threshold: maxLagGain })]
}

const highest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b)

/**
 * Findings on a candidate that knows too much: its strength alone, as it stands in the data or as it is encoded, whichever is the greater,
 * and a sudden gain over its own value one snapshot earlier.
 * @param encoded strength of the encoded candidate; null where it is not encoded
 */
export const tooGoodFindings = (probe: Probe, encoded: Strength, bounds: Bounds): readonly Finding[] => [
  ...aloneFindings(
    {
      auc: highest(probe.raw.auc, encoded.auc),
      information: highest(probe.raw.information, encoded.information),
    },
    bounds,
  ),
  ...suddenFindings(probe, bounds),
]

/** A candidate that knows too much, and whether the study explains it: an override answers it, or leaves the candidate out. */
export interface Suspicion {
  readonly name: string
  readonly finding: Finding
  readonly explained: boolean
}

/** All candidates that know too much. */
export const tooGoodCandidates = (study: Study, { candidates }: ScreeningResult): readonly Suspicion[] =>
  candidates.flatMap(({ name, findings }) =>
    findings
      .filter(({ rule }) => RULES.includes(rule))
      .map((own) => ({
        name,
        finding: own,
        explained:
          own.answeredBy !== null ||
          study.screening.overrides.some(({ candidate, decision }) => candidate === name && decision === 'drop'),
      })),
  )

const issueOf = ({ name, finding: own }: Suspicion): Issue => ({
  rule: own.rule === 'too-good' ? TOO_GOOD_GUARD : `${TOO_GOOD_GUARD}-${own.rule}`,
  column: name,
  expected: 'a candidate that is known before the outcome, or an explanation',
  found: own.text,
  advice: `Look into where the value comes from. Then leave the candidate out by name ("screening.overrides", "decision": "drop"), or keep it with a reason ("decision": "keep", "lens": "validity"), or waive the guard "${TOO_GOOD_GUARD}:${name}"`,
  severity: 'refuse',
})

/**
 * Stops the run while a candidate knows too much of the outcome and the study does not say why.
 * @throws RefusedError `too-good-to-be-true` with one issue a finding
 */
export const stopTooGood = (study: Study, screening: ScreeningResult): void => {
  const waived = (name: string): boolean => study.waivers.some(({ guard }) => guard === `${TOO_GOOD_GUARD}:${name}`)
  const open = tooGoodCandidates(study, screening).filter(({ name, explained }) => !explained && !waived(name))
  if (open.length > 0) throw new RefusedError(TOO_GOOD_GUARD, open.map(issueOf), 'screening')
}
