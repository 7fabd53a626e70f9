import type { ModelInput, RawValue, Term } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import { REFUSALS, refusalCode, STATES } from './states.js'

/** One input made ready: from value and state to its contribution. Built once per model; see {@link buildSlot}. */
export interface Slot {
  readonly name: string
  readonly input: ModelInput
  /** Texts (categories) or numbers (everything else; truth values 0/1, dates as days since 1970-01-01). */
  readonly holds: 'text' | 'number'
  /** Contribution of each level: Σ coefficient × column value, columns in order. */
  readonly contributions: Float64Array
  /** The same after one NaN for each refusal, so that level or refusal + number of refusals finds its place. */
  readonly padded: Float64Array
  /** Coefficient of a value that enters as it is; `null` when the input has levels. */
  readonly slope: number | null
  /** Level, or negative refusal, of each state 0 … 255. State 0 is never looked up here. */
  readonly byState: Int16Array
  /** Level of a number or negative refusal; for an input without levels 0 when the number may enter. NaN counts as missing. */
  readonly ofNumber: (value: number) => number
  /** What `ofNumber` says of the whole numbers from `first`, ready made; null when their range is large or unknown. */
  readonly table: { readonly first: number; readonly levels: Int16Array } | null
  /** The intervals of numbers in the range, when nothing else is asked of them; null otherwise. */
  readonly intervals: Intervals | null
  /** Level of a text or negative refusal. */
  readonly ofText: (value: string) => number
  /** Numbers of an ordinal's texts; null for every other input. */
  readonly ranks: ReadonlyMap<string, number> | null
  /** State of a raw value that is a code, or 0. */
  readonly codeState: (value: RawValue) => number
}

/** Edges of intervals within a range, with a grid over the edges that tells where to begin to look. */
export interface Intervals {
  readonly min: number
  readonly max: number
  readonly edges: Float64Array
  /** Interval at the foot of each cell; `scale` cells a unit from the first edge on. */
  readonly grid: Int16Array
  readonly scale: number
}

const TABLE_LIMIT = 4096
const GRID = 2048
const none = refusalCode('wrong-type')

const levelContributions = (encoder: Encoder, term: Term): Float64Array =>
  Float64Array.from(encoder.levels, (level) => {
    let sum = 0
    for (const [column, { coefficient }] of term.columns.entries())
      sum += (level.values[column] as number) * coefficient
    return sum
  })

/** State that a code of the contract stands for. */
const stateOfCode = (input: ModelInput, index: number): number => {
  const codes = input.contract.codes
  const state = codes[index]?.state
  if (state === 'missing') return STATES.missing
  if (state === 'not-applicable') return STATES.notApplicable
  return STATES.special + codes.slice(0, index).filter((code) => code.state === 'special').length
}

const missingLevel = (input: ModelInput, encoder: Encoder): number =>
  input.missing === 'refuse' ? refusalCode('missing') : (encoder.missingLevel ?? refusalCode('missing'))

/** As in training: what has no level of its own goes to the level of missing values. */
const stateLevels = (input: ModelInput, encoder: Encoder): Int16Array => {
  const levels = new Int16Array(256).fill(encoder.missingLevel ?? refusalCode('special-code'))
  levels[STATES.missing] = missingLevel(input, encoder)
  levels[STATES.notApplicable] = encoder.notApplicableLevel ?? encoder.missingLevel ?? refusalCode('not-applicable')
  for (const [index, code] of input.contract.codes.entries()) {
    const found = encoder.codes.find((entry) => String(entry.value) === String(code.value))
    if (code.state === 'special' && found !== undefined) levels[stateOfCode(input, index)] = found.level
  }
  return levels.fill(refusalCode('unreadable'), STATES.unreadable)
}

const codeStates = (input: ModelInput, holds: Slot['holds']): Slot['codeState'] => {
  const codes = input.contract.codes
  if (codes.length === 0) return () => STATES.value
  const texts = new Map(codes.map((code, index) => [String(code.value), stateOfCode(input, index)]))
  const numbers = new Map(
    codes
      .map((code, index) => [Number(code.value), stateOfCode(input, index)] as const)
      .filter(
        ([value], index) => holds === 'number' && String(codes[index]?.value).trim() !== '' && !Number.isNaN(value),
      ),
  )
  return (value) => (typeof value === 'number' ? numbers.get(value) : texts.get(String(value))) ?? STATES.value
}

