import type { SelectionResult } from '../../data-schemas/results/selection.js'
import { type NearOptimalSets, type NearSet, nearList } from './near-optimal.js'

/**
 * The near-optimal sets as far as the selection has proven them already: it lists the next best sets in order, so that all within the last one's
 * distance are known. Null when the asked distance goes further, or the criterion re-ordered them; a search must then find them.
 */
export const knownNear = (
  selection: SelectionResult,
  asked: { readonly distance: number; readonly most: number },
): NearOptimalSets | null => {
  const { best, nearOptimal, certificate, criterion, constraints } = selection
  const all: readonly NearSet[] = [best, ...nearOptimal].map(({ set, loglik, value }) => ({
    set,
    loglik,
    value,
    distance: best.value - value,
  }))
  const reach = all.length === certificate.subsetsFitted + certificate.subsetsPruned ? Infinity : all.at(-1)?.distance
  const enough = (reach ?? 0) > asked.distance || all.length > asked.most
  if (criterion === 'cv-loglik' || certificate.kind !== 'exact' || !enough) return null
  return nearList(all, {
    ...asked,
    criterion,
    size: constraints.size,
    names: constraints.candidates,
    subsets: certificate.subsets,
    fits: 0,
    atMost: 0,
    certified: true,
  })
}
