import type { RunComparison } from '../data-schemas/results/run-comparison.js'
import { type Undefined, undefinedBecause } from './numeric/undefined.js'

type Estimate = RunComparison['numbers'][number]['before']

/** A list compared on the same people, as a run found it beside its champion. */
export interface ComparedWith {
  readonly modelId: string
  readonly lists: Exclude<RunComparison['lists'], Undefined>
}

/** A run or a frozen model, as far as it can be compared without rows. */
export interface ComparedSide {
  readonly from: 'run' | 'model'
  readonly name: string
  readonly modelId: string | null
  readonly study: string
  readonly data: string
  readonly code: string
  readonly seed: number
  readonly selected: readonly string[]
  /** Every column, the intercept first. */
  readonly coefficients: readonly { readonly name: string; readonly estimate: number }[]
  /** Names of the bins of each indicator; empty for one that enters as it is. */
  readonly bins: ReadonlyMap<string, readonly string[]>
  readonly calibration: string
  readonly numbers: readonly ({ readonly metric: string; readonly k: number | null } & Estimate)[]
  /** The model in use that it was compared with; null without one. */
  readonly champion: ComparedWith | null
  readonly refused: readonly string[]
}

const NONE: Estimate = { estimate: null, lower: null, upper: null }

const namesOf = (before: readonly string[], after: readonly string[]): readonly string[] => [
  ...before,
  ...after.filter((name) => !before.includes(name)),
]

const coefficients = (a: ComparedSide, b: ComparedSide): RunComparison['coefficients'] => {
  const find = (side: ComparedSide, name: string): number | null =>
    side.coefficients.find((one) => one.name === name)?.estimate ?? null
  const names = (side: ComparedSide): readonly string[] => side.coefficients.map(({ name }) => name)
  return namesOf(names(a), names(b)).map((name) => {
    const [before, after] = [find(a, name), find(b, name)]
    return { name, before, after, difference: before === null || after === null ? null : after - before }
  })
}

const bins = (a: ComparedSide, b: ComparedSide): RunComparison['bins'] =>
  namesOf(a.selected, b.selected).flatMap((name) => {
    const before = [...(a.bins.get(name) ?? [])]
    const after = [...(b.bins.get(name) ?? [])]
    return before.join('\n') === after.join('\n') ? [] : [{ name, before, after }]
  })

const numbers = (a: ComparedSide, b: ComparedSide): RunComparison['numbers'] => {
  const key = ({ metric, k }: { readonly metric: string; readonly k: number | null }): string => `${metric}@${k}`
  const find = (side: ComparedSide, wanted: string): Estimate => {
    const found = side.numbers.find((one) => key(one) === wanted)
    return found === undefined ? NONE : { estimate: found.estimate, lower: found.lower, upper: found.upper }
  }
  const all = [...a.numbers, ...b.numbers.filter((one) => !a.numbers.some((other) => key(other) === key(one)))]
  return all.map(({ metric, k }) => ({
    metric,
    k,
    before: find(a, key({ metric, k })),
    after: find(b, key({ metric, k })),
  }))
}

const lists = (a: ComparedSide, b: ComparedSide): RunComparison['lists'] =>
  b.champion !== null && b.champion.modelId === a.modelId
    ? b.champion.lists
    : undefinedBecause(
        'lists are compared on the same people: run the second with the model of the first as --champion',
      )

/** What changed from the first to the second. Pure; lists are compared only where the second run did so itself. */
export const compareRuns = (a: ComparedSide, b: ComparedSide): RunComparison => ({
  kind: 'run-comparison',
  sides: [
    { from: a.from, name: a.name, modelId: a.modelId },
    { from: b.from, name: b.name, modelId: b.modelId },
  ],
  same: { study: a.study === b.study, data: a.data === b.data, code: a.code === b.code, seed: a.seed === b.seed },
  choices: {
    kept: a.selected.filter((name) => b.selected.includes(name)),
    added: b.selected.filter((name) => !a.selected.includes(name)),
    removed: a.selected.filter((name) => !b.selected.includes(name)),
  },
  coefficients: coefficients(a, b),
  bins: bins(a, b),
  calibration: { before: a.calibration, after: b.calibration },
  numbers: numbers(a, b),
  lists: lists(a, b),
  gates: { before: [...a.refused], after: [...b.refused] },
})
