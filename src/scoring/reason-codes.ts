import type { Model } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import type { Language } from '../../data-schemas/reasons.js'
import { WorkbenchError } from '../errors.js'
import { reasonsFor, reasonText } from '../explanation/reason-text.js'
import { averageReference } from '../explanation/reference.js'
import type { Kernel } from './kernel.js'
import type { ScoredColumns } from './score-columns.js'

/** How reasons are asked for. */
export interface ReasonsAsked {
  /** At most so many for each person. */
  readonly count: number
  readonly language: Language
}

/** Reasons of a model made ready: a code is a place in `texts`, from 1; 0 says nothing. */
export interface ReasonCodes {
  readonly count: number
  readonly texts: readonly string[]
  /** True where an indicator may raise the score and not be named. */
  readonly withholds: boolean
  /** For each part of a stream one column of codes for each reason, and how many may not be named. Overwritten by the next call. */
  readonly of: (scored: ScoredColumns) => { readonly codes: readonly Uint16Array[]; readonly withheld: Uint8Array }
}

/** What each level of an input adds above the average, and its code. */
interface Levels {
  readonly differences: Float64Array
  readonly codes: Uint16Array
  readonly shown: boolean
}

/** Why reasons cannot be given with a model, or null. */
export const withoutReasons = (model: Model): string | null => {
  if (model.rules === undefined) return 'the model was frozen without rules on what a reason may name'
  const reference = averageReference(model)
  return reference.kind === 'undefined' ? reference.because : null
}

const prepare = (model: Model, kernel: Kernel, language: Language): { levels: readonly Levels[]; texts: string[] } => {
  const reference = averageReference(model)
  const reasons = reasonsFor(model.name)
  const shown = new Set((model.rules ?? []).filter((rule) => rule.shown).map(({ name }) => name))
  const texts: string[] = []
  const levels = kernel.slots.map((slot, index): Levels => {
    const encoder = model.encoders[index] as Encoder
    const mean = reference.kind === 'undefined' ? 0 : (reference.contributions[index] as number)
    const codes = Uint16Array.from(encoder.levels, (level) =>
      texts.push(reasonText({ input: slot.input, encoder }, level, { language, reasons })),
    )
    return { differences: slot.contributions.map((value) => value - mean), codes, shown: shown.has(slot.name) }
  })
  return { levels, texts }
}

interface Place {
  readonly codes: readonly Uint16Array[]
  readonly best: readonly Float64Array[]
}

/** Puts one difference among the largest so far; equal ones keep the order of the model. */
const insert = ({ codes, best }: Place, row: number, difference: number, code: number): void => {
  let at = codes.length
  while (at > 0 && difference > ((best[at - 1] as Float64Array)[row] as number)) {
    at -= 1
    if (at + 1 === codes.length) continue
    ;(best[at + 1] as Float64Array)[row] = (best[at] as Float64Array)[row] as number
    ;(codes[at + 1] as Uint16Array)[row] = (codes[at] as Uint16Array)[row] as number
  }
  if (at === codes.length) return
  ;(best[at] as Float64Array)[row] = difference
  ;(codes[at] as Uint16Array)[row] = code
}

/**
 * The strongest reasons of each row as codes: the same sentences in the same order as `topReasons` gives for the row.
 * @throws WorkbenchError `no-reasons` when the model has no rules on what may be named, or no average to compare with
 */
export const reasonCodes = (model: Model, kernel: Kernel, { count, language }: ReasonsAsked): ReasonCodes => {
  const because = withoutReasons(model)
  if (because !== null) {
    throw new WorkbenchError('no-reasons', {
      expected: 'a model that reasons can be given with',
      found: because,
      advice: 'score with --reasons 0, or freeze the model again with this version',
    })
  }
  const { levels, texts } = prepare(model, kernel, language)
  const used = Math.min(count, kernel.slots.length)
  let place: Place & { readonly withheld: Uint8Array } = { codes: [], best: [], withheld: new Uint8Array(0) }
  const of: ReasonCodes['of'] = (scored) => {
    const { rows } = scored
    if (place.withheld.length !== rows) {
      const each = Array.from({ length: used })
      place = {
        codes: each.map(() => new Uint16Array(rows)),
        best: each.map(() => new Float64Array(rows)),
        withheld: new Uint8Array(rows),
      }
    }
    for (const column of [...place.codes, ...place.best, place.withheld]) column.fill(0)
    for (const [index, { differences, codes, shown }] of levels.entries()) {
      const own = scored.levels[index] as Int16Array
      for (let row = 0; row < rows; row += 1) {
        if (scored.refused[row] === 1) continue
        const level = own[row] as number
        const difference = differences[level] as number
        if (!(difference > 0)) continue
        if (shown) insert(place, row, difference, codes[level] as number)
        else place.withheld[row] = (place.withheld[row] as number) + 1
      }
    }
    return place
  }
  return { count: used, texts, withholds: levels.some(({ shown }) => !shown), of }
}
