/** Points of a piecewise-linear curve, in increasing order of the first number. */
export type Points = readonly (readonly [number, number])[]

/** The piecewise-linear function through the points, constant outside them. */
export const curve = (points: Points): ((x: number) => number) => {
  const xs = Float64Array.from(points, (point) => point[0])
  const ys = Float64Array.from(points, (point) => point[1])
  const last = xs.length - 1
  return (x) => {
    if (x <= (xs[0] as number)) return ys[0] as number
    if (x >= (xs[last] as number)) return ys[last] as number
    let right = 1
    while ((xs[right] as number) < x) right += 1
    const left = right - 1
    const share = (x - (xs[left] as number)) / ((xs[right] as number) - (xs[left] as number))
    return (ys[left] as number) + share * ((ys[right] as number) - (ys[left] as number))
  }
}

/** The logistic function, from log-odds to probability. */
export const sigma = (x: number): number => 1 / (1 + Math.exp(-x))

/** x held within [low, high]. */
export const clip = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high)
