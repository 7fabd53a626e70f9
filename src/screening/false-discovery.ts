/** p-values of several candidates, raw and corrected for their number; all in [0, 1] and in the order given. */
export interface CorrectedP {
  readonly raw: readonly number[]
  /** Holm (1979): chance of even one false discovery, under any dependence. */
  readonly holm: readonly number[]
  /** Benjamini and Hochberg (1995): share of false discoveries, for independent or positively dependent tests. */
  readonly benjaminiHochberg: readonly number[]
}

const ascending = (p: readonly number[]): readonly number[] =>
  p.map((_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number) || a - b)

/** Holm's step-down adjusted p-values, in the order given: max over smaller ones of (m − rank) × p, at most 1. */
export const holm = (p: readonly number[]): readonly number[] => {
  const adjusted = new Array<number>(p.length).fill(1)
  let most = 0
  for (const [rank, index] of ascending(p).entries()) {
    most = Math.max(most, Math.min(1, (p.length - rank) * (p[index] as number)))
    adjusted[index] = most
  }
  return adjusted
}

/** Benjamini–Hochberg step-up adjusted p-values, in the order given: min over larger ones of m ÷ rank × p, at most 1. */
export const benjaminiHochberg = (p: readonly number[]): readonly number[] => {
  const adjusted = new Array<number>(p.length).fill(1)
  const order = ascending(p)
  let least = 1
  for (let rank = p.length; rank >= 1; rank -= 1) {
    const index = order[rank - 1] as number
    least = Math.min(least, (p[index] as number) * (p.length / rank))
    adjusted[index] = least
  }
  return adjusted
}

/** Raw p-values of the candidates beside both corrections. */
export const correctedP = (raw: readonly number[]): CorrectedP => ({
  raw,
  holm: holm(raw),
  benjaminiHochberg: benjaminiHochberg(raw),
})
