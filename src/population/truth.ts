import type { Batch } from './columns.js'
import { municipalities, places } from './municipalities.js'
import { parameters } from './parameters.js'
import { scenarioParameters } from './scenario.js'
import { REASON } from './spell.js'

/** Name and version of what made a population; the version changes whenever the same seed gives other people. */
export const generator = { name: 'maatwerkscan-workbench population', version: '1' } as const

/** Sums over some clients. Probabilities are conditional on all that was drawn but the application. */
export interface Expected {
  readonly clients: number
  /** Sum of the conditional probabilities of bijstand. */
  readonly expected: number
  /** People who entered bijstand. */
  readonly entered: number
  /** People whose WW ended within the window. */
  readonly leavers: number
  /** The same two sums over the leavers, for bijstand that starts within 13 weeks. */
  readonly expectedLeavers: number
  readonly enteredLeavers: number
}

const zero = { clients: 0, expected: 0, entered: 0, leavers: 0, expectedLeavers: 0, enteredLeavers: 0 }

const groupNames = [
  'all',
  ...places.map((place) => `place ${place}`),
  'age 18-26',
  'age 27-34',
  'age 35-54',
  'age 55-59',
  'age 60+',
] as const

const ageGroup = (age: number): number => (age < 27 ? 7 : age < 35 ? 8 : age < 55 ? 9 : age < 60 ? 10 : 11)

/** Weeks after WW within which bijstand counts as a flow from WW. */
const flowWeeks = 13

/** Adds up conditional probabilities and events, always in the order of the people. */
export const expectations = (
  weeks: number,
): { add(people: Batch): void; result(): Readonly<Record<string, Expected>> } => {
  const sums = groupNames.map(() => ({ ...zero }))
  return {
    add: ({ rows, columns }) => {
      const at = (name: string, i: number): number => (columns[name] as Float64Array)[i] as number
      for (let i = 0; i < rows; i += 1) {
        const place = (municipalities[at('municipality', i)] as { place: number }).place
        const left = at('end_week', i) < weeks
        const conditional = at('conditional', i)
        const starts = at('start_week', i)
        const soon = at('delay_months', i) * parameters.weeksPerMonth <= flowWeeks
        for (const group of [0, 1 + place, ageGroup(at('age', i))]) {
          const sum = sums[group] as typeof zero
          sum.clients += 1
          sum.expected += conditional
          if (Number.isFinite(starts)) sum.entered += 1
          if (!left) continue
          sum.leavers += 1
          if (soon) sum.expectedLeavers += conditional
          if (starts <= at('end_week', i) + flowWeeks) sum.enteredLeavers += 1
        }
      }
    },
    result: () => Object.fromEntries(groupNames.map((name, i) => [name, { ...(sums[i] as Expected) }])),
  }
}

/** How WW ended, over all clients. */
export const endings = (): { add(people: Batch): void; result(): Readonly<Record<string, number>> } => {
  const counts = { work: 0, other: 0, exhausted: 0, pension: 0 }
  const names = Object.keys(REASON) as (keyof typeof REASON)[]
  return {
    add: ({ columns }) => {
      for (const reason of columns['reason'] as Int32Array) counts[names[reason] as keyof typeof REASON] += 1
    },
    result: () => counts,
  }
}

/** The parameters that `truth.json` holds. */
export const allParameters = { ...parameters, scenarios: scenarioParameters, municipalities } as const
