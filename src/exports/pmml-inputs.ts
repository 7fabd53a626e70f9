import type { Encoder } from '../../data-schemas/encoder.js'
import type { Slot } from '../scoring/slot.js'
import { STATES } from '../scoring/states.js'
import { cannotExport } from './cannot-export.js'
import { groupNumbers } from './group-numbers.js'
import { apply, constant, derived, fieldRef, inlineTable, when } from './pmml-expressions.js'
import { type Xml, xml } from './pmml-xml.js'

/** One input with what belongs to it. */
export interface PmmlPart {
  readonly slot: Slot
  readonly encoder: Encoder
}

/** Name of the derived field that holds the level of an input; it has no value where the value is refused. */
export const levelField = (slot: Slot): string => `level_${slot.name}`

type Holds = 'text' | 'truth' | 'date' | 'number'

const holdsOf = ({ slot }: PmmlPart): Holds => {
  const { type } = slot.input.contract
  if (slot.holds === 'text' || slot.ranks !== null) return 'text'
  return type === 'boolean' ? 'truth' : type === 'date' ? 'date' : 'number'
}

const DATA_TYPE = { text: 'string', truth: 'boolean', date: 'date', number: 'double' } as const

const codesOf = ({ slot }: PmmlPart): readonly { readonly text: string; readonly level: number }[] =>
  slot.input.contract.codes.map(({ value }) => {
    const numeric = holdsOf({ slot } as PmmlPart) === 'number'
    const state = slot.codeState(numeric ? Number(value) : String(value))
    return { text: String(numeric ? Number(value) : value), level: slot.byState[state] as number }
  })

/** Texts that the model knows, each with its level or negative refusal. */
const textLevels = ({ slot, encoder }: PmmlPart): ReadonlyMap<string, number> => {
  const groups = encoder.rule.kind === 'groups' && slot.holds === 'text' ? encoder.rule.groups.flat() : []
  const named = [...groups, ...(slot.input.contract.values ?? [])].map((text): [string, number] => [
    text,
    slot.ranks === null ? slot.ofText(text) : slot.ofNumber(slot.ranks.get(text) ?? Number.NaN),
  ])
  return new Map([...named, ...codesOf({ slot, encoder }).map(({ text, level }): [string, number] => [text, level])])
}

/** True when a text that the model does not name has a level. */
const open = ({ slot, encoder }: PmmlPart): boolean =>
  slot.ranks === null && slot.input.contract.values === undefined && encoder.unseenLevel !== null

const checkCodes = (part: PmmlPart): void => {
  const holds = holdsOf(part)
  const bad = part.slot.input.contract.codes.some(({ value }) => {
    if (holds === 'number') return String(value).trim() === '' || !Number.isFinite(Number(value))
    return holds === 'truth' || (holds === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(String(value)))
  })
  if (bad)
    throw cannotExport('pmml', `codes of ${part.slot.name} that a ${DATA_TYPE[holds]} field can hold`, 'another code')
}

/** The raw field with its contract: what it may hold, and what is invalid. */
export const dataField = (part: PmmlPart): Xml => {
  checkCodes(part)
  const { slot } = part
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = slot.input.contract
  const holds = holdsOf(part)
  const interval = (leftMargin: number, rightMargin: number): Xml =>
    xml('Interval', { closure: 'closedClosed', leftMargin, rightMargin })
  // A code is an interval of its own: values listed beside an interval would make all others invalid.
  const allowed =
    holds === 'number'
      ? [interval(min, max), ...codesOf(part).map(({ text }) => interval(Number(text), Number(text)))]
      : holds === 'text' && !open(part)
        ? [...textLevels(part)]
            .filter(([, level]) => level >= 0)
            .map(([value]) => xml('Value', { value, property: 'valid' }))
        : []
  return xml(
    'DataField',
    {
      name: slot.name,
      displayName: slot.input.label?.en ?? slot.input.column,
      optype: holds === 'number' || holds === 'date' ? 'continuous' : 'categorical',
      dataType: DATA_TYPE[holds],
    },
    allowed,
  )
}

/** What becomes of an invalid value and of none: the row has no result. */
export const miningField = ({ slot }: PmmlPart): Xml =>
  xml('MiningField', {
    name: slot.name,
    usageType: 'active',
    invalidValueTreatment: 'returnInvalid',
    missingValueTreatment: (slot.byState[STATES.missing] as number) < 0 ? 'returnInvalid' : 'asIs',
  })

const levelConstant = (level: number): Xml => constant(level, 'integer')

/** Intervals, closed below and open above. */
const discretized = (field: string, edges: readonly number[]): Xml =>
  xml(
    'Discretize',
    { field, dataType: 'integer' },
    [...edges, Number.POSITIVE_INFINITY].map((edge, index) =>
      xml('DiscretizeBin', { binValue: index }, [
        xml('Interval', {
          closure: index === 0 ? 'openOpen' : 'closedOpen',
          leftMargin: edges[index - 1],
          rightMargin: edge === Number.POSITIVE_INFINITY ? undefined : edge,
        }),
      ]),
    ),
  )

