import type { Model, ModelInput } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import { DECODED } from '../contract/faults.js'
import { stateColumn } from '../contract/opened.js'
import type { ColumnKind, Columns, Engine, Wanted } from '../engine/engine.js'
import { ident } from '../engine/engine.js'
import { type Issue, WorkbenchError } from '../errors.js'
import { expectation, INPUT_TABLE } from './input-table.js'
import { buildKernel, type InputColumns, type Kernel, type ScoredColumns, scoreColumns } from './kernel.js'
import { pointsOf } from './points.js'
import type { Refusal } from './states.js'

/** Name of the table with a score for each row of the input. */
export const SCORED_TABLE = 'scored'

/** What was found while scoring. */
export interface RowsScored {
  readonly scored: number
  readonly refused: number
  readonly issues: readonly Issue[]
}

/** Options of {@link scoreRows}. */
export interface ScoreRowsOptions {
  /** Columns of the input table that must have a value: person and list. */
  readonly required: readonly string[]
  readonly rows: number
  readonly signal?: AbortSignal
  readonly onProgress?: (share: number) => void
}

type Chunk = Columns<Wanted>

const valueSql = (input: ModelInput, index: number): string => {
  const value = `i${index}`
  switch (input.contract.type) {
    case 'category':
    case 'string':
      return `coalesce(${value}, '')`
    case 'boolean':
      return `coalesce(CAST(CAST(${value} AS TINYINT) AS DOUBLE), 0)`
    case 'date':
      return `coalesce(CAST(datediff('day', DATE '1970-01-01', ${value}) AS DOUBLE), 0)`
    default:
      return `coalesce(CAST(${value} AS DOUBLE), 0)`
  }
}

const stateSql = (index: number): string => {
  const state = ident(stateColumn(`i${index}`))
  return `CASE WHEN ${state} IN (${DECODED['decimal-integer']}, ${DECODED['text-variant']}) THEN 0 ELSE ${state} END`
}

const chunkSql = (model: Model, required: readonly string[]): string => {
  const parts = model.inputs.map(
    (input, index) => `${valueSql(input, index)} AS v${index}, ${stateSql(index)} AS s${index}`,
  )
  const keys = required.map((column) => `${ident(stateColumn(column))} = 0`)
  const keyed = keys.length === 0 ? '1' : `CASE WHEN ${keys.join(' AND ')} THEN 1 ELSE 0 END`
  return `SELECT __row, ${keyed} AS keyed, ${parts.join(', ')} FROM ${INPUT_TABLE}`
}

const wantedOf = (kernel: Kernel): Wanted =>
  Object.fromEntries([
    ['__row', 'f64'],
    ['keyed', 'u8'],
    ...kernel.slots.flatMap((slot, index): [string, ColumnKind][] => [
      [`v${index}`, slot.holds === 'text' ? 'text' : 'f64'],
      [`s${index}`, 'u8'],
    ]),
  ])

const columnsOf = (kernel: Kernel, chunk: Chunk): InputColumns =>
  Object.fromEntries(
    kernel.slots.map((slot, index) => [
      slot.name,
      { values: chunk[`v${index}`], states: chunk[`s${index}`] } as InputColumns[string],
    ]),
  )

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

interface Tally {
  readonly refusals: Map<string, { readonly input: string; readonly rule: Refusal; count: number }>
  readonly remarks: number[]
  scored: number
  refused: number
}

const count = (tally: Tally, model: Model, chunk: Chunk, scored: ScoredColumns): void => {
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

const issuesOf = (model: Model, tally: Tally, rows: number): readonly Issue[] => {
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

/** Rows without a person or a list cannot be put in a list: they are not scored. */
const withoutKey = (scored: ScoredColumns, chunk: Chunk): void => {
  const keyed = chunk['keyed'] as Uint8Array
  for (let i = 0; i < scored.rows; i += 1) {
    if (keyed[i] === 1 && scored.refused[i] === 0) continue
    scored.refused[i] = 1
    scored.linearPredictor[i] = Number.NaN
    scored.probability[i] = Number.NaN
    for (const column of scored.contributions) column[i] = Number.NaN
  }
}

const checkSignal = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted !== true) return
  throw new WorkbenchError('cancelled', {
    expected: 'time to finish',
    found: 'a request to stop',
    advice: 'nothing was written; run it again',
  })
}

/**
 * Scores the decoded table part by part into {@link SCORED_TABLE}: `r` (place in the file), `lp`, `p`, `points` and `c0`, `c1`, …;
 * all but `r` are null where the row is refused. Memory does not depend on the number of rows.
 */
export const scoreRows = async (engine: Engine, model: Model, options: ScoreRowsOptions): Promise<RowsScored> => {
  const kernel = buildKernel(model)
  const points = pointsOf(model)
  const names = ['r', 'lp', 'p', 'points', ...kernel.slots.map((_, index) => `c${index}`)]
  await engine.run(`CREATE TABLE ${SCORED_TABLE} (${names.map((name) => `${name} DOUBLE`).join(', ')})`)
  const tally: Tally = { refusals: new Map(), remarks: [], scored: 0, refused: 0 }
  const appender = await engine.append(SCORED_TABLE)
  try {
    for await (const chunk of engine.stream(chunkSql(model, options.required), wantedOf(kernel))) {
      checkSignal(options.signal)
      const scored = scoreColumns(kernel, columnsOf(kernel, chunk as Chunk), chunk.rows)
      count(tally, model, chunk as Chunk, scored)
      withoutKey(scored, chunk as Chunk)
      const refused = scored.refused.reduce((sum, flag) => sum + flag, 0)
      tally.refused += refused
      tally.scored += chunk.rows - refused
      const row = (chunk as Chunk)['__row'] as Float64Array
      appender.append([row, scored.linearPredictor, scored.probability, points(scored), ...scored.contributions])
      options.onProgress?.((tally.scored + tally.refused) / options.rows)
    }
  } finally {
    appender.close()
  }
  return { scored: tally.scored, refused: tally.refused, issues: issuesOf(model, tally, options.rows) }
}
