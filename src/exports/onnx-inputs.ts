import type { Encoder } from '../../data-schemas/encoder.js'
import type { Slot } from '../scoring/slot.js'
import { REFUSALS, refusalCode, STATES } from '../scoring/states.js'
import { groupNumbers } from './group-numbers.js'
import { chosen, type Flow, type GraphWriter, intervalsOf, lookedUp } from './onnx-graph.js'

/** How one input enters the graph. */
export interface OnnxInput {
  readonly name: string
  readonly type: 'double' | 'string'
  /** Name of a second input with the state of each value, for what the first cannot say; null where it can say all. */
  readonly state: string | null
}

const isText = (slot: Slot): boolean => slot.holds === 'text' || slot.ranks !== null

const codesOf = (slot: Slot): readonly (string | number)[] => slot.input.contract.codes.map(({ value }) => value)

const numeric = (code: string | number): boolean => String(code).trim() !== '' && Number.isFinite(Number(code))

/** Every text that the input's contract or encoder names. */
const namedTexts = (slot: Slot, encoder: Encoder): readonly string[] => [
  ...(encoder.rule.kind === 'groups' && slot.holds === 'text' ? encoder.rule.groups.flat() : []),
  ...(slot.input.contract.values ?? []),
  ...codesOf(slot).map(String),
]

/**
 * Type and names of an input: numbers, dates (days since 1970-01-01) and truth values (0 and 1) as double with NaN for no value; texts as
 * string with the empty text for no value. A second input is asked only for a code that no number can be, or where the empty text is a value.
 */
export const onnxInput = (slot: Slot, encoder: Encoder): OnnxInput => {
  const text = isText(slot)
  const unsaid = text ? namedTexts(slot, encoder).includes('') : codesOf(slot).some((code) => !numeric(code))
  return { name: slot.name, type: text ? 'string' : 'double', state: unsaid ? `${slot.name}__state` : null }
}

const numberTable = ({ rule }: Encoder): ReadonlyMap<number, number> =>
  new Map(
    groupNumbers(rule.kind === 'groups' ? rule.groups : []).flatMap((numbers, level) =>
      numbers.map((value) => [value, level] as const),
    ),
  )

/** A larger contribution is refused, as the kernel does. */
const LARGEST = 1e300

const linearLevel = (graph: GraphWriter, column: Flow, slope: number): Flow => {
  const size = graph.step('Abs', [graph.step('Mul', [column, graph.numbers('double', [slope])])])
  const tooLarge = graph.step('Less', [graph.numbers('double', [LARGEST]), size])
  return chosen(graph, tooLarge, {
    code: refusalCode('out-of-range'),
    otherwise: lookedUp(graph, column, { table: new Map([[0, 0]]), otherwise: 0 }),
  })
}

const ruleLevel = (graph: GraphWriter, column: Flow, { slot, encoder }: Part): Flow => {
  if (encoder.rule.kind === 'linear') return linearLevel(graph, column, slot.slope ?? 0)
  if (encoder.rule.kind === 'intervals' && encoder.rule.edges.length > 0)
    return intervalsOf(graph, column, encoder.rule.edges)
  const unseen = encoder.rule.kind === 'intervals' ? 0 : (encoder.unseenLevel ?? refusalCode('unseen-category'))
  const table = numberTable(encoder)
  return lookedUp(graph, column, { table: table.size === 0 ? new Map([[0, unseen]]) : table, otherwise: unseen })
}

/** One input with what belongs to it. */
interface Part {
  readonly slot: Slot
  readonly encoder: Encoder
}

/** Refusals of a number in the order in which the kernel looks for them, the last one found first. */
const guarded = (graph: GraphWriter, column: Flow, { part, level }: { part: Part; level: Flow }): Flow => {
  const { type, values, min, max } = part.slot.input.contract
  const double = (value: number): Flow => graph.numbers('double', [value])
  const refused = (condition: Flow, rule: Parameters<typeof refusalCode>[0], otherwise: Flow): Flow =>
    chosen(graph, condition, { code: refusalCode(rule), otherwise })
  const among = (allowed: readonly number[]): Flow => {
    const table = new Map(allowed.map((value) => [value, 1]))
    return graph.step('Equal', [lookedUp(graph, column, { table, otherwise: 0 }), graph.numbers('int64', [0])])
  }
  let code = level
  if (values !== undefined) code = refused(among(groupNumbers([values])[0] ?? []), 'not-in-values', code)
  if (min !== undefined) code = refused(graph.step('Less', [column, double(min)]), 'out-of-range', code)
  if (max !== undefined) code = refused(graph.step('Less', [double(max), column]), 'out-of-range', code)
  if (type === 'integer' || type === 'date') {
    const whole = graph.step('Equal', [graph.step('Floor', [column]), column])
    code = refused(graph.step('Not', [whole]), 'not-an-integer', code)
  }
  if (type === 'boolean') code = refused(among([0, 1]), 'wrong-type', code)
  const endless = graph.step('Less', [double(Number.MAX_VALUE), graph.step('Abs', [column])])
  return refused(endless, 'not-finite', code)
}

