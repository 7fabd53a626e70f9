import { type ComparedList, compareLists, type Estimated } from '../../src/ranking/compare-lists.js'
import { simulatedLists } from './simulated-lists.js'

const SHARE = 0.2

/** What is looked at: differences from the first list, and a recall itself. */
const LOOKED_AT: Readonly<Record<string, (lists: readonly ComparedList[]) => Estimated>> = {
  recall: ([good]) => good!.recall,
  'difference in recall': ([, weak]) => weak!.recall.difference,
  'difference in selection gap': ([, , leaning]) => leaning!.gaps[0]!.selection.difference,
  'difference in recall gap': ([, , leaning]) => leaning!.gaps[0]!.recall.difference,
}

/** Share of simulated samples whose interval holds the value of a large population. */
export const listCoverage = (
  simulations: number,
  { people, population }: { people: number; population: number },
): Readonly<Record<string, number>> => {
  const truth = compareLists(simulatedLists(1, { people: population, each: 3 }), {
    share: SHARE,
    replicates: 0,
    seed: 1,
  })
  const names = Object.keys(LOOKED_AT)
  const hits = new Map(names.map((name) => [name, 0]))
  for (let simulation = 0; simulation < simulations; simulation += 1) {
    const sample = simulatedLists(1000 + simulation, { people, each: 3 })
    const found = compareLists(sample, { share: SHARE, replicates: 300, seed: simulation })
    for (const name of names) {
      const look = LOOKED_AT[name]!
      const value = look(truth.lists).estimate as number
      const { lower, upper } = look(found.lists)
      if (lower !== null && upper !== null && lower <= value && value <= upper) hits.set(name, hits.get(name)! + 1)
    }
  }
  return Object.fromEntries(names.map((name) => [name, hits.get(name)! / simulations]))
}

/** Share of simulated samples in which a gap is said to be smaller than the first list's, though no list has any gap. */
export const falselySmaller = (simulations: number, people: number): number => {
  let said = 0
  for (let simulation = 0; simulation < simulations; simulation += 1) {
    const { scores, ...sample } = simulatedLists(5000 + simulation, { people, each: 3, shift: 0 })
    const two = { ...sample, scores: scores.slice(0, 2) }
    const { upper } = compareLists(two, { share: SHARE, replicates: 300, seed: simulation }).lists[1]!.gaps[0]!
      .selection.difference
    if (upper !== null && upper < 0) said += 1
  }
  return said / simulations
}
