import type { Interval } from '../../data-schemas/results/common.js'
import type { ScreeningExaminationResult } from '../../data-schemas/results/screening-examination.js'
import { twoSided } from '../numeric/normal.js'
import { isDefined, type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type Contributions, contributions, type HeldScores } from './contribution.js'
import {
  type ExaminedCandidate,
  examinedCandidates,
  type PeriodRows,
  type ScreeningExamined,
} from './examined-candidates.js'
import { correctedP } from './false-discovery.js'
import { informationValue } from './information.js'
import { type PeriodShift, periodShifts, SHIFTED } from './period-shift.js'
import { rankInterval, rankStatistic } from './rank-statistic.js'
import { clusteredInterval, noRecall, recallAt } from './recall-at.js'
import { type StrengthOver, strengthOver } from './strength-over.js'

type Strength = ScreeningExaminationResult['strength'][number]
type Over = Exclude<Strength['period'], { kind: 'undefined' }>

const overOf = (over: StrengthOver, labels: readonly string[]): Over => ({
  groups: over.groups.map(({ group, ...rest }) => ({ group: labels[group] as string, ...rest })),
  heterogeneity: over.heterogeneity,
})

/** A candidate over the periods of one side. */
interface OverPeriods {
  readonly name: string
  readonly over: StrengthOver
  readonly labels: readonly string[]
}

const overPeriods = (rows: PeriodRows | Undefined, of: ScreeningExamined): readonly OverPeriods[] => {
  if ('kind' in rows) return []
  const { study, encoders } = of
  const candidates = rows === of.sample ? of.candidates : examinedCandidates(rows.blocks, encoders)
  const { labels, group } = rows.periods
  return candidates.map((candidate) => {
    const grouped = { ...candidate, ...rows, group, groups: labels.length }
    return { name: candidate.name, labels, over: strengthOver(grouped, study.disclosure.minimum) }
  })
}

/** Shift of a candidate's levels between the sample and the test side; null where it is not on both or has no levels of its own. */
const betweenSides = ({ sample, later, encoders, study }: ScreeningExamined, name: string): Interval | null => {
  if ('kind' in sample || 'kind' in later) return null
  const [first, second] = [sample, later].map(({ blocks }) => blocks.find((block) => block.name === name))
  const levels = encoders.find((encoder) => encoder.name === name)?.levels.length ?? 0
  if (first?.kind !== 'coded' || second?.kind !== 'coded') return null
  if (Math.min(first.codes.length, second.codes.length) < study.disclosure.minimum) return null
  const level = new Int32Array(first.codes.length + second.codes.length)
  level.set(first.codes)
  level.set(second.codes, first.codes.length)
  const outcome = new Uint8Array(level.length).fill(1, first.codes.length)
  const person = new Int32Array(level.length)
  person.set(sample.person)
  person.set(later.person, first.codes.length)
  return informationValue({ level, levels, outcome, person }).value
}

const overRegions = (of: ScreeningExamined, candidate: ExaminedCandidate): Strength['region'] => {
  const { regions, rows, study } = of
  if ('kind' in regions) return regions
  const grouped = { ...candidate, ...rows, group: regions.group, groups: regions.labels.length }
  return overOf(strengthOver(grouped, study.disclosure.minimum), regions.labels)
}

const recallAlone = (of: ScreeningExamined, candidate: ExaminedCandidate, auc: Interval): Interval => {
  const { outcome, person } = of.rows
  const falls = isDefined(auc.estimate) && auc.estimate < 0.5
  const score = falls ? candidate.value.map((value) => 0 - value) : candidate.value
  const found = recallAt({ score, outcome, person }, of.study.examination.screening.k)
  return found === null
    ? noRecall('no row has the outcome, or the list is empty')
    : clusteredInterval(found.recall, found.influence, person)
}

type Corrected = NonNullable<Strength['alone']>

/** Corrects the p-values that there are; the others stay null. */
const correct = (p: readonly (number | null)[]): readonly (Corrected | null)[] => {
  const { raw, holm, benjaminiHochberg } = correctedP(p.filter((one) => one !== null))
  let next = 0
  return p.map((one) => {
    if (one === null) return null
    const at = next++
    return { raw: raw[at] as number, holm: holm[at] as number, benjaminiHochberg: benjaminiHochberg[at] as number }
  })
}

const negative = ({ encoder }: ExaminedCandidate, direction: string | undefined): boolean | null =>
  encoder.rule.kind === 'groups' || direction === undefined || direction === 'none' ? null : direction === 'decreasing'

