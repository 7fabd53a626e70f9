import type { Model } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import { WorkbenchError } from '../errors.js'
import { allReasonTexts } from '../explanation/reason-text.js'
import { buildKernel, type Kernel } from '../scoring/kernel.js'
import { REFUSALS } from '../scoring/states.js'
import type { SqlDialect } from './sql-dialect.js'
import { contributionSql, levelSql, type SqlInput } from './sql-levels.js'
import { probabilityStages } from './sql-probability.js'

/** What a statement reads and gives. */
export interface StatementOptions {
  /** Table to read; dots separate database, schema and table. Default `people`. */
  readonly table?: string
  /** Give the contribution of each input, `c_<input>`, as well. Default false. */
  readonly contributions?: boolean
}

const CONTROL = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu

/** A line of comment: whatever could end a line, or hide what follows, becomes a space. */
export const commentLine = (text: string): string => `-- ${text.replaceAll(CONTROL, ' ')}`

const named = (model: Model): readonly string[] =>
  model.key.person === null
    ? model.inputs.map(({ column }) => column)
    : [...new Set([model.key.person, ...model.key.list])]

const TAKEN = ['probability', 'linear_predictor', 'points', 'rank', 'list_size', 'refused']

/** Refuses names that would occur twice in the result; engines fold case. */
const refuseCollisions = ({ carried, model, options }: Parts): void => {
  const contributions = options.contributions === true ? model.inputs.map((input) => `c_${input.name}`) : []
  const names = [...carried, ...TAKEN, ...contributions].map((column) => column.toLowerCase())
  const twice = names.find((column, index) => names.indexOf(column) !== index)
  if (twice === undefined) return
  throw new WorkbenchError('column-collision', {
    expected: 'columns with names of their own',
    found: `"${twice}" twice in the result`,
    advice: `the names ${TAKEN.join(', ')} and c_… are taken; rename the column`,
  })
}

interface Parts {
  readonly model: Model
  readonly kernel: Kernel
  readonly dialect: SqlDialect
  readonly inputs: readonly SqlInput[]
  /** Columns of the table that go along. */
  readonly carried: readonly string[]
  readonly options: StatementOptions
}

const partsOf = (model: Model, dialect: SqlDialect, options: StatementOptions): Parts => {
  const kernel = buildKernel(model)
  const inputs = kernel.slots.map(
    (slot, index): SqlInput => ({
      slot,
      encoder: model.encoders[index] as Encoder,
      dialect,
      value: dialect.ident(`v${index}`),
      odd: dialect.ident(`odd${index}`),
    }),
  )
  return { model, kernel, dialect, inputs, carried: named(model), options }
}

const keyName = (index: number): string => `k${index}`

const readSql = ({ dialect, inputs, carried, options }: Parts): string => {
  const { ident, double, loose } = dialect
  const table = (options.table ?? 'people').split('.').map(ident).join('.')
  const values = inputs.flatMap(({ slot, value, odd }): readonly string[] => {
    const raw = `t.${ident(slot.input.column)}`
    const { type } = slot.input.contract
    if (type === 'boolean') {
      return [
        `CASE WHEN ${raw} = TRUE THEN 1 WHEN ${raw} = FALSE THEN 0 WHEN ${raw} IS NOT NULL THEN 2 END AS ${value}`,
      ]
    }
    if (slot.holds === 'text' || slot.ranks !== null || type === 'date') return [`${raw} AS ${value}`]
    const number = `CAST(${raw} AS ${double})`
    return [`${number} AS ${value}`, ...(loose ? [`CASE WHEN ${number} = ${raw} THEN 0 ELSE 1 END AS ${odd}`] : [])]
  })
  const keys = carried.map((column, index) => `t.${ident(column)} AS ${ident(keyName(index))}`)
  return `SELECT\n    ${[...keys, ...values].join(',\n    ')}\n  FROM ${table} t`
}