const numberCode = (graph: GraphWriter, part: Part): Flow => {
  const { slot } = part
  const column = slot.name
  const level = guarded(graph, column, { part, level: ruleLevel(graph, column, part) })
  const missing = slot.byState[STATES.missing] as number
  const known = chosen(graph, graph.step('IsNaN', [column]), { code: missing, otherwise: level })
  const codes = [...new Set(codesOf(slot).filter(numeric).map(Number))]
  return codes.reduce((otherwise, value) => {
    const is = graph.step('Equal', [column, graph.numbers('double', [value])])
    return chosen(graph, is, { code: slot.byState[slot.codeState(value)] as number, otherwise })
  }, known)
}

/** Level of every text that the model names; the empty text is "no value" unless it is named. */
const textTable = ({ slot, encoder }: Part): ReadonlyMap<string, number> =>
  new Map([
    ['', slot.byState[STATES.missing] as number],
    ...namedTexts(slot, encoder).map((text): [string, number] => {
      const state = slot.codeState(text)
      if (state !== STATES.value) return [text, slot.byState[state] as number]
      return [text, slot.ranks === null ? slot.ofText(text) : slot.ofNumber(slot.ranks.get(text) ?? Number.NaN)]
    }),
  ])

const textCode = (graph: GraphWriter, part: Part): Flow => {
  const { slot, encoder } = part
  const table = textTable(part)
  const strict = slot.ranks !== null || slot.input.contract.values !== undefined
  const other = strict ? refusalCode('not-in-values') : (encoder.unseenLevel ?? refusalCode('unseen-category'))
  return graph.step('LabelEncoder', [slot.name], {
    domain: 'ai.onnx.ml',
    attributes: [
      { name: 'keys_strings', kind: 'strings', value: [...table.keys()] },
      { name: 'values_int64s', kind: 'ints', value: [...table.values()] },
      { name: 'default_int64', kind: 'int', value: other },
    ],
  })
}

/** Highest state that a second input may hold. */
const LAST_STATE = STATES.unreadable

const withState = (graph: GraphWriter, code: Flow, { slot, state }: { slot: Slot; state: string }): Flow => {
  const table = [...slot.byState.subarray(0, LAST_STATE + 1)]
  const inside = graph.step('Min', [
    graph.step('Max', [state, graph.numbers('int64', [0])]),
    graph.numbers('int64', [LAST_STATE]),
  ])
  const given = graph.step('Gather', [graph.numbers('int64', table), inside])
  const isValue = graph.step('Equal', [state, graph.numbers('int64', [STATES.value])])
  return graph.step('Where', [isValue, code, given])
}

/** What one input brings: its level, or negative refusal, and its contribution (NaN where refused). */
export interface OnnxPart {
  readonly code: Flow
  readonly contribution: Flow
}

/** Writes the steps from the raw column of an input to its level and contribution. */
export const writeInput = (graph: GraphWriter, { slot, encoder }: Part): OnnxPart => {
  const part = { slot, encoder }
  const input = onnxInput(slot, encoder)
  const own = input.type === 'string' ? textCode(graph, part) : numberCode(graph, part)
  const code = input.state === null ? own : withState(graph, own, { slot, state: input.state })
  const place = graph.step('Add', [code, graph.numbers('int64', [REFUSALS.length])])
  const refused = REFUSALS.map(() => Number.NaN)
  const looked = (values: readonly number[]): Flow => graph.step('Gather', [graph.numbers('double', values), place])
  if (slot.slope === null) return { code, contribution: looked([...refused, ...slot.contributions]) }
  const product = graph.step('Mul', [slot.name, graph.numbers('double', [slot.slope])])
  return { code, contribution: graph.step('Add', [looked([...refused, 0]), product]) }
}
