import type { Model, RawValue } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import type { IndicatorRule } from '../../data-schemas/reasons.js'
import type { Bilingual } from '../../data-schemas/study.js'
import { WorkbenchError } from '../errors.js'
import { buildKernel, type Kernel, type RawRow, type RefusedRow, scoreRow } from '../scoring/kernel.js'
import type { Slot } from '../scoring/slot.js'

/** One indicator that changes, to the nearest value that is enough. */
export interface Change {
  readonly indicator: string
  /** Levels before and after; null where the indicator enters as a number. */
  readonly from: number | null
  readonly to: number | null
  /** A raw value that lies in the new level, nearest to the old ones; for a group its first category. */
  readonly value: RawValue
  /** Levels crossed; 1 for a category and for a number. */
  readonly steps: number
  /** How the study says that a person may change it, with help. */
  readonly how: Bilingual
}

/** What would be enough, and what the model then says. Checked by scoring the changed row. */
export interface Counterfactual {
  readonly kind: 'counterfactual'
  readonly changes: readonly Change[]
  readonly linearPredictor: number
  readonly probability: number
}

/** Why there is nothing to propose. */
export interface NoCounterfactual {
  readonly kind: 'none'
  readonly because: 'already-below' | 'nothing-changeable' | 'not-enough'
}

/** What a change is looked for with. */
export interface CounterfactualOptions {
  /** Log-odds of the last person on the list; the changed person must come strictly below. */
  readonly cut: number
  /** From {@link indicatorRules}; only what is `changeable` there may change. */
  readonly rules: readonly IndicatorRule[]
}

interface Option extends Change {
  readonly gain: number
}

/** More combinations than this are not tried one by one. */
const MOST_COMBINATIONS = 200_000

const edgesOf = ({ rule }: Encoder): readonly number[] => (rule.kind === 'intervals' ? rule.edges : [])

/** The value in level `to` nearest to the levels under it (coming up) or above it (coming down). */
const nearestValue = (slot: Slot, encoder: Encoder, to: number, up: boolean): RawValue | null => {
  const { type, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = slot.input.contract
  if (encoder.rule.kind === 'groups') {
    const first = encoder.rule.groups[to]?.[0] ?? null
    return type === 'boolean' && first !== null ? first === '1' || first === 'true' : first
  }
  const edges = edgesOf(encoder)
  const lower = Math.max(edges[to - 1] ?? Number.NEGATIVE_INFINITY, min)
  const upper = edges[to] ?? Number.POSITIVE_INFINITY
  if (type === 'boolean') return upper === Number.POSITIVE_INFINITY
  const whole = type !== 'number'
  const low = whole ? Math.ceil(lower) : lower
  const high = whole ? Math.min(Math.ceil(upper) - 1, max) : Math.min(justUnder(lower, upper), max)
  const value = up ? low : high
  if (low > high || !Number.isFinite(value)) return null
  if (slot.ranks !== null) return [...slot.ranks.keys()][value] ?? null
  return type === 'date' ? new Date(value * 86_400_000).toISOString().slice(0, 10) : value
}

/** A short number under `upper` and not under `lower`: whole cents when they fit, else the middle. */
const justUnder = (lower: number, upper: number): number => {
  const cents = (Math.ceil(upper * 100) - 1) / 100
  return cents >= lower && cents < upper ? cents : lower / 2 + upper / 2
}

const levelOptions = (slot: Slot, encoder: Encoder, from: number, rule: IndicatorRule): readonly Option[] => {
  const { changeable } = rule
  if (changeable === null || encoder.levels[from]?.kind !== 'bin') return []
  const ordered = encoder.rule.kind === 'intervals' || slot.input.contract.type === 'boolean'
  return encoder.levels.flatMap(({ code, kind }): readonly Option[] => {
    const gain = (slot.contributions[from] as number) - (slot.contributions[code] as number)
    const up = code > from
    const allowed = changeable.direction === 'any' || (ordered && up === (changeable.direction === 'up'))
    if (kind !== 'bin' || gain <= 0 || !allowed) return []
    const value = nearestValue(slot, encoder, code, up)
    const steps = ordered ? Math.abs(code - from) : 1
    return value === null ? [] : [{ indicator: slot.name, from, to: code, value, steps, how: changeable.reason, gain }]
  })
}

/** The smallest move of a number that gains what is needed; several numbers are not moved together. */
const numberOption = (slot: Slot, now: number, needed: number, rule: IndicatorRule): readonly Option[] => {
  const { changeable } = rule
  const slope = slot.slope ?? 0
  if (changeable === null || slope === 0 || !Number.isFinite(now)) return []
  const up = slope < 0
  if (changeable.direction !== 'any' && up !== (changeable.direction === 'up')) return []
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE, type } = slot.input.contract
  if (type !== 'number' && type !== 'integer') return []
  const move = (needed / Math.abs(slope)) * (1 + 1e-9) + Number.MIN_VALUE
  const exact = up ? now + move : now - move
  const value = type === 'number' ? exact : up ? Math.ceil(exact) : Math.floor(exact)
  if (value < min || value > max) return []
  const gain = (now - value) * slope
  return [{ indicator: slot.name, from: null, to: null, value, steps: 1, how: changeable.reason, gain }]
}

