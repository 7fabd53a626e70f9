import type { Model, ModelInput, RawValue } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import { asRaw, nextDown, nextUp, probesOf } from '../artifact/golden-inputs.js'
import { type Random, random } from '../random.js'
import { buildKernel, type Kernel, scoreRow } from '../scoring/kernel.js'

/** Made-up rows with a person and a list each. None is a person. */
export interface GeneratedInputs {
  /** Raw values in the order of `model.inputs`. */
  readonly rows: readonly (readonly RawValue[])[]
  /** One key per row, no two the same. */
  readonly persons: readonly string[]
  /** Values of the model's list columns as text; null where the row has none. A list column that is also an input holds that value. */
  readonly lists: readonly (readonly (string | null)[])[]
  /** The first rows are the golden vectors and, after them, the golden refusals of the model. */
  readonly golden: { readonly vectors: number; readonly refusals: number }
  readonly seed: number
}

/** How many rows, and of which kind. */
export interface GeneratedOptions {
  /** Generated rows, beside the golden ones. Default 100,000. */
  readonly count?: number
  readonly seed?: number
  /**
   * Only values that a typed column can hold: numbers, texts, truth values, ISO dates, or none. Default true. False adds values of
   * another type, NaN and infinities, which an engine with typed columns cannot be given.
   */
  readonly typed?: boolean
}

/** Generated rows when nothing else is asked. */
export const GENERATED_ROWS = 100_000
const WEEKS = 8
const REFUSED_SHARE = 0.12
const REPEATED_SHARE = 0.1

/** Texts that break what quotes, escapes, trims or guesses. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  'null',
  'NaN',
  'true',
  '0',
  "'",
  "''",
  '"',
  '`',
  '\\',
  "\\'",
  "'; DROP TABLE people; --",
  '") OR 1=1 --',
  '/* */',
  '*/ --',
  '; SELECT 1',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a text that a substituting engine would fill in.
  '${env:HOME}',
  '{{x}}',
  '%s',
  ':name',
  '$$',
  '$1',
  '?',
  '=1+1',
  '<script>',
  '\t',
  'a\nb',
  'a\r\n-- b',
  '\u2028',
  '\u00E9',
  'e\u0301',
  'ı',
  '\u202Eabc',
  '🜲',
  '__proto__',
  'constructor',
  'x'.repeat(300),
]

const textual = (input: ModelInput): boolean => input.contract.type === 'category' || input.contract.type === 'string'

const ISO = /^\d{4}-\d{2}-\d{2}$/

/** True when a column of the input's own type can hold the value. */
export const fitsColumn = (input: ModelInput, raw: RawValue): boolean => {
  if (raw === null) return true
  const { type, values = [] } = input.contract
  if (textual(input)) return typeof raw === 'string'
  if (type === 'boolean') return typeof raw === 'boolean'
  if (type === 'date')
    return typeof raw === 'string' && ISO.test(raw) && !Number.isNaN(Date.parse(raw)) && raw >= '0001'
  const ranked = type === 'ordinal' && values.some((text) => text.trim() === '' || !Number.isFinite(Number(text)))
  return ranked ? typeof raw === 'string' : typeof raw === 'number' && Number.isFinite(raw)
}

const whole = (input: ModelInput): boolean => input.contract.type === 'integer' || input.contract.type === 'date'

/** Numbers beyond the golden probes: spread over the range and past its ends, one step past each end, and the largest and smallest there are. */
const moreNumbers = (input: ModelInput, encoder: Encoder, stream: Random): readonly RawValue[] => {
  const edges = encoder.rule.kind === 'intervals' ? encoder.rule.edges : []
  const ends = [input.contract.min, input.contract.max, ...(encoder.range ?? []), edges[0], edges.at(-1)]
  const known = ends.filter((end): end is number => end !== undefined)
  const low = known.length === 0 ? -10 : Math.min(...known)
  const high = known.length === 0 ? 10 : Math.max(...known)
  const room = (high - low) / 8 || 1
  const spread = Array.from({ length: 64 }, () => low - room + stream.uniform() * (high - low + 2 * room))
  const steps = known.flatMap((end) => [nextDown(end), end, nextUp(end)])
  const extreme = [0, -0, Number.MIN_VALUE, -Number.MIN_VALUE, 1e-300, 1e15, -1e15, 1e300, -1e300, Number.MAX_VALUE]
  const numbers = [...spread, ...steps, ...extreme]
  if (input.contract.type === 'date') return spread.map((days) => asRaw(input, Math.floor(days)))
  return whole(input) ? [...numbers, ...spread.map(Math.floor)] : numbers
}

