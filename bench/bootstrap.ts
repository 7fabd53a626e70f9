import type { Predicted } from '../src/calibration/probabilities.js'
import type { RankedPeople } from '../src/ranking/ranking-statistic.js'
import { relative } from './support/difference.js'
import { draws } from './support/draws.js'
import { writeNpy } from './support/npy.js'
import { ours } from './support/ours.js'
import type { Agreement, Benchmark, Case, Context } from './support/types.js'

const SHARES = [0.1, 0.2] as const
const MAIN = 'workbench: all five'
const NUMPY = 'numpy, clustered: all five'
/** Order of the numbers. */
const METRICS: readonly string[] = ['auc', 'recall@10%', 'recall@20%', 'intercept', 'slope']

interface Rows {
  readonly probability: Float64Array
  readonly label: Uint8Array
  readonly person: Int32Array
}

/** People with one to five rows each; the prediction is a little too extreme. */
const simulate = (rows: number): Rows => {
  const draw = draws(404)
  const probability = new Float64Array(rows)
  const label = new Uint8Array(rows)
  const person = new Int32Array(rows)
  let who = -1
  let left = 0
  let own = 0
  for (let i = 0; i < rows; i += 1) {
    if (left === 0) {
      who += 1
      left = 1 + draw.below(5)
      own = -3.2 + 1.2 * draw.normal()
    }
    left -= 1
    const eta = own + 0.3 * draw.normal()
    person[i] = who
    probability[i] = 1 / (1 + Math.exp(-(1.1 * eta + 0.2)))
    label[i] = draw.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0
  }
  return { probability, label, person }
}

interface Values {
  /** The five numbers on all people. */
  readonly point: readonly number[]
  /** The five numbers under one known set of weights. */
  readonly weighted: readonly number[]
  /** Their bootstrap standard errors. */
  readonly errors: readonly number[]
}

const errorsOf = (numbers: Float64Array, width: number): readonly number[] =>
  Array.from({ length: width }, (_, column) => {
    const values = Array.from({ length: numbers.length / width }, (_, r) => numbers[r * width + column] as number)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
  })

const CELLS = '(ours in cells of 0.005 log-odds), in standard errors'

const inErrors = (own: Values, a: readonly number[], b: readonly number[]): number =>
  Math.max(...[3, 4].map((j) => Math.abs((a[j] as number) - (b[j] as number)) / (own.errors[j] as number)))

const withNumpy = (own: Values, other: Values, quick: boolean): readonly Agreement[] => {
  const ranks = (values: readonly number[]): readonly number[] => values.slice(0, 3)
  const peer = NUMPY
  return [
    { peer, what: 'AUC and recall', difference: relative(ranks(own.point), ranks(other.point)), allowed: 1e-9 },
    {
      peer,
      what: 'AUC and recall under the same weights',
      difference: relative(ranks(own.weighted), ranks(other.weighted)),
      allowed: 1e-9,
    },
    {
      peer,
      what: `intercept and slope ${CELLS}`,
      difference: inErrors(own, own.point, other.point),
      allowed: 0.02,
    },
    {
      peer,
      what: `intercept and slope under the same weights ${CELLS}`,
      difference: inErrors(own, own.weighted, other.weighted),
      allowed: 0.02,
    },
    {
      peer,
      what: 'bootstrap standard errors (own draws each)',
      difference: relative(own.errors, other.errors),
      allowed: quick ? 0.5 : 0.15,
    },
  ]
}

const withR = (peer: string, own: Values, other: { point: Readonly<Record<string, number>> }): readonly Agreement[] =>
  Object.entries(other.point).map(([metric, number]) => {
    const place = METRICS.indexOf(metric)
    return {
      peer,
      what: `${metric}, in standard errors`,
      difference: Math.abs(number - (own.point[place] as number)) / (own.errors[place] as number),
      allowed: 0.02,
    }
  })

type Statistic = (weights: Uint8Array) => readonly number[]

