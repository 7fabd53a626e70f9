/** One statistic under study. */
export interface Statistic {
  readonly name: string
  readonly room: string
  readonly kind: 'interval' | 'test' | 'family' | 'equivalence'
  /** How the interval or test is made. */
  readonly method: string
}

/** Statistics that share their simulated populations. */
export interface Experiment {
  readonly populations: number
  readonly statistics: readonly Statistic[]
  /**
   * One population: for each statistic whether its interval covers the truth, its test rejects at 5%, or it says equivalent; null where
   * the statistic does not exist in this population.
   */
  readonly trial: (seed: number) => readonly (boolean | null)[]
}

/** Share of populations within which a statistic must fall: 93–97% of intervals, 4–6% of tests, at most 5% of families and of wrong "equivalent". */
export const PROMISES: Readonly<Record<Statistic['kind'], { readonly min: number; readonly max: number }>> = {
  interval: { min: 0.93, max: 0.97 },
  test: { min: 0.04, max: 0.06 },
  family: { min: 0, max: 0.05 },
  equivalence: { min: 0, max: 0.05 },
}
