import type { Model } from '../../data-schemas/artifact.js'
import { allReasonTexts, reasonsFor } from '../explanation/reason-text.js'
import { REFUSALS } from '../scoring/states.js'

/** The input contract of a model as plain JSON, for formats that carry no contract of their own. */
export const carriedContract = (model: Model): Readonly<Record<string, unknown>> => ({
  modelId: model.modelId,
  name: model.name,
  studyVersion: model.studyVersion,
  synthetic: model.synthetic,
  draft: model.draft,
  purpose: model.purpose,
  notFor: model.limits.notFor,
  key: model.key,
  ties: model.ties,
  refusals: REFUSALS,
  inputs: model.inputs,
})

/** A text of one level in both languages; level null for a number that enters as it is: first above, then below the reference. */
export interface CarriedText {
  readonly indicator: string
  readonly level: number | null
  readonly nl: string
  readonly en: string
}

/** Reason texts in both languages, by indicator and level. */
export interface CarriedReasons {
  /** What whoever shows a reason must know. */
  readonly note: string
  readonly opening: { readonly nl: string; readonly en: string }
  readonly closing: { readonly nl: string; readonly en: string }
  readonly texts: readonly CarriedText[]
}

/**
 * Every reason text that a model can say. Which indicators may be named to a person is decided by the study (a protected ground is not
 * named unless the study answered for it), which an export does not hold; the note says so.
 */
export const carriedReasons = (model: Model): CarriedReasons => {
  const { opening, closing } = reasonsFor(model.name)
  const english = allReasonTexts(model, 'en')
  return {
    note: 'A reason is what raises the risk above the reference. Name a protected indicator to a person only where the study allows it.',
    opening,
    closing,
    texts: allReasonTexts(model, 'nl').map(({ indicator, level, text }, index) => ({
      indicator,
      level,
      nl: text,
      en: english[index]?.text ?? '',
    })),
  }
}
