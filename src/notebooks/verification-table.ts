import { type ColumnTable, from } from 'arquero'
import { verifyModel } from '../artifact/verify.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { FinishedRun } from '../run-folder-reader.js'

/** The verification of the frozen model of a run: what was checked, or everything that is off. Never throws for a bad model. */
export const verificationTable = async (run: FinishedRun): Promise<ColumnTable | Undefined> => {
  if (run.model === null) return undefinedBecause('a gate refused and no draft was kept, so there is no frozen model')
  const result = await verifyModel(run.model)
  if (result.kind === 'refused')
    return from(result.problems.map(({ rule, expected, found }) => ({ verified: false, rule, expected, found })))
  if (result.modelId !== run.manifest.model)
    return undefinedBecause('the frozen model in this folder is not that of this run')
  const { files, goldenVectors, goldenRefusals } = result.checks
  return from([{ verified: true, draft: result.draft, modelId: result.modelId, files, goldenVectors, goldenRefusals }])
}
