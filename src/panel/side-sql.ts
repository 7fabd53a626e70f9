import type { PanelPlan } from './plan.js'

/** SQL of the side of the split, over the aliases `s`, `p` and `w`; see `SIDE`. */
export const sideSql = (plan: PanelPlan): string => {
  const { split } = plan.study
  if (split.kind === 'none') return '1'
  if (split.kind === 'time') return 'w.side'
  if (split.kind === 'column') return `CASE WHEN ${plan.sides?.test ?? 'FALSE'} THEN 2 ELSE 1 END`
  if (split.kind === 'row-modulo')
    return `CASE WHEN s.__row % ${split.modulus} IN (${split.test.join(', ')}) THEN 2 ELSE 1 END`
  return `CASE WHEN p.h_split < ${Math.round(split.testShare * 2 ** 32)} THEN 2 ELSE 1 END`
}
