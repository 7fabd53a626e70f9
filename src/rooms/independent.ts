import type { Encoder } from '../../data-schemas/encoder.js'
import { patterns } from '../encoding/patterns.js'
import type { Design } from '../numeric/design.js'
import { type Run, SAMPLE, TRAIN } from './run.js'

/** Training rows that are independent, one a person, each counted as one: what tests by likelihood need. */
export const independentOf = ({ panel, coded }: Run, encoders: readonly Encoder[]): Promise<Design> =>
  patterns(coded, encoders, { where: panel.clustered ? SAMPLE : TRAIN, counts: 'rows' })
