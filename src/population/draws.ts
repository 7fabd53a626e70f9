import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import { hash32, philox } from '../random.js'

/**
 * Addresses of the numbers of one person: one line for each thing that is drawn. A number is found by (seed, person, line, draw),
 * so that a changed line shifts no other, and a person is the same in a larger run and on any worker.
 * Lines are never renumbered; new ones are added at the end.
 */
export const LINE = {
  entry: 0,
  municipality: 1,
  age: 2,
  sex: 3,
  origin: 4,
  education: 5,
  language: 6,
  health: 7,
  household: 8,
  sector: 9,
  contract: 10,
  workYears: 11,
  right: 12,
  tenure: 13,
  prior: 14,
  hours: 15,
  wage: 16,
  repeat: 17,
  view: 18,
  ability: 19,
  partner: 20,
  assets: 21,
  claim: 22,
  parents: 23,
  side: 24,
  sideChain: 25,
  job: 26,
  otherEnding: 27,
  iow: 28,
  application: 29,
  delay: 30,
  otherGate: 31,
  welfareSpell: 32,
  earlier: 33,
  registration: 34,
  pilot: 35,
} as const

/** A line of {@link LINE}. */
export type Line = (typeof LINE)[keyof typeof LINE]

/** The numbers of one person. */
export interface Draws {
  /** Uniform on the open interval (0, 1), 53 bits. */
  uniform(line: Line, draw?: number): number
  /** Standard normal: the inverse normal of one uniform. */
  normal(line: Line, draw?: number): number
  /** Exponential with mean 1. */
  exponential(line: Line, draw?: number): number
}

/**
 * The streams of all people of a population.
 * @param seed integer in [0, 2³²)
 * @returns the numbers of person `index` (0, 1, 2, …)
 */
export const personStreams = (seed: number): ((index: number) => Draws) => {
  const key: readonly [number, number] = [seed >>> 0, hash32('population')]
  const block = new Uint32Array(4)
  const counter: [number, number, number, number] = [0, 0, 0, 0]
  return (index) => {
    const low = index >>> 0
    const high = Math.floor(index / 0x1_0000_0000)
    const uniform = (line: Line, draw = 0): number => {
      counter[0] = low
      counter[1] = high
      counter[2] = line
      counter[3] = draw
      philox(block, counter, key)
      return (((block[0] as number) >>> 5) * 67108864 + ((block[1] as number) >>> 6) + 0.5) / 9007199254740992
    }
    return {
      uniform,
      normal: (line, draw) => normalQuantile(uniform(line, draw), 0, 1),
      exponential: (line, draw) => -Math.log(uniform(line, draw)),
    }
  }
}
