import type { Model } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import type { Language } from '../../data-schemas/reasons.js'
import { WorkbenchError } from '../errors.js'
import { buildKernel, type Kernel } from '../scoring/kernel.js'
import type { Slot } from '../scoring/slot.js'
import { levelWords } from './reason-text.js'

/** Scale of points: `base` points at odds of `odds` to 1 against the outcome; `doubling` more points double those odds. */
export interface CardScale {
  readonly base: number
  readonly odds: number
  readonly doubling: number
}

/** One line of the card. */
export interface CardRow {
  readonly level: number
  readonly label: string
  readonly points: number
  /** Categories of the level, where it has them. */
  readonly categories: readonly string[]
}

/** One indicator of the card. */
export interface CardIndicator {
  readonly name: string
  readonly label: string
  /** As the contract has it, in English; null on a Dutch card. */
  readonly unit: string | null
  readonly rows: readonly CardRow[]
  /** Points per unit, for an indicator that enters as a number; null elsewhere. */
  readonly perUnit: number | null
}

/** The whole model as a points card: total = base + points of each indicator; log-odds = (offset − total) ÷ factor. */
export interface Card {
  readonly kind: 'card'
  readonly language: Language
  readonly modelId: string
  readonly title: string
  readonly purpose: string | null
  readonly synthetic: boolean
  readonly draft: boolean
  readonly base: number
  readonly factor: number
  readonly offset: number
  readonly indicators: readonly CardIndicator[]
  /** Lowest and highest total that the card can give; null with an indicator that enters as a number. */
  readonly range: readonly [number, number] | null
  /** Total points and the probability that goes with them, points ascending. */
  readonly lookup: readonly { readonly points: number; readonly probability: number }[]
}

/** Points between two entries of the lookup. */
export const LOOKUP_STEP = 10

const whole = (points: number): number => Math.round(points) + 0

const rowsOf = (slot: Slot, encoder: Encoder, factor: number, language: Language): readonly CardRow[] =>
  slot.slope !== null
    ? []
    : encoder.levels.map((level) => ({
        level: level.code,
        label: levelWords({ input: slot.input, encoder }, level, language),
        points: whole(-factor * (slot.contributions[level.code] as number)),
        categories:
          level.kind === 'bin' && encoder.rule.kind === 'groups' ? (encoder.rule.groups[level.code] ?? []) : [],
      }))

/** Throws when the points frozen in the model are not those of its own coefficients on this scale. */
const refuseOther = (model: Model, base: number, indicators: readonly CardIndicator[]): void => {
  if (model.points === null) return
  const wrong = model.points.rows.filter(({ candidate, level, points }) => {
    const rows = indicators.find(({ name }) => name === candidate)?.rows
    return rows?.find((row) => row.level === level)?.points !== points
  }).length
  if (wrong === 0 && model.points.base === base) return
  throw new WorkbenchError('card-differs', {
    expected: 'the points that the model holds',
    found: `${wrong} levels with other points, base ${base} for ${model.points.base}`,
    where: 'cardOf',
    advice: 'give the scale of the study ("points": base, odds, doubling)',
  })
}

const rangeOf = (base: number, indicators: readonly CardIndicator[]): Card['range'] => {
  if (indicators.some(({ perUnit }) => perUnit !== null)) return null
  const total = (pick: (points: readonly number[]) => number): number =>
    indicators.reduce((sum, { rows }) => sum + pick(rows.map(({ points }) => points)), base)
  return [total((points) => Math.min(...points)), total((points) => Math.max(...points))]
}

const lookupOf = (
  kernel: Kernel,
  { factor, offset }: Pick<Card, 'factor' | 'offset'>,
  range: readonly [number, number],
): Card['lookup'] => {
  const first = Math.floor(range[0] / LOOKUP_STEP)
  const last = Math.ceil(range[1] / LOOKUP_STEP)
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const points = (first + index) * LOOKUP_STEP
    return { points, probability: kernel.calibrate((offset - points) / factor) }
  })
}

/**
 * The model as a card that a person can use with a pencil: points for every level, computed from the executable kernel, and the probability
 * for a total. Fewer points are a higher risk (Siddiqi 2006). Whole points round the log-odds by at most (indicators + 1) ÷ (2 · factor).
 * @throws WorkbenchError `card-differs` when the points frozen in the model are on another scale
 */
export const cardOf = (model: Model, language: Language, scale: CardScale): Card => {
  const kernel = buildKernel(model)
  const factor = scale.doubling / Math.LN2
  const offset = scale.base - factor * Math.log(scale.odds)
  const base = whole(offset - factor * model.intercept)
  const indicators = kernel.slots.map((slot, index) => ({
    name: slot.name,
    label: slot.input.label?.[language] ?? slot.name.replaceAll('_', ' '),
    unit: language === 'en' ? (slot.input.contract.unit ?? null) : null,
    rows: rowsOf(slot, model.encoders[index] as Encoder, factor, language),
    perUnit: slot.slope === null ? null : -factor * slot.slope + 0,
  }))
  refuseOther(model, base, indicators)
  const range = rangeOf(base, indicators)
  return {
    kind: 'card',
    language,
    modelId: model.modelId,
    title: model.title?.[language] ?? model.name,
    purpose: model.purpose?.[language] ?? null,
    synthetic: model.synthetic,
    draft: model.draft !== null,
    base,
    factor,
    offset,
    indicators,
    range,
    lookup: lookupOf(kernel, { factor, offset }, range ?? [base - 200, base + 200]),
  }
}
