import { WorkbenchError } from '../errors.js'
import type { Kernel } from './kernel.js'
import { intervalNear, noRefusals, type Slot } from './slot.js'
import { REFUSALS, type Refusal, STATES } from './states.js'

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
/** Texts of one input, each distinct text once: `codes` are places in `texts`. */
export interface CodedColumn {
  readonly texts: readonly string[]
  readonly codes: Int32Array | Uint16Array | Uint8Array
  readonly states?: Uint8Array
}
/** Inputs by name. With `states` (see {@link STATES}) codes are taken as already resolved; without, codes are recognised by value. */
export type InputColumns = Readonly<Record<string, NumberColumn | TextColumn | CodedColumn>>

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

const isCoded = (column: NumberColumn | TextColumn | CodedColumn): column is CodedColumn => 'texts' in column
const isText = (column: NumberColumn | TextColumn): column is TextColumn => Array.isArray(column.values)

const describeColumn = (column: NumberColumn | TextColumn | CodedColumn | undefined): string => {
  if (column === undefined) return 'no such column'
  if (isCoded(column)) return `${column.codes.length} coded texts`
  return `${column.values.length} ${isText(column) ? 'texts' : 'numbers'}`
}

const columnOf = (slot: Slot, columns: InputColumns, rows: number): NumberColumn | TextColumn | CodedColumn => {
  const column = Object.hasOwn(columns, slot.name) ? columns[slot.name] : undefined
  const length = column === undefined ? -1 : isCoded(column) ? column.codes.length : column.values.length
  const textual = column !== undefined && (isCoded(column) || isText(column))
  const good = column !== undefined && textual === (slot.holds === 'text') && length === rows
  if (good && (column.states === undefined || column.states.length === rows)) return column
  throw new WorkbenchError('invalid-columns', {
    expected: `a column "${slot.name}" of ${rows} ${slot.holds === 'text' ? 'texts' : 'numbers'}`,
    found: describeColumn(column),
    where: 'scoreColumns',
  })
}

/** Rows handled at a time: their numbers stay near the processor. Each loop below sees one kind of array only, which keeps it fast. */
const BLOCK = 4096

/** Rows `from` up to `to` of a column. */
interface Part {
  readonly from: number
  readonly to: number
}

/** One input in one block: its lookups, and where levels and contributions go. */
interface Cells {
  readonly slot: Slot
  /** State of each row; all zero where the column has none. */
  readonly states: Uint8Array
  readonly codes: Int16Array
  readonly out: Float64Array
  readonly total: Float64Array
}

/** Place of level 0 in the padded contributions: a refusal, which is negative, finds NaN before it. */
const SHIFT = REFUSALS.length

// Four loops of one form: level of the value, unless a state decides; then its contribution. Each returns a negative number when a row is refused.

const addTable = (cells: Cells, values: Float64Array, table: NonNullable<Slot['table']>): number => {
  const { states, codes, out, total } = cells
  const { padded, byState, ofNumber } = cells.slot
  const { first, levels } = table
  let signs = 0
  for (let i = 0; i < codes.length; i += 1) {
    const value = values[i] as number
    const state = states[i] as number
    const index = (value - first) | 0
    const known = index >= 0 && index < levels.length && index + first === value
    const code = (state !== 0 ? byState[state] : known ? levels[index] : ofNumber(value)) as number
    const contribution = padded[code + SHIFT] as number
    signs |= code
    codes[i] = code
    out[i] = contribution
    total[i] = (total[i] as number) + contribution
  }
  return signs
}

const addIntervals = (cells: Cells, values: Float64Array, intervals: NonNullable<Slot['intervals']>): number => {
  const { states, codes, out, total } = cells
  const { padded, byState, ofNumber } = cells.slot
  const { min, max } = intervals
  let signs = 0
  for (let i = 0; i < codes.length; i += 1) {
    const value = values[i] as number
    const state = states[i] as number
    const known = value >= min && value <= max
    const code = (state !== 0 ? byState[state] : known ? intervalNear(intervals, value) : ofNumber(value)) as number
    const contribution = padded[code + SHIFT] as number
    signs |= code
    codes[i] = code
    out[i] = contribution
    total[i] = (total[i] as number) + contribution
  }
  return signs
}

