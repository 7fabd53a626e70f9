import { basename } from 'node:path'
import type { Model } from '../../data-schemas/artifact.js'
import type { CsvFormat } from '../../data-schemas/columns.js'
import { readModel } from '../artifact/read.js'
import { stateColumn } from '../contract/opened.js'
import { openDuckDB } from '../engine/duckdb.js'
import { type Engine, ident } from '../engine/engine.js'
import { type Issue, RefusedError, WorkbenchError } from '../errors.js'
import { INPUT_TABLE, type InputTable, openInput } from './input-table.js'
import { checkNames, type Draft, formatOf, openDraft, outputSql, writeOutput } from './output.js'
import { scoreRows } from './score-rows.js'

/** What to score, with which model, and where the scores go. */
export interface ScoreOptions {
  /** Folder of the frozen model. */
  readonly model: string
  /** CSV, JSON lines or Parquet: one table with the model's inputs, person and list columns. */
  readonly data: string
  /** `.csv` or `.parquet`; replaced whole when it exists. */
  readonly out: string
  /** Column that names the person; default: the model's. Without one, rows are known by their place (`row`, from 1). */
  readonly key?: string
  /** Columns that make a list; default: the model's. An empty list ranks the whole file as one. */
  readonly list?: readonly string[]
  /** How delimited text is written; default: as in the model's study. */
  readonly csv?: CsvFormat
  /** Share of rows that may break the contract; they are left without a score. Default 0: one such row refuses the file. */
  readonly maxFailingShare?: number
  /** Score with a draft that a gate refused. Default false. */
  readonly allowDraft?: boolean
  /** Memory of the engine, default "2GB"; what does not fit goes to a temporary folder beside the output. */
  readonly memory?: string
  readonly threads?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (share: number) => void
}

/** What was done. Holds counts only. */
export interface ScoreSummary {
  readonly kind: 'scores'
  readonly modelId: string
  readonly model: string
  readonly synthetic: boolean
  readonly draft: boolean
  readonly out: string
  readonly rows: number
  readonly scored: number
  readonly refused: number
  readonly lists: number
  /** Everything that broke the contract or deserves attention, by rule and column. */
  readonly issues: readonly Issue[]
}

const refuseDraft = (model: Model): WorkbenchError =>
  new WorkbenchError('draft-model', {
    expected: 'a model that passed its gates',
    found: `a draft; refused by ${model.draft?.refusedGates.map((gate) => gate.name).join(', ')}`,
    advice: 'a draft is kept to be looked at, not to be used; allow it explicitly for a test',
    exit: 3,
  })

interface Names {
  readonly person: string | null
  readonly list: readonly string[]
  readonly carry: readonly string[]
}

const namesOf = (model: Model, options: ScoreOptions): Names => {
  const person = options.key ?? model.key.person
  const list = options.list ?? model.key.list
  return { person, list, carry: [...new Set([...(person === null ? [] : [person]), ...list])] }
}

const columnOf = (input: InputTable, name: string): string =>
  input.carried.find((carried) => carried.name === name)?.column as string

const keyIssues = async (engine: Engine, input: InputTable, names: Names): Promise<readonly Issue[]> => {
  const { rows } = input
  const required = names.carry.map((name) => [name, ident(stateColumn(columnOf(input, name)))] as const)
  if (required.length === 0) return []
  const [empty] = await engine.rows(
    `SELECT ${required.map(([, state], index) => `count(*) FILTER (WHERE ${state} <> 0) AS n${index}`).join(', ')} FROM ${INPUT_TABLE}`,
  )
  const missing = required.flatMap(([name], index): Issue[] => {
    const count = Number(empty?.[`n${index}`])
    const advice = 'Correct the delivery; such a row has no place in a list.'
    return count === 0
      ? []
      : [
          {
            rule: 'missing-key',
            column: name,
            count,
            rows,
            expected: 'a value in every row',
            found: 'no value',
            advice,
            severity: 'refuse',
          },
        ]
  })
  if (names.person === null) return missing
  const keys = names.carry.map((name) => columnOf(input, name)).join(', ')
  const [twice] = await engine.rows(
    `SELECT coalesce(sum(n - 1), 0) AS n FROM (SELECT count(*) AS n FROM ${INPUT_TABLE} WHERE ${required.map(([, state]) => `${state} = 0`).join(' AND ')} GROUP BY ${keys} HAVING count(*) > 1)`,
  )
  const count = Number(twice?.['n'])
  if (count === 0) return missing
  const advice = 'Deliver each person once per list, or name the columns that make a list.'
  return [
    ...missing,
    {
      rule: 'duplicate-in-list',
      column: names.person,
      count,
      rows,
      expected: 'each person once in a list',
      found: 'the same person again',
      advice,
      severity: 'refuse',
    },
  ]
}

