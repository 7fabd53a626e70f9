import type { BlindSpots } from '../../data-schemas/results/fairness-audit.js'
import { WorkbenchError } from '../errors.js'
import { gatherBytes, gatherCodes, gatherNumbers } from '../numeric/gather.js'
import { criticalValue } from '../numeric/interval.js'
import { twoSided } from '../numeric/normal.js'
import { densePeople } from '../numeric/people.js'
import { product } from '../numeric/product.js'
import { rowsWhere } from '../numeric/row-numbers.js'
import { random } from '../random.js'
import { SCAN_LIMITS } from './bias-scan.js'
import { HIDDEN, noEstimate } from './estimate.js'
import { halves } from './halves.js'
import { benjaminiYekutieli } from './multiplicity.js'
import { type Description, describe, descriptionAt, type Feature, featureSets } from './search-descriptions.js'

/** Rows of the test period: who is on the list, who has the outcome, what the model expects, and what is known of them that is not protected. */
export interface ExpectedRows {
  /** Chance that the row is on the list. */
  readonly chance: Float64Array
  readonly label: Uint8Array
  /** Calibrated probability. */
  readonly probability: Float64Array
  /** Person of each row, dense from 0. */
  readonly person: Int32Array
  readonly features: readonly Feature[]
}

/** How the search is done. */
export interface BlindSpotOptions {
  readonly minimum: number
  readonly confidence: number
  readonly seed: number
  /** Descriptions that go from the first half to the second. Default 3. */
  readonly tested?: number
}

type Found = BlindSpots['found'][number]

/** One half: per row the outcome and the expectation off the list, expectations scaled so that both add up to the same. */
interface Half {
  readonly missed: Float64Array
  readonly expected: Float64Array
  readonly label: Uint8Array
  readonly person: Int32Array
  readonly people: number
  readonly features: readonly Feature[]
}

const check = ({ chance, label, probability, person, features }: ExpectedRows): void => {
  const lengths = [chance.length, probability.length, person.length, ...features.map(({ codes }) => codes.length)]
  if (lengths.every((length) => length === label.length)) return
  throw new WorkbenchError('mismatched-lengths', {
    expected: `${label.length} rows in every array`,
    found: lengths.join(', '),
    where: 'blindSpots',
  })
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)

const halfOf = (rows: ExpectedRows, side: Uint8Array, half: number): Half => {
  const at = rowsWhere(rows.label.length, (row) => side[row] === half)
  const off = gatherNumbers(rows.chance, at).map((chance) => 1 - chance)
  const label = gatherBytes(rows.label, at)
  const missed = product(off, new Float64Array(label))
  const raw = product(off, gatherNumbers(rows.probability, at))
  const [total, expected] = [sum(missed), sum(raw)]
  const { of, people } = densePeople(gatherCodes(rows.person, at))
  return {
    missed,
    expected: raw.map((value) => (expected > 0 ? (value * total) / expected : 0)),
    label,
    person: of,
    people,
    features: rows.features.map(({ name, levels, codes }) => ({
      name,
      levels,
      codes: gatherCodes(codes, at),
    })),
  }
}

interface Scored {
  readonly description: Description
  readonly z: number
}

interface Cells {
  readonly missed: Float64Array
  readonly expected: Float64Array
}

/** Sums of every combination of levels of the chosen features; rows without a level of one of them are left out. */
const tally = (half: Half, chosen: readonly number[]): Cells => {
  const [first, second] = chosen.map((index) => half.features[index] as Feature) as [Feature, Feature | undefined]
  const width = second?.levels.length ?? 1
  const missed = new Float64Array(first.levels.length * width)
  const expected = new Float64Array(missed.length)
  const { missed: ownMissed, expected: ownExpected } = half
  const codes = first.codes
  // Without a second feature its own code is read and not counted.
  const [others, times] = second === undefined ? [codes, 0] : [second.codes, 1]
  for (let row = 0; row < ownMissed.length; row += 1) {
    const code = codes[row] as number
    const other = others[row] as number
    if (code < 0 || other < 0) continue
    const cell = code * width + other * times
    missed[cell]! += ownMissed[row] as number
    expected[cell]! += ownExpected[row] as number
  }
  return { missed, expected }
}

/** Scores every description by (missed − expected) ÷ √expected; those of which fewer than `minimum` are expected are not looked at. */
const search = (half: Half, minimum: number): { readonly searched: number; readonly scored: readonly Scored[] } => {
  const scored: Scored[] = []
  let searched = 0
  for (const chosen of featureSets(half.features)) {
    const { missed, expected } = tally(half, chosen)
    expected.forEach((wanted, cell) => {
      if (wanted < minimum) return
      searched += 1
      const z = ((missed[cell] as number) - wanted) / Math.sqrt(wanted)
      if (z > 0) scored.push({ description: descriptionAt(half.features, chosen, cell), z })
    })
  }
  return { searched, scored: scored.sort((a, b) => b.z - a.z) }
}

