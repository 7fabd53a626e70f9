import type { Guard } from '../../data-schemas/results/guard.js'
import type { Undefined } from '../numeric/undefined.js'
import type { Intake } from './intake.js'
import { type OpenWindowBounds, widest } from './open-windows.js'

/** Do more people fall off the list between two dates than the study allows? */
export const churnGuard = (
  changes: readonly { readonly fallenShare: number | null }[],
  bound: number,
): readonly Guard[] => {
  const shares = changes.flatMap(({ fallenShare }) => (fallenShare === null ? [] : [fallenShare]))
  if (shares.length === 0) return []
  const value = Math.max(...shares)
  return [
    {
      name: 'list-churn',
      passed: value <= bound,
      severity: 'warn',
      value,
      threshold: bound,
      reason:
        'largest share of the people listed, and still in the pool at the next date, who are then no longer listed',
    },
  ]
}

/** Are there more places than people to offer them to? */
export const intakeGuard = (intake: Intake | Undefined, bound: number): readonly Guard[] => {
  if ('kind' in intake || intake.offered === null) return []
  const value = intake.unusedPlaces / (intake.offered + intake.unusedPlaces)
  return [
    {
      name: 'intake-overfull',
      passed: value <= bound,
      severity: 'warn',
      value,
      threshold: bound,
      reason: 'share of the places that stay empty because everybody was offered help before',
    },
  ]
}

/** Could the outcomes that are not known yet change the picture? */
export const maturityGuard = (bounds: readonly OpenWindowBounds[] | Undefined, bound: number): readonly Guard[] => {
  if ('kind' in bounds || bounds.every(({ best }) => typeof best !== 'number')) return []
  const value = widest(bounds)
  return [
    {
      name: 'open-windows',
      passed: value <= bound,
      severity: 'warn',
      value,
      threshold: bound,
      reason: 'largest distance between the bounds of recall over all outcomes that open windows can have',
    },
  ]
}
