import { clip, curve, sigma } from './curve.js'
import { type Draws, LINE } from './draws.js'
import { cumulatedShares, municipalities } from './municipalities.js'
import { parameters as p } from './parameters.js'
import { scenarioParameters } from './scenario.js'
import type { World } from './world.js'

/** Codes of origin and education, in the order of the parameters. */
export const ORIGIN = { nl: 0, europe: 1, outside: 2 } as const
export const EDUCATION = { low: 0, middle: 1, high: 2 } as const

/** Who someone is when WW starts (lines 1 to 7 of the model). Yes/no traits are 1 or 0, because they enter equations. */
export interface Background {
  /** Week of entry, real-valued, counted from Monday of week 0. */
  readonly entry: number
  readonly shock: number
  /** Index into `municipalities`. */
  readonly municipality: number
  readonly place: number
  /** Exact age in years on the first day of WW. */
  readonly age: number
  readonly man: number
  readonly origin: number
  readonly outside: number
  readonly europe: number
  readonly education: number
  readonly low: number
  readonly high: number
  /** Registered education: the code, or −1 where it is missing. */
  readonly registeredEducation: number
  readonly language: number
  /** Latent health. */
  readonly health: number
  readonly disability: number
  readonly single: number
  readonly singleParent: number
}

const singleByAge = curve(p.single.age)
const parentByAge = curve(p.singleParent.age)

const drawMunicipality = (u: number): number => {
  let low = 0
  let high = cumulatedShares.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((cumulatedShares[middle] as number) > u) high = middle
    else low = middle + 1
  }
  return low
}

const drawAge = (draws: Draws, place: number, shock: number): number => {
  const young = (p.age.young[place] as number) + scenarioParameters.corona.young * shock
  const middle = (p.age.middle[place] as number) + scenarioParameters.corona.middle * shock
  const u = draws.uniform(LINE.age)
  const component = p.age.components[u < young ? 0 : u < young + middle ? 1 : 2]
  return clip(component.mean + component.sd * draws.normal(LINE.age, 1), p.age.lowest, p.age.highest)
}

const drawOrigin = (draws: Draws, place: number, age: number): number => {
  const u = draws.uniform(LINE.origin)
  const nl = p.origin.nl[place] as number
  const first = u < nl ? ORIGIN.nl : u < nl + (p.origin.europe[place] as number) ? ORIGIN.europe : ORIGIN.outside
  const turned = draws.uniform(LINE.origin, 1) < p.origin.olderNl
  return first === ORIGIN.outside && age > p.origin.olderThan && turned ? ORIGIN.nl : first
}

/** Draws the background of one person. */
export const drawBackground = (draws: Draws, world: World): Background => {
  const entry = world.effects.entry(draws.uniform(LINE.entry))
  const shock = world.effects.shock(entry)
  const fixed = world.adjustments.municipality
  const municipality = fixed >= 0 ? fixed : drawMunicipality(draws.uniform(LINE.municipality))
  const place = (municipalities[municipality] as { place: number }).place
  const age = drawAge(draws, place, shock)
  const man = draws.uniform(LINE.sex) < p.man ? 1 : 0
  const origin = drawOrigin(draws, place, age)
  const outside = origin === ORIGIN.outside ? 1 : 0
  const europe = origin === ORIGIN.europe ? 1 : 0

  const ed = p.education
  const level =
    (ed.place[place] as number) +
    ed.outside * outside +
    ed.europe * europe +
    ed.age * (age - 42) +
    draws.normal(LINE.education)
  const education = level <= ed.low ? EDUCATION.low : level > ed.high ? EDUCATION.high : EDUCATION.middle
  const low = education === EDUCATION.low ? 1 : 0
  const high = education === EDUCATION.high ? 1 : 0
  const missing = sigma(
    ed.missing.constant +
      ed.missing.outside * outside +
      ed.missing.europe * europe +
      ed.missing.over50 * (age > 50 ? 1 : 0),
  )
  const registeredEducation = draws.uniform(LINE.education, 1) < missing ? -1 : education

  const difficulty = outside === 1 ? p.language.outside : europe === 1 ? p.language.europe : p.language.nl
  const language =
    draws.uniform(LINE.language) < sigma(difficulty.constant + difficulty.low * low + difficulty.high * high) ? 1 : 0

  const health = draws.normal(LINE.health) + p.health.low * low + p.health.age * (age - 42)
  const disability =
    draws.uniform(LINE.health, 1) <
    sigma(p.disability.constant + p.disability.health * health + p.disability.age * (age - 42))
      ? 1
      : 0
  const alone = sigma(
    singleByAge(age) +
      (p.single.place[place] as number) +
      p.single.outside * outside +
      p.single.low * low +
      p.single.high * high,
  )
  const single = draws.uniform(LINE.household) < alone ? 1 : 0
  const parent = parentByAge(age) * (man === 1 ? p.singleParent.man : p.singleParent.woman)
  const singleParent = single === 1 && draws.uniform(LINE.household, 1) < parent ? 1 : 0
  return {
    entry,
    shock,
    municipality,
    place,
    age,
    man,
    origin,
    outside,
    europe,
    education,
    low,
    high,
    registeredEducation,
    language,
    health,
    disability,
    single,
    singleParent,
  }
}