const OTHER_TYPES: readonly RawValue[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1,
  0,
  'x',
  '1',
  '',
  true,
  false,
  '2020-02-30',
]

/** Every value of one input worth trying, with what the golden vectors try. */
const valuesOf = (input: ModelInput, encoder: Encoder, of: { stream: Random; typed: boolean }): readonly RawValue[] => {
  const probes = probesOf(input, encoder).map((probe) => probe.raw)
  const more =
    textual(input) || input.contract.type === 'ordinal'
      ? HOSTILE_TEXTS
      : input.contract.type === 'boolean'
        ? []
        : moreNumbers(input, encoder, of.stream)
  const all = [...new Set<RawValue>([...probes, ...more, ...(of.typed ? [] : [...OTHER_TYPES, ...HOSTILE_TEXTS])])]
  return of.typed ? all.filter((raw) => fitsColumn(input, raw)) : all
}

const accepts = (kernel: Kernel, name: string, raw: RawValue): boolean => {
  const scored = scoreRow(kernel, { [name]: raw })
  return scored.kind === 'scored' || !scored.problems.some((problem) => problem.input === name)
}

interface Choice {
  readonly good: readonly RawValue[]
  readonly bad: readonly RawValue[]
}

const pick = (values: readonly RawValue[], stream: Random): RawValue => values[stream.below(values.length)] ?? null

const rowsOf = (choices: readonly Choice[], count: number, stream: Random): readonly (readonly RawValue[])[] => {
  const rows: (readonly RawValue[])[] = []
  const badShare = REFUSED_SHARE / choices.length
  while (rows.length < count) {
    const repeat = rows.length > 0 && stream.uniform() < REPEATED_SHARE
    const row = repeat
      ? (rows[stream.below(rows.length)] as readonly RawValue[])
      : choices.map(({ good, bad }) => pick(bad.length > 0 && stream.uniform() < badShare ? bad : good, stream))
    rows.push(row)
  }
  return rows
}

const personOf = (index: number): string => (index % 97 === 0 ? `p'"\\;--|é${index}` : `p${index}`)

const listsOf = (model: Model, rows: GeneratedInputs['rows'], stream: Random): GeneratedInputs['lists'] => {
  const places = model.key.list.map((column) => model.inputs.findIndex((input) => input.column === column))
  return rows.map((row) =>
    places.map((place) => {
      if (place < 0) return `2026-01-0${1 + stream.below(WEEKS)}`
      const raw = row[place] as RawValue
      return raw === null ? null : String(raw)
    }),
  )
}

/**
 * The golden cases of a model and rows made from its own contract: each edge of each bin and one step beside it, ends of ranges, every
 * category and code, missing, unseen, hostile texts, values out of range (about one row in eight is refused) and repeated rows (ties).
 * The same model, count and seed give the same rows.
 */
export const generatedInputs = (model: Model, options: GeneratedOptions = {}): GeneratedInputs => {
  const { count = GENERATED_ROWS, seed = model.golden.seed, typed = true } = options
  const kernel = buildKernel(model)
  const choices = model.inputs.map((input, index): Choice => {
    const stream = random(seed, 'generated', 'values', index)
    const values = valuesOf(input, model.encoders[index] as Encoder, { stream, typed })
    return {
      good: values.filter((raw) => accepts(kernel, input.name, raw)),
      bad: values.filter((raw) => !accepts(kernel, input.name, raw)),
    }
  })
  const fits = (row: readonly RawValue[]): boolean =>
    !typed || row.every((raw, index) => fitsColumn(model.inputs[index] as ModelInput, raw))
  const vectors = model.golden.vectors.map((vector) => vector.input).filter(fits)
  const refusals = model.golden.refusals.map((refusal) => refusal.input).filter(fits)
  const rows = [...vectors, ...refusals, ...rowsOf(choices, count, random(seed, 'generated', 'rows'))]
  return {
    rows,
    persons: rows.map((_, index) => personOf(index)),
    lists: listsOf(model, rows, random(seed, 'generated', 'lists')),
    golden: { vectors: vectors.length, refusals: refusals.length },
    seed,
  }
}
