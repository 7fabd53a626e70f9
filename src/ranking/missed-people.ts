import { clusteredRatio } from '../calibration/clustered-mean.js'
import { type Estimate, wald } from '../calibration/estimate.js'
import { WorkbenchError } from '../errors.js'
import { densePeople, type People } from '../numeric/people.js'
import { rowsWhere } from '../numeric/row-numbers.js'
import { hash32 } from '../random.js'

/** An encoded indicator: the level of each row, and the names of the levels. */
export interface EncodedLevels {
  readonly name: string
  readonly levels: readonly string[]
  /** Level of each row, an index of `levels`. */
  readonly code: ArrayLike<number>
}

/** Options of {@link missedPeople}. */
export interface MissedOptions {
  /** Disclosure threshold in people: of people missed, and of people listed, in each half. */
  readonly minimum: number
  readonly seed: number
  /** Most rules returned. Default 10. */
  readonly rules?: number
  /** Default 0.95. */
  readonly confidence?: number
}

/** People with the outcome of whom more than others are not listed, described by one or two levels. */
export interface MissedRule {
  readonly levels: readonly { readonly name: string; readonly level: string }[]
  /** People with the outcome, in the half that the rule was not found on. */
  readonly people: number
  /** Of them, people missed: none of their rows with the outcome is listed. */
  readonly missed: number
  /** Missed ÷ people in the half that the rule was not found on. */
  readonly share: Estimate
  /** Difference with the share missed of all people with the outcome in that half, with the clustered interval. */
  readonly excess: Estimate
  /** True when the excess on the other half leaves out 0 from below. */
  readonly stable: boolean
}

/** Who is missed: people with the outcome that no list holds. */
export interface MissedPeople {
  /** Null when fewer than the minimum are missed or listed. */
  readonly people: number | null
  readonly missed: number | null
  /** In the order in which the first half found them; many were tried, so only the other half's numbers are evidence. */
  readonly rules: readonly MissedRule[]
  /** Rules tried on the first half. */
  readonly tried: number
}

interface Work {
  readonly options: MissedOptions
  /** People with the outcome: 1 where missed; and the half they are in. */
  readonly missed: Uint8Array
  readonly half: Uint8Array
  /** Levels a person was ever in, in their rows with the outcome: level number by level number. */
  readonly holds: readonly Uint8Array[]
  readonly levels: readonly { readonly indicator: number; readonly name: string; readonly level: string }[]
}

/**
 * Rules of one or two levels that describe the people who had the outcome and were not listed. People are split in two halves by a
 * hash; rules are found on one half, by the excess share missed over its standard error, and measured on the other. A person meets a
 * rule when one of their rows with the outcome does. Rules with fewer than `minimum` people missed, or not missed, in either half are
 * left out, and no person is returned.
 * @param listed 1 for rows on the list
 * @throws WorkbenchError `mismatched-length`, `invalid-code`
 */
export const missedPeople = (
  listed: Uint8Array,
  rows: { readonly label: Uint8Array; readonly person: Int32Array; readonly indicators: readonly EncodedLevels[] },
  options: MissedOptions,
): MissedPeople => {
  const work = prepare(listed, rows, options)
  const everyone = new Uint8Array(work.missed.length).fill(1)
  const all = tally(work, everyone, null)
  if (Math.min(all.missed, all.people - all.missed) < options.minimum) {
    return { people: null, missed: null, rules: [], tried: 0 }
  }
  const { candidates, tried } = search(work)
  return {
    people: all.people,
    missed: all.missed,
    tried,
    rules: candidates.slice(0, options.rules ?? 10).map(({ levels, members }) => measured(work, levels, members)),
  }
}

