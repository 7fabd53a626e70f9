import { createHash, type Hash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { Model } from '../../data-schemas/artifact.js'
import type { CsvFormat } from '../../data-schemas/columns.js'
import type { Language } from '../../data-schemas/reasons.js'
import { readModel } from '../artifact/read.js'
import type { Engine } from '../engine/engine.js'
import { type Issue, RefusedError, WorkbenchError } from '../errors.js'
import { checkSignal } from './check-signal.js'
import { checkDraw, countPlaces, drawPlaces, type RandomPart } from './draw.js'
import { type CarriedColumn, openInput } from './input-table.js'
import { buildKernel } from './kernel.js'
import { type Keys, keyIssues, numberLists } from './list-table.js'
import { type Draft, formatOf, openDraft, writeOutput } from './output.js'
import { blindQuery, type OutputQuery, scoresQuery, sealedQuery, type TextStyle } from './output-sql.js'
import { rankRows } from './ranks.js'
import { type ReasonsAsked, reasonCodes, withoutReasons } from './reason-codes.js'
import { writeReport } from './score-report.js'
import { scoreRows } from './score-rows.js'
import { inWorkspace, type WorkspaceOptions } from './workspace.js'
import { checkSheet } from './write-xlsx.js'

/** A random part of the places, and what becomes known of it. */
export interface RandomAddition extends RandomPart {
  /**
   * Blind: the output names who has a place and nothing that tells why; who was drawn is in `sealed` only. Open: everything is in the output.
   */
  readonly show: { readonly kind: 'blind'; readonly sealed: string } | { readonly kind: 'open' }
}

/** What to score, with which model, and where the scores go. */
export interface ScoreOptions extends WorkspaceOptions {
  /** Folder of the frozen model. */
  readonly model: string
  /** CSV, JSON lines or Parquet: one table with the model's inputs, person and list columns. */
  readonly data: string
  /** `.csv`, `.parquet` or `.xlsx`; replaced whole when it exists. */
  readonly out: string
  /** Column that names the person; default: the model's. Without one, rows are known by their place (`row`, from 1). */
  readonly key?: string
  /** Columns that make a list; default: the model's. An empty list ranks the whole file as one. */
  readonly list?: readonly string[]
  /** How delimited text is written; default: as in the model's study. */
  readonly csv?: CsvFormat
  /** Share of rows that may break the contract; they are left without a score. Default 0: one such row refuses the file. */
  readonly maxFailingShare?: number
  /** Most reasons for each person; default: three, or none where the model has no rules on what may be named. */
  readonly reasons?: number
  /** Of the reasons; default Dutch. */
  readonly language?: Language
  readonly random?: RandomAddition
  /** False: texts in CSV and XLSX are written as they are, for machines. Default: guarded against being run by a spreadsheet. */
  readonly guard?: boolean
  /** File for rules, columns and counts of what broke the contract; written also when the data are refused. */
  readonly report?: string
  /** Score with a draft that a gate refused. Default false. */
  readonly allowDraft?: boolean
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
  /** Reasons written for each person; 0 when the model has no rules for them. */
  readonly reasons: number
  /** Places given out, and how many of those were drawn; null without a random part. Blind, the sealed file is bound by its SHA-256. */
  readonly places: { readonly placed: number; readonly drawn: number; readonly sealed: string | null } | null
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

const wrongUse = (code: string, expected: string, found: string, advice: string): WorkbenchError =>
  new WorkbenchError(code, { expected, found, advice })

/** Refuses beforehand what would give the draw away, or overwrite a draw that somebody may already rely on. */
const checkRandom = ({ random, reasons, out }: ScoreOptions): void => {
  if (random === undefined) return
  checkDraw(random)
  if (random.show.kind === 'open') return
  const { sealed } = random.show
  if (reasons !== undefined && reasons > 0)
    throw wrongUse(
      'would-unblind',
      'a list that does not tell who was drawn',
      'reasons',
      'leave out --reasons, or use --open',
    )
  if (existsSync(sealed))
    throw wrongUse(
      'sealed-exists',
      'a new name for the sealed draw',
      'a file',
      'a sealed draw is never replaced; name another',
    )
  if (formatOf(sealed) === 'xlsx' || sealed === out)
    throw wrongUse(
      'unknown-format',
      'a sealed draw in .csv or .parquet, apart from the output',
      basename(sealed),
      'name another',
    )
}

const keysOf = (model: Model, options: ScoreOptions): { person: string | null; list: readonly string[] } => ({
  person: options.key ?? model.key.person,
  list: options.list ?? model.key.list,
})

/** Key columns of an opened table by the names that were asked for. */
export const resolveKeys = (carried: Keys['carried'], person: string | null, list: readonly string[]): Keys => {
  const named = (name: string) => carried.find((column) => column.name === name) as CarriedColumn
  return { carried, person: person === null ? null : named(person), list: list.map(named) }
}

/** How texts are written in a format. */
export const styleOf = (out: string, guard = true): TextStyle => {
  const format = formatOf(out)
  return { typed: format === 'parquet', guard: guard && format !== 'parquet' }
}

const DEFAULT_REASONS = 3

const reasonsAsked = (model: Model, { reasons, random, language = 'nl' }: ScoreOptions): ReasonsAsked | null => {
  if (reasons !== undefined) return reasons === 0 ? null : { count: reasons, language }
  if (random?.show.kind === 'blind' || withoutReasons(model) !== null) return null
  return { count: DEFAULT_REASONS, language }
}

const sha256Of = async (path: string): Promise<string> => {
  const hash: Hash = createHash('sha256')
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer)
  return hash.digest('hex')
}

interface Work {
  readonly engine: Engine
  readonly model: Model
  readonly options: ScoreOptions
}

/** Everything found in the file, as a report and, above the threshold, as a refusal. */
const judge = (
  { model, options }: Work,
  found: { readonly rows: number; readonly failing: number; readonly issues: readonly Issue[] },
): void => {
  const { rows, failing, issues } = found
  const threshold = options.maxFailingShare ?? 0
  const refused = failing > threshold * rows || issues.some(({ rule }) => rule === 'duplicate-in-list')
  const data = basename(options.data)
  if (options.report !== undefined) {
    const { modelId } = model
    writeReport(options.report, { kind: 'score-report', modelId, data, rows, failing, threshold, refused, issues })
  }
  if (refused) throw new RefusedError('data-refused', issues, data)
}

/** Writes the sealed draw before the list: a list without its draw could never be evaluated. */
const writeSealed = async (work: Work, keys: Keys, random: RandomAddition): Promise<string | null> => {
  if (random.show.kind === 'open') return null
  const { engine, model, options } = work
  const { sealed } = random.show
  const draft = openDraft(sealed, options.data)
  try {
    const query = sealedQuery(keys, styleOf(sealed, options.guard), { seed: random.seed, modelId: model.modelId })
    await writeOutput(engine, query, { path: draft.path, format: formatOf(sealed), out: sealed })
    const digest = await sha256Of(draft.path)
    draft.commit()
    return digest
  } finally {
    draft.discard()
  }
}

const run = async (work: Work, draft: Draft): Promise<ScoreSummary> => {
  const { engine, model, options } = work
  const { random, signal, onProgress } = options
  const { person, list } = keysOf(model, options)
  const carry = [...new Set([...(person === null ? [] : [person]), ...list])]
  const kernel = buildKernel(model)
  const asked = reasonsAsked(model, options)
  const reasons = asked === null ? null : reasonCodes(model, kernel, asked)
  const style = styleOf(options.out, options.guard)
  const queryOf = (keys: Keys): OutputQuery =>
    random?.show.kind === 'blind'
      ? blindQuery(keys, style)
      : scoresQuery({ model, kernel, keys, reasons, origin: random !== undefined }, style)
  // Names that occur twice are refused before the file is read.
  queryOf(
    resolveKeys(
      carry.map((name) => ({ name, column: name, type: 'VARCHAR' })),
      person,
      list,
    ),
  )
  const input = await openInput(engine, model, { data: options.data, csv: options.csv ?? model.csv, carry })
  const { rows } = input
  if (formatOf(options.out) === 'xlsx') checkSheet(rows)
  const keys = resolveKeys(input.carried, person, list)
  const keyed = await keyIssues(engine, keys, rows)
  const result = await scoreRows(engine, model, {
    kernel,
    reasons,
    required: keys.carried.map(({ column }) => column),
    rows,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  })
  const issues = [...input.issues, ...keyed, ...result.issues]
  judge(work, { rows, failing: result.refused, issues })
  checkSignal(signal)
  const lists = await numberLists(engine, keys)
  await rankRows(engine, keys, { salt: model.modelId })
  if (random !== undefined) await drawPlaces(engine, keys, random, model.modelId)
  checkSignal(signal)
  await writeOutput(engine, queryOf(keys), { path: draft.path, format: formatOf(options.out), out: options.out })
  checkSignal(signal)
  const places =
    random === undefined ? null : { ...(await countPlaces(engine)), sealed: await writeSealed(work, keys, random) }
  draft.commit()
  return {
    kind: 'scores',
    modelId: model.modelId,
    model: model.name,
    synthetic: model.synthetic,
    draft: model.draft !== null,
    out: basename(options.out),
    rows,
    scored: result.scored,
    refused: result.refused,
    lists,
    reasons: reasons?.count ?? 0,
    places,
    issues,
  }
}

/**
 * Scores a file with a frozen model. Columns written: person and list columns, `probability`, `linear_predictor`, `points`,
 * `rank` (1 = first to be offered help; per list, see `tieRule`), `list_size`, `tied` (people of the list with this very score, this one
 * included), `reason_1` … (texts, the strongest first) and, where something may not be named, `reasons_withheld`; `c_<input>`, whose sum
 * from left to right, begun with the model's intercept, is the linear predictor. Rows keep the order of the file.
 * In CSV and XLSX, texts that a spreadsheet would run as a formula get an apostrophe in front; Parquet keeps them as they are.
 * Refuses (exit 2) a model that does not verify and data that break the input contract; then, and on any error or abort, nothing is
 * written and an earlier output stays as it was. Tables lie on disk while it works, so that memory does not grow with the file.
 */
export const scoreFile = async (options: ScoreOptions): Promise<ScoreSummary> => {
  formatOf(options.out)
  checkRandom(options)
  const model = await readModel(options.model)
  if (model.draft !== null && options.allowDraft !== true) throw refuseDraft(model)
  return inWorkspace(options, (engine, draft) => run({ engine, model, options }, draft))
}
