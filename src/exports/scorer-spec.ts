import type { Model, ModelInput } from '../../data-schemas/artifact.js'
import type { Calibration } from '../../data-schemas/calibration.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import { buildKernel, type Kernel } from '../scoring/kernel.js'
import type { Slot } from '../scoring/slot.js'
import { STATES } from '../scoring/states.js'
import { groupNumbers } from './group-numbers.js'

/**
 * One input as a generated scorer reads it: everything looked up beforehand, a level or a negative refusal for each way a value can go.
 * Absent fields say that nothing is asked.
 */
export interface SpecInput {
  readonly name: string
  /** Column of the table, where it is not the name. */
  readonly column?: string
  readonly kind: 'text' | 'boolean' | 'date' | 'number'
  /** Only whole numbers. */
  readonly whole?: true
  /** Where a missing value goes. */
  readonly missing: number
  /** Codes as text and as number, and where each goes. */
  readonly texts?: readonly (readonly [string, number])[]
  readonly codes?: readonly (readonly [number, number])[]
  /** Ordered texts: text j stands for the number j. */
  readonly ranks?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly allowed?: readonly (string | number)[]
  readonly edges?: readonly number[]
  readonly groups?: readonly (readonly (string | number)[])[]
  /** Where a value goes that no group holds. */
  readonly unseen?: number
  readonly slope?: number
  readonly weights?: readonly number[]
}

/** All that a generated scorer needs of a model. */
export interface ScorerSpec {
  readonly modelId: string
  readonly intercept: number
  readonly calibration: Calibration
  readonly inputs: readonly SpecInput[]
}

const asNumber = (text: string): number => (text === 'true' ? 1 : text === 'false' ? 0 : Number(text))

const kindOf = (slot: Slot): SpecInput['kind'] => {
  const { type } = slot.input.contract
  if (slot.holds === 'text') return 'text'
  return type === 'boolean' || type === 'date' ? type : 'number'
}

const codesOf = (slot: Slot): Pick<SpecInput, 'texts' | 'codes'> => {
  const { codes } = slot.input.contract
  if (codes.length === 0) return {}
  const level = (value: string | number): number => slot.byState[slot.codeState(value)] as number
  const numbers = codes.map(({ value }) => Number(value)).filter((value) => slot.codeState(value) !== STATES.value)
  return {
    texts: codes.map(({ value }) => [String(value), level(String(value))]),
    codes: numbers.map((value) => [value, level(value)]),
  }
}

const allowedOf = (slot: Slot): Pick<SpecInput, 'allowed'> => {
  const { values } = slot.input.contract
  if (values === undefined) return {}
  if (slot.holds === 'text') return { allowed: values }
  return { allowed: [...(slot.ranks?.values() ?? values.map(asNumber))].filter(Number.isFinite) }
}

const ruleOf = (slot: Slot, { rule, unseenLevel }: Encoder): Partial<SpecInput> => {
  if (rule.kind === 'linear') return { slope: slot.slope ?? 0 }
  if (rule.kind === 'intervals') return { edges: rule.edges }
  const groups = slot.holds === 'text' ? rule.groups : groupNumbers(rule.groups)
  return { groups, unseen: unseenLevel ?? -10 }
}

const inputOf = (slot: Slot, encoder: Encoder): SpecInput => {
  const { min, max, type }: ModelInput['contract'] = slot.input.contract
  const number = slot.holds === 'number'
  return {
    name: slot.name,
    ...(slot.input.column === slot.name ? {} : { column: slot.input.column }),
    kind: kindOf(slot),
    ...(type === 'integer' || type === 'date' ? { whole: true as const } : {}),
    missing: slot.byState[STATES.missing] as number,
    ...codesOf(slot),
    ...(slot.ranks === null ? {} : { ranks: [...slot.ranks.keys()] }),
    ...(min === undefined || !number ? {} : { min }),
    ...(max === undefined || !number ? {} : { max }),
    ...allowedOf(slot),
    ...ruleOf(slot, encoder),
    ...(slot.slope === null ? { weights: [...slot.contributions] } : {}),
  }
}

/** Looks up everything a generated scorer needs, in the kernel itself. */
export const scorerSpec = (model: Model): ScorerSpec => {
  const kernel: Kernel = buildKernel(model)
  return {
    modelId: model.modelId,
    intercept: kernel.intercept,
    calibration: model.calibration,
    inputs: kernel.slots.map((slot, index) => inputOf(slot, model.encoders[index] as Encoder)),
  }
}

/** JSON in plain ASCII, without a character that ends a script or a line anywhere. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u007f-\uffff<>&]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const CONTROL = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu

/** What the head of a generated scorer says, one line each, without anything that could end a line. */
export const scorerHead = (model: Model): readonly string[] =>
  [
    `maatwerkscan model ${model.name}, id ${model.modelId}${model.draft === null ? '' : '. DRAFT, NOT FOR USE'}. Generated: do not edit.`,
    ...(model.purpose === null ? [] : [model.purpose.en]),
    ...model.limits.notFor.map(({ en }) => `Not for: ${en}`),
  ].map((line) => line.replaceAll(CONTROL, ' '))
