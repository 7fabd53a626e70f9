import type { ContractResult } from '../../data-schemas/results/contract.js'
import type { EncodingResult } from '../../data-schemas/results/encoding.js'
import type { ScreeningResult } from '../../data-schemas/results/screening.js'
import { codedRows, patterns } from '../encoding/patterns.js'
import { auditAttributes } from '../panel/audit.js'
import { qualityCounts } from '../screening/quality-counts.js'
import { screeningRoom } from '../screening/screening-room.js'
import { type Run, SAMPLE } from './run.js'

/** Screening, on the selection sample. */
export const screen = async (
  { study, stamp, opened, panel, coded, encoders }: Run,
  of: { readonly contract: ContractResult; readonly encoding: EncodingResult },
): Promise<ScreeningResult> =>
  screeningRoom(
    study,
    {
      encoders,
      skipped: of.encoding.skipped,
      design: await patterns(coded, encoders, { where: SAMPLE }),
      rows: await codedRows(coded, encoders, { where: SAMPLE }),
      quality: await qualityCounts(panel, of.contract),
      audit: await auditAttributes(study, opened, { panel, side: 'sample' }),
    },
    stamp,
  )
