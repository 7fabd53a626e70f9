import { CALIBRATION } from './calibration.js'
import { FAIRNESS } from './fairness.js'
import { FIT } from './fit.js'
import { NUMERIC } from './numeric.js'
import type { OracleRow } from './oracle-row.js'
import { PEERS } from './peers.js'
import { RANKING_ROWS } from './ranking.js'
import { SELECTION_ROWS } from './selection.js'
import { SHARED } from './shared.js'

/** The oracle table by section, in the order of the page. */
export const SECTIONS = {
  'Numbers, fits and intervals': NUMERIC,
  Fit: FIT,
  'Screening, encoding and selection': SELECTION_ROWS,
  Calibration: CALIBRATION,
  Ranking: RANKING_ROWS,
  Fairness: FAIRNESS,
  'Data beside the repository': SHARED,
  'Live, in the test group peers': PEERS,
} as const

const all = { ...NUMERIC, ...FIT, ...SELECTION_ROWS, ...CALIBRATION, ...RANKING_ROWS, ...FAIRNESS, ...SHARED, ...PEERS }

/** Name of a row of the oracle table. */
export type OracleId = keyof typeof all

/** Every row of the oracle table under its name. */
export const CATALOGUE: Readonly<Record<OracleId, OracleRow>> = all