const prepare = (
  listed: Uint8Array,
  { label, person, indicators }: Parameters<typeof missedPeople>[1],
  options: MissedOptions,
): Work => {
  const n = label.length
  if ([listed, person, ...indicators.map(({ code }) => code)].some(({ length }) => length !== n)) {
    throw new WorkbenchError('mismatched-length', {
      expected: `${n} marks, people and codes`,
      found: 'others',
      where: 'missed people',
    })
  }
  const events = rowsWhere(n, (row) => label[row] === 1)
  const codes = events.map((row) => person[row] as number)
  const { people, of }: People = densePeople(codes)
  const missed = new Uint8Array(people).fill(1)
  const half = new Uint8Array(people)
  events.forEach((row, i) => {
    const who = of[i] as number
    if (listed[row] === 1) missed[who] = 0
    half[who] = hash32(`${options.seed}/${codes[i]}`) >>> 31
  })
  const levels = indicators.flatMap(({ name, levels: names }, indicator) =>
    names.map((level) => ({ indicator, name, level })),
  )
  const holds = levels.map(() => new Uint8Array(people))
  let first = 0
  for (const { code, levels: names } of indicators) {
    events.forEach((row, i) => {
      const level = code[row] as number
      if (!Number.isInteger(level) || level < 0 || level >= names.length)
        throw new WorkbenchError('invalid-code', { expected: `levels from 0 to ${names.length - 1}`, found: 'another' })
      ;(holds[first + level] as Uint8Array)[of[i] as number] = 1
    })
    first += names.length
  }
  return { options, missed, half, holds, levels }
}

const tally = (work: Work, members: Uint8Array, half: number | null): { people: number; missed: number } => {
  let people = 0
  let missed = 0
  for (let who = 0; who < members.length; who += 1) {
    if (members[who] === 0 || (half !== null && work.half[who] !== half)) continue
    people += 1
    missed += work.missed[who] as number
  }
  return { people, missed }
}

interface Candidate {
  readonly levels: readonly number[]
  readonly members: Uint8Array
  readonly score: number
}

/** Single levels and pairs of levels of two indicators, best first on half 0. */
const search = (work: Work): { readonly candidates: readonly Candidate[]; readonly tried: number } => {
  const everyone = new Uint8Array(work.missed.length).fill(1)
  const { people, missed } = tally(work, everyone, 0)
  const rate = missed / people
  const found: Candidate[] = []
  let tried = 0
  const consider = (levels: readonly number[], members: Uint8Array): void => {
    tried += 1
    const halves = [0, 1].map((half) => tally(work, members, half))
    if (halves.some((one) => Math.min(one.missed, one.people - one.missed) < work.options.minimum)) return
    const here = halves[0] as { people: number; missed: number }
    const score = (here.missed / here.people - rate) / Math.sqrt((rate * (1 - rate)) / here.people)
    if (score > 0) found.push({ levels, members, score })
  }
  work.holds.forEach((one, a) => {
    consider([a], one)
    for (let b = a + 1; b < work.holds.length; b += 1) {
      if (work.levels[a]?.indicator === work.levels[b]?.indicator) continue
      const other = work.holds[b] as Uint8Array
      consider(
        [a, b],
        one.map((is, who) => is & (other[who] as number)),
      )
    }
  })
  // Sorting is stable, so equal scores keep the order of the study.
  return { candidates: found.sort((a, b) => b.score - a.score), tried }
}

const measured = (work: Work, levels: readonly number[], members: Uint8Array): MissedRule => {
  const other = Int32Array.from(work.missed.keys()).filter((who) => work.half[who] === 1)
  const inside = Float64Array.from(other, (who) => members[who] as number)
  const missed = Float64Array.from(other, (who) => work.missed[who] as number)
  const alone: People = { people: other.length, of: Int32Array.from(other.keys()) }
  const counts = tally(work, members, 1)
  const overall = missed.reduce((sum, value) => sum + value, 0) / other.length
  const confidence = work.options.confidence ?? 0.95
  const share = counts.missed / counts.people
  const ratio = clusteredRatio(
    missed.map((value, i) => value * (inside[i] as number)),
    alone,
    inside,
  )
  // Members are part of everyone: the linearised residual of the difference holds both.
  const residual = missed.map(
    (value, i) => ((inside[i] as number) * (value - share) * other.length) / counts.people - (value - overall),
  )
  const squares = residual.reduce((sum, value) => sum + value * value, 0)
  const error = Math.sqrt(squares / (other.length * (other.length - 1)))
  const excess = wald(share - overall, error, confidence)
  return {
    levels: levels.map((index) => {
      const { name, level } = work.levels[index] as Work['levels'][number]
      return { name, level }
    }),
    people: counts.people,
    missed: counts.missed,
    share:
      'kind' in ratio
        ? { estimate: ratio, lower: null, upper: null }
        : wald(ratio.estimate, ratio.standardError, confidence),
    excess,
    stable: excess.lower !== null && excess.lower > 0,
  }
}