const placedSql = ({ dialect, inputs, carried }: Parts): string => {
  const keys = carried.map((_, index) => dialect.ident(keyName(index)))
  const values = inputs.flatMap((input, index) => [
    ...(input.slot.slope === null ? [] : [input.value]),
    `${levelSql(input)} AS ${dialect.ident(`l${index}`)}`,
  ])
  return `SELECT\n    ${[...keys, ...values].join(',\n    ')}\n  FROM ${dialect.ident('read')}`
}

/** Every problem of a row in words, joined by `; `; null when there is none. */
const refusedSql = ({ dialect, inputs, carried, model }: Parts): string => {
  const { ident, text } = dialect
  const problems = inputs.map(({ slot }, index) => {
    const rules = REFUSALS.map((rule, code) => `WHEN ${-1 - code} THEN ${text(`; ${slot.name}: ${rule}`)}`)
    return `CASE ${ident(`l${index}`)} ${rules.join(' ')} ELSE '' END`
  })
  const keys =
    model.key.person === null
      ? []
      : carried.map(
          (column, index) =>
            `CASE WHEN ${ident(keyName(index))} IS NULL THEN ${text(`; ${column}: missing-key`)} ELSE '' END`,
        )
  return `NULLIF(SUBSTR(${[...keys, ...problems].join(' ||\n      ')}, 3), '')`
}

const weighedSql = (parts: Parts): string => {
  const { dialect, inputs, carried, model } = parts
  const { ident } = dialect
  const points = model.points === null ? [] : inputs.map((_, index) => ident(`l${index}`))
  const columns = [
    ...carried.map((_, index) => ident(keyName(index))),
    ...points,
    ...inputs.map((input, index) => `${contributionSql(input, ident(`l${index}`))} AS ${ident(`c${index}`)}`),
    `${refusedSql(parts)} AS ${ident('refused')}`,
  ]
  return `SELECT\n    ${columns.join(',\n    ')}\n  FROM ${ident('placed')}`
}

const pointsSql = ({ model, dialect }: Parts): string => {
  const { points } = model
  if (points === null) return `CAST(NULL AS ${dialect.double})`
  const { number, ident } = dialect
  return model.encoders.reduce((sum, encoder, index) => {
    const rows = points.rows.filter(({ candidate }) => candidate === encoder.name)
    const branches = rows.map(({ level, points: n }) => `WHEN ${level} THEN ${number(n)}`)
    return `(${sum} + CASE ${ident(`l${index}`)} ${branches.join(' ')} END)`
  }, number(points.base))
}

const addedSql = (parts: Parts): string => {
  const { dialect, inputs, carried, kernel, options } = parts
  const { ident, number } = dialect
  const sum = inputs.reduce((left, _, index) => `(${left} + ${ident(`c${index}`)})`, number(kernel.intercept))
  const good = (sql: string): string => `CASE WHEN ${ident('refused')} IS NULL THEN ${sql} END`
  const columns = [
    ...carried.map((_, index) => ident(keyName(index))),
    ident('refused'),
    ...(options.contributions === true
      ? inputs.map((_, index) => `${good(ident(`c${index}`))} AS ${ident(`c${index}`)}`)
      : []),
    `${good(sum)} AS ${ident('lp')}`,
    `${good(pointsSql(parts))} AS ${ident('points')}`,
  ]
  return `SELECT\n    ${columns.join(',\n    ')}\n  FROM ${ident('weighed')}`
}

const orderSql = ({ dialect, model, carried }: Parts): { readonly rank: string; readonly size: string } => {
  const { ident, text, varchar, sha256 } = dialect
  const lp = ident('lp')
  const list = model.key.list.map((column) => ident(keyName(carried.indexOf(column))))
  const within = `PARTITION BY ${[`CASE WHEN ${lp} IS NULL THEN 1 ELSE 0 END`, ...(model.key.person === null ? [] : list)].join(', ')}`
  const size = `CASE WHEN ${lp} IS NOT NULL THEN COUNT(*) OVER (${within}) END`
  if (model.key.person === null)
    return { rank: `CASE WHEN ${lp} IS NOT NULL THEN RANK() OVER (${within} ORDER BY ${lp} DESC) END`, size }
  const who = ident(keyName(carried.indexOf(model.key.person)))
  const key = [who, ...list].map((column) => `COALESCE(CAST(${column} AS ${varchar}), '')`).join(` || '|' || `)
  const hash = sha256(`${text(`${model.modelId}|`)} || ${key}`)
  const rank = `ROW_NUMBER() OVER (${within} ORDER BY ${lp} DESC, ${hash})`
  return { rank: `CASE WHEN ${lp} IS NOT NULL THEN ${rank} END`, size }
}

