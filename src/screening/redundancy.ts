import type { Finding } from '../../data-schemas/results/screening.js'
import type { Design } from '../numeric/design.js'
import { isDefined, type Undefined } from '../numeric/undefined.js'
import { type Correlation, varianceInflation } from './correlation.js'
import { type Gain, lossWithout, modelOf } from './gain.js'
import { inflated, redundant } from './value-lenses.js'

/** What redundancy is judged on. */
export interface RedundancyInputs {
  readonly design: Design
  /** Names of the rows and columns of the correlation matrix. */
  readonly names: readonly string[]
  readonly correlation: Correlation
  readonly maxCorrelation: number
  readonly maxVif: number
  /** Strength of a candidate alone; settles what a model cannot. */
  readonly strength: (name: string) => number
  /** The finding as the study's overrides leave it. */
  readonly answered: (name: string, finding: Finding) => Finding
}

/** A redundant candidate, the one that stands in for it, and the finding. */
export interface Redundancy {
  readonly name: string
  readonly substitute: string | null
  readonly finding: Finding
}

const correlationOf = ({ names, correlation }: RedundancyInputs, a: string, b: string): number =>
  correlation[names.indexOf(a)]?.[names.indexOf(b)] ?? 0

/** The other candidate among `others` that correlates most, the first on a tie. */
export const closestTo = (
  inputs: Pick<RedundancyInputs, 'names' | 'correlation'>,
  name: string,
  others: readonly string[],
): { name: string; correlation: number } | null => {
  const row = inputs.correlation[inputs.names.indexOf(name)] ?? []
  return others
    .filter((other) => other !== name)
    .map((other) => ({ name: other, correlation: row[inputs.names.indexOf(other)] ?? null }))
    .reduce<{ name: string; correlation: number } | null>(
      (best, { name: other, correlation }) =>
        correlation !== null && (best === null || Math.abs(correlation) > Math.abs(best.correlation))
          ? { name: other, correlation }
          : best,
      null,
    )
}

type Pair = readonly [string, string]

const strongestPair = (inputs: RedundancyInputs, passing: readonly string[], settled: readonly Pair[]): Pair | null => {
  const known = (a: string, b: string): boolean => settled.some(([x, y]) => x === a && y === b)
  const pairs = passing.flatMap((a, i) => passing.slice(i + 1).map((b): Pair => [a, b]))
  const strength = ([a, b]: Pair): number => Math.abs(correlationOf(inputs, a, b))
  return pairs
    .filter(([a, b]) => !known(a, b))
    .reduce<Pair | null>((best, pair) => {
      const value = strength(pair)
      return value > inputs.maxCorrelation && (best === null || value > strength(best)) ? pair : best
    }, null)
}

const lossOf = (loss: Gain | Undefined): number | null => ('kind' in loss ? null : loss.loglik)

/**
 * The weaker of a pair: the one whose absence costs the model of all passing candidates less log-likelihood; where no model
 * can be fitted, the one with less information on its own; on a tie the later one in the study.
 */
const weakerOf = (inputs: RedundancyInputs, passing: readonly string[], [a, b]: Pair): string => {
  const together = modelOf(inputs.design, passing)
  // Two that determine each other cannot be in one model: each is then held against the rest without the other.
  const cost = (name: string, other: string): number | null => {
    const model =
      'kind' in together.fit
        ? modelOf(
            inputs.design,
            passing.filter((one) => one !== other),
          )
        : together
    return lossOf(lossWithout(model, name))
  }
  const [lossA, lossB] = [cost(a, b), cost(b, a)]
  if (lossA !== null && lossB !== null && lossA !== lossB) return lossA < lossB ? a : b
  return inputs.strength(a) < inputs.strength(b) ? a : b
}

const settlePairs = (
  inputs: RedundancyInputs,
  passing: readonly string[],
): { left: readonly string[]; found: readonly Redundancy[] } => {
  let left = passing
  const found: Redundancy[] = []
  const settled: Pair[] = []
  for (let pair = strongestPair(inputs, left, settled); pair !== null; pair = strongestPair(inputs, left, settled)) {
    const name = weakerOf(inputs, left, pair)
    const substitute = pair[0] === name ? pair[1] : pair[0]
    const finding = inputs.answered(
      name,
      redundant(substitute, correlationOf(inputs, name, substitute), inputs.maxCorrelation),
    )
    found.push({ name, substitute, finding })
    settled.push(pair)
    if (finding.answeredBy === null) left = left.filter((one) => one !== name)
  }
  return { left, found }
}

const excess = (vif: number | Undefined): number => (isDefined(vif) ? vif : Number.POSITIVE_INFINITY)

const settleInflation = (
  inputs: RedundancyInputs,
  passing: readonly string[],
): { left: readonly string[]; found: readonly Redundancy[] } => {
  let left = passing
  const found: Redundancy[] = []
  const kept = new Set<string>()
  while (left.length > 1) {
    const vif = varianceInflation(
      inputs.correlation,
      left.map((name) => inputs.names.indexOf(name)),
    )
    const over = left.filter((name, i) => excess(vif[i] as number | Undefined) > inputs.maxVif && !kept.has(name))
    if (over.length === 0) break
    const model = modelOf(inputs.design, left)
    const cost = (name: string): number => lossOf(lossWithout(model, name)) ?? inputs.strength(name)
    const costs = new Map(over.map((name) => [name, cost(name)]))
    const name = over.reduce((least, one) => ((costs.get(one) as number) <= (costs.get(least) as number) ? one : least))
    const closest = closestTo(inputs, name, left)
    const finding = inputs.answered(
      name,
      inflated(vif[left.indexOf(name)] as number | Undefined, closest?.name ?? null, inputs.maxVif),
    )
    found.push({ name, substitute: closest?.name ?? null, finding })
    if (finding.answeredBy === null) left = left.filter((one) => one !== name)
    else kept.add(name)
  }
  return { left, found }
}

/**
 * Which of the passing candidates say the same as others. First pairs above the correlation bound, strongest first: the one
 * that adds less to a model with all the others goes and the other stands in for it. Then, while a variance inflation factor is
 * above its bound, the one of those that adds least goes. An override keeps a candidate and the search goes on without it.
 */
export const redundancies = (
  inputs: RedundancyInputs,
  passing: readonly string[],
): { readonly left: readonly string[]; readonly found: readonly Redundancy[] } => {
  const pairs = settlePairs(inputs, passing)
  const inflation = settleInflation(inputs, pairs.left)
  return { left: inflation.left, found: [...pairs.found, ...inflation.found] }
}
