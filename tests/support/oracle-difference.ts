/** How a difference is measured: relative to the reference; absolute; or relative with references below this size counted as this size. */
export type Scale = 'relative' | 'absolute' | number

const numbersOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) || ArrayBuffer.isView(value) ? [...(value as Iterable<unknown>)].flatMap(numbersOf) : [value]

const unit = (theirs: number, scale: Scale): number => {
  if (scale === 'absolute') return 1
  return Math.max(Math.abs(theirs), scale === 'relative' ? Number.MIN_VALUE : scale)
}

const differenceOf = (ours: unknown, theirs: unknown, scale: Scale): number => {
  if (Object.is(ours, theirs) || ours === theirs) return 0
  if (typeof ours !== 'number' || typeof theirs !== 'number') return Number.POSITIVE_INFINITY
  const difference = Math.abs(ours - theirs) / unit(theirs, scale)
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference
}

/**
 * The largest difference between two numbers, or two (nested) lists of numbers. Infinite where their lengths differ, where one of
 * them is no number (an undefined result, null, NaN) and the other is, and for two empty lists: nothing compared is no agreement.
 */
export const largestDifference = (ours: unknown, theirs: unknown, scale: Scale): number => {
  const [mine, wanted] = [numbersOf(ours), numbersOf(theirs)]
  if (mine.length !== wanted.length || wanted.length === 0) return Number.POSITIVE_INFINITY
  return wanted.reduce<number>((worst, value, i) => Math.max(worst, differenceOf(mine[i], value, scale)), 0)
}