const better = (a: readonly Option[], b: readonly Option[] | null): boolean => {
  if (b === null || a.length !== b.length) return b === null || a.length < b.length
  const steps = (options: readonly Option[]): number => options.reduce((sum, option) => sum + option.steps, 0)
  return steps(a) < steps(b)
}

/** Tries every combination: fewest indicators, then fewest levels crossed, then the first in the order of the model. */
const smallest = (
  options: readonly (readonly Option[])[],
  enough: (chosen: readonly Option[]) => boolean,
): readonly Option[] | null => {
  const combinations = options.reduce((product, own) => product * (own.length + 1), 1)
  if (combinations > MOST_COMBINATIONS) {
    throw new WorkbenchError('too-many-combinations', {
      expected: `at most ${MOST_COMBINATIONS} combinations of changes`,
      found: String(combinations),
      where: 'nearestChange',
      advice: 'declare fewer candidates as changeable',
    })
  }
  let best: readonly Option[] | null = null
  const visit = (at: number, chosen: readonly Option[]): void => {
    if (best !== null && !better(chosen, best)) return
    if (at === options.length) {
      if (enough(chosen)) best = chosen
      return
    }
    visit(at + 1, chosen)
    for (const option of options[at] as readonly Option[]) visit(at + 1, [...chosen, option])
  }
  visit(0, [])
  return best
}

const changed = (row: RawRow, chosen: readonly Option[]): RawRow => ({
  ...row,
  ...Object.fromEntries(chosen.map(({ indicator, value }) => [indicator, value])),
})

const below = (kernel: Kernel, row: RawRow, cut: number): Counterfactual | null => {
  const scored = scoreRow(kernel, row)
  if (scored.kind === 'refused' || scored.linearPredictor >= cut) return null
  const { linearPredictor, probability } = scored
  return { kind: 'counterfactual', changes: [], linearPredictor, probability }
}

/**
 * The smallest change that brings a person below the cut of the list, among what the study declares changeable and nothing else: fewest
 * indicators, then fewest levels crossed. It answers "what would make the difference", as data: it is no advice, and what raises the
 * risk is never called the person's doing. Every answer is proved by scoring the changed row.
 * Throws `too-many-combinations` when too much is declared changeable to try it all.
 */
export const nearestChange = (
  model: Model,
  row: RawRow,
  { cut, rules }: CounterfactualOptions,
): Counterfactual | NoCounterfactual | RefusedRow => {
  const kernel = buildKernel(model)
  const scored = scoreRow(kernel, row)
  if (scored.kind === 'refused') return scored
  if (scored.linearPredictor < cut) return { kind: 'none', because: 'already-below' }
  const options = kernel.slots.flatMap((slot, index): readonly (readonly Option[])[] => {
    const rule = rules.find(({ name }) => name === slot.name)
    // A rule that contradicts itself is read the safe way: what is protected is never proposed.
    if (rule === undefined || rule.changeable === null || rule.protectedBy !== null) return []
    const level = scored.levels[index] ?? null
    const own =
      level === null
        ? numberOption(slot, Number(row[slot.name] ?? Number.NaN), scored.linearPredictor - cut, rule)
        : levelOptions(slot, model.encoders[index] as Encoder, level, rule)
    return own.length === 0 ? [] : [own]
  })
  if (options.length === 0) return { kind: 'none', because: 'nothing-changeable' }
  const chosen = smallest(options, (some) => below(kernel, changed(row, some), cut) !== null)
  const found = chosen === null ? null : below(kernel, changed(row, chosen), cut)
  if (chosen === null || found === null) return { kind: 'none', because: 'not-enough' }
  return { ...found, changes: chosen.map(({ gain: _gain, ...change }) => change) }
}
