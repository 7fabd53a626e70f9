import type { ModelInput, RawValue } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import { ranksOf } from '../scoring/slot.js'

/** A raw value worth checking, and why. */
export interface Probe {
  readonly about: string
  readonly raw: RawValue
}

const step = (value: number, direction: 1n | -1n): number => {
  if (value === 0) return direction === 1n ? Number.MIN_VALUE : -Number.MIN_VALUE
  const bits = new BigInt64Array(Float64Array.of(value).buffer)
  bits[0] = (bits[0] as bigint) + (value > 0 ? direction : -direction)
  return new Float64Array(bits.buffer)[0] as number
}

/** The next larger double. */
export const nextUp = (value: number): number => step(value, 1n)
/** The next smaller double. */
export const nextDown = (value: number): number => step(value, -1n)

const iso = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10)

/** A number as it is written in the data: truth values and dates have a form of their own. */
export const asRaw = (input: ModelInput, value: number): RawValue => {
  if (input.contract.type === 'boolean') return value === 1
  const days = input.contract.type === 'date' && Number.isInteger(value) && Math.abs(value) < 2_900_000
  return days && value > -719_000 ? iso(value) : value
}

const isWhole = (input: ModelInput): boolean => input.contract.type === 'integer' || input.contract.type === 'date'

const edgeProbes = (input: ModelInput, edges: readonly number[]): readonly Probe[] =>
  edges.flatMap((edge) => {
    const at = isWhole(input) ? Math.ceil(edge) : edge
    const below = isWhole(input) ? at - 1 : nextDown(edge)
    const above = isWhole(input) ? at + 1 : nextUp(edge)
    return [
      { about: `just below edge ${edge}`, raw: asRaw(input, below) },
      { about: `at edge ${edge}`, raw: asRaw(input, at) },
      { about: `just above edge ${edge}`, raw: asRaw(input, above) },
    ]
  })

const middles = (input: ModelInput, points: readonly number[]): readonly Probe[] =>
  points.slice(1).map((point, index) => {
    const middle = (points[index] as number) / 2 + point / 2
    return {
      about: `between ${points[index]} and ${point}`,
      raw: asRaw(input, isWhole(input) ? Math.floor(middle) : middle),
    }
  })

const numberProbes = (input: ModelInput, encoder: Encoder): readonly Probe[] => {
  if (input.contract.type === 'boolean') {
    return [
      { about: 'no', raw: false },
      { about: 'yes', raw: true },
    ]
  }
  const ranks = ranksOf(input)
  if (ranks !== null) return [...ranks.keys()].map((text) => ({ about: `value ${text}`, raw: text }))
  const edges = encoder.rule.kind === 'intervals' ? encoder.rule.edges : []
  const values = encoder.rule.kind === 'groups' ? encoder.rule.groups.flat().map(Number) : []
  const ends = [input.contract.min, input.contract.max, ...(encoder.range ?? [])].filter((end) => end !== undefined)
  const [first = ends[0] ?? 0] = edges
  const last = edges.at(-1) ?? ends.at(-1) ?? 0
  const points = [...new Set([first - 1, ...ends, ...edges, last + 1])].sort((a, b) => a - b)
  return [
    ...edgeProbes(input, edges),
    ...values.map((value) => ({ about: `category ${value}`, raw: asRaw(input, value) })),
    ...ends.map((end) => ({ about: `range end ${end}`, raw: asRaw(input, end) })),
    ...middles(input, points),
    { about: `under ${first}`, raw: asRaw(input, first - 1) },
    { about: `over ${last}`, raw: asRaw(input, last + 1) },
    { about: 'zero', raw: asRaw(input, 0) },
  ]
}

/** A category that no group holds. */
const UNSEEN = 'golden: a category never seen'

const textProbes = (encoder: Encoder): readonly Probe[] => [
  ...(encoder.rule.kind === 'groups' ? encoder.rule.groups.flat() : []).map((text) => ({
    about: `category ${text}`,
    raw: text,
  })),
  { about: 'unseen category', raw: UNSEEN },
]

/** Values that the contract may refuse; a refusal is then the known answer. */
const hostileProbes = (input: ModelInput): readonly Probe[] => {
  const { min, max, type } = input.contract
  return [
    ...(min === undefined ? [] : [{ about: 'under the range', raw: asRaw(input, min - 1) }]),
    ...(max === undefined ? [] : [{ about: 'over the range', raw: asRaw(input, max + 1) }]),
    ...(isWhole(input) ? [{ about: 'not a whole number', raw: 0.5 }] : []),
    { about: 'wrong type', raw: type === 'category' || type === 'string' ? 1.5 : 'golden: not a number' },
  ]
}

/** Every value of one input that deserves a golden vector: edges, ends, categories, codes, missing, unseen, and wrong ones. */
export const probesOf = (input: ModelInput, encoder: Encoder): readonly Probe[] => {
  const text = input.contract.type === 'category' || input.contract.type === 'string'
  const probes = [
    ...(text ? textProbes(encoder) : numberProbes(input, encoder)),
    ...input.contract.codes.map((code) => ({ about: `code ${code.value} (${code.state})`, raw: code.value })),
    { about: 'missing', raw: null },
    ...hostileProbes(input),
  ]
  const seen = new Set<RawValue>()
  return probes.filter(({ raw }) => !seen.has(raw) && seen.add(raw) !== undefined)
}
