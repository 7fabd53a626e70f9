import type { Study } from '../../data-schemas/study.js'
import { digestOf } from '../digest.js'

/**
 * SHA-256 of the canonical JSON of a study, without its `engine`: where rows are counted changes no result, so that a model made on a
 * cluster has the bytes, and the lineage, of one made on a single machine, and either can be rebuilt on the other.
 */
export const studyDigest = (study: Study): string => digestOf({ ...study, engine: undefined })
