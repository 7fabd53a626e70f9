import { WorkbenchError } from '../errors.js'
import { checkDesign } from '../numeric/check-design.js'
import type { Design } from '../numeric/design.js'
import { fitFull, layOut } from './columns.js'
import { fitter, openGap } from './fitter.js'
import type { FittedSet } from './ranking-list.js'
import { searchAll } from './search.js'
import { type Space, searchSpace } from './space.js'
import { nothingLeft, type TypedConstraints, typedAdmission } from './typed-constraints.js'

/** How near is near, and how many sets are listed at most. */
export interface NearOptimalOptions extends TypedConstraints {
  /** Candidates in a set. */
  readonly size: number
  /** Largest distance to the best set, in units of the log-likelihood (of BIC / −2 for `bic`); 0 or more. */
  readonly distance: number
  readonly criterion?: 'loglik' | 'bic'
  readonly keep?: readonly string[]
  readonly never?: readonly string[]
  /** Sets listed at most. Default 1,000. */
  readonly most?: number
  readonly signal?: AbortSignal
  /** Fits and bounds after which the search is stopped: sets may then be missing from the list, and the statement says so. Default: none. */
  readonly work?: number
}

/** A set within the distance. */
export interface NearSet {
  readonly set: readonly string[]
  readonly loglik: number
  readonly value: number
  readonly distance: number
}

/** How often a candidate is in the near-optimal sets: in all (core), in some (optional), in none (never). */
export interface CandidateShare {
  readonly candidate: string
  readonly sets: number
  /** Share of the listed sets, 0 to 1. */
  readonly share: number
  readonly role: 'core' | 'optional' | 'never'
  /** Distance of the best listed set without it, and of the best one with it; null where no listed set is such. */
  readonly without: number | null
  readonly with: number | null
}

/** All sets near the best, with what they share. */
export interface NearOptimalSets {
  readonly criterion: 'loglik' | 'bic'
  readonly size: number
  /** Asked distance. */
  readonly distance: number
  /** Every set within this distance is listed; smaller than `distance` when there were more than `most`. */
  readonly covered: number
  /** True when every set within the asked distance is listed. */
  readonly complete: boolean
  /** One sentence: what the list is, and what it is not. */
  readonly statement: string
  /** Best first; the first is the best of all. */
  readonly sets: readonly NearSet[]
  readonly candidates: readonly CandidateShare[]
  /** Sets that meet the constraints. */
  readonly subsets: number
  readonly fits: number
  /** False when the search was stopped before it was closed; then no set is more than `atMost` better than the best listed. */
  readonly certified: boolean
  readonly atMost: number
}

/** Added to the asked distance, so that a set on the edge is fitted rather than lost to rounding. */
const EDGE = 1e-9

const statement = (
  sets: readonly NearSet[],
  of: { complete: boolean; distance: number; atMost: number | null },
): string => {
  const { complete, distance, atMost } = of
  if (atMost !== null) {
    return `not certified: the search was stopped, sets may be missing, and one may be up to ${atMost.toFixed(2)} better than the best of the ${sets.length} listed`
  }
  return complete
    ? `all ${sets.length} sets within ${distance} of the best are listed`
    : `more than ${sets.length} sets are within ${distance} of the best; the best ${sets.length} are listed, and the shares are of these`
}

const firstDistance = (sets: readonly NearSet[], holds: (set: NearSet) => boolean): number | null =>
  sets.find(holds)?.distance ?? null

/** Share of the listed sets that each candidate is in, in the order of `candidates`. */
export const sharesOf = (sets: readonly NearSet[], candidates: readonly string[]): readonly CandidateShare[] =>
  candidates.map((candidate): CandidateShare => {
    const has = ({ set }: NearSet): boolean => set.includes(candidate)
    const count = sets.filter(has).length
    return {
      candidate,
      sets: count,
      share: count / sets.length,
      role: count === sets.length ? 'core' : count === 0 ? 'never' : 'optional',
      without: firstDistance(sets, (set) => !has(set)),
      with: firstDistance(sets, has),
    }
  })

const setsOf = (space: Space, found: readonly FittedSet[]): readonly NearSet[] => {
  const best = (found[0] as FittedSet).value
  return found.map(({ set, loglik, value }) => ({
    set: set.map((index) => space.names[index] as string),
    loglik,
    value,
    distance: best - value,
  }))
}

const check = ({ distance, most = 1000 }: NearOptimalOptions): void => {
  if (distance >= 0 && Number.isInteger(most) && most >= 1) return
  throw new WorkbenchError('invalid-distance', {
    expected: 'a distance of 0 or more and at least one set to list',
    found: `distance ${distance}, at most ${most} sets`,
    where: 'near-optimal sets',
  })
}

/** What a list of near sets is made with. */
interface ListOf
  extends Pick<NearOptimalSets, 'criterion' | 'size' | 'distance' | 'subsets' | 'fits' | 'certified' | 'atMost'> {
  readonly most: number
  readonly names: readonly string[]
}

/** The list from sets in order, the best first: those within the distance, `most` of them, and what they share. */
export const nearList = (ordered: readonly NearSet[], of: ListOf): NearOptimalSets => {
  const { most, names, distance, certified, atMost, ...rest } = of
  const within = ordered.filter((one) => one.distance <= distance)
  const complete = certified && within.length <= most
  const sets = within.slice(0, most)
  return {
    ...rest,
    distance,
    covered: complete ? distance : certified ? (sets.at(-1) as NearSet).distance : 0,
    complete,
    statement: statement(sets, { complete, distance, atMost: certified ? null : atMost }),
    sets,
    candidates: sharesOf(sets, names),
    certified,
    atMost,
  }
}

/**
 * ALL sets of the asked size within `distance` of the best, by branch and bound with that threshold: a set that is not listed was fitted and is
 * further off, or lies under a rigorous bound that is. What the data cannot tell apart is for people to choose between.
 * With more than `most` sets the best `most` are listed, and the statement says so.
 * Throws what `selectBest` throws, and `invalid-distance`.
 */
export const nearOptimalWithin = async (design: Design, options: NearOptimalOptions): Promise<NearOptimalSets> => {
  const { size, distance, criterion = 'loglik', keep = [], never = [], most = 1000, signal, work } = options
  checkDesign(design)
  check(options)
  const space = searchSpace(design.blocks, { size, keep, never })
  const blocks = design.blocks.filter((block) => space.names.includes(block.name))
  const columns = layOut(design, blocks)
  const admission = typedAdmission(space, blocks, options)
  const found = fitter(columns, { capacity: most + 1, bic: criterion === 'bic', within: distance + EDGE, admission })
  await searchAll(found, space, { full: fitFull(columns, blocks), signal, work })
  if (found.best.sets.length === 0) throw nothingLeft(found.counts)
  return nearList(setsOf(space, found.best.sets), {
    criterion,
    size,
    distance,
    most,
    names: space.names,
    subsets: space.subsets,
    fits: found.counts.fits,
    certified: found.counts.open === 0,
    atMost: openGap(found.counts, (found.best.sets[0] as FittedSet).value),
  })
}
