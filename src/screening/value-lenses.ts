import type { Encoder } from '../../data-schemas/encoder.js'
import type { Interval } from '../../data-schemas/results/common.js'
import type { Finding, ScreenedCandidate } from '../../data-schemas/results/screening.js'
import type { Candidate } from '../../data-schemas/study.js'
import { isDefined, type Undefined } from '../numeric/undefined.js'
import type { Gain } from './gain.js'

type Explainability = NonNullable<ScreenedCandidate['explainability']>

/** Level at which a gain counts as more than chance. */
const GAIN_LEVEL = 0.05

/** AUC of one candidate alone above which it probably knows the outcome. */
export const TOO_GOOD = 0.98

const found = (
  lens: Finding['lens'],
  rule: string,
  rest: Pick<Finding, 'effect' | 'text'> & Partial<Finding>,
): Finding => ({
  lens,
  rule,
  value: null,
  threshold: null,
  answerable: true,
  answeredBy: null,
  ...rest,
})

/** The relation of the encoded candidate with the outcome, and whether it has the sign that was expected. */
export const relationOf = (
  candidate: Candidate,
  encoder: Encoder,
  auc: Interval,
): Pick<Explainability, 'expected' | 'direction' | 'signMet' | 'monotone'> => {
  const ordered = encoder.rule.kind !== 'groups'
  const linear = encoder.rule.kind === 'linear' && isDefined(auc.estimate)
  const slope = !linear || auc.estimate === 0.5 ? 'none' : (auc.estimate as number) > 0.5 ? 'increasing' : 'decreasing'
  const direction = linear ? slope : encoder.direction
  const wanted = { '+': 'increasing', '-': 'decreasing', any: null }[candidate.expected]
  return {
    expected: candidate.expected,
    direction,
    signMet: wanted === null || !ordered ? null : direction === wanted,
    monotone:
      ordered && encoder.rule.kind === 'intervals' && encoder.rule.edges.length > 0 ? direction !== 'none' : null,
  }
}

/** A relation against the expected sign, or with no steady direction where one is expected, must be justified. */
export const signFindings = ({ expected, direction, signMet }: ReturnType<typeof relationOf>): readonly Finding[] =>
  signMet !== false
    ? []
    : [
        found('explainability', direction === 'none' ? 'not-monotone' : 'unexpected-sign', {
          effect: 'justify',
          text: `the risk is expected to ${expected === '+' ? 'rise' : 'fall'} with it and is ${direction === 'none' ? 'neither rising nor falling throughout' : direction}`,
        }),
      ]

/** The finding on a candidate that tells nobody apart. */
export const aloneFindings = (varies: boolean): readonly Finding[] =>
  varies
    ? []
    : [
        found('validity', 'one-level', {
          effect: 'drop',
          text: 'all rows have the same encoded value',
          answerable: false,
        }),
      ]

const adds = (gain: Gain | Undefined): boolean => !('kind' in gain) && gain.p < GAIN_LEVEL

/**
 * Too little information drops a candidate, unless it adds to the others: then the weak relation on its own is a note.
 * Adding nothing to the others is a note.
 */
export const strengthFindings = (
  information: Interval,
  gain: Gain | Undefined,
  threshold: number,
): readonly Finding[] => {
  const value = information.estimate
  const weak = isDefined(value) && value < threshold
  const useless = !('kind' in gain) && !adds(gain)
  const p = 'kind' in gain ? '' : gain.p.toFixed(3)
  return [
    ...(weak
      ? [
          found('validity', 'low-information', {
            effect: adds(gain) ? 'note' : 'drop',
            text: `information value ${value.toFixed(4)}${adds(gain) ? ', yet it adds to the others' : ' and no proven gain given the others'}`,
            value,
            threshold,
          }),
        ]
      : []),
    ...(useless
      ? [
          found('validity', 'no-gain', {
            effect: 'note',
            text: `no proven gain given the others (p ${p})`,
            value: gain.p,
            threshold: GAIN_LEVEL,
          }),
        ]
      : []),
  ]
}

/** The finding on the weaker of two candidates that say the same. */
export const redundant = (other: string, correlation: number, threshold: number): Finding =>
  found('explainability', 'redundant', {
    effect: 'drop',
    text: `says the same as "${other}" (correlation ${correlation.toFixed(3)}), which adds more to the others`,
    value: correlation,
    threshold,
  })

/** The finding on a candidate that several others together say. */
export const inflated = (vif: number | Undefined, closest: string | null, threshold: number): Finding =>
  found('explainability', 'inflated', {
    effect: 'drop',
    text: `the others together say the same (variance inflation ${isDefined(vif) ? vif.toFixed(1) : 'without bound'}${closest === null ? '' : `; closest "${closest}"`})`,
    value: isDefined(vif) ? vif : null,
    threshold,
  })
