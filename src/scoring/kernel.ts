import type { Model, RawValue } from '../../data-schemas/artifact.js'
import { WorkbenchError } from '../errors.js'
import { calibrator } from '../numeric/calibrator.js'
import { buildSlot, type Slot } from './slot.js'
import { type Refusal, refusalCode, refusalOf, STATES } from './states.js'

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
