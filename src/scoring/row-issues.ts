import type { Model, ModelInput } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import type { Columns, Wanted } from '../engine/engine.js'
import type { Issue } from '../errors.js'
import { expectation } from './input-table.js'
import type { ScoredColumns } from './score-columns.js'
import type { Refusal } from './states.js'

/** Part of the input as it is streamed: `v0`, `s0`, `v1`, … are value and state of the inputs. */
export type Chunk = Columns<Wanted>

/** Values that are scored and still worth a word: unseen categories, numbers outside the range of training. */
const remarkable = (encoder: Encoder, chunk: Chunk, place: { index: number; levels: Int16Array }): number => {
  const states = chunk[`s${place.index}`] as Uint8Array
  let count = 0
  if (encoder.rule.kind === 'groups') {
    for (let i = 0; i < states.length; i += 1) {
      if (states[i] === 0 && place.levels[i] === encoder.unseenLevel) count += 1
    }
  } else if (encoder.range !== null) {
    const values = chunk[`v${place.index}`] as Float64Array
    const [low, high] = encoder.range
    for (let i = 0; i < states.length; i += 1) {
      const value = values[i] as number
      if (states[i] === 0 && (value < low || value > high)) count += 1
    }
  }
  return count
}

/** Counts over the parts of a stream. */
export interface Tally {
  readonly refusals: Map<string, { readonly input: string; readonly rule: Refusal; count: number }>
  readonly remarks: number[]
  scored: number
  refused: number
}

/** A tally of nothing yet. */
export const emptyTally = (): Tally => ({ refusals: new Map(), remarks: [], scored: 0, refused: 0 })

/** Adds what one part of the stream shows: refusals by input and rule, values worth a word. */
export const countRows = (tally: Tally, model: Model, part: { chunk: Chunk; scored: ScoredColumns }): void => {
  const { chunk, scored } = part
  for (const { input, rule, count: n } of scored.refusals) {
    const key = `${input}\n${rule}`
    const known = tally.refusals.get(key)
    if (known === undefined) tally.refusals.set(key, { input, rule, count: n })
    else known.count += n
  }
  for (const [index, encoder] of model.encoders.entries()) {
    const levels = scored.levels[index] as Int16Array
    tally.remarks[index] = (tally.remarks[index] ?? 0) + remarkable(encoder, chunk, { index, levels })
  }
}

/** The counts as issues; never a value. */
export const issuesOf = (model: Model, tally: Tally, rows: number): readonly Issue[] => {
  const inputOf = (name: string): ModelInput => model.inputs.find((input) => input.name === name) as ModelInput
  const refusals = [...tally.refusals.values()]
    // What decoding refused is reported under the decoder's own, more precise rule.
    .filter(({ rule }) => rule !== 'unreadable')
    .map(
      ({ input, rule, count: n }): Issue => ({
        rule,
        column: inputOf(input).column,
        count: n,
        rows,
        expected: expectation(inputOf(input).contract),
        found: rule === 'missing' ? 'no value' : 'something else',
        advice: 'Correct the delivery; such a row is not scored.',
        severity: 'refuse',
      }),
    )
  const remarks = model.encoders.flatMap((encoder, index): Issue[] => {
    const n = tally.remarks[index] ?? 0
    const unseen = encoder.rule.kind === 'groups'
    if (n === 0) return []
    return [
      {
        rule: unseen ? 'unseen-category' : 'outside-training-range',
        column: inputOf(encoder.name).column,
        count: n,
        rows,
        expected: unseen
          ? 'categories that training has seen'
          : `values from ${encoder.range?.[0]} to ${encoder.range?.[1]}, as in training`,
        found: unseen ? 'others, scored as the model says' : 'values beyond it, scored all the same',
        advice: 'Look whether the population changed; many of these call for a new model.',
        severity: 'warn',
      },
    ]
  })
  return [...refusals, ...remarks]
}
