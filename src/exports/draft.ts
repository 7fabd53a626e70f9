import type { Model } from '../../data-schemas/artifact.js'
import { WorkbenchError } from '../errors.js'

/** Refuses a draft that a gate refused: `draft-model`, exit 3. */
export const refuseDraft = (model: Model): void => {
  if (model.draft === null) return
  throw new WorkbenchError('draft-model', {
    expected: 'a model that passed its gates',
    found: `a draft; refused by ${model.draft.refusedGates.map((gate) => gate.name).join(', ')}`,
    advice: 'a draft is kept to be looked at, not to be used; allow it explicitly for a test',
    exit: 3,
  })
}
