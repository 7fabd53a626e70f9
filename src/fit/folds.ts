import type { Encoder } from '../../data-schemas/encoder.js'
import type { CodedTable } from '../encoding/coded.js'
import { patterns } from '../encoding/patterns.js'
import type { Fold } from './out-of-fold.js'

/**
 * The training side, cut by person into folds: for each, the patterns of the others and its own.
 * Bins stay those of the whole training side; what is validated is the coefficients and the recalibration on top of them.
 */
export const validationFolds = async (
  coded: CodedTable,
  encoders: readonly Encoder[],
  folds: number,
): Promise<readonly Fold[]> => {
  const out: Fold[] = []
  for (let fold = 0; fold < folds; fold += 1) {
    out.push({
      fold,
      rest: await patterns(coded, encoders, { where: { kind: 'train-except-fold', fold } }),
      held: await patterns(coded, encoders, { where: { kind: 'fold', fold } }),
    })
  }
  return out
}
