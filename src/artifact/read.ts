import type { Model } from '../../data-schemas/artifact.js'
import { RefusedError } from '../errors.js'
import { checkFolder } from './check.js'

/**
 * The frozen model of a folder: the only way to load one. What is returned was parsed from the very bytes that were verified.
 * Throws `model-refused` (exit 2) with every problem when it does not verify.
 */
export const readModel = async (folder: string): Promise<Model> => {
  const { model, problems } = await checkFolder(folder)
  if (model === null || problems.length > 0) throw new RefusedError('model-refused', problems, folder)
  return model
}
