import type { Encoder } from '../../data-schemas/encoder.js'
import { nextDown, nextUp } from '../artifact/golden-inputs.js'
import { WorkbenchError } from '../errors.js'
import type { Slot } from '../scoring/slot.js'
import { type Refusal, refusalCode, STATES } from '../scoring/states.js'
import { groupNumbers } from './group-numbers.js'
import type { SqlDialect } from './sql-dialect.js'

/** One input, its encoder, and the names that its columns have inside the statement. */
export interface SqlInput {
  readonly slot: Slot
  readonly encoder: Encoder
  readonly dialect: SqlDialect
  /** The value: text, number, date, or 0/1 (2 for what is neither) for a truth value. */
  readonly value: string
  /** 1 where the column holds something of another type; used by loose dialects only. */
  readonly odd: string
}

/** First and last day that a date can be in every engine: 0001-01-01 and 9999-12-31, in days since 1970-01-01. */
const FIRST_DAY = -719_162
const LAST_DAY = 2_932_896
/** A larger contribution is refused by the kernel. */
const LARGEST = 1e300

const when = (condition: string, level: number): string => `WHEN ${condition} THEN ${level}`
const refuse = (condition: string, rule: Refusal): string => when(condition, refusalCode(rule))
const isoDay = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10)

/** Compares with a number of days: the dates of all engines compare with a text `YYYY-MM-DD`. */
const before = ({ value, dialect }: SqlInput, days: number): string => {
  const first = Math.ceil(days)
  if (first > LAST_DAY) return '1 = 1'
  return first <= FIRST_DAY ? '1 = 0' : `${value} < ${dialect.text(isoDay(first))}`
}

const onDay = ({ value, dialect }: SqlInput, days: number): string | null =>
  Number.isInteger(days) && days >= FIRST_DAY && days <= LAST_DAY ? `${value} = ${dialect.text(isoDay(days))}` : null

const under = (input: SqlInput, edge: number): string =>
  input.slot.input.contract.type === 'date' ? before(input, edge) : `${input.value} < ${input.dialect.number(edge)}`

const equals = (input: SqlInput, number: number): string | null => {
  if (!Number.isFinite(number)) return null
  if (input.slot.input.contract.type === 'date') return onDay(input, number)
  return `${input.value} = ${input.dialect.number(number)}`
}

const anyOf = (conditions: readonly (string | null)[]): string => {
  const held = conditions.filter((condition) => condition !== null)
  return held.length === 0 ? '1 = 0' : held.join(' OR ')
}

const inTexts = ({ value, dialect }: SqlInput, texts: readonly string[]): string =>
  texts.length === 0 ? '1 = 0' : `${value} IN (${texts.map((text) => dialect.text(text)).join(', ')})`

/** Largest |value| whose product with the slope the kernel accepts, and largest that vanishes; found by bisection over doubles. */
export const linearLimits = (slope: number): { readonly largest: number; readonly vanishing: number } => {
  if (slope === 0) return { largest: Number.MAX_VALUE, vanishing: Number.MAX_VALUE }
  const settle = (start: number, fits: (value: number) => boolean): number => {
    let value = start
    while (!fits(value)) value = nextDown(value)
    while (value < Number.MAX_VALUE && fits(nextUp(value))) value = nextUp(value)
    return value
  }
  const guess = Math.min(LARGEST / Math.abs(slope), Number.MAX_VALUE)
  const small = Math.min(Number.MIN_VALUE / Math.abs(slope) / 2, Number.MAX_VALUE)
  return {
    largest: settle(guess, (value) => Math.abs(value * slope) <= LARGEST),
    vanishing: settle(small, (value) => value * slope === 0),
  }
}

const numberLevels = (input: SqlInput): { readonly branches: readonly string[]; readonly other: number } => {
  const { encoder, slot, value, dialect } = input
  const { rule } = encoder
  if (rule.kind === 'intervals') {
    return {
      branches: rule.edges.map((edge, level) => when(under(input, edge), level)),
      other: rule.edges.length,
    }
  }
  if (rule.kind === 'linear') {
    const { largest } = linearLimits(slot.slope ?? 0)
    const outside = `ABS(${value}) > ${dialect.number(largest)}`
    return {
      branches:
        slot.input.contract.type === 'date' || largest === Number.MAX_VALUE ? [] : [refuse(outside, 'out-of-range')],
      other: 0,
    }
  }
  const numbers = groupNumbers(rule.groups)
  return {
    branches: numbers.map((of, level) => when(anyOf(of.map((number) => equals(input, number))), level)),
    other: encoder.unseenLevel ?? refusalCode('unseen-category'),
  }
}

const asNumber = (text: string): number => (text === 'true' ? 1 : text === 'false' ? 0 : Number(text))

const rangeBranches = (input: SqlInput): readonly string[] => {
  const { min, max, values, type } = input.slot.input.contract
  const over = (limit: number): string =>
    type === 'date'
      ? `NOT (${before(input, Math.floor(limit) + 1)})`
      : `${input.value} > ${input.dialect.number(limit)}`
  return [
    ...(min === undefined ? [] : [refuse(under(input, min), 'out-of-range')]),
    ...(max === undefined ? [] : [refuse(over(max), 'out-of-range')]),
    ...(values === undefined
      ? []
      : [refuse(`NOT (${anyOf(values.map((text) => equals(input, asNumber(text))))})`, 'not-in-values')]),
  ]
}

