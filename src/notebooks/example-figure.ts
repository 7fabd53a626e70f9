import { readModel } from '../artifact/read.js'
import { RefusedError } from '../errors.js'
import type { FigureContext } from '../figures/context.js'
import { contributionsFigure } from '../figures/contributions.js'
import { exampleContributions } from '../figures/example-person.js'
import type { Figure } from '../figures/figure.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { FinishedRun } from '../run-folder-reader.js'

/**
 * Why one made-up person scores as the frozen model of a run says. The person is one of the model's own examples; nobody in the data.
 * Undefined where there is no frozen model, it is not that of the run, or it does not verify.
 */
export const exampleFigure = async (run: FinishedRun, context: FigureContext): Promise<Figure | Undefined> => {
  if (run.model === null) return undefinedBecause('a gate refused and no draft was kept, so there is no frozen model')
  try {
    const model = await readModel(run.model)
    if (model.modelId !== run.manifest.model)
      return undefinedBecause('the frozen model in this folder is not that of this run')
    const example = exampleContributions(model)
    return 'because' in example ? example : contributionsFigure(example, model, context)
  } catch (error) {
    if (error instanceof RefusedError) return undefinedBecause('the frozen model does not verify')
    throw error
  }
}
