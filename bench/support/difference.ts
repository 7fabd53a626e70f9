/** Largest absolute difference of two lists of numbers; infinite when their lengths differ. */
export const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  let most = 0
  for (let i = 0; i < a.length; i += 1) most = Math.max(most, Math.abs((a[i] as number) - (b[i] as number)))
  return most
}

/** Largest difference as a share of the first list's values. */
export const relative = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  let most = 0
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i] as number, b[i] as number]
    most = Math.max(most, x === y ? 0 : Math.abs(x - y) / Math.abs(x))
  }
  return most
}