const prepare = async (context: Context): Promise<Case> => {
  const rows = context.quick ? 10_000 : 100_000
  const replicates = context.quick ? 100 : 1000
  const { workbench, folder } = context
  const data = simulate(rows)
  const { densePeople } = await workbench.file<typeof import('../src/numeric/people.js')>('numeric/people')
  const { alone, clusteredBootstrap, drawWeights } =
    await workbench.file<typeof import('../src/numeric/clustered-bootstrap.js')>('numeric/clustered-bootstrap')
  const { rankingStatistic } =
    await workbench.file<typeof import('../src/ranking/ranking-statistic.js')>('ranking/ranking-statistic')
  const { rankingOf } = await workbench.file<typeof import('../src/ranking/order.js')>('ranking/order')
  const { slopeStatistic } =
    await workbench.file<typeof import('../src/calibration/slope-statistic.js')>('calibration/slope-statistic')
  const people = densePeople(data.person)
  const known = new Uint8Array(people.people)
  drawWeights(known, 1, ['known'])
  /** Everything from the arrays on: sorting, folding, and the two statistics that a run uses. */
  const bootstrap = (): Values => {
    const predicted: Predicted = { ...data, people }
    const ranked: RankedPeople = { ranking: rankingOf(data.probability), label: data.label, people }
    const ranking = rankingStatistic(ranked, { shares: SHARES })
    const slope = slopeStatistic(predicted)
    const { width } = ranking.columns
    const at = [ranking.columns.auc, ...ranking.columns.pooled]
    const one: Statistic = (weights) => {
      const [a, b] = [new Float64Array(width), new Float64Array(2)]
      ranking.statistic(weights, a, alone(weights))
      slope.statistic(weights, b)
      return [...at.map((place) => a[place] as number), ...b]
    }
    const options = { people: people.people, replicates, seed: 7 }
    const first = errorsOf(clusteredBootstrap(options, width, ranking.statistic), width)
    const second = errorsOf(clusteredBootstrap({ ...options, stream: 'slope' }, 2, slope.statistic), 2)
    return {
      point: one(new Uint8Array(people.people).fill(1)),
      weighted: one(known),
      errors: [...at.map((place) => first[place] as number), ...second],
    }
  }
  const files = {
    probability: writeNpy(`${folder}/p.npy`, data.probability),
    label: writeNpy(`${folder}/y.npy`, data.label),
    person: writeNpy(`${folder}/who.npy`, people.of),
    known: writeNpy(`${folder}/known.npy`, known),
  }
  const few = context.quick ? 2 : 10
  const inR = (task: string, how: string) => ({
    script: 'bootstrap.R',
    task,
    how,
    arguments: { ...files, replicates: few },
    extrapolated: { factor: replicates / few, because: `${few} of ${replicates} replicates were run` },
  })
  return {
    size: `${rows.toLocaleString('en')} rows of ${people.people.toLocaleString('en')} people, ${replicates} replicates`,
    main: MAIN,
    contenders: [
      ours(MAIN, 'sorted once; each replicate two passes of whole numbers and a fit on cells, one core', bootstrap),
      await context.python(NUMPY, {
        script: 'bootstrap.py',
        task: 'numpy',
        how: 'sorted once; each replicate weights by bincount, cumulated sums, Newton for the two fits',
        arguments: { ...files, replicates, shares: SHARES },
      }),
      await context.r('R pROC: AUC only, rows not clustered', inR('proc', 'ci.auc by bootstrap, stratified')),
      await context.r('R rms: intercept and slope only, clustered', inR('rms', 'bootcov of lrm with cluster')),
    ],
    agree: (values) => {
      const own = values.get(MAIN) as Values
      return [...values].flatMap(([peer, value]) =>
        peer === MAIN
          ? []
          : peer === NUMPY
            ? withNumpy(own, value as Values, context.quick)
            : withR(peer, own, value as { point: Readonly<Record<string, number>> }),
      )
    },
    notes: [
      'The workbench also computes precision and lift at both sizes, and the difference with a random list, in each replicate. R computes a part of the five numbers: its times are for that part.',
    ],
  }
}

/** Person-clustered bootstrap of ranking and calibration. */
export const bootstrap: Benchmark = {
  name: 'bootstrap',
  title: 'Person-clustered bootstraps of recall, AUC, intercept and slope',
  target: { text: 'at most 3 s', met: (medians, { main }) => (medians.get(main) ?? Number.POSITIVE_INFINITY) <= 3 },
  prepare,
}