const addTexts = (cells: Cells, places: Int32Array, levels: Int16Array): number => {
  const { states, codes, out, total } = cells
  const { padded, byState } = cells.slot
  let signs = 0
  for (let i = 0; i < codes.length; i += 1) {
    const state = states[i] as number
    const code = (state !== 0 ? byState[state] : levels[places[i] as number]) as number
    const contribution = padded[code + SHIFT] as number
    signs |= code
    codes[i] = code
    out[i] = contribution
    total[i] = (total[i] as number) + contribution
  }
  return signs
}

const addOthers = (cells: Cells, values: Float64Array): number => {
  const { states, codes, out, total } = cells
  const { padded, byState, ofNumber, slope } = cells.slot
  let signs = 0
  for (let i = 0; i < codes.length; i += 1) {
    const value = values[i] as number
    const state = states[i] as number
    const code = (state !== 0 ? byState[state] : ofNumber(value)) as number
    const contribution = slope === null || code < 0 ? (padded[code + SHIFT] as number) : 0 + value * slope
    signs |= code
    codes[i] = code
    out[i] = contribution
    total[i] = (total[i] as number) + contribution
  }
  return signs
}

const addNumbers = (cells: Cells, values: Float64Array): number => {
  const { table, intervals } = cells.slot
  if (table !== null) return addTable(cells, values, table)
  return intervals === null ? addOthers(cells, values) : addIntervals(cells, values, intervals)
}

/** Marks the refused rows and counts them by rule. */
const markRefused = (codes: Int16Array, refused: Uint8Array, counts: Uint32Array): void => {
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] as number
    if (code < 0) {
      refused[i] = 1
      counts[-1 - code] = (counts[-1 - code] as number) + 1
    }
  }
}

/** Places to work in, kept from block to block. */
interface Scratch {
  readonly numbers: Float64Array
  readonly places: Int32Array
  readonly states: Uint8Array
  readonly none: Uint8Array
}

const scratchOf = (size: number): Scratch => ({
  numbers: new Float64Array(size),
  places: new Int32Array(size),
  states: new Uint8Array(size),
  none: new Uint8Array(size),
})

/** One input of a call. */
interface Lane {
  readonly slot: Slot
  readonly column: NumberColumn | TextColumn | CodedColumn
  /** Level of each distinct text, for a coded column. */
  readonly levels: Int16Array
  readonly counts: Uint32Array
}

const levelsOfTexts = (slot: Slot, { texts, states }: CodedColumn): Int16Array =>
  Int16Array.from(texts, (text) => {
    const state = states === undefined ? slot.codeState(text) : STATES.value
    return state === STATES.value ? slot.ofText(text) : (slot.byState[state] as number)
  })

/** Levels of texts as they come, row by row. */
const levelsOfRows = (slot: Slot, { values, states }: TextColumn, part: Part): Int16Array => {
  const levels = new Int16Array(part.to - part.from)
  for (let i = part.from; i < part.to; i += 1) {
    const value = values[i] as string | null
    const state = value === null ? STATES.missing : states === undefined ? slot.codeState(value) : STATES.value
    levels[i - part.from] = state === STATES.value ? slot.ofText(value as string) : (slot.byState[state] as number)
  }
  return levels
}

/** States beside the values; where there are none, those of the codes that the values are. */
const statesOf = (slot: Slot, column: NumberColumn, values: Float64Array, scratch: Scratch): Uint8Array => {
  if (slot.input.contract.codes.length === 0) return scratch.none
  const { states } = scratch
  for (let i = 0; i < column.values.length && i < values.length; i += 1) states[i] = slot.codeState(values[i] as number)
  return states
}

