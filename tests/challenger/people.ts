import type { ChallengerInput } from '../../src/challenger/input.js'
import type { Block, Design } from '../../src/numeric/design.js'
import { linearPredictor } from '../../src/numeric/linear-predictor.js'
import { logistic } from '../../src/numeric/link.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { random } from '../../src/random.js'

/** Made-up people with coded candidates. */
export interface People {
  readonly blocks: readonly Block[]
  readonly label: Uint8Array
  readonly person: Int32Array
}

/** How the outcome arises from the levels of a person. */
export type Truth = (levels: readonly number[]) => number

/** Log-odds with a strong interaction that no sum of levels can follow. */
export const exclusive: Truth = ([a, b, c]) =>
  -3 + ((a as number) > 1 !== (b as number) > 1 ? 3 : 0) + 0.3 * (c as number)

/** Log-odds that are a sum of levels. */
export const additive: Truth = ([a, b, c]) => -3 + 0.6 * (a as number) + 0.5 * (b as number) - 0.4 * (c as number)

/** People with `candidates` candidates of four levels each; two rows a person. */
export const people = (
  rows: number,
  truth: Truth,
  { seed, candidates = 4 }: { seed: number; candidates?: number },
): People => {
  const stream = random(seed, 'made-up people')
  const codes = Array.from({ length: candidates }, () => new Uint16Array(rows))
  const label = new Uint8Array(rows)
  for (let row = 0; row < rows; row += 1) {
    const levels = codes.map((column) => {
      column[row] = stream.below(4)
      return column[row] as number
    })
    label[row] = stream.uniform() < logistic(truth(levels)) ? 1 : 0
  }
  return {
    blocks: codes.map((column, i) => coded(`candidate-${i}`, column)),
    label,
    person: Int32Array.from({ length: rows }, (_, row) => row >> 1),
  }
}

/** A candidate of four levels with an indicator for each but the first. */
export const coded = (name: string, codes: Uint16Array, levels = 4): Block => ({
  kind: 'coded',
  name,
  columns: Array.from({ length: levels - 1 }, (_, i) => `${name}[${i + 1}]`),
  codes,
  table: Float64Array.from({ length: levels * (levels - 1) }, (_, i) =>
    Math.floor(i / (levels - 1)) === (i % (levels - 1)) + 1 ? 1 : 0,
  ),
})

/** Rows as patterns: equal rows counted together. */
export const patternsOf = ({ blocks, label }: People): Design => {
  const places = new Map<string, number>()
  const rows: number[] = []
  const trials: number[] = []
  const events: number[] = []
  for (let row = 0; row < label.length; row += 1) {
    const key = blocks.map((block) => (block.kind === 'coded' ? block.codes[row] : block.values[row])).join()
    const place = places.get(key) ?? rows.length
    if (place === rows.length) {
      places.set(key, place)
      rows.push(row)
      trials.push(0)
      events.push(0)
    }
    trials[place]! += 1
    events[place]! += label[row] as number
  }
  const taken = blocks.map(
    (block): Block =>
      block.kind === 'coded'
        ? { ...block, codes: Uint16Array.from(rows, (row) => block.codes[row] as number) }
        : { ...block, values: Float64Array.from(rows, (row) => block.values[row] as number) },
  )
  return { blocks: taken, trials: Float64Array.from(trials), events: Float64Array.from(events) }
}

/** Training, validation and test side of one truth, with a logistic model on all candidates as the one to beat. */
export const challengeOf = (
  truth: Truth,
  { seed, rows = 12_000 }: { seed: number; rows?: number },
): ChallengerInput => {
  const training = patternsOf(people(rows, truth, { seed }))
  const validation = patternsOf(people(rows / 3, truth, { seed: seed + 1000 }))
  const test = people(rows / 2, truth, { seed: seed + 2000 })
  const { estimates } = fitLogistic(training)
  const score = linearPredictor(test.blocks, estimates, test.label.length)
  return { training, validation, test: { ...test, score }, model: training.blocks.map(({ name }) => name) }
}
