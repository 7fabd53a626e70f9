import { type BinningConstraints, bestBinning, type Certificate } from './monotone.js'
import { addTallies, emptyTally, isSufficient, type Minima, sumTallies, type Tally } from './tally.js'

/** A category with its training counts. */
export type CategoryTally = Tally & { readonly name: string }

/** Categories that share a level. */
export interface CategoryGroup {
  readonly label: string
  readonly categories: readonly string[]
  readonly tally: Tally
  /** Events that the weight of evidence is computed from: as counted, or shrunk. Not a whole number when shrunk. */
  readonly events: number
  readonly sufficient: boolean
}

/** How categories were put in levels. */
export interface CategoryGroups {
  readonly groups: readonly CategoryGroup[]
  /** Null when every sufficient category kept its own level. */
  readonly certificate: Certificate | null
  /** Information value of the best grouping; null as above. */
  readonly because: string | null
}

/** What a grouping of categories must keep to. */
export interface CategoryOptions {
  readonly maxGroups: number
  readonly minima: Minima
  /** All training rows, states that are not values included. */
  readonly totals: Tally
  /** Pseudo-people at the overall rate. */
  readonly shrinkage: number
}

/** Atoms that the grouping search sees at most; above, neighbours in risk are joined first. */
const MAX_ATOMS = 400

const byName = (a: CategoryTally, b: CategoryTally): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

/**
 * Every category with enough people in a level of its own, in order of name; the others pooled in a last level
 * "other (small)", which may itself be insufficient.
 */
export const ownLevels = (categories: readonly CategoryTally[], minima: Minima): CategoryGroups => {
  const sorted = [...categories].sort(byName)
  const own = sorted.filter((category) => isSufficient(category, minima))
  const small = sorted.filter((category) => !isSufficient(category, minima))
  const tally = sumTallies(small)
  const pool = {
    label: 'other (small)',
    categories: small.map((category) => category.name),
    tally,
    events: tally.events,
    sufficient: isSufficient(tally, minima),
  }
  const groups = own.map((category) => ({
    label: category.name,
    categories: [category.name],
    tally: addTallies(category, emptyTally),
    events: category.events,
    sufficient: true,
  }))
  return { groups: small.length === 0 ? groups : [...groups, pool], certificate: null, because: null }
}

/**
 * Events of a category as expected after shrinkage, on the scale of its rows.
 *
 * Weekly repetition must not pass for evidence, so counts are first scaled to effective people: rows and events divided by
 * training rows ÷ training people. Then K = `shrinkage` pseudo-people at the overall rate are added:
 * rate = (events/m + K·r) ÷ (rows/m + K), with m rows per person and overall rate r (the posterior mean under a Beta prior
 * worth K people, Robbins 1956; Micci-Barreca 2001). Result: rate × rows. In [0, rows]; equal to the events when K = 0.
 */
export const shrunkenEvents = (category: Tally, totals: Tally, shrinkage: number): number => {
  const perPerson = totals.rows / totals.people
  const overall = totals.events / totals.rows
  const rate = (category.events / perPerson + shrinkage * overall) / (category.rows / perPerson + shrinkage)
  return rate * category.rows
}

interface Atom {
  readonly names: readonly string[]
  readonly tally: Tally
  readonly events: number
}

const joined = (atoms: readonly Atom[]): Atom => ({
  names: atoms.flatMap((atom) => atom.names),
  tally: sumTallies(atoms.map((atom) => atom.tally)),
  events: atoms.reduce((sum, atom) => sum + atom.events, 0),
})

/** Joins neighbours until at most `MAX_ATOMS` are left, with about as many rows each. */
const limited = (atoms: readonly Atom[]): readonly Atom[] => {
  if (atoms.length <= MAX_ATOMS) return atoms
  const total = atoms.reduce((sum, atom) => sum + atom.tally.rows, 0)
  const parts: Atom[][] = Array.from({ length: MAX_ATOMS }, () => [])
  let before = 0
  for (const atom of atoms) {
    parts[Math.floor((before * MAX_ATOMS) / total)]?.push(atom)
    before += atom.tally.rows
  }
  return parts.filter((part) => part.length > 0).map(joined)
}

const labelOf = (names: readonly string[], index: number, count: number): string =>
  names.length <= 3 ? names.join(', ') : `group ${index + 1} of ${count} (${names.length} categories)`

/**
 * Many categories in at most `maxGroups` levels: each is shrunk ({@link shrunkenEvents}), ordered by its shrunken rate (ties
 * by name), and neighbours are merged by the same exact search as numbers, maximising the information value of the
 * **shrunken** counts under the minima on people, which hold for the real counts. The weight of evidence of a level is then
 * computed from the shrunken events too: small categories at the ends of the order are there partly by luck, and their raw
 * events would carry that luck into the model (winner's curse). Levels come out in order of increasing risk.
 */
export const groupedLevels = (categories: readonly CategoryTally[], options: CategoryOptions): CategoryGroups => {
  const { totals, minima } = options
  const atoms = limited(
    [...categories]
      .sort(byName)
      .map((category) => ({
        names: [category.name],
        tally: addTallies(category, emptyTally),
        events: shrunkenEvents(category, totals, options.shrinkage),
      }))
      .sort((a, b) => a.events / a.tally.rows - b.events / b.tally.rows),
  )
  const constraints: BinningConstraints = {
    maxBins: options.maxGroups,
    minima,
    total: { events: totals.events, nonEvents: totals.rows - totals.events },
  }
  const binning = bestBinning(
    atoms.map((atom) => ({ ...atom.tally, events: atom.events })),
    'none',
    constraints,
  )
  const bounds = [0, ...binning.cuts, atoms.length]
  const groups = bounds.slice(1).map((end, index) => {
    const group = joined(atoms.slice(bounds[index], end))
    const sorted = [...group.names].sort((a, b) => (a < b ? -1 : 1))
    return {
      label: labelOf(sorted, index, bounds.length - 1),
      categories: sorted,
      tally: group.tally,
      events: group.events,
      sufficient: isSufficient({ ...group.tally, events: group.events }, minima),
    }
  })
  return { groups, certificate: binning.certificate, because: binning.because }
}
