import type { Design } from '../numeric/design.js'
import { fitFull, layOut } from './columns.js'
import { fitter, openGap } from './fitter.js'
import type { FittedSet } from './ranking-list.js'
import { searchAll } from './search.js'
import { searchSpace } from './space.js'
import { nothingLeft, type TypedConstraints, typedAdmission } from './typed-constraints.js'

/** What a repeated search is given. */
export interface BestSetOptions extends TypedConstraints {
  readonly size: number
  readonly criterion?: 'loglik' | 'bic'
  readonly keep?: readonly string[]
  readonly never?: readonly string[]
  readonly signal?: AbortSignal | undefined
  /** Fits and bounds after which the search is stopped; the set found by then is returned. Default: none. */
  readonly work?: number
}

/** The best set, and how much better another one can be at most: 0 when the search was closed. */
export interface BestSet {
  readonly set: readonly string[]
  readonly loglik: number
  readonly atMost: number
  readonly fits: number
  readonly subsets: number
}

/** Neighbours of the best set that are fitted before the search: few, because resamples are many and the proof does not depend on it. */
const NEIGHBOURS = 2

/** The exact best set and no more: the search of `selectBest` for use inside resampling. Throws what `selectBest` throws. */
export const bestSet = async (design: Design, options: BestSetOptions): Promise<BestSet> => {
  const { size, criterion = 'loglik', keep = [], never = [], signal, work } = options
  const space = searchSpace(design.blocks, { size, keep, never })
  const blocks = design.blocks.filter((block) => space.names.includes(block.name))
  const columns = layOut(design, blocks)
  const admission = typedAdmission(space, blocks, options)
  const found = fitter(columns, { capacity: 1, bic: criterion === 'bic', admission })
  await searchAll(found, space, { full: fitFull(columns, blocks), signal, work, neighbours: NEIGHBOURS })
  const best: FittedSet | undefined = found.best.sets[0]
  if (best === undefined) throw nothingLeft(found.counts)
  return {
    set: best.set.map((index) => space.names[index] as string),
    loglik: best.loglik,
    atMost: openGap(found.counts, best.value),
    fits: found.counts.fits,
    subsets: space.subsets,
  }
}
