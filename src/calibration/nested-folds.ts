import type { Calibration } from '../../data-schemas/calibration.js'
import { calibrator } from '../numeric/calibrator.js'
import { linearPredictor } from '../numeric/linear-predictor.js'
import type { People } from '../numeric/people.js'
import { refit } from '../numeric/refit.js'
import { compensatedSum } from '../numeric/sum.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { clusteredRatio } from './clustered-mean.js'
import { METHODS, type Method, quickMapOf } from './methods.js'
import { rowsByPart } from './observed-to-expected.js'
import { patternCounts, type Training } from './slope-optimism.js'

/** How a recalibration did on people whom neither the model nor the recalibration had seen. */
export interface NestedScore {
  readonly method: Method
  /** Mean log loss over the rows; undefined where the method cannot be fitted in a fold or gives 0 to what happened. */
  readonly logLoss: number | Undefined
  readonly brier: number | Undefined
  /** Log loss of `none` minus that of the method, positive is better, and its person-clustered standard error. */
  readonly gain: number | Undefined
  readonly standardError: number | Undefined
}

/** The comparison, and what follows from it. */
export interface NestedComparison {
  readonly folds: number
  readonly methods: readonly NestedScore[]
  readonly recommended: Method
  readonly because: string
}

interface Counts {
  readonly trials: Float64Array
  readonly events: Float64Array
}

const minus = (all: Counts, out: readonly Counts[]): Counts => ({
  trials: all.trials.map((n, i) => out.reduce((left, { trials }) => left - (trials[i] as number), n)),
  events: all.events.map((n, i) => out.reduce((left, { events }) => left - (events[i] as number), n)),
})

/** Refits without one or two folds, each pair once. */
const withoutFolds = (
  training: Training,
  perFold: readonly Counts[],
): ((...folds: number[]) => Float64Array | Undefined) => {
  const { folded, known, tolerance } = training
  const all = patternCounts(training, () => 1)
  const kept = new Map<string, Float64Array | Undefined>()
  return (...folds) => {
    const key = [...folds].sort((a, b) => a - b).join()
    const found = kept.get(key)
    if (found !== undefined) return found
    const counts = minus(
      all,
      folds.map((fold) => perFold[fold] as Counts),
    )
    const estimates = refit(folded.blocks, counts, { known, tolerance })
    const eta = 'kind' in estimates ? estimates : linearPredictor(folded.blocks, estimates, folded.patterns)
    kept.set(key, eta)
    return eta
  }
}

/** Log-odds of the other folds from models that saw neither their fold nor `outer`, with their counts. */
const validationOf = (
  outer: number,
  perFold: readonly Counts[],
  without: (...folds: number[]) => Float64Array | Undefined,
):
  | { readonly linearPredictor: Float64Array; readonly trials: Float64Array; readonly events: Float64Array }
  | Undefined => {
  const most = (perFold.length - 1) * (perFold[0]?.trials.length ?? 0)
  const x = new Float64Array(most)
  const trials = new Float64Array(most)
  const events = new Float64Array(most)
  let length = 0
  for (let inner = 0; inner < perFold.length; inner += 1) {
    if (inner === outer) continue
    const eta = without(outer, inner)
    if (eta === undefined || 'kind' in eta) return eta ?? undefinedBecause('no refit')
    const counts = perFold[inner] as Counts
    for (let i = 0; i < eta.length; i += 1) {
      if (counts.trials[i] === 0) continue
      x[length] = eta[i] as number
      trials[length] = counts.trials[i] as number
      events[length] = counts.events[i] as number
      length += 1
    }
  }
  return {
    linearPredictor: x.subarray(0, length),
    trials: trials.subarray(0, length),
    events: events.subarray(0, length),
  }
}

/** Probability of each row by one method. */
type Rows = Float64Array | Undefined

