/**
 * The sum of doubles, without any loss, as a list of doubles that do not overlap, smallest first (Shewchuk 1997, grow-expansion).
 * Finite values only; an empty list, and a sum of exactly 0, give an empty list.
 */
export const expansionOf = (values: Iterable<number>): readonly number[] => {
  const parts: number[] = []
  for (const value of values) {
    let high = value
    let kept = 0
    for (const part of parts) {
      const [large, small] = Math.abs(high) < Math.abs(part) ? [part, high] : [high, part]
      high = large + small
      const lost = small - (high - large)
      if (lost !== 0) {
        parts[kept] = lost
        kept += 1
      }
    }
    parts.length = kept
    if (high !== 0) parts.push(high)
  }
  return parts
}

/**
 * The sum of doubles rounded once, whatever their order: the double nearest to the true sum (Shewchuk 1997; halves to even, as
 * Python's `math.fsum`). An empty list gives 0. Finite values only.
 */
export const exactSum = (values: Iterable<number>): number => {
  const parts = expansionOf(values)
  let at = parts.length - 1
  if (at < 0) return 0
  let sum = parts[at] as number
  let lost = 0
  while (at > 0 && lost === 0) {
    at -= 1
    const part = parts[at] as number
    const next = sum + part
    lost = part - (next - sum)
    sum = next
  }
  const below = at > 0 ? (parts[at - 1] as number) : 0
  if (lost * below <= 0) return sum
  const doubled = 2 * lost
  const nudged = sum + doubled
  return nudged - sum === doubled ? nudged : sum
}
