import type { Model } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import type { IndicatorRule, Language, Reasons } from '../../data-schemas/reasons.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { buildKernel, type Kernel, type RawRow, type RefusedRow, scoreRow } from '../scoring/kernel.js'
import { type Contribution, contributionsOf } from './contributions.js'
import { comparedText, reasonsFor, reasonText } from './reason-text.js'
import { averageReference, type Reference } from './reference.js'

/** One thing that is known and that raises the risk. */
export interface Reason {
  readonly indicator: string
  readonly level: number | null
  /** Log-odds above the reference. */
  readonly difference: number
  readonly text: string
}

/** Reasons of one person, the strongest first, framed as the offer they belong to. */
export interface TopReasons {
  readonly kind: 'reasons'
  readonly opening: string
  readonly reasons: readonly Reason[]
  readonly closing: string
  /** How many indicators raise the risk but may not be named: protected and not answered by the study, or without a rule. */
  readonly withheld: number
}

/** What reasons are made with. */
export interface ReasonOptions {
  readonly language: Language
  /** At most so many reasons. */
  readonly count: number
  /** From {@link indicatorRules}; an indicator without a rule is never named. */
  readonly rules: readonly IndicatorRule[]
  /** Whom the person is compared with; the average of training when absent. */
  readonly reference?: Reference
}

/** The model with all that one row after another needs. */
interface Prepared {
  readonly model: Model
  readonly kernel: Kernel
  readonly reference: Reference
  readonly reasons: Reasons
  readonly shown: ReadonlySet<string>
}

const textOf = ({ model, kernel, reasons }: Prepared, part: Contribution, language: Language): string => {
  const index = kernel.inputs.indexOf(part.indicator)
  const slot = kernel.slots[index] as Kernel['slots'][number]
  const worded = { input: slot.input, encoder: model.encoders[index] as Encoder }
  const level = part.level === null ? undefined : worded.encoder.levels[part.level]
  if (level !== undefined) return reasonText(worded, level, { language, reasons })
  return comparedText(worded, (slot.slope ?? 0) > 0 ? 'higher' : 'lower', { language, reasons })
}

const reasonsOfRow = (prepared: Prepared, row: RawRow, { language, count }: ReasonOptions): TopReasons | RefusedRow => {
  const { kernel, reference, reasons, shown } = prepared
  const scored = scoreRow(kernel, row)
  if (scored.kind === 'refused') return scored
  const raising = contributionsOf(kernel, scored, reference).parts.filter(({ difference }) => difference > 0)
  return {
    kind: 'reasons',
    opening: reasons.opening[language],
    reasons: raising
      .filter(({ indicator }) => shown.has(indicator))
      .slice(0, Math.max(0, count))
      .map((part) => ({
        indicator: part.indicator,
        level: part.level,
        difference: part.difference,
        text: textOf(prepared, part, language),
      })),
    closing: reasons.closing[language],
    withheld: raising.filter(({ indicator }) => !shown.has(indicator)).length,
  }
}

/**
 * Makes the reasons of one row after another: only what raises the risk above the reference, only what the study allows to be named, and
 * only what is known. Fewer than `count` when less raises the risk; none is an answer too.
 * @returns undefined where no reference exists: give one for a model with indicators that enter as numbers
 */
export const reasonGiver = (
  model: Model,
  options: ReasonOptions,
): ((row: RawRow) => TopReasons | RefusedRow) | Undefined => {
  const reference = options.reference ?? averageReference(model)
  if (reference.kind === 'undefined') return undefinedBecause(reference.because)
  const prepared = {
    model,
    kernel: buildKernel(model),
    reference,
    reasons: reasonsFor(model.name),
    shown: new Set(options.rules.filter(({ shown }) => shown).map(({ name }) => name)),
  }
  return (row) => reasonsOfRow(prepared, row, options)
}

/** The reasons of one row; see {@link reasonGiver}, which serves many. A row that breaks the input contract gives its refusals. */
export const topReasons = (model: Model, row: RawRow, options: ReasonOptions): TopReasons | RefusedRow | Undefined => {
  const give = reasonGiver(model, options)
  return typeof give === 'function' ? give(row) : give
}
