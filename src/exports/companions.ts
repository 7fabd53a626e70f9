import type { Model } from '../../data-schemas/artifact.js'
import { allReasonTexts, reasonsFor } from '../explanation/reason-text.js'
import { averageReference } from '../explanation/reference.js'

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The input contract that travels with every export: what each column must hold, who is named by what, and how equals are ordered. */
export const contractFile = (model: Model): string =>
  json({
    kind: 'input-contract',
    modelId: model.modelId,
    model: model.name,
    synthetic: model.synthetic,
    draft: model.draft !== null,
    purpose: model.purpose,
    notFor: model.limits.notFor,
    key: model.key,
    ties: model.ties,
    inputs: model.inputs,
  })

/**
 * Every text that the model can say, in Dutch and English, by indicator and level, with the contributions of the average person to compare
 * with (null where the model cannot tell it). The study decides which indicators may be named to a person.
 */
export const reasonsFile = (model: Model): string => {
  const { opening, closing } = reasonsFor(model.name)
  const english = allReasonTexts(model, 'en')
  const reference = averageReference(model)
  const texts = allReasonTexts(model, 'nl').map((said, index) => ({
    indicator: said.indicator,
    level: said.level,
    nl: said.text,
    en: english[index]?.text ?? said.text,
  }))
  return json({
    kind: 'reason-texts',
    modelId: model.modelId,
    opening,
    closing,
    reference:
      reference.kind === 'undefined'
        ? null
        : { name: reference.name, linearPredictor: reference.linearPredictor, contributions: reference.contributions },
    texts,
  })
}
