import type { Model, RawValue } from '../../data-schemas/artifact.js'
import { WorkbenchError } from '../errors.js'
import { calibrator } from '../numeric/calibrator.js'
import { buildSlot, intervalOf, noRefusals, type Slot } from './slot.js'
import { REFUSALS, type Refusal, refusalCode, refusalOf, STATES } from './states.js'

/** What the kernel needs of a model: no lineage, no evaluation, no golden vectors. */
export type ScoringParts = Pick<Model, 'inputs' | 'encoders' | 'intercept' | 'terms' | 'calibration'>

/** Raw values of one row by input name. Dates as `YYYY-MM-DD` or days since 1970-01-01. */
export type RawRow = Readonly<Record<string, RawValue | undefined>>

/** A scored row. `intercept + contributions`, added from left to right, is `linearPredictor` to the last bit. */
export interface Scored {
  readonly kind: 'scored'
  readonly levels: readonly (number | null)[]
  readonly contributions: readonly number[]
  /** Log-odds before calibration; the order of a list follows it. */
  readonly linearPredictor: number
  /** Calibrated probability, in [0, 1]. */
  readonly probability: number
}

/** A row that is not scored: each input that breaks its contract, with the rule. */
export interface RefusedRow {
  readonly kind: 'refused'
  readonly problems: readonly { readonly input: string; readonly rule: Refusal }[]
}

/** Numbers of one input: missing is NaN unless `states` says otherwise. */
export interface NumberColumn {
  readonly values: Float64Array | Int32Array | Uint16Array | Uint8Array
  readonly states?: Uint8Array
}
/** Texts of one input: missing is null unless `states` says otherwise. */
export interface TextColumn {
  readonly values: readonly (string | null)[]
  readonly states?: Uint8Array
}
/** Inputs by name. With `states` (see {@link STATES}) codes are taken as already resolved; without, codes are recognised by value. */
export type InputColumns = Readonly<Record<string, NumberColumn | TextColumn>>

/** Scores of many rows. NaN where a row is refused. */
export interface ScoredColumns {
  readonly rows: number
  readonly linearPredictor: Float64Array
  readonly probability: Float64Array
  /** One column per input, in the order of the model's terms. */
  readonly contributions: readonly Float64Array[]
  /** Level per input and row; negative where refused; 0 for an input without levels. */
  readonly levels: readonly Int16Array[]
  /** 1 where the row is not scored. */
  readonly refused: Uint8Array
  readonly refusals: readonly { readonly input: string; readonly rule: Refusal; readonly count: number }[]
}

/** A model made ready to score. */
export interface Kernel {
  readonly inputs: readonly string[]
  readonly intercept: number
  readonly slots: readonly Slot[]
  readonly calibrate: (linearPredictor: number) => number
}

/**
 * Prepares the lookups of a model. This and the functions on it are the one definition of a score; exports are tested against it.
 * Throws `mismatched-model` when inputs, encoders and terms do not name the same candidates in the same order.
 */
export const buildKernel = (model: ScoringParts): Kernel => {
  const slots = model.inputs.map((input, index) => {
    const encoder = model.encoders[index]
    const term = model.terms[index]
    if (encoder?.name !== input.name || term?.name !== input.name) {
      throw new WorkbenchError('mismatched-model', {
        expected: `encoder and term ${index + 1} to belong to "${input.name}"`,
        found: `encoder "${encoder?.name ?? 'none'}", term "${term?.name ?? 'none'}"`,
        advice: 'verify the model before scoring with it',
      })
    }
    return buildSlot(input, encoder, term)
  })
  return {
    inputs: slots.map((slot) => slot.name),
    intercept: model.intercept,
    slots,
    calibrate: calibrator(model.calibration),
  }
}

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/

/** Days since 1970-01-01 of an ISO date; NaN for a text that is no real day. */
export const daysOf = (text: string): number => {
  if (!ISO_DATE.test(text)) return Number.NaN
  const time = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? Number.NaN : time / 86_400_000
}

