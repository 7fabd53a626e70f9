/** Training rows of one cell, by whether an earlier offer of help touched their outcome. */
export interface CellCounts {
  readonly exposed: number
  readonly free: number
}

/** Rows and people of one stratum. */
export interface StratumCounts extends CellCounts {
  readonly exposedPeople: number
  readonly freePeople: number
}

/** Pseudo-rows at the overall share exposed that a cell's share is shrunk with before cells are put in order. */
const PSEUDO_ROWS = 20

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/**
 * Puts cells in strata by how often help was offered in them: stratum 0 holds the cells where nobody was exposed (the others alone when
 * there are none); the rest, in order of their share exposed (shrunk with 20 rows at the overall share, ties in the order of the
 * cells), fall in at most `strata` strata of about equally many exposed rows. Subclassification on the propensity score
 * (Rosenbaum and Rubin 1984), with the share of a cell as the score.
 * @returns stratum of each cell, dense from 0 in order of the share exposed
 */
export const exposureStrata = (cells: readonly CellCounts[], strata: number): Int32Array => {
  const exposed = sum(cells.map((cell) => cell.exposed))
  const all = exposed + sum(cells.map(({ free }) => free))
  const share = all === 0 ? 0 : exposed / all
  const score = ({ exposed: own, free }: CellCounts): number => (own + PSEUDO_ROWS * share) / (own + free + PSEUDO_ROWS)
  const touched = [...cells.keys()].filter((cell) => (cells[cell] as CellCounts).exposed > 0)
  touched.sort((a, b) => score(cells[a] as CellCounts) - score(cells[b] as CellCounts) || a - b)
  const out = new Int32Array(cells.length)
  const first = touched.length < cells.length ? 1 : 0
  let [before, last, stratum] = [0, -1, first - 1]
  for (const cell of touched) {
    const own = (cells[cell] as CellCounts).exposed
    const place = Math.floor((strata * (before + own / 2)) / exposed)
    if (place !== last) stratum += 1
    last = place
    out[cell] = stratum
    before += own
  }
  return out
}

/**
 * Where strata with too few people go: null when all stand; else for each stratum its new number, the first that falls short joined
 * with the one below it, or with the one above where nobody below was exposed. A stratum must hold `minimum` unexposed
 * people, because they stand in for the others, and `minimum` exposed ones or none, so that its counts may be told.
 */
export const joinSmall = (strata: readonly StratumCounts[], minimum: number): Int32Array | null => {
  if (strata.length < 2) return null
  const short = strata.findIndex(
    ({ exposed, exposedPeople, freePeople }) => freePeople < minimum || (exposed > 0 && exposedPeople < minimum),
  )
  if (short < 0) return null
  const below = strata[short - 1]
  const upwards = short + 1 < strata.length && (below === undefined || below.exposed === 0)
  const upper = upwards ? short + 1 : Math.max(short, 1)
  return Int32Array.from(strata, (_, stratum) => (stratum >= upper ? stratum - 1 : stratum))
}

/**
 * What an unexposed row of each stratum weighs: stabilised inverse probability of not having been offered help, truncated.
 * w = (n_s ÷ n0_s) · (N0 ÷ N), with n rows and n0 unexposed rows of the stratum and of all: marginal mean weighting through
 * stratification (Hong 2010, eq. 6); the weights of all unexposed rows add up to their number. No weight exceeds
 * `truncate` (Cole and Hernán 2008). The weight of a stratum without unexposed rows is 0.
 */
export const standInWeights = (strata: readonly CellCounts[], truncate: number): Float64Array => {
  const free = sum(strata.map((stratum) => stratum.free))
  const all = free + sum(strata.map(({ exposed }) => exposed))
  return Float64Array.from(strata, ({ exposed, free: own }) =>
    own === 0 ? 0 : Math.min(truncate, ((exposed + own) * free) / (own * all)),
  )
}
