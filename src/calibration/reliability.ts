import { quantile } from '../numeric/quantile.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { drawCalibrated, outcomeDependence } from './calibrated-outcomes.js'
import { eventsByLevel, fitIsotonic, type IsotonicFit, isotonicRoom, type Levels, levelsOf } from './corp-levels.js'
import { checkPredicted, type Predicted } from './probabilities.js'
import { decompose, type ScoreDecomposition } from './score-decomposition.js'

/** Options of {@link corpReliability}. */
export interface ReliabilityOptions {
  /** Draws of outcomes under calibration. 200 is enough for a 95% band. */
  readonly replicates: number
  readonly seed: number
  /** Distinct people with the outcome that a step of the curve must hold; steps are joined until they do. */
  readonly minimum: number
  /** Of the band, at each point by itself. Default 0.95. */
  readonly confidence?: number
  /** Most points of the band. Default 40. */
  readonly points?: number
}

/** A step of the isotonic curve, and its neighbours as far as disclosure asks. */
export interface ReliabilityStep {
  /** Lowest and highest probability. */
  readonly from: number
  readonly to: number
  readonly rows: number
  readonly events: number
  /** Events ÷ rows: the recalibrated probability. */
  readonly recalibrated: number
}

/** Where the isotonic curve lies when the probabilities are right. */
export interface ConsistencyPoint {
  readonly probability: number
  readonly lower: number
  readonly upper: number
}

/** Reliability without bins. */
export interface Reliability {
  readonly decomposition: ScoreDecomposition
  /** Ascending. */
  readonly curve: readonly ReliabilityStep[]
  /** Ascending; where the curve leaves it, the probabilities are off by more than chance explains. */
  readonly band: readonly ConsistencyPoint[]
  /** How strongly outcomes of one person go together, 0 to 1; the band allows for it. */
  readonly dependence: number
  /** Share of draws under calibration with as much miscalibration: (1 + draws as large) ÷ (1 + draws). Undefined without draws. */
  readonly p: number | Undefined
  readonly replicates: number
  readonly confidence: number
}

/**
 * CORP reliability (Dimitriadis, Gneiting and Jordan 2021): isotonic curve, Brier decomposition, and a consistency band from outcomes
 * drawn under the hypothesis that the probabilities are right, rows of one person going together as much as they do in the data.
 * Predictions are held fixed. Undefined when fewer than `minimum` people have the outcome, or without rows.
 * @throws WorkbenchError `mismatched-length`, `invalid-probability`, `invalid-label`
 */
export const corpReliability = (predicted: Predicted, options: ReliabilityOptions): Reliability | Undefined => {
  checkPredicted(predicted)
  if (predicted.label.length === 0) return undefinedBecause('no rows')
  const levels = levelsOf(predicted)
  const events = eventsByLevel(levels, predicted.label)
  const fit = isotonicRoom(events.length)
  fitIsotonic(levels, events, fit)
  const curve = joined(predicted, levels, { fit, minimum: options.minimum })
  if (curve.length === 0) return undefinedBecause(`fewer than ${options.minimum} people with the outcome`)
  const decomposition = decompose(levels, events, fit)
  const dependence = outcomeDependence(predicted)
  const { band, asLarge } = consistency(predicted, levels, { options, dependence, than: decomposition.miscalibration })
  return {
    decomposition,
    curve,
    band,
    dependence,
    p: options.replicates === 0 ? undefinedBecause('nothing was drawn') : (1 + asLarge) / (1 + options.replicates),
    replicates: options.replicates,
    confidence: options.confidence ?? 0.95,
  }
}

/** Steps of the fit, joined upwards until each holds enough people with the outcome; none when all together do not. */
const joined = (
  { label, people }: Predicted,
  levels: Levels,
  by: { readonly fit: IsotonicFit; readonly minimum: number },
): readonly ReliabilityStep[] => {
  const steps: ReliabilityStep[] = []
  const seen = new Int32Array(people.people).fill(-1)
  const open = { first: 0, rows: 0, events: 0, people: 0 }
  const stepTo = (end: number): ReliabilityStep => ({
    from: levels.probability[open.first] as number,
    to: levels.probability[end - 1] as number,
    rows: open.rows,
    events: open.events,
    recalibrated: open.events / open.rows,
  })
  let level = 0
  for (let block = 0; block < by.fit.blocks; block += 1) {
    const end = by.fit.end[block] as number
    for (let i = levels.start[level] as number; i < (levels.start[end] as number); i += 1) {
      const row = levels.order[i] as number
      const who = people.of[row] as number
      if (label[row] === 0 || seen[who] === steps.length) continue
      seen[who] = steps.length
      open.people += 1
    }
    level = end
    open.rows += by.fit.rows[block] as number
    open.events += by.fit.events[block] as number
    if (open.people < Math.max(by.minimum, 0)) continue
    steps.push(stepTo(end))
    Object.assign(open, { first: end, rows: 0, events: 0, people: 0 })
  }
  if (open.rows === 0) return steps
  const last = steps.pop()
  if (last === undefined) return []
  const rows = last.rows + open.rows
  const events = last.events + open.events
  const to = levels.probability[level - 1] as number
  return [...steps, { from: last.from, to, rows, events, recalibrated: events / rows }]
}

/** Levels at evenly spaced positions of the rows, first and last among them. */
const gridOf = ({ order, start }: Levels, points: number): Int32Array => {
  const levels = start.length - 1
  if (levels <= points) return Int32Array.from({ length: levels }, (_, level) => level)
  const chosen = new Set<number>()
  let level = 0
  for (let point = 0; point < points; point += 1) {
    const position = Math.floor((point * (order.length - 1)) / (points - 1))
    while ((start[level + 1] as number) <= position) level += 1
    chosen.add(level)
  }
  return Int32Array.from(chosen)
}

const consistency = (
  predicted: Predicted,
  levels: Levels,
  by: { readonly options: ReliabilityOptions; readonly dependence: number; readonly than: number },
): { readonly band: readonly ConsistencyPoint[]; readonly asLarge: number } => {
  const { replicates, seed, confidence = 0.95, points = 40 } = by.options
  const grid = gridOf(levels, points)
  const values = Array.from(grid, () => new Float64Array(replicates))
  const { people } = predicted
  const drawn = { ...levels, person: levels.order.map((row) => people.of[row] as number), people: people.people }
  const events = new Float64Array(levels.probability.length)
  const fit = isotonicRoom(levels.probability.length)
  let asLarge = 0
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    drawCalibrated(drawn, events, { dependence: by.dependence, seed, replicate })
    fitIsotonic(levels, events, fit)
    if (decompose(levels, events, fit).miscalibration >= by.than) asLarge += 1
    let block = 0
    grid.forEach((level, point) => {
      while ((fit.end[block] as number) <= level) block += 1
      ;(values[point] as Float64Array)[replicate] = (fit.events[block] as number) / (fit.rows[block] as number)
    })
  }
  if (replicates === 0) return { band: [], asLarge }
  const tail = (1 - confidence) / 2
  const band = values.map((column, point) => {
    const sorted = column.sort()
    const probability = levels.probability[grid[point] as number] as number
    return { probability, lower: quantile(sorted, tail) as number, upper: quantile(sorted, 1 - tail) as number }
  })
  return { band, asLarge }
}
