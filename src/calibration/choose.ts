import type { Calibration } from '../../data-schemas/calibration.js'
import { WorkbenchError } from '../errors.js'
import { calibrator } from '../numeric/calibrator.js'
import { gatherNumbers } from '../numeric/gather.js'
import { rowsWhere } from '../numeric/row-numbers.js'
import { compensatedSum } from '../numeric/sum.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { poolAdjacentViolators } from './isotonic.js'
import { METHODS, type Method, mapOf } from './methods.js'
import { type Patterns, patternsOf } from './patterns.js'

export type { Method }

/** Out-of-fold predictions of the training side, one entry per pattern and fold. */
export interface Validation extends Patterns {
  /** Fold of each entry; everything of a person lies in one fold. */
  readonly fold: ArrayLike<number>
}

/** How a method did on folds that it was not fitted on. */
export interface MethodScore {
  readonly method: Method
  /** Mean log loss over the rows of all left-out folds; undefined where the method cannot be fitted or gives 0 to what happened. */
  readonly logLoss: number | Undefined
  /** Log loss of `none` minus that of the method: positive is better. Undefined as above. */
  readonly gain: number | Undefined
  /** Standard error of the gain over the folds. */
  readonly gainStandardError: number | Undefined
  /** Distinct scores, and distinct probabilities after the method fitted on all folds: the difference is the ties it makes. */
  readonly distinctScores: number
  readonly distinctProbabilities: number | Undefined
}

/** The calibration chosen, and why. */
export interface ChosenCalibration {
  readonly method: Method
  readonly calibration: Calibration
  readonly because: string
  readonly comparison: readonly MethodScore[]
}

/**
 * Chooses a recalibration on validation folds: each method is fitted on the other folds and scored by log loss on the fold left out.
 * The method with the lowest log loss is taken, `none` unless that method gains more than one standard error (over the folds)
 * on it. The chosen method is then fitted on all folds. Without a method that can be fitted the choice is `none`.
 * @throws WorkbenchError `too-few-folds`, `mismatched-length`
 */
export const chooseCalibration = (validation: Validation, methods: readonly Method[]): ChosenCalibration => {
  const folds = foldsOf(validation)
  const base = lossesOf('none', folds)
  const asked = METHODS.filter((method) => methods.includes(method))
  const scored = asked.map((method) => scoreOf(method, base, { folds, all: patternsOf(validation) }))
  const usable = scored.filter(
    ({ score, calibration }) =>
      typeof score.logLoss === 'number' && 'kind' in calibration && calibration.kind !== 'undefined',
  )
  const best = usable.reduce<(typeof usable)[number] | undefined>(
    (low, one) => (low === undefined || (one.score.logLoss as number) < (low.score.logLoss as number) ? one : low),
    undefined,
  )
  const comparison = scored.map(({ score }) => score)
  const none = { method: 'none', calibration: { kind: 'none' }, comparison } as const
  if (best === undefined) return { ...none, because: 'no method could be fitted and scored on every fold' }
  const { method, gain, gainStandardError } = best.score
  if (method === 'none') return { ...none, because: 'no method has a lower log loss on the folds it was not fitted on' }
  const clear = typeof gain === 'number' && typeof gainStandardError === 'number' && gain > gainStandardError
  if (!clear && asked.includes('none')) {
    return { ...none, because: `${method} has the lowest log loss, but gains no more than one standard error on none` }
  }
  return {
    method,
    calibration: best.calibration as Calibration,
    because: clear
      ? `${method} gains more than one standard error on none`
      : `${method} has the lowest log loss of the methods asked for`,
    comparison,
  }
}

interface Fold {
  readonly rest: Patterns
  readonly held: Patterns
  readonly rows: number
}

const pick = (input: Validation, keep: (fold: number) => boolean): Patterns => {
  const rows = rowsWhere(input.fold.length, (row) => keep(input.fold[row] as number))
  return patternsOf({
    linearPredictor: gatherNumbers(input.linearPredictor, rows),
    trials: gatherNumbers(input.trials, rows),
    events: gatherNumbers(input.events, rows),
  })
}

