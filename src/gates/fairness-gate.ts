import { inLanguage } from '../../data-schemas/bilingual.js'
import type { Comparison } from '../../data-schemas/results/fairness.js'
import type { GateResult } from '../../data-schemas/results/gates.js'
import type { Gate } from '../../data-schemas/study.js'
import type { RoomResults } from './room-results.js'

type Declared = Extract<Gate, { kind: 'fairness' }>

const size = ({ difference }: Comparison): number => Math.abs(difference ?? 0)

const sizes = (comparisons: readonly Comparison[]): number =>
  comparisons.reduce((largest, one) => Math.max(largest, size(one)), 0)

const unknowns = (comparisons: readonly Comparison[]): string => {
  const open = comparisons.filter(({ verdict }) => verdict === 'cannot-tell').length
  return open === 0 ? '' : `; ${open} of ${comparisons.length} comparisons cannot tell`
}

/**
 * A gate on differences between groups. It refuses on a `gap` verdict (larger than `maxDifference`, when given), in either
 * direction. With nothing to judge (no attribute, or everything suppressed) it is not passed: absence is not fairness.
 * A declared justification turns a refusal into a warning.
 */
export const fairnessGate = (gate: Declared, { fairness }: RoomResults): GateResult => {
  const all = fairness.attributes
    .filter(({ name }) => gate.attribute === undefined || gate.attribute === name)
    .flatMap(({ comparisons }) => comparisons.filter(({ metric }) => metric === gate.metric))
  const judged = all.filter(({ difference }) => difference !== null)
  const gaps = judged.filter((one) => one.verdict === 'gap' && size(one) > (gate.maxDifference ?? 0))
  const shared = { name: gate.name, kind: 'fairness', threshold: gate.maxDifference ?? null } as const
  if (judged.length === 0) {
    const because =
      all.length === 0 ? 'no groups were compared on this metric' : 'too few people in the groups to compare any'
    return { ...shared, passed: false, severity: 'refuse', value: null, reason: because }
  }
  const worst = gaps
    .map((one) => `"${one.group}" against "${one.reference}" ${(one.difference as number).toFixed(3)}`)
    .join(', ')
  const why = gate.reason === undefined ? '' : `. ${inLanguage(gate.reason, 'en')}`
  if (gaps.length === 0)
    return {
      ...shared,
      passed: true,
      severity: 'refuse',
      value: sizes(judged),
      reason: `no proven gap${unknowns(all)}${why}`,
    }
  const justified = gate.justified === undefined ? '' : `. Justified: ${inLanguage(gate.justified, 'en')}`
  return {
    ...shared,
    passed: false,
    severity: gate.justified === undefined ? 'refuse' : 'warn',
    value: sizes(gaps),
    reason: `gap in ${gate.metric}: ${worst}${unknowns(all)}${justified}${why}`,
  }
}