const listCount = async (engine: Engine, input: InputTable, list: readonly string[]): Promise<number> => {
  if (list.length === 0) return 1
  const [counted] = await engine.rows(
    `SELECT count(*) AS n FROM (SELECT DISTINCT ${list.map((name) => columnOf(input, name)).join(', ')} FROM ${INPUT_TABLE})`,
  )
  return Number(counted?.['n'])
}

const run = async (
  engine: Engine,
  model: Model,
  work: { readonly options: ScoreOptions; readonly draft: Draft },
): Promise<ScoreSummary> => {
  const { options, draft } = work
  const format = formatOf(options.out)
  const names = namesOf(model, options)
  checkNames(model, names.carry)
  const input = await openInput(engine, model, {
    data: options.data,
    csv: options.csv ?? model.csv,
    carry: names.carry,
  })
  const keys = await keyIssues(engine, input, names)
  const { signal, onProgress } = options
  const result = await scoreRows(engine, model, {
    required: names.carry.map((name) => columnOf(input, name)),
    rows: input.rows,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  })
  const issues = [...input.issues, ...keys, ...result.issues]
  const duplicates = keys.some((issue) => issue.rule === 'duplicate-in-list')
  if (duplicates || result.refused > (options.maxFailingShare ?? 0) * input.rows) {
    throw new RefusedError('data-refused', issues, basename(options.data))
  }
  const person = names.person === null ? null : columnOf(input, names.person)
  const list = names.list.map((name) => columnOf(input, name))
  const sql = outputSql(model, { carried: input.carried, person, list, format })
  await writeOutput(engine, sql, { path: draft.path, format })
  return {
    kind: 'scores',
    modelId: model.modelId,
    model: model.name,
    synthetic: model.synthetic,
    draft: model.draft !== null,
    out: basename(options.out),
    rows: input.rows,
    scored: result.scored,
    refused: result.refused,
    lists: await listCount(engine, input, names.list),
    issues,
  }
}

/**
 * Scores a file with a frozen model. Columns written: person and list columns, `probability`, `linear_predictor`, `points`,
 * `rank` (1 = first to be offered help; per list, see `tieRule`), `list_size`, and `c_<input>`, whose sum from left to right, begun
 * with the model's intercept, is the linear predictor. Rows keep the order of the file.
 * In CSV, texts that a spreadsheet would run as a formula get an apostrophe in front; Parquet keeps them as they are.
 * Refuses (exit 2) a model that does not verify and data that break the input contract; then, and on any error or abort, nothing is
 * written and an earlier output stays as it was.
 */
export const scoreFile = async (options: ScoreOptions): Promise<ScoreSummary> => {
  formatOf(options.out)
  const model = await readModel(options.model)
  if (model.draft !== null && options.allowDraft !== true) throw refuseDraft(model)
  const draft = openDraft(options.out, options.data)
  try {
    const engine = await openDuckDB({
      memory: options.memory ?? '2GB',
      spill: draft.spill,
      ...(options.threads === undefined ? {} : { threads: options.threads }),
    })
    try {
      const summary = await run(engine, model, { options, draft })
      draft.commit()
      return summary
    } finally {
      engine.close()
    }
  } finally {
    draft.discard()
  }
}
