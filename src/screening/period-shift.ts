import { isDefined } from '../numeric/undefined.js'
import { holm } from './false-discovery.js'
import type { StrengthOver } from './strength-over.js'

/** Whether a candidate breaks in a period: in strength, or in how its levels are filled. */
export interface PeriodShift {
  readonly name: string
  /** p of equal strength in all periods, after Holm over the candidates; null where it is not tested. */
  readonly p: number | null
  /** Largest distance of a period's AUC from the mean over the periods, and that period. */
  readonly distance: number | null
  readonly period: number | null
  /** Largest shift of the levels (population stability index) whose lower bound passes the threshold; null when none does. */
  readonly levels: { readonly period: number; readonly shift: number } | null
  readonly broken: boolean
}

/** Level of the test, after the correction. */
const LEVEL = 0.001

/** Distance in AUC, and share of the strength over 0.5, up to which a proven difference is no break. */
const MATERIAL = { distance: 0.05, share: 0.5 } as const

/** Population stability index above which a distribution counts as another one (Siddiqi 2006). */
export const SHIFTED = 0.25

const furthest = ({
  groups,
  heterogeneity,
}: StrengthOver): { readonly period: number; readonly distance: number } | null => {
  if ('kind' in heterogeneity) return null
  return groups.reduce<{ period: number; distance: number } | null>((most, { group, auc }) => {
    if (auc === null || !isDefined(auc.estimate)) return most
    const distance = auc.estimate - heterogeneity.mean
    return most === null || Math.abs(distance) > Math.abs(most.distance) ? { period: group, distance } : most
  }, null)
}

const levelShift = ({ groups }: StrengthOver): PeriodShift['levels'] =>
  groups.reduce<PeriodShift['levels']>((most, { group, shift }) => {
    const found = shift?.value
    if (found === undefined || !isDefined(found.estimate) || found.lower === null || found.lower <= SHIFTED) return most
    return most === null || found.estimate > most.shift ? { period: group, shift: found.estimate } : most
  }, null)

/**
 * Which candidates break in a period: strength that differs beyond chance (Holm at one in a thousand), by more than 0.05 in AUC and by more
 * than half of what the candidate has over 0.5; or levels that are filled differently (lower bound of the stability index above 0.25).
 */
export const periodShifts = (
  candidates: readonly { readonly name: string; readonly over: StrengthOver }[],
): readonly PeriodShift[] => {
  const tested = candidates.filter(({ over }) => !('kind' in over.heterogeneity))
  const corrected = holm(tested.map(({ over }) => ('kind' in over.heterogeneity ? 1 : over.heterogeneity.p)))
  return candidates.map((candidate) => {
    const at = tested.indexOf(candidate)
    const p = at < 0 ? null : (corrected[at] as number)
    const far = furthest(candidate.over)
    const levels = levelShift(candidate.over)
    const strength = 'kind' in candidate.over.heterogeneity ? 0 : Math.abs(candidate.over.heterogeneity.mean - 0.5)
    const bound = Math.max(MATERIAL.distance, MATERIAL.share * strength)
    const weaker = p !== null && p < LEVEL && far !== null && Math.abs(far.distance) > bound
    return {
      name: candidate.name,
      p,
      distance: far?.distance ?? null,
      period: far?.period ?? null,
      levels,
      broken: weaker || levels !== null,
    }
  })
}