const periodBreaks = (
  sides: readonly { readonly shifts: readonly PeriodShift[]; readonly periods: readonly OverPeriods[] }[],
  of: { readonly name: string; readonly between: Interval | null },
): Strength['breaks'] => {
  const found = sides.flatMap(({ shifts, periods }) => {
    const at = periods.findIndex(({ name }) => name === of.name)
    const [shift, over] = [shifts[at], periods[at]]
    return shift === undefined || over === undefined ? [] : [{ shift, labels: over.labels }]
  })
  if (found.length === 0) return null
  const all = found.filter(({ shift }) => shift.broken)
  const worst = (all.length > 0 ? all : found).reduce((most, one) =>
    Math.abs(one.shift.distance ?? 0) > Math.abs(most.shift.distance ?? 0) ? one : most,
  )
  const { shift, labels } = worst
  const tested = found.flatMap((one) => one.shift.p ?? [])
  const estimate = of.between?.estimate
  const moved = of.between?.lower != null && of.between.lower > SHIFTED && isNumber(estimate)
  const within = found.find((one) => one.shift.levels !== null)
  const levels =
    within?.shift.levels != null
      ? { period: within.labels[within.shift.levels.period] as string, shift: within.shift.levels.shift }
      : moved
        ? { period: 'the test side', shift: estimate as number }
        : null
  return {
    p: tested.length === 0 ? null : Math.min(...tested),
    distance: shift.distance,
    period: shift.period === null ? null : (labels[shift.period] as string),
    levels,
    broken: all.length > 0 || levels !== null,
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number'

const lostOf = (
  scores: HeldScores | Undefined,
  found: Contributions | null,
  of: { readonly name: string; readonly admissible: readonly string[] },
): Interval => {
  if (!of.admissible.includes(of.name)) return noRecall('screening does not admit it: it is in no model')
  if ('kind' in scores) return noRecall(scores.because)
  return found?.lost.get(of.name) ?? noRecall('the candidate is not encoded')
}

/** Strength of every encoded candidate: alone and beside the others, over periods and regions, with what holds of it. */
export const examineStrength = (
  of: ScreeningExamined,
  scores: HeldScores | Undefined,
): { readonly recall: Interval; readonly strength: readonly Strength[] } => {
  const { rows, screening, study } = of
  const { outcome, person } = rows
  const found = 'kind' in scores ? null : contributions(rows, scores, study.examination.screening.k)
  const { candidates } = of
  const sides = [of.sample, of.later].map((side) => {
    const periods = overPeriods(side, of)
    return { periods, shifts: periodShifts(periods) }
  })
  const alone = candidates.map(({ rank }) => rankStatistic({ rank, positive: outcome, person }))
  const tested = alone.map(({ estimate, standardError }) =>
    isDefined(estimate) && standardError > 0 ? twoSided((estimate - 0.5) / standardError) : null,
  )
  const pages = candidates.map(({ name }) => screening.candidates.find((one) => one.name === name))
  const given = pages.map((page) => {
    const gain = page?.validity?.gain
    return gain === undefined || 'kind' in gain ? null : gain.p
  })
  const [aloneP, givenP] = [correct(tested), correct(given)]
  const strength = candidates.map((candidate, i): Strength => {
    const { name } = candidate
    const auc = rankInterval(alone[i] as (typeof alone)[number])
    const [own, later] = sides.map(({ periods }) => periods.find((one) => one.name === name))
    return {
      candidate: name,
      informationValue: informationValue({ ...candidate, outcome, person }).value,
      auc,
      recallAlone: recallAlone(of, candidate, auc),
      recallLost: lostOf(scores, found, { name, admissible: screening.admissible }),
      alone: aloneP[i] ?? null,
      givenOthers: givenP[i] ?? null,
      negative: negative(candidate, pages[i]?.explainability?.direction),
      period: shownOver(own, of.sample),
      later: shownOver(later, of.later),
      region: overRegions(of, candidate),
      breaks: periodBreaks(sides, { name, between: betweenSides(of, name) }),
    }
  })
  return { recall: found?.all ?? noRecall('kind' in scores ? scores.because : 'no candidate is admissible'), strength }
}

const shownOver = (found: OverPeriods | undefined, side: PeriodRows | Undefined): Strength['period'] => {
  if (found !== undefined) return overOf(found.over, found.labels)
  return 'kind' in side ? side : undefinedBecause('the candidate is not in the model')
}