const numberOf = (slot: Slot, raw: RawValue): number | Refusal => {
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : 'not-finite'
  if (typeof raw === 'boolean') return slot.input.contract.type === 'boolean' ? Number(raw) : 'wrong-type'
  if (typeof raw !== 'string') return 'wrong-type'
  if (slot.ranks !== null) return slot.ranks.get(raw) ?? 'not-in-values'
  if (slot.input.contract.type !== 'date') return 'wrong-type'
  const days = daysOf(raw)
  return Number.isNaN(days) ? 'unreadable' : days
}

/** Level and, for an input without levels, the number itself. */
const place = (slot: Slot, raw: RawValue | undefined): readonly [code: number, value: number] => {
  if (raw === null || raw === undefined) return [slot.byState[STATES.missing] as number, 0]
  const state = slot.codeState(raw)
  if (state !== STATES.value) return [slot.byState[state] as number, 0]
  if (slot.holds === 'text') return [typeof raw === 'string' ? slot.ofText(raw) : refusalCode('wrong-type'), 0]
  const value = numberOf(slot, raw)
  return typeof value === 'number' ? [slot.ofNumber(value), value] : [refusalCode(value), 0]
}

/** Scores one row of raw values. Refuses, with every reason, a row that breaks the input contract. */
export const scoreRow = (kernel: Kernel, row: RawRow): Scored | RefusedRow => {
  const places = kernel.slots.map((slot) => place(slot, Object.hasOwn(row, slot.name) ? row[slot.name] : null))
  const problems = kernel.slots.flatMap((slot, index) => {
    const code = (places[index] as readonly [number, number])[0]
    return code < 0 ? [{ input: slot.name, rule: refusalOf(code) }] : []
  })
  if (problems.length > 0) return { kind: 'refused', problems }
  let linearPredictor = kernel.intercept
  const contributions = kernel.slots.map((slot, index) => {
    const [code, value] = places[index] as readonly [number, number]
    const contribution = slot.slope === null ? (slot.contributions[code] as number) : 0 + value * slot.slope
    linearPredictor += contribution
    return contribution
  })
  return {
    kind: 'scored',
    levels: kernel.slots.map((slot, index) => (slot.slope === null ? (places[index]?.[0] as number) : null)),
    contributions,
    linearPredictor,
    probability: kernel.calibrate(linearPredictor),
  }
}

const isText = (values: NumberColumn['values'] | TextColumn['values']): values is TextColumn['values'] =>
  Array.isArray(values)

const codesOfText = (slot: Slot, column: TextColumn, codes: Int16Array): void => {
  const { values, states } = column
  for (let i = 0; i < codes.length; i += 1) {
    const value = values[i] as string | null
    const given = states === undefined ? STATES.value : (states[i] as number)
    const state =
      given !== STATES.value
        ? given
        : value === null
          ? STATES.missing
          : states === undefined
            ? slot.codeState(value)
            : given
    codes[i] = state === STATES.value ? slot.ofText(value as string) : (slot.byState[state] as number)
  }
}

/** Level of every number; the ready-made ways must say what `ofNumber` says, which decides whatever they do not know. */
const lookUpNumbers = (slot: Slot, values: NumberColumn['values'], codes: Int16Array): void => {
  const { ofNumber, table, intervals } = slot
  if (table !== null) {
    const { first, levels } = table
    for (let i = 0; i < codes.length; i += 1) {
      const value = values[i] as number
      const index = (value - first) | 0
      codes[i] =
        index >= 0 && index < levels.length && index + first === value ? (levels[index] as number) : ofNumber(value)
    }
  } else if (intervals !== null) {
    const { min, max, edges } = intervals
    for (let i = 0; i < codes.length; i += 1) {
      const value = values[i] as number
      codes[i] = value >= min && value <= max ? intervalOf(edges, value) : ofNumber(value)
    }
  } else {
    for (let i = 0; i < codes.length; i += 1) codes[i] = ofNumber(values[i] as number)
  }
}