interface Inside {
  readonly people: number
  /** People with the outcome inside, and all people with the outcome outside. */
  readonly events: number
  readonly eventsOutside: number
  readonly missed: number
  readonly expected: number
  readonly rowsWithOutcome: number
  /** Clustered standard error of missed − expected. */
  readonly error: number
}

const inside = (description: Description, half: Half): Inside => {
  const mark = describe(description, half.features)
  const residual = new Float64Array(half.people)
  const here = new Uint8Array(half.people)
  const events = new Uint8Array(half.people)
  const outside = new Uint8Array(half.people)
  let [missed, expected, rowsWithOutcome] = [0, 0, 0]
  mark.forEach((value, row) => {
    const person = half.person[row] as number
    if (value === 0) {
      if (half.label[row] === 1) outside[person] = 1
      return
    }
    here[person] = 1
    missed += half.missed[row] as number
    expected += half.expected[row] as number
    residual[person]! += (half.missed[row] as number) - (half.expected[row] as number)
    if (half.label[row] !== 1) return
    rowsWithOutcome += 1
    events[person] = 1
  })
  const count = (marks: Uint8Array): number => marks.reduce((total, value) => total + value, 0)
  const people = count(here)
  const squares = residual.reduce((total, value) => total + value * value, 0)
  return {
    people,
    events: count(events),
    eventsOutside: count(outside),
    missed,
    expected,
    rowsWithOutcome,
    error: people > 1 ? Math.sqrt((people / (people - 1)) * squares) : Number.NaN,
  }
}

const foundOf = (description: Description, half: Half, options: BlindSpotOptions): Omit<Found, 'pAdjusted'> => {
  const rule = description.map(({ feature, level }) => ({
    feature: half.features[feature]!.name,
    level: half.features[feature]!.levels[level] as string,
  }))
  const { people, events, eventsOutside, missed, expected, rowsWithOutcome, error } = inside(description, half)
  if (events < options.minimum || eventsOutside < options.minimum) {
    return { rule, people: null, missedToExpected: null, beyond: HIDDEN, p: null }
  }
  if (!(error > 0)) {
    return { rule, people, missedToExpected: null, beyond: noEstimate('no spread to test with'), p: null }
  }
  const beyond = (missed - expected) / rowsWithOutcome
  const bound = (criticalValue(options.confidence) * error) / rowsWithOutcome
  return {
    rule,
    people,
    missedToExpected: expected > 0 ? missed / expected : null,
    beyond: { estimate: beyond, lower: Math.max(-1, beyond - bound), upper: Math.min(1, beyond + bound) },
    p: twoSided((missed - expected) / error),
  }
}

/**
 * Looks for people who are missed more often than the model itself says, without protected data. A list always misses people of low
 * predicted risk; a blind spot is a description whose people have the outcome, off the list, more often than their predicted
 * probabilities add up to (in proportion to everybody, so that a level that is wrong for all is no blind spot). Descriptions of one or
 * two levels are ranked on one half of the persons by the excess over its square root (Poisson), the strongest are tested on the other
 * half with a clustered error and adjusted for their number (Benjamini–Yekutieli): the halves share nobody. Descriptions in which fewer than
 * `minimum` people with the outcome are expected off the list are not looked at, and hidden when the second half holds fewer.
 * @throws WorkbenchError `mismatched-lengths`
 */
export const blindSpots = (rows: ExpectedRows, options: BlindSpotOptions): BlindSpots => {
  check(rows)
  const side = halves(rows.person, random(options.seed, 'blind-spots'))
  const [first, second] = [halfOf(rows, side, 0), halfOf(rows, side, 1)]
  const { searched, scored } = search(first, options.minimum)
  const tried = scored.slice(0, options.tested ?? 3).map(({ description }) => foundOf(description, second, options))
  const adjusted = benjaminiYekutieli(tried.map(({ p }) => p).filter((p) => p !== null))
  let next = 0
  const shown = (people: number): number | null => (people < options.minimum ? null : people)
  return {
    kind: 'blind-spots',
    searched,
    tested: tried.length,
    people: { search: shown(first.people), test: shown(second.people) },
    found: tried.map((one) => ({ ...one, pAdjusted: one.p === null ? null : (adjusted[next++] as number) })),
    limits: { ...SCAN_LIMITS },
  }
}
