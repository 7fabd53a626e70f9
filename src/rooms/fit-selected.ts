import type { Encoder } from '../../data-schemas/encoder.js'
import type { FitResult, Scorecard } from '../../data-schemas/results/fit.js'
import type { SelectionResult } from '../../data-schemas/results/selection.js'
import { type CodedRows, codedRows, patterns } from '../encoding/patterns.js'
import { fitModel } from '../fit/fit-model.js'
import { pointsCard } from '../fit/scorecard.js'
import { type Run, TRAIN } from './run.js'

/** The model of the selected candidates on the whole training side. */
export interface Fitted {
  readonly chosen: readonly Encoder[]
  readonly fit: FitResult
  readonly scorecard: Scorecard
  /** Intercept first. */
  readonly estimates: Float64Array
}

/** Training rows for clustered errors; a person with one row is told by the row. */
const rowsOf = async (panel: Run['panel'], coded: Run['coded'], chosen: readonly Encoder[]): Promise<CodedRows> => {
  const rows = await codedRows(coded, chosen, { where: TRAIN })
  return panel.clustered ? rows : { ...rows, person: Int32Array.from(rows.person.keys()) }
}

/** Fit, with errors clustered by person where a person can occur twice or rows weigh, and its points card. */
export const fitSelected = async (
  { study, stamp, panel, coded, encoders }: Run,
  selection: SelectionResult,
): Promise<Fitted> => {
  const chosen = encoders.filter(({ name }) => selection.selected.includes(name))
  const design = await patterns(coded, chosen, { where: TRAIN })
  const clustered = panel.clustered || panel.weights !== undefined ? { rows: await rowsOf(panel, coded, chosen) } : {}
  const fit = fitModel(design, { stamp, ...clustered })
  const estimates = Float64Array.from(fit.terms, ({ estimate }) => estimate)
  const card = pointsCard({ design, estimates, encoders: chosen }, study.points)
  return { chosen, fit, estimates, scorecard: { ...card, ...stamp } }
}
