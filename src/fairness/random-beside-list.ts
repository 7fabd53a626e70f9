import { WorkbenchError } from '../errors.js'
import type { Random } from '../random.js'

/** How the places of one round are shared: by the profile's ranking, by a random draw, by signals of staff. */
export interface Parts {
  readonly profile: number
  readonly random: number
  readonly signals: number
}

/** The ratio 2 : 1 : 1 that the public standard for profiling algorithms suggests (step 5.1). */
export const TWO_ONE_ONE: Parts = { profile: 2, random: 1, signals: 1 }

const PARTS = ['random', 'signals', 'profile'] as const

/**
 * Shares whole places by largest remainder; equal remainders go to the random part first, then to signals.
 * @throws WorkbenchError `invalid-parts`
 */
export const placesOf = (capacity: number, ratio: Parts = TWO_ONE_ONE): Parts => {
  const sum = ratio.profile + ratio.random + ratio.signals
  const valid = PARTS.every((part) => ratio[part] >= 0) && sum > 0 && Number.isFinite(sum)
  if (!valid || !Number.isInteger(capacity) || capacity < 0) {
    throw new WorkbenchError('invalid-parts', {
      expected: 'a whole number of places, and shares of 0 or more that are not all 0',
      found: 'something else',
      where: 'placesOf',
    })
  }
  const exact = PARTS.map((part) => (capacity * ratio[part]) / sum)
  const places = exact.map(Math.floor)
  const left = capacity - places.reduce((total, value) => total + value, 0)
  const byRemainder = PARTS.map((_, index) => index).sort(
    (a, b) => (exact[b] as number) - (places[b] as number) - ((exact[a] as number) - (places[a] as number)) || a - b,
  )
  for (const index of byRemainder.slice(0, left)) places[index]! += 1
  return { random: places[0] as number, signals: places[1] as number, profile: places[2] as number }
}

/** Part of the design that gave a person a place; 0 for nobody. */
export const PART_CODES = { none: 0, profile: 1, random: 2, signals: 3 } as const

/** Who can be chosen: one entry per person in the round. */
export interface Round {
  /** Persons from high to low score, ties already broken. */
  readonly order: Int32Array
  /** 1 for people brought forward by staff. */
  readonly signalled: Uint8Array
}

/** Fisher–Yates, the first `take` places only. */
const drawFrom = (rows: Int32Array, take: number, draw: Random): Int32Array => {
  const rest = rows.slice()
  const taken = Math.min(take, rest.length)
  for (let i = 0; i < taken; i += 1) {
    const j = i + draw.below(rest.length - i)
    const swap = rest[i] as number
    rest[i] = rest[j] as number
    rest[j] = swap
  }
  return rest.subarray(0, taken)
}

/**
 * Draws the random part first and from everybody, so that its rates are those of the whole population, whatever the profile
 * says; then signals at random among those brought forward; then the profile takes the highest that are left, and also the
 * places that signals leave open. Internal: codes per person are no result to publish.
 * @returns for each person a code of {@link PART_CODES}
 */
export const drawBesideList = (round: Round, places: Parts, draw: Random): Uint8Array => {
  const everyone = round.order.slice().sort()
  const part = new Uint8Array(round.signalled.length)
  for (const person of drawFrom(everyone, places.random, draw)) part[person] = PART_CODES.random
  const brought = everyone.filter((person) => round.signalled[person] === 1 && part[person] === 0)
  const signals = drawFrom(brought, places.signals, draw)
  for (const person of signals) part[person] = PART_CODES.signals
  let open = places.profile + places.signals - signals.length
  for (const person of round.order) {
    if (open === 0) break
    if (part[person] !== 0) continue
    part[person] = PART_CODES.profile
    open -= 1
  }
  return part
}
