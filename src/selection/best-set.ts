import type { Design } from '../numeric/design.js'
import { fitFull, layOut } from './columns.js'
import { fitter } from './fitter.js'
import { nothingToChoose } from './nothing-to-choose.js'
import type { FittedSet } from './ranking-list.js'
import { searchAll } from './search.js'
import { searchSpace } from './space.js'

/** What a repeated search is given. */
export interface BestSetOptions {
  readonly size: number
  readonly criterion?: 'loglik' | 'bic'
  readonly keep?: readonly string[]
  readonly never?: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/** The exact best set and no more: the search of `selectBest` for use inside resampling. Throws what `selectBest` throws. */
export const bestSet = async (
  design: Design,
  options: BestSetOptions,
): Promise<{ readonly set: readonly string[]; readonly loglik: number }> => {
  const { size, criterion = 'loglik', keep = [], never = [], signal } = options
  const space = searchSpace(design.blocks, { size, keep, never })
  const blocks = design.blocks.filter((block) => space.names.includes(block.name))
  const columns = layOut(design, blocks)
  const found = fitter(columns, { capacity: 1, bic: criterion === 'bic' })
  await searchAll(found, space, { full: fitFull(columns, blocks), signal })
  const best: FittedSet | undefined = found.best.sets[0]
  if (best === undefined) throw nothingToChoose()
  return { set: best.set.map((index) => space.names[index] as string), loglik: best.loglik }
}
