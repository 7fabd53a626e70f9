import type { ContractResult } from '../../data-schemas/results/contract.js'
import type { EncodingResult } from '../../data-schemas/results/encoding.js'
import type { ScreeningResult } from '../../data-schemas/results/screening.js'
import type { Candidate } from '../../data-schemas/study.js'
import { type LaggedRows, laggedRows } from '../encoding/lagged-rows.js'
import { codedRows, patterns } from '../encoding/patterns.js'
import { auditAttributes } from '../panel/audit.js'
import { qualityCounts } from '../screening/quality-counts.js'
import { rawCounts } from '../screening/raw-counts.js'
import { screeningRoom } from '../screening/screening-room.js'
import { probesOf } from '../screening/too-good.js'
import { type Run, SAMPLE } from './run.js'

/** Candidates that may change from snapshot to snapshot, beside their own past. */
const lagged = (coded: Run['coded'], study: Run['study'], encoders: Run['encoders']): Promise<LaggedRows> =>
  laggedRows(
    coded,
    encoders.filter(({ name }) =>
      study.candidates.some((one) => one.name === name && (one.changes === 'weekly' || inSnapshots(one))),
    ),
  )

const inSnapshots = ({ from }: Candidate): boolean => from?.kind === 'column' && from.table === 'snapshots'

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
      design: await patterns(coded, encoders, { where: SAMPLE, counts: 'rows' }),
      rows: await codedRows(coded, encoders, { where: SAMPLE }),
      quality: await qualityCounts(panel, of.contract),
      probes: probesOf(await rawCounts(panel), await lagged(coded, study, encoders), study.disclosure.minimum),
      audit: await auditAttributes(study, opened, { panel, side: 'sample' }),
    },
    stamp,
  )
