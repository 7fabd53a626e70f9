/** A cut: the left side holds x < `at`, or x ≤ `at` when `inclusive`. */
export interface Cut {
  readonly at: number
  readonly inclusive: boolean
}

/** Cuts in order and without repeats. */
export const orderCuts = (cuts: readonly Cut[]): readonly Cut[] =>
  [...cuts]
    .sort((a, b) => a.at - b.at || Number(a.inclusive) - Number(b.inclusive))
    .filter((cut, i, all) => i === 0 || cut.at !== all[i - 1]?.at || cut.inclusive !== all[i - 1]?.inclusive)

/** True when the value lies on the left of the cut. */
export const isLeft = (value: number, cut: Cut): boolean => (cut.inclusive ? value <= cut.at : value < cut.at)

/** A value with more than 1/prebins of the rows gets a prebin of its own. */
export const isHeavy = (rows: number, total: number, prebins: number): boolean => rows * prebins > total

/**
 * Cuts of a column into about `prebins` prebins with as many rows each, from its distinct values.
 * Heavy values (more than 1/prebins of the rows) stand alone; the quantiles are taken of the rest, so that a column of mostly
 * zeros is still cut finely. At most `prebins` + the number of heavy values. Quantile j of m is the smallest value with at
 * least j/m of the rows at or under it, in whole numbers: nothing depends on rounding.
 * @param values distinct values, increasing
 * @param rows rows of each value
 */
export const quantileCuts = (values: ArrayLike<number>, rows: ArrayLike<number>, prebins: number): readonly Cut[] => {
  const count = values.length
  const at = (i: number): number => values[i] as number
  if (count <= prebins)
    return Array.from({ length: Math.max(0, count - 1) }, (_, i) => ({ at: at(i), inclusive: true }))
  let total = 0
  for (let i = 0; i < count; i += 1) total += rows[i] as number
  const heavy: number[] = []
  let lightRows = total
  for (let i = 0; i < count; i += 1) {
    if (!isHeavy(rows[i] as number, total, prebins)) continue
    heavy.push(at(i))
    lightRows -= rows[i] as number
  }
  const parts = Math.max(1, prebins - heavy.length)
  const cuts = heavyCuts(heavy)
  let cumulated = 0
  let part = 0
  for (let i = 0; i < count; i += 1) {
    if (isHeavy(rows[i] as number, total, prebins)) continue
    cumulated += rows[i] as number
    const now = Math.floor((cumulated * parts) / lightRows)
    if (now > part) cuts.push({ at: at(i), inclusive: true })
    part = now
  }
  return orderCuts(cuts)
}

/** Cuts on both sides of each value. */
export const heavyCuts = (values: readonly number[]): Cut[] =>
  values.flatMap((at) => [
    { at, inclusive: false },
    { at, inclusive: true },
  ])