const heldOut = (
  training: Training,
  by: { readonly fold: Uint8Array; readonly folds: readonly number[]; readonly methods: readonly Method[] },
): ReadonlyMap<Method, Rows> => {
  const { folded } = training
  const rows = training.outcome.length
  const perFold = by.folds.map((name) => patternCounts(training, (row) => (by.fold[row] === name ? 1 : 0)))
  const without = withoutFolds(training, perFold)
  const place = Int32Array.from(by.fold, (name) => by.folds.indexOf(name))
  const held = rowsByPart(place, by.folds.length)
  const out = new Map<Method, Rows>(by.methods.map((method) => [method, new Float64Array(rows)]))
  const fail = (method: Method, why: Undefined): void => void out.set(method, why)
  by.folds.forEach((_, outer) => {
    const eta = without(outer)
    const validation = validationOf(outer, perFold, without)
    for (const method of by.methods) {
      const into = out.get(method) as Rows
      if ('kind' in into) continue
      if ('kind' in eta) {
        fail(method, eta)
        continue
      }
      const map: Calibration | Undefined =
        method === 'none' ? { kind: 'none' } : 'kind' in validation ? validation : quickMapOf(method, validation)
      if (map.kind === 'undefined') {
        fail(method, map)
        continue
      }
      const probability = eta.map(calibrator(map))
      for (const row of held[outer] as Int32Array) into[row] = probability[folded.patternOf[row] as number] as number
    }
  })
  return out
}

const lossesOf = (probability: Float64Array, outcome: Uint8Array): Float64Array | Undefined => {
  const losses = probability.map((p, row) => (outcome[row] === 1 ? -Math.log(p) : -Math.log1p(-p)))
  return losses.every(Number.isFinite)
    ? losses
    : undefinedBecause('it gives a probability of 0 to something that happened')
}

const scoreOf = (
  method: Method,
  rows: ReadonlyMap<Method, Rows>,
  by: { readonly outcome: Uint8Array; readonly people: People },
): NestedScore => {
  const own = rows.get(method) as Rows
  if ('kind' in own) return { method, logLoss: own, brier: own, gain: own, standardError: own }
  const { outcome, people } = by
  const n = outcome.length
  const brier = compensatedSum(own.map((p, row) => (p - (outcome[row] as number)) ** 2)) / n
  const losses = lossesOf(own, outcome)
  if ('kind' in losses) return { method, brier, logLoss: losses, gain: losses, standardError: losses }
  const logLoss = compensatedSum(losses) / n
  const base = rows.get('none') as Rows
  const before = 'kind' in base ? base : lossesOf(base, outcome)
  if ('kind' in before) return { method, logLoss, brier, gain: before, standardError: before }
  const ratio = clusteredRatio(
    losses.map((loss, row) => (before[row] as number) - loss),
    people,
  )
  if ('kind' in ratio) return { method, logLoss, brier, gain: ratio, standardError: ratio }
  return { method, logLoss, brier, gain: ratio.estimate, standardError: ratio.standardError }
}

interface Clear extends NestedScore {
  readonly gain: number
  readonly standardError: number
}

const isClear = (score: NestedScore): score is Clear =>
  score.method !== 'none' &&
  typeof score.gain === 'number' &&
  typeof score.standardError === 'number' &&
  score.gain > score.standardError

const recommend = (methods: readonly NestedScore[]): Pick<NestedComparison, 'recommended' | 'because'> => {
  const clear = methods.filter(isClear)
  const best = clear.reduce<Clear | undefined>(
    (top, one) => (top === undefined || one.gain > top.gain ? one : top),
    undefined,
  )
  if (best === undefined) {
    return { recommended: 'none', because: 'no method gains more than its standard error on none' }
  }
  const simplest = clear.find(({ gain }) => gain >= best.gain - best.standardError) as Clear
  return {
    recommended: simplest.method,
    because:
      simplest === best
        ? `${best.method} gains most, and more than its standard error`
        : `${simplest.method} gains more than its standard error, and no more than one standard error less than ${best.method}, which is less simple`,
  }
}

/**
 * Compares recalibrations by nested folds of people: for each outer fold the model is refitted without it, each method is fitted on predictions of the other
 * folds by models that saw neither, and both are scored on the outer fold. One-standard-error rule (Breiman et al. 1984): `none` unless a method gains more
 * than its standard error on none; then the simplest that is within one standard error of the best.
 * @param fold of each row; everything of a person in one fold
 */
export const compareNested = (training: Training, fold: Uint8Array, people: People): NestedComparison | Undefined => {
  const folds = [...new Set(fold)].sort((a, b) => a - b)
  if (folds.length < 3) return undefinedBecause('nested folds need three folds or more')
  const rows = heldOut(training, { fold, folds, methods: METHODS })
  const methods = METHODS.map((method) => scoreOf(method, rows, { outcome: training.outcome, people }))
  return { folds: folds.length, methods, ...recommend(methods) }
}
