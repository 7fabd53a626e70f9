import type { Model } from '../../data-schemas/artifact.js'
import { ident, literal } from '../engine/engine.js'
import { WorkbenchError } from '../errors.js'
import { DRAWN_TABLE } from './draw.js'
import { INPUT_TABLE } from './input-table.js'
import type { Kernel } from './kernel.js'
import type { Keys } from './list-table.js'
import { RANKED_TABLE } from './ranks.js'
import type { ReasonCodes } from './reason-codes.js'
import { keepsNumbers, SCORED_TABLE } from './score-rows.js'
import { guardSql, guardText } from './spreadsheet-guard.js'

/** A column of the output: its name, its expression, and what it holds. */
export interface OutputColumn {
  readonly name: string
  readonly sql: string
  readonly holds: 'text' | 'number'
}

/** How texts are written: as they are, as texts only, or guarded against being run by a spreadsheet. */
export interface TextStyle {
  /** Keeps the types of the file, for Parquet. */
  readonly typed: boolean
  readonly guard: boolean
}

/** The query of an output, with the rows in the order of the file. */
export interface OutputQuery {
  readonly columns: readonly OutputColumn[]
  readonly from: string
}

const number = (name: string, sql: string): OutputColumn => ({ name, sql, holds: 'number' })

/** A number as SQL reads it back to the last bit. */
const exact = (value: number): string => `CAST('${Object.is(value, -0) ? '-0' : value}' AS DOUBLE)`

/** Columns of person and list; the place in the file, from 1, where there are none. */
export const keyColumns = ({ carried }: Keys, { typed, guard }: TextStyle): readonly OutputColumn[] =>
  carried.length === 0
    ? [number('row', 't.__row + 1')]
    : carried.map(({ name, column, type }) => ({
        name: guard ? guardText(name) : name,
        sql: guard
          ? guardSql(`t.${column}`)
          : !typed || type === 'VARCHAR'
            ? `t.${column}`
            : `TRY_CAST(t.${column} AS ${type})`,
        holds: 'text',
      }))

const contributions = (model: Model, kernel: Kernel, { guard }: TextStyle): readonly OutputColumn[] =>
  kernel.slots.map((slot, index) => {
    const name = `c_${model.inputs[index]?.name}`
    const levels = Array.from(slot.contributions, exact).join(', ')
    const sql = keepsNumbers(slot) ? `s.c${index}` : `list_extract([${levels}], CAST(s.l${index} AS INTEGER) + 1)`
    return number(guard ? guardText(name) : name, sql)
  })

const reasonColumns = ({ count, texts, withholds }: ReasonCodes, { guard }: TextStyle): readonly OutputColumn[] => {
  const said = texts.map((text) => literal(guard ? guardText(text) : text)).join(', ')
  const ranked = 'r.list IS NOT NULL'
  return [
    ...Array.from(
      { length: count },
      (_, index): OutputColumn => ({
        name: `reason_${index + 1}`,
        sql: `CASE WHEN s.w${index} > 0 THEN list_extract([${said}], s.w${index}) END`,
        holds: 'text',
      }),
    ),
    ...(withholds ? [number('reasons_withheld', `CASE WHEN ${ranked} THEN s.withheld END`)] : []),
  ]
}

const SCORES: readonly OutputColumn[] = [
  number('probability', 's.p'),
  number('linear_predictor', 's.lp'),
  number('points', 's.points'),
  number('rank', 'r.place'),
  number('list_size', 'r.size'),
  number('tied', 'r.tied'),
]

const tables = (drawn: boolean): string =>
  [INPUT_TABLE, SCORED_TABLE, RANKED_TABLE, ...(drawn ? [DRAWN_TABLE] : [])]
    .map((name, index) => `${name} ${['t', 's', 'r', 'd'][index]}`)
    .join(' POSITIONAL JOIN ')

/** What the output with every score is made of. */
export interface ScoresAsked {
  readonly model: Model
  readonly kernel: Kernel
  readonly keys: Keys
  readonly reasons: ReasonCodes | null
  /** Adds who has a place and why; only for those who may know. */
  readonly origin: boolean
}

/** Every row with its scores, ranks, reasons and contributions. */
export const scoresQuery = (asked: ScoresAsked, style: TextStyle): OutputQuery => {
  const { model, kernel, keys, reasons, origin } = asked
  return checked({
    columns: [
      ...keyColumns(keys, style),
      ...SCORES,
      ...(reasons === null ? [] : reasonColumns(reasons, style)),
      ...(origin ? [number('spot', 'd.spot'), { name: 'part', sql: 'd.part', holds: 'text' } as const] : []),
      ...contributions(model, kernel, style),
    ],
    from: tables(origin),
  })
}

/** Only who has a place, in an order of its own: nothing in it tells rank, score or part. */
export const blindQuery = (keys: Keys, style: TextStyle): OutputQuery =>
  checked({
    columns: [...keyColumns(keys, style), number('spot', 'd.spot')],
    from: `${INPUT_TABLE} t POSITIONAL JOIN ${DRAWN_TABLE} d WHERE d.part IS NOT NULL`,
  })

/** What the evaluator gets: each person with a place, why, and with what chance. */
export const sealedQuery = (
  keys: Keys,
  style: TextStyle,
  { seed, modelId }: { readonly seed: string; readonly modelId: string },
): OutputQuery =>
  checked({
    columns: [
      ...keyColumns(keys, style),
      number('spot', 'd.spot'),
      { name: 'part', sql: 'd.part', holds: 'text' },
      number('rank', 'r.place'),
      number('list_size', 'r.size'),
      number('places', 'd.capacity'),
      number('drawn', 'd.random'),
      number('probability', 's.p'),
      number('linear_predictor', 's.lp'),
      { name: 'seed', sql: literal(seed), holds: 'text' },
      { name: 'model_id', sql: literal(modelId), holds: 'text' },
    ],
    from: `${tables(true)} WHERE d.part IS NOT NULL`,
  })

/** Everyone in an order that was drawn, named as such in every row. */
export const randomQuery = (keys: Keys, style: TextStyle): OutputQuery =>
  checked({
    columns: [
      ...keyColumns(keys, style),
      number('spot', 'd.spot'),
      number('list_size', 'd.size'),
      { name: 'method', sql: "CASE WHEN d.spot IS NOT NULL THEN 'random' END", holds: 'text' },
    ],
    from: `${INPUT_TABLE} t POSITIONAL JOIN ${DRAWN_TABLE} d`,
  })

/** Refuses names that would occur twice in the output. */
const checked = (query: OutputQuery): OutputQuery => {
  const names = query.columns.map(({ name }) => name.toLowerCase())
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice === undefined) return query
  throw new WorkbenchError('column-collision', {
    expected: 'key and list columns with names of their own',
    found: `"${twice}" twice in the output`,
    advice: 'probability, rank, points, reason_1, c_… and the like are taken; rename the column',
  })
}

/** The query as SQL. */
export const querySql = ({ columns, from }: OutputQuery): string =>
  `SELECT ${columns.map(({ name, sql }) => `${sql} AS ${ident(name)}`).join(', ')} FROM ${from}`