const codeBranches = (input: SqlInput): readonly string[] => {
  const { slot, value, dialect } = input
  const { codes, type } = slot.input.contract
  const level = (code: string | number): number => slot.byState[slot.codeState(code)] as number
  const texts = slot.holds === 'text' || slot.ranks !== null
  return codes.flatMap((code) => {
    if (texts) return [when(`${value} = ${dialect.text(String(code.value))}`, level(String(code.value)))]
    if (type === 'boolean') return []
    if (type === 'date') {
      const day = /^\d{4}-\d{2}-\d{2}$/.test(String(code.value)) || dialect.isDate !== null
      return day ? [when(`${value} = ${dialect.text(String(code.value))}`, level(String(code.value)))] : []
    }
    const number = Number(code.value)
    return String(code.value).trim() === '' || !Number.isFinite(number)
      ? []
      : [when(`${value} = ${dialect.number(number)}`, level(number))]
  })
}

const textLevels = (input: SqlInput): readonly string[] => {
  const { encoder, slot } = input
  if (encoder.rule.kind !== 'groups') return ['ELSE -5']
  const { values } = slot.input.contract
  const unseen = encoder.unseenLevel ?? refusalCode('unseen-category')
  return [
    ...encoder.rule.groups.map((group, level) => when(inTexts(input, group), level)),
    ...(values === undefined ? [] : [refuse(`NOT (${inTexts(input, values)})`, 'not-in-values')]),
    `ELSE ${unseen}`,
  ]
}

/** Texts or truth values of a short known list: what the kernel says of each. */
const listed = (
  input: SqlInput,
  of: readonly (readonly [condition: string, number: number])[],
  other: Refusal,
): readonly string[] => [
  ...of.map(([condition, number]) => when(condition, input.slot.ofNumber(number))),
  `ELSE ${refusalCode(other)}`,
]

const valueBranches = (input: SqlInput): readonly string[] => {
  const { slot, value, dialect } = input
  const { type } = slot.input.contract
  if (slot.holds === 'text') return textLevels(input)
  if (slot.ranks !== null) {
    const ranks = [...slot.ranks].map(([text, rank]) => [`${value} = ${dialect.text(text)}`, rank] as const)
    return listed(input, ranks, 'not-in-values')
  }
  if (type === 'boolean') {
    return listed(input, [[`${value} = 0`, 0] as const, [`${value} = 1`, 1] as const], 'wrong-type')
  }
  const { branches, other } = numberLevels(input)
  const readable =
    type === 'date'
      ? dialect.isDate === null
        ? [refuse(`${value} < '0001-01-01' OR ${value} > '9999-12-31'`, 'unreadable')]
        : [refuse(`COALESCE(NOT (${dialect.isDate(value)}), 1 = 1)`, 'unreadable')]
      : [
          ...(dialect.loose ? [refuse(`${input.odd} = 1`, 'wrong-type')] : []),
          refuse(`COALESCE(${value} - ${value}, 1) <> 0`, 'not-finite'),
          ...(type === 'integer' ? [refuse(`${value} <> ${dialect.whole(value)}`, 'not-an-integer')] : []),
        ]
  return [...readable, ...rangeBranches(input), ...branches, `ELSE ${other}`]
}

/** The level of one input, or a negative refusal, as the kernel finds it. */
export const levelSql = (input: SqlInput): string =>
  [
    'CASE',
    when(`${input.value} IS NULL`, input.slot.byState[STATES.missing] as number),
    ...codeBranches(input),
    ...valueBranches(input),
    'END',
  ].join('\n      ')

/** The contribution of one input from its level (named `level`); null where the value is refused. */
export const contributionSql = (input: SqlInput, level: string): string => {
  const { slot, dialect } = input
  if (slot.slope === null) {
    const branches = Array.from(slot.contributions, (weight, code) => `WHEN ${code} THEN ${dialect.number(weight)}`)
    return `CASE ${level} ${branches.join(' ')} END`
  }
  if (slot.slope === 0) return `CASE WHEN ${level} >= 0 THEN ${dialect.number(0)} END`
  const { vanishing } = linearLimits(slot.slope)
  const value = slot.input.contract.type === 'date' ? daysSql(input) : input.value
  return [
    `CASE WHEN ${level} < 0 THEN NULL`,
    ...(vanishing < Number.MIN_VALUE
      ? []
      : [`WHEN ABS(${value}) <= ${dialect.number(vanishing)} THEN ${dialect.number(0)}`]),
    `ELSE ${value} * ${dialect.number(slot.slope)} END`,
  ].join(' ')
}

const daysSql = ({ slot, value, dialect }: SqlInput): string => {
  if (dialect.days !== null) return dialect.days(value)
  throw new WorkbenchError('cannot-export', {
    expected: 'a date that is sorted into bins',
    found: `a date that enters as a number ("${slot.name}")`,
    advice: 'use the statement of the engine; the portable one has no way to count days',
    exit: 2,
  })
}