const numbersOf = ({ values }: NumberColumn, { from, to }: Part, scratch: Scratch): Float64Array => {
  if (values instanceof Float64Array) return values.subarray(from, to)
  scratch.numbers.set(values.subarray(from, to))
  return scratch.numbers
}

const addLane = (lane: Lane, part: Part, work: { cells: Omit<Cells, 'slot' | 'states'>; scratch: Scratch }): number => {
  const { slot, column } = lane
  const { cells, scratch } = work
  const given = column.states?.subarray(part.from, part.to)
  const states = given ?? scratch.none
  if (isCoded(column)) {
    scratch.places.set(column.codes.subarray(part.from, part.to))
    return addTexts({ slot, states, ...cells }, scratch.places, lane.levels)
  }
  if (isText(column)) {
    for (let i = 0; i < cells.codes.length; i += 1) scratch.places[i] = i
    return addTexts({ slot, states, ...cells }, scratch.places, levelsOfRows(slot, column, part))
  }
  const values = numbersOf(column, part, scratch)
  return addNumbers({ slot, states: given ?? statesOf(slot, column, values, scratch), ...cells }, values)
}

const emptyColumns = (kernel: Kernel, rows: number): ScoredColumns => ({
  rows,
  linearPredictor: new Float64Array(rows),
  probability: new Float64Array(rows),
  contributions: kernel.slots.map(() => new Float64Array(rows)),
  levels: kernel.slots.map(() => new Int16Array(rows)),
  refused: new Uint8Array(rows),
  refusals: [],
})

const scoreInto = (kernel: Kernel, lanes: readonly Lane[], into: ScoredColumns, scratch: Scratch): ScoredColumns => {
  const { rows, linearPredictor, probability, refused } = into
  const { calibrate } = kernel
  linearPredictor.fill(kernel.intercept)
  refused.fill(0)
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(rows, from + BLOCK)
    const total = linearPredictor.subarray(from, to)
    for (const [index, lane] of lanes.entries()) {
      const codes = (into.levels[index] as Int16Array).subarray(from, to)
      const out = (into.contributions[index] as Float64Array).subarray(from, to)
      const signs = addLane(lane, { from, to }, { cells: { codes, out, total }, scratch })
      if (signs < 0) markRefused(codes, refused.subarray(from, to), lane.counts)
    }
    for (let i = from; i < to; i += 1)
      probability[i] = refused[i] === 1 ? Number.NaN : calibrate(linearPredictor[i] as number)
  }
  const refusals = lanes.flatMap(({ slot, counts }) =>
    REFUSALS.flatMap((rule, index) => {
      const count = counts[index] as number
      return count === 0 ? [] : [{ input: slot.name, rule, count }]
    }),
  )
  return { ...into, refusals }
}

const lanesOf = (kernel: Kernel, columns: InputColumns, rows: number): readonly Lane[] =>
  kernel.slots.map((slot) => {
    const column = columnOf(slot, columns, rows)
    const levels = isCoded(column) ? levelsOfTexts(slot, column) : new Int16Array(0)
    return { slot, column, levels, counts: noRefusals() }
  })

/**
 * Scores many rows held in columns: the same numbers, to the last bit, as {@link scoreRow} gives row by row.
 * Throws `invalid-columns` when an input is absent, of the wrong kind, or of another length.
 */
export const scoreColumns = (kernel: Kernel, columns: InputColumns, rows: number): ScoredColumns =>
  scoreInto(kernel, lanesOf(kernel, columns, rows), emptyColumns(kernel, rows), scratchOf(Math.min(rows, BLOCK)))

/**
 * {@link scoreColumns} for one part of a stream after the other, in the same memory: what a call returned is overwritten by the next.
 */
export const columnScorer = (kernel: Kernel): ((columns: InputColumns, rows: number) => ScoredColumns) => {
  const scratch = scratchOf(BLOCK)
  let kept = emptyColumns(kernel, 0)
  return (columns, rows) => {
    if (kept.rows !== rows) kept = emptyColumns(kernel, rows)
    return scoreInto(kernel, lanesOf(kernel, columns, rows), kept, scratch)
  }
}