const foldsOf = (input: Validation): readonly Fold[] => {
  const rows = input.linearPredictor.length
  if (input.trials.length !== rows || input.events.length !== rows || input.fold.length !== rows) {
    throw new WorkbenchError('mismatched-length', {
      expected: `${rows} trials, events and folds`,
      found: `${input.trials.length}, ${input.events.length} and ${input.fold.length}`,
      where: 'choice of calibration',
    })
  }
  const names = [...new Set(Array.from(input.fold))].sort((a, b) => a - b)
  if (names.length < 2) {
    throw new WorkbenchError('too-few-folds', { expected: 'rows in at least two folds', found: `${names.length}` })
  }
  return names.map((name) => {
    const held = pick(input, (fold) => fold === name)
    return { held, rest: pick(input, (fold) => fold !== name), rows: compensatedSum(held.trials) }
  })
}

/** Sum of log losses of the patterns; infinite when 0 was given to what happened. */
const lossSum = (calibration: Calibration, { linearPredictor, trials, events }: Patterns): number => {
  const probability = calibrator(calibration)
  return compensatedSum(
    linearPredictor.map((x, i) => {
      const p = probability(x)
      const happened = events[i] as number
      const not = (trials[i] as number) - happened
      return (happened === 0 ? 0 : -happened * Math.log(p)) + (not === 0 ? 0 : -not * Math.log1p(-p))
    }),
  )
}

/** Loss of each left-out fold, or why there is none. */
const lossesOf = (method: Method, folds: readonly Fold[]): readonly number[] | Undefined => {
  const losses: number[] = []
  for (const { rest, held } of folds) {
    const calibration = mapOf(method, rest)
    if (calibration.kind === 'undefined') return calibration
    const loss = lossSum(calibration, held)
    if (!Number.isFinite(loss)) return undefinedBecause('it gives a probability of 0 to something that happened')
    losses.push(loss)
  }
  return losses
}

const scoreOf = (
  method: Method,
  base: readonly number[] | Undefined,
  by: { readonly folds: readonly Fold[]; readonly all: Patterns },
): { readonly score: MethodScore; readonly calibration: Calibration | Undefined } => {
  const losses = lossesOf(method, by.folds)
  const calibration = mapOf(method, by.all)
  const distinctScores = by.all.linearPredictor.length
  const distinctProbabilities = calibration.kind === 'undefined' ? calibration : distinctAfter(method, by.all)
  if ('kind' in losses) {
    return {
      calibration,
      score: {
        method,
        logLoss: losses,
        gain: losses,
        gainStandardError: losses,
        distinctScores,
        distinctProbabilities,
      },
    }
  }
  const rows = compensatedSum(by.folds.map((fold) => fold.rows))
  const gains = 'kind' in base ? base : losses.map((loss, fold) => (base[fold] as number) - loss)
  return {
    calibration,
    score: {
      method,
      logLoss: compensatedSum(losses) / rows,
      gain: 'kind' in gains ? gains : compensatedSum(gains) / rows,
      gainStandardError: 'kind' in gains ? gains : spread(gains, by.folds),
      distinctScores,
      distinctProbabilities,
    },
  }
}

const distinctAfter = (method: Method, all: Patterns): number =>
  method === 'isotonic' ? poolAdjacentViolators(all).length : all.linearPredictor.length

/** Standard error of the mean gain per row, with folds as the independent units (ratio of sums). */
const spread = (gains: readonly number[], folds: readonly Fold[]): number => {
  const rows = compensatedSum(folds.map((fold) => fold.rows))
  const mean = compensatedSum(gains) / rows
  const squares = compensatedSum(gains.map((gain, fold) => (gain - mean * (folds[fold] as Fold).rows) ** 2))
  return Math.sqrt((folds.length / (folds.length - 1)) * squares) / rows
}
