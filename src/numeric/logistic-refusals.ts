import { WorkbenchError } from '../errors.js'
import { rankReport } from './cholesky.js'
import { columnNames, type Design } from './design.js'
import { sumOf } from './gram.js'
import type { Maximum } from './newton.js'
import { columnsThatSeparate } from './separation.js'

/** Name of the intercept among a fit's names. */
export const INTERCEPT = '(Intercept)'

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')

const total = (values: Float64Array): number => sumOf(values, values.length)

/** Throws `no-events` or `no-nonevents` when one class is absent. */
export const refuseOneClass = (design: Design): void => {
  const events = total(design.events)
  const trials = total(design.trials)
  if (events > 0 && events < trials) return
  throw new WorkbenchError(events > 0 ? 'no-nonevents' : 'no-events', {
    expected: 'rows with the outcome and rows without it',
    found: events > 0 ? 'only rows with the outcome' : 'no row with the outcome',
    where: 'logistic fit',
    advice: 'check the definition of the outcome, the split and the filters of the cohort',
    exit: 2,
  })
}

/** Throws `collinear`, naming the columns that follow from others. */
export const refuseCollinear = (gram: Float64Array, names: readonly string[], intercept: boolean): void => {
  const report = rankReport(gram, names.length, { fixed: intercept ? 1 : 0 })
  if (report.rank === names.length) return
  const texts = report.dependencies.map(({ column, on }) => {
    const others = on.map((other) => names[other.column] as string)
    if (others.length === 0) return `"${names[column]}" has one value only`
    return `"${names[column]}" follows from ${listed(others)}`
  })
  throw new WorkbenchError('collinear', {
    expected: `${names.length} columns of which none follows from the others`,
    found: `rank ${report.rank}: ${texts.join('; ')}`,
    where: 'logistic fit',
    advice: 'leave one of the columns out, or put its candidate on the list "never" of the selection',
    exit: 2,
  })
}

/** Columns named in the direction, the heaviest first; those under a thousandth of the heaviest carry nothing. */
const heaviest = (direction: Float64Array, names: readonly string[], intercept: boolean): readonly string[] => {
  const first = intercept ? 1 : 0
  const weights = names.slice(first).map((name, j) => ({ name, weight: Math.abs(direction[j + first] as number) }))
  const most = weights.reduce((largest, { weight }) => Math.max(largest, weight), 0)
  return weights
    .filter(({ weight }) => weight > most * 1e-3)
    .sort((a, b) => b.weight - a.weight)
    .map(({ name }) => name)
}

/** The error `separation`, naming the columns of the direction along which no maximum exists. */
export const separated = (design: Design, direction: Float64Array, intercept: boolean): WorkbenchError => {
  const alone = columnsThatSeparate(design.blocks, design, intercept)
  const names = [...(intercept ? [INTERCEPT] : []), ...columnNames(design.blocks)]
  const together = alone.length > 0 ? alone : heaviest(direction, names, intercept)
  const how = alone.length > 0 ? 'separates the outcomes on its own' : 'separate the outcomes together'
  return new WorkbenchError('separation', {
    expected: 'every column to leave some rows with and some without the outcome on both sides',
    found: `${alone.length > 0 ? 'each of ' : ''}${listed(together)} ${how}, so no maximum-likelihood estimate exists`,
    where: 'logistic fit',
    advice:
      'look for a column that is known only after the outcome, merge levels without the outcome, or fit with a ridge or Firth’s penalty',
    exit: 2,
  })
}

/** The error `not-converged`. */
export const notConverged = (end: Maximum & { kind: 'stalled' }): WorkbenchError =>
  new WorkbenchError('not-converged', {
    expected: 'log-likelihood, score and parameters that settle',
    found: `${end.because}; largest score per trial ${end.gradient.toExponential(2)}`,
    where: `logistic fit, step ${end.iterations}`,
    advice:
      'look for columns that nearly determine each other or nearly separate the outcomes, or fit with a ridge or Firth’s penalty',
  })