const codesOfNumbers = (slot: Slot, column: NumberColumn, codes: Int16Array): void => {
  const { values, states } = column
  const { byState, codeState } = slot
  lookUpNumbers(slot, values, codes)
  if (states === undefined && slot.input.contract.codes.length === 0) return
  for (let i = 0; i < codes.length; i += 1) {
    const state = states === undefined ? codeState(values[i] as number) : (states[i] as number)
    if (state !== STATES.value) codes[i] = byState[state] as number
  }
}

interface Target {
  readonly out: Float64Array
  readonly total: Float64Array
}

/** Adds the contributions of levels; a refusal (negative code) finds NaN in the padding. */
const addLevels = (padded: Float64Array, codes: Int16Array, { out, total }: Target): void => {
  for (let i = 0; i < codes.length; i += 1) {
    const contribution = padded[(codes[i] as number) + REFUSALS.length] as number
    out[i] = contribution
    total[i] = (total[i] as number) + contribution
  }
}

/** Adds the contributions of numbers that enter as they are. */
const addNumbers = (
  slope: number,
  column: { readonly values: NumberColumn['values']; readonly codes: Int16Array },
  { out, total }: Target,
): void => {
  const { values, codes } = column
  for (let i = 0; i < codes.length; i += 1) {
    const contribution = (codes[i] as number) < 0 ? Number.NaN : 0 + (values[i] as number) * slope
    out[i] = contribution
    total[i] = (total[i] as number) + contribution
  }
}

/** Marks the refused rows; returns refusals by rule. */
const markRefused = (codes: Int16Array, refused: Uint8Array): Uint32Array => {
  const counts = noRefusals()
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] as number
    if (code < 0) {
      refused[i] = 1
      counts[-1 - code] = (counts[-1 - code] as number) + 1
    }
  }
  return counts
}

const columnOf = (slot: Slot, columns: InputColumns, rows: number): NumberColumn | TextColumn => {
  const column = Object.hasOwn(columns, slot.name) ? columns[slot.name] : undefined
  const good =
    column !== undefined && isText(column.values) === (slot.holds === 'text') && column.values.length === rows
  if (good && (column.states === undefined || column.states.length === rows)) return column
  throw new WorkbenchError('invalid-columns', {
    expected: `a column "${slot.name}" of ${rows} ${slot.holds === 'text' ? 'texts' : 'numbers'}`,
    found:
      column === undefined
        ? 'no such column'
        : `${column.values.length} ${isText(column.values) ? 'texts' : 'numbers'}`,
    where: 'scoreColumns',
  })
}

/**
 * Scores many rows held in columns: the same numbers, to the last bit, as {@link scoreRow} gives row by row.
 * Throws `invalid-columns` when an input is absent, of the wrong kind, or of another length.
 */
export const scoreColumns = (kernel: Kernel, columns: InputColumns, rows: number): ScoredColumns => {
  const linearPredictor = new Float64Array(rows).fill(kernel.intercept)
  const refused = new Uint8Array(rows)
  const refusals: { input: string; rule: Refusal; count: number }[] = []
  const contributions: Float64Array[] = []
  const levels: Int16Array[] = []
  for (const slot of kernel.slots) {
    const column = columnOf(slot, columns, rows)
    const codes = new Int16Array(rows)
    if (isText(column.values)) codesOfText(slot, column as TextColumn, codes)
    else codesOfNumbers(slot, column as NumberColumn, codes)
    const out = new Float64Array(rows)
    const target = { out, total: linearPredictor }
    if (slot.slope === null || isText(column.values)) addLevels(slot.padded, codes, target)
    else addNumbers(slot.slope, { values: column.values, codes }, target)
    markRefused(codes, refused).forEach((count, index) => {
      if (count > 0) refusals.push({ input: slot.name, rule: REFUSALS[index] as Refusal, count })
    })
    contributions.push(out)
    levels.push(codes)
  }
  const probability = new Float64Array(rows)
  const { calibrate } = kernel
  for (let i = 0; i < rows; i += 1)
    probability[i] = refused[i] === 1 ? Number.NaN : calibrate(linearPredictor[i] as number)
  return { rows, linearPredictor, probability, contributions, levels, refused, refusals }
}
