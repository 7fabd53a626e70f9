import type { Block, Design } from '../numeric/design.js'
import { fitLogistic, type Logistic } from '../numeric/logistic.js'
import type { Split } from './level-blocks.js'

/** Points of each level of each coded block. */
export type Points = readonly (readonly number[])[]

/** What a search works with. */
export interface Search {
  readonly design: Design
  readonly split: Split
  /** Log-odds that the model gives each level of each coded block. */
  readonly scores: Points
  readonly range: number
  readonly keepOrder: boolean
  /** Null when the scale is free. */
  readonly fixedFactor: number | null
}

/** Points with the best intercept, slopes and (when free) scale for them. */
export interface Scored {
  readonly points: Points
  readonly factor: number
  readonly fit: Logistic
}

const totals = ({ split, design }: Search, points: Points): Float64Array => {
  const out = new Float64Array(design.trials.length)
  split.coded.forEach(({ codes }, b) => {
    const own = points[b] as readonly number[]
    for (let i = 0; i < out.length; i += 1) out[i]! += own[codes[i] as number] as number
  })
  return out
}

/** Fits what is not points. Null when the points say nothing (all rows have the same total), or point the wrong way. */
export const score = (search: Search, points: Points): Scored | null => {
  const total = totals(search, points)
  const { split, design, fixedFactor } = search
  if (fixedFactor !== null) {
    const offset = total.map((value) => -value / fixedFactor)
    return { points, factor: fixedFactor, fit: fitLogistic({ ...design, blocks: split.linear }, { offset }) }
  }
  if (total.every((value) => value === total[0])) return null
  const block: Block = { kind: 'values', name: 'points', columns: ['points'], values: total }
  const fit = fitLogistic({ ...design, blocks: [block, ...split.linear] })
  const slope = fit.estimates[1] as number
  return slope < 0 ? { points, factor: -1 / slope, fit } : null
}
