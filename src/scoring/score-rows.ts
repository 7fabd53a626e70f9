import type { Model, ModelInput } from '../../data-schemas/artifact.js'
import { DECODED } from '../contract/faults.js'
import { stateColumn } from '../contract/opened.js'
import { type Appended, type ColumnKind, type Engine, ident, type Wanted } from '../engine/engine.js'
import { type Issue, WorkbenchError } from '../errors.js'
import { checkSignal } from './check-signal.js'
import { INPUT_TABLE } from './input-table.js'
import type { Kernel } from './kernel.js'
import { pointsOf } from './points.js'
import type { ReasonCodes } from './reason-codes.js'
import { type Chunk, countRows, emptyTally, issuesOf } from './row-issues.js'
import { columnScorer, type InputColumns, type ScoredColumns } from './score-columns.js'
import type { Slot } from './slot.js'
import { type CodedTexts, codeSql, codeTexts } from './text-codes.js'

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
  readonly kernel: Kernel
  readonly reasons: ReasonCodes | null
  /** Columns of the input table that must have a value: person and list. */
  readonly required: readonly string[]
  readonly rows: number
  readonly signal?: AbortSignal
  readonly onProgress?: (share: number) => void
}

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

const chunkSql = (model: Model, required: readonly string[], texts: CodedTexts): string => {
  const parts = model.inputs.map(
    (input, index) =>
      `${(texts[index] ?? null) === null ? valueSql(input, index) : codeSql(index)} AS v${index}, ${stateSql(index)} AS s${index}`,
  )
  const keys = required.map((column) => `${ident(stateColumn(column))} = 0`)
  const keyed = keys.length === 0 ? '1' : `CASE WHEN ${keys.join(' AND ')} THEN 1 ELSE 0 END`
  return `SELECT __row, ${keyed} AS keyed, ${parts.join(', ')} FROM ${INPUT_TABLE}`
}

const wantedOf = (kernel: Kernel, texts: CodedTexts): Wanted =>
  Object.fromEntries([
    ['__row', 'f64'],
    ['keyed', 'u8'],
    ...kernel.slots.flatMap((slot, index): [string, ColumnKind][] => [
      [`v${index}`, slot.holds === 'number' ? 'f64' : texts[index] === null ? 'text' : 'i32'],
      [`s${index}`, 'u8'],
    ]),
  ])

const columnsOf = (kernel: Kernel, chunk: Chunk, texts: CodedTexts): InputColumns =>
  Object.fromEntries(
    kernel.slots.map((slot, index) => {
      const coded = texts[index] ?? null
      const values = chunk[`v${index}`]
      const states = chunk[`s${index}`]
      const column = coded === null ? { values, states } : { texts: coded, codes: values, states }
      return [slot.name, column as InputColumns[string]]
    }),
  )

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

/** Level that stands for a row without a score. */
export const NO_LEVEL = 255

/** Levels as they are kept: a byte each, unless an input has many. */
const narrow = (kernel: Kernel, scored: ScoredColumns): readonly Appended[] =>
  kernel.slots.map((slot, index) => {
    if (keepsNumbers(slot)) return scored.contributions[index] as Float64Array
    const levels = scored.levels[index] as Int16Array
    const kept = new Uint8Array(levels.length)
    for (let i = 0; i < kept.length; i += 1) kept[i] = scored.refused[i] === 1 ? NO_LEVEL : (levels[i] as number)
    return kept
  })

/** True where contributions are kept and not levels: values that enter as they are, or more levels than a byte tells apart. */
export const keepsNumbers = ({ slope, contributions }: Slot): boolean =>
  slope !== null || contributions.length >= NO_LEVEL

const createTable = async (engine: Engine, kernel: Kernel, reasons: ReasonCodes | null): Promise<void> => {
  const columns = [
    ...['lp', 'p', 'points'].map((name) => `${name} DOUBLE`),
    ...kernel.slots.map((slot, index) => (keepsNumbers(slot) ? `c${index} DOUBLE` : `l${index} UTINYINT`)),
    ...Array.from({ length: reasons?.count ?? 0 }, (_, index) => `w${index} USMALLINT`),
    ...(reasons === null ? [] : ['withheld UTINYINT']),
  ]
  await engine.run(`CREATE TABLE ${SCORED_TABLE} (${columns.join(', ')})`)
}

/** A stream that is not in the order of the file would put scores beside other people. */
const checkOrder = (row: Float64Array, before: number): void => {
  for (let i = 0; i < row.length; i += 1) {
    if (row[i] === before + i) continue
    throw new WorkbenchError('rows-out-of-order', {
      expected: 'rows in the order of the file',
      found: 'another order',
      where: 'scoreRows',
      advice: 'this is a bug',
    })
  }
}

/**
 * Scores the decoded table part by part into {@link SCORED_TABLE}, in its order: `lp`, `p`, `points`; for each input `l0`, `l1`, … (the
 * level) or `c0`, … (the contribution); `w0`, … (codes of reasons). Numbers are null and levels {@link NO_LEVEL} where the row is refused.
 * Memory does not depend on the number of rows.
 */
export const scoreRows = async (engine: Engine, model: Model, options: ScoreRowsOptions): Promise<RowsScored> => {
  const { kernel, reasons } = options
  const points = pointsOf(model)
  const score = columnScorer(kernel)
  const texts = await codeTexts(engine, kernel)
  await createTable(engine, kernel, reasons)
  const tally = emptyTally()
  const appender = await engine.append(SCORED_TABLE)
  try {
    for await (const part of engine.stream(chunkSql(model, options.required, texts), wantedOf(kernel, texts))) {
      const chunk = part as Chunk
      checkSignal(options.signal)
      checkOrder(chunk['__row'] as Float64Array, tally.scored + tally.refused)
      const scored = score(columnsOf(kernel, chunk, texts), chunk.rows)
      countRows(tally, model, { chunk, scored })
      withoutKey(scored, chunk)
      const refused = scored.refused.reduce((sum, flag) => sum + flag, 0)
      tally.refused += refused
      tally.scored += chunk.rows - refused
      const said = reasons?.of(scored)
      appender.append([
        scored.linearPredictor,
        scored.probability,
        points(scored),
        ...narrow(kernel, scored),
        ...(said === undefined ? [] : [...said.codes, said.withheld]),
      ])
      options.onProgress?.((tally.scored + tally.refused) / options.rows)
    }
  } finally {
    appender.close()
  }
  return { scored: tally.scored, refused: tally.refused, issues: issuesOf(model, tally, options.rows) }
}
