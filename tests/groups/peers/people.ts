import type { Block } from '../../../src/numeric/design.js'
import { levelsBlock, valuesBlock } from '../../numeric/designs.js'
import { type SimulatedModels, simulatedModels } from '../../ranking/simulated-models.js'

/** 400 people with one to five weeks, a fixed seed: what every live comparison is made on, unless it names its data. */
export const people: SimulatedModels = simulatedModels(400, 20261122)

/** Two scores and the week as levels. */
export const blocks: readonly Block[] = [
  valuesBlock('first', people.first),
  valuesBlock('second', people.second),
  levelsBlock('week', people.week, 5),
]

/** The rows as plain JSON for the scripts. */
export const rows: Readonly<Record<keyof SimulatedModels, number[]>> = {
  first: [...people.first],
  second: [...people.second],
  label: [...people.label],
  person: [...people.person],
  probability: [...people.probability],
  week: [...people.week],
}