const lastSql = (parts: Parts, from: string): string => {
  const { dialect, carried, inputs, options } = parts
  const { ident } = dialect
  const { rank, size } = orderSql(parts)
  const columns = [
    ...carried.map((column, index) => `${ident(keyName(index))} AS ${ident(column)}`),
    `${ident('p')} AS ${ident('probability')}`,
    `${ident('lp')} AS ${ident('linear_predictor')}`,
    ident('points'),
    `${rank} AS ${ident('rank')}`,
    `${size} AS ${ident('list_size')}`,
    ident('refused'),
    ...(options.contributions === true
      ? inputs.map(({ slot }, index) => `${ident(`c${index}`)} AS ${ident(`c_${slot.name}`)}`)
      : []),
  ]
  return `SELECT\n  ${columns.join(',\n  ')}\nFROM ${ident(from)}`
}

const headOf = ({ model, dialect, options }: Parts): readonly string[] => {
  const said = allReasonTexts(model, 'nl')
  const english = allReasonTexts(model, 'en')
  return [
    `maatwerkscan model ${model.name}, id ${model.modelId}${model.draft === null ? '' : ' — DRAFT, NOT FOR USE'}`,
    ...(model.purpose === null ? [] : [model.purpose.nl, model.purpose.en]),
    ...model.limits.notFor.map(({ en }) => `not for: ${en}`),
    `dialect: ${dialect.name}; reads ${options.table ?? 'people'}: ${model.inputs.map(({ column, contract }) => `${column} (${contract.type})`).join(', ')}`,
    ...(dialect.name === 'portable'
      ? [
          'needs a function sha256(text) that gives lower-case hexadecimal text: DuckDB has it; see docs/EXPORTS.md for the others',
        ]
      : []),
    'a row that breaks the contract has no score; "refused" says which input and which rule',
    ...said.map(
      ({ indicator, level, text }, index) =>
        `${indicator}${level === null ? '' : ` = ${level}`}: ${text} / ${english[index]?.text ?? ''}`,
    ),
  ].map(commentLine)
}

/**
 * The model as one SELECT: key and list columns, `probability`, `linear_predictor`, `points`, `rank`, `list_size`, `refused`, and the
 * contributions when asked. The table must have each input's column in the type of its contract. Equals are ordered as `score` orders
 * them; where the model names no person, they share a rank and the input columns go along instead.
 * @throws WorkbenchError `cannot-export` for a name or text that SQL cannot hold; `column-collision` for a key column with a taken name
 */
export const sqlStatement = (model: Model, dialect: SqlDialect, options: StatementOptions = {}): string => {
  const parts = partsOf(model, dialect, options)
  refuseCollisions(parts)
  const { ident, materialized } = dialect
  const stages = probabilityStages(model.calibration, ident('lp'), dialect)
  const steps = stages.map(({ name, sql }, index) => {
    const from = index === 0 ? 'added' : `step${index}`
    return `${ident(`step${index + 1}`)} AS (\n  SELECT f.*, ${sql} AS ${ident(name)}\n  FROM ${ident(from)} f\n)`
  })
  const tables = [
    `${ident('read')} AS (\n  ${readSql(parts)}\n)`,
    `${ident('placed')} AS ${materialized}(\n  ${placedSql(parts)}\n)`,
    `${ident('weighed')} AS (\n  ${weighedSql(parts)}\n)`,
    `${ident('added')} AS ${materialized}(\n  ${addedSql(parts)}\n)`,
    ...steps,
  ]
  return `${headOf(parts).join('\n')}\nWITH ${tables.join(', ')}\n${lastSql(parts, `step${stages.length}`)};\n`
}
