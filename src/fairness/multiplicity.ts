/**
 * Benjamini–Yekutieli adjusted p-values: false discovery rate under any dependence between the tests
 * (Benjamini and Yekutieli 2001). In the order given, in [0, 1].
 */
export const benjaminiYekutieli = (p: readonly number[]): readonly number[] => {
  const m = p.length
  let factor = 0
  for (let i = 1; i <= m; i += 1) factor += 1 / i
  const order = p.map((_, i) => i).sort((a, b) => (p[b] as number) - (p[a] as number) || b - a)
  const adjusted = new Array<number>(m)
  let least = 1
  for (const [step, index] of order.entries()) {
    least = Math.min(least, ((p[index] as number) * m * factor) / (m - step))
    adjusted[index] = least
  }
  return adjusted
}