/** Level of a number by the rule of its encoder; no value where it is refused. */
const ruleExpression = (field: string, { slot, encoder }: PmmlPart): Xml => {
  const { rule } = encoder
  if (rule.kind === 'linear') {
    const size = apply('abs', apply('*', fieldRef(field), constant(slot.slope ?? 0)))
    return when(apply('lessOrEqual', size, constant(1e300)), levelConstant(0))
  }
  if (rule.kind === 'intervals') return rule.edges.length === 0 ? levelConstant(0) : discretized(field, rule.edges)
  const last = encoder.unseenLevel === null ? undefined : levelConstant(encoder.unseenLevel)
  return groupNumbers(rule.groups).reduceRight<Xml | undefined>((otherwise, numbers, index) => {
    const among = apply('isIn', fieldRef(field), ...numbers.map((number) => constant(number)))
    return numbers.length === 0 ? otherwise : when(among, levelConstant(index), otherwise)
  }, last) as Xml
}

const all = (conditions: readonly Xml[], then: Xml): Xml => {
  const [first, ...others] = conditions
  if (first === undefined) return then
  return when(others.length === 0 ? first : apply('and', first, ...others), then)
}

/** Checks of a number that the field itself does not make. */
const guards = (field: string, part: PmmlPart): readonly Xml[] => {
  const { type, values, min, max } = part.slot.input.contract
  const value = fieldRef(field)
  const limits = type === 'date' || part.slot.input.contract.codes.length > 0
  return [
    ...(type === 'integer' ? [apply('equal', apply('modulo', value, constant(1)), constant(0))] : []),
    ...(limits && min !== undefined ? [apply('greaterOrEqual', value, constant(min))] : []),
    ...(limits && max !== undefined ? [apply('lessOrEqual', value, constant(max))] : []),
    ...(values === undefined
      ? []
      : [apply('isIn', value, ...(groupNumbers([values])[0] ?? []).map((number) => constant(number)))]),
  ]
}

const orMissing = ({ slot }: PmmlPart, expression: Xml): Xml => {
  const level = slot.byState[STATES.missing] as number
  return level < 0 ? expression : when(apply('isMissing', fieldRef(slot.name)), levelConstant(level), expression)
}

/** Codes come before anything else; a code that is refused gets no value. */
const orCodes = (part: PmmlPart, expression: Xml): Xml =>
  codesOf(part).reduceRight((otherwise, { text, level }) => {
    const code = constant(text, holdsOf(part) === 'number' ? 'double' : 'date')
    const is = apply('equal', fieldRef(part.slot.name), code)
    return level < 0 ? when(apply('not', is), otherwise) : when(is, levelConstant(level), otherwise)
  }, expression)

const truthExpression = (part: PmmlPart): Xml => {
  const [no, yes] = [0, 1].map((value) => part.slot.ofNumber(value)) as [number, number]
  const rows = [
    { from: 'false', to: no },
    { from: 'true', to: yes },
  ]
  return mapped(
    part,
    rows.filter(({ to }) => to >= 0),
  )
}

const mapped = ({ slot, encoder }: PmmlPart, rows: readonly { readonly from: string; readonly to: number }[]): Xml => {
  const missing = slot.byState[STATES.missing] as number
  return xml(
    'MapValues',
    {
      outputColumn: 'to',
      dataType: 'integer',
      mapMissingTo: missing < 0 ? undefined : missing,
      defaultValue: open({ slot, encoder }) && slot.holds === 'text' ? (encoder.unseenLevel ?? undefined) : undefined,
    },
    [
      xml('FieldColumnPair', { field: slot.name, column: 'from' }),
      inlineTable(rows.map(({ from, to }) => ({ from, to: String(to) }))),
    ],
  )
}

/** Derived fields of an input; the last one is its level. */
export const levelFields = (part: PmmlPart): readonly Xml[] => {
  const { slot } = part
  const holds = holdsOf(part)
  const level = (expression: Xml): Xml => derived(levelField(slot), 'integer', expression)
  if (holds === 'truth') return [level(truthExpression(part))]
  if (holds === 'text')
    return [
      level(
        mapped(
          part,
          [...textLevels(part)].filter(([, to]) => to >= 0).map(([from, to]) => ({ from, to })),
        ),
      ),
    ]
  const field = holds === 'date' ? `days_${slot.name}` : slot.name
  const days =
    holds === 'date'
      ? [derived(field, 'integer', apply('dateDaysSinceYear', fieldRef(slot.name), constant(1970, 'integer')))]
      : []
  const numbers = all(guards(field, part), ruleExpression(field, part))
  return [...days, level(orMissing(part, orCodes(part, numbers)))]
}
