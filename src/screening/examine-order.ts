import type { ScreeningExaminationResult } from '../../data-schemas/results/screening-examination.js'
import { binOrders, type OrderedRows } from './bin-order.js'
import type { ScreeningExamined } from './examined-candidates.js'

/** The order of the bins of the chosen candidates in every period. */
export const examineOrder = (of: ScreeningExamined): ScreeningExaminationResult['order'] => {
  const { sample, candidates, selected, study } = of
  if ('kind' in sample) return []
  const ordered = candidates.flatMap(({ name, encoder, level }): readonly OrderedRows[] => {
    const { direction, rule } = encoder
    if (rule.kind !== 'intervals' || direction === 'none' || !selected.includes(name)) return []
    const bins = rule.edges.length + 1
    const bin = level.map((own) => (own < bins ? own : -1))
    const { outcome, person, periods } = sample
    return [{ name, direction, bin, bins, outcome, person, group: periods.group, groups: periods.labels.length }]
  })
  return binOrders(ordered, study.disclosure.minimum).map(({ name, ...rest }) => ({ candidate: name, ...rest }))
}