/** Number of edges at or under the value: the interval it lies in. Edges strictly increasing. */
export const intervalOf = (edges: ArrayLike<number>, value: number): number => {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((edges[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return low
}

/** What {@link intervalOf} says, found from the grid: a step or none. The grid only tells where to begin, so rounding cannot matter. */
export const intervalNear = ({ edges, grid, scale }: Intervals, value: number): number => {
  const cell = (value - (edges[0] as number)) * scale
  let interval = grid[cell >= 0 ? (cell < GRID ? cell | 0 : GRID - 1) : 0] as number
  while (interval < edges.length && (edges[interval] as number) <= value) interval += 1
  while (interval > 0 && (edges[interval - 1] as number) > value) interval -= 1
  return interval
}

const asNumber = (text: string): number => (text === 'true' ? 1 : text === 'false' ? 0 : Number(text))

/** Ordered texts of an ordinal that are not numbers: text j stands for the number j, as the contract's decoder reads it. */
export const ranksOf = (input: ModelInput): ReadonlyMap<string, number> | null => {
  const { type, values = [] } = input.contract
  const numeric = values.every((text) => text.trim() !== '' && Number.isFinite(Number(text)))
  return type !== 'ordinal' || numeric ? null : new Map(values.map((text, index) => [text, index]))
}

/** A larger contribution says nothing and could overflow the sum. */
const LARGEST = 1e300

const levelOfNumber = (encoder: Encoder, slope: number): ((value: number) => number) => {
  const { rule } = encoder
  if (rule.kind === 'linear') {
    const refused = refusalCode('out-of-range')
    return (value) => (Math.abs(value * slope) <= LARGEST ? 0 : refused)
  }
  if (rule.kind === 'intervals') {
    const edges = Float64Array.from(rule.edges)
    return (value) => intervalOf(edges, value)
  }
  const groups = new Map(rule.groups.flatMap((group, index) => group.map((text) => [asNumber(text), index] as const)))
  const unseen = encoder.unseenLevel ?? refusalCode('unseen-category')
  return (value) => groups.get(value) ?? unseen
}

const guardNumber = (input: ModelInput, encoder: Encoder, slope: number): Slot['ofNumber'] => {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, values, type } = input.contract
  const level = levelOfNumber(encoder, slope)
  const whole = type === 'integer' || type === 'date'
  const allowed = values === undefined ? null : new Set(ranksOf(input)?.values() ?? values.map(asNumber))
  const missing = missingLevel(input, encoder)
  return (value) => {
    if (Number.isNaN(value)) return missing
    if (!Number.isFinite(value)) return refusalCode('not-finite')
    if (type === 'boolean' && value !== 0 && value !== 1) return none
    if (whole && value !== Math.trunc(value)) return refusalCode('not-an-integer')
    if (value < min || value > max) return refusalCode('out-of-range')
    if (allowed !== null && !allowed.has(value)) return refusalCode('not-in-values')
    return level(value)
  }
}

/** Whole numbers in a small known range get a table of their levels. */
const tableOf = (input: ModelInput, ofNumber: Slot['ofNumber']): Slot['table'] => {
  const { type } = input.contract
  const min = type === 'boolean' ? 0 : input.contract.min
  const max = type === 'boolean' ? 1 : input.contract.max
  if (type === 'number' || min === undefined || max === undefined) return null
  const first = Math.ceil(min)
  const size = Math.floor(max) - first + 1
  if (!(size > 0 && size <= TABLE_LIMIT) || !Number.isSafeInteger(first)) return null
  return { first, levels: Int16Array.from({ length: size }, (_, index) => ofNumber(first + index)) }
}

/** Numbers within a range that are only sorted into intervals. */
const plainIntervals = (input: ModelInput, encoder: Encoder): Slot['intervals'] => {
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE, values, type } = input.contract
  if (encoder.rule.kind !== 'intervals' || type !== 'number' || values !== undefined) return null
  const edges = Float64Array.from(encoder.rule.edges)
  const [first = 0, last = 0] = [edges[0], edges[edges.length - 1]]
  const width = (last - first) / GRID
  const scale = width > 0 && Number.isFinite(1 / width) ? 1 / width : 0
  const grid = Int16Array.from({ length: GRID }, (_, cell) =>
    scale === 0 ? 0 : intervalOf(edges, first + cell * width),
  )
  return edges.length === 0 ? null : { min, max, edges, grid, scale }
}

const textLookup = (input: ModelInput, encoder: Encoder): Slot['ofText'] => {
  if (encoder.rule.kind !== 'groups') return () => none
  const groups = new Map(encoder.rule.groups.flatMap((group, index) => group.map((text) => [text, index] as const)))
  const allowed = input.contract.values === undefined ? null : new Set(input.contract.values)
  const unseen = encoder.unseenLevel ?? refusalCode('unseen-category')
  return (text) => {
    const level = groups.get(text)
    if (level !== undefined) return level
    if (allowed !== null && !allowed.has(text)) return refusalCode('not-in-values')
    return unseen
  }
}

/** Makes one input ready for scoring. The three parts must belong to the same candidate. */
export const buildSlot = (input: ModelInput, encoder: Encoder, term: Term): Slot => {
  const slope = term.columns[0]?.coefficient ?? 0
  const holds = input.contract.type === 'category' || input.contract.type === 'string' ? 'text' : 'number'
  const contributions = levelContributions(encoder, term)
  const ofNumber = holds === 'text' ? () => none : guardNumber(input, encoder, slope)
  return {
    name: input.name,
    input,
    holds,
    contributions,
    padded: Float64Array.from([...REFUSALS.map(() => Number.NaN), ...contributions]),
    slope: encoder.rule.kind === 'linear' ? slope : null,
    byState: stateLevels(input, encoder),
    ofNumber,
    table: holds === 'text' || encoder.rule.kind === 'linear' ? null : tableOf(input, ofNumber),
    intervals: holds === 'text' ? null : plainIntervals(input, encoder),
    ofText: holds === 'text' ? textLookup(input, encoder) : () => none,
    ranks: ranksOf(input),
    codeState: codeStates(input, holds),
  }
}

/** Refusals by rule, all zero. */
export const noRefusals = (): Uint32Array => new Uint32Array(REFUSALS.length)
