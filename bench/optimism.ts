import type { Block } from '../src/numeric/design.js'
import { largest } from './support/difference.js'
import { draws } from './support/draws.js'
import { writeNpy } from './support/npy.js'
import { ours } from './support/ours.js'
import type { Agreement, Benchmark, Case, Context } from './support/types.js'

const COLUMNS = 20
const LEVELS = 8
const SHARES = [0.1] as const
/** Largest distance of a refit from its maximum, in standard errors (about 0.02 here): less than what peers may differ. */
const TOLERANCE = 1e-5
const MAIN = 'workbench: optimism'

interface Rows {
  readonly blocks: readonly (Block & { kind: 'coded' })[]
  readonly outcome: Uint8Array
  readonly person: Int32Array
}

const simulate = (rows: number): Rows => {
  const draw = draws(909)
  const codes = Array.from({ length: COLUMNS }, () => new Uint16Array(rows))
  const table = Float64Array.from({ length: LEVELS }, (_, level) => (level - 3.5) * 0.3)
  const outcome = new Uint8Array(rows)
  const person = new Int32Array(rows)
  let own = 0
  for (let i = 0; i < rows; i += 1) {
    const same = i > 0 && draw.uniform() < 0.6
    person[i] = i === 0 ? 0 : (person[i - 1] as number) + (same ? 0 : 1)
    if (!same) own = draw.normal()
    let eta = -3
    codes.forEach((column, j) => {
      const code = Math.max(0, Math.min(LEVELS - 1, Math.round(1.6 * (0.5 * own + 0.87 * draw.normal()) + 3.5)))
      column[i] = code
      eta += 0.3 * 0.8 ** j * (table[code] as number)
    })
    outcome[i] = draw.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0
  }
  return {
    blocks: codes.map((column, j) => ({ kind: 'coded', name: `x${j}`, columns: [`x${j}`], codes: column, table })),
    outcome,
    person,
  }
}

interface Values {
  readonly auc: number
  readonly recall: number
  /** Estimates under one known set of weights. */
  readonly known: readonly number[]
  /** The same weights: AUC on those people, and on all people. */
  readonly apparent: number
  readonly test: number
}

const prepare = async (context: Context): Promise<Case> => {
  const rows = context.quick ? 5_000 : 100_000
  const replicates = context.quick ? 20 : 300
  const { workbench, folder } = context
  const { fitLogistic, optimism } = workbench.library
  const { rowPatterns } =
    await workbench.file<typeof import('../src/selection/row-patterns.js')>('selection/row-patterns')
  const { patternCounts } =
    await workbench.file<typeof import('../src/calibration/slope-optimism.js')>('calibration/slope-optimism')
  const { refit } = await workbench.file<typeof import('../src/numeric/refit.js')>('numeric/refit')
  const { linearPredictor } =
    await workbench.file<typeof import('../src/numeric/linear-predictor.js')>('numeric/linear-predictor')
  const { weightedMetrics } =
    await workbench.file<typeof import('../src/ranking/weighted-metrics.js')>('ranking/weighted-metrics')
  const { densePeople } = await workbench.file<typeof import('../src/numeric/people.js')>('numeric/people')
  const { drawWeights } =
    await workbench.file<typeof import('../src/numeric/clustered-bootstrap.js')>('numeric/clustered-bootstrap')
  const data = simulate(rows)
  const people = densePeople(data.person)
  const one = new Uint8Array(people.people).fill(1)
  const known = new Uint8Array(people.people)
  drawWeights(known, 1, ['known'])
  const run = async (): Promise<Values> => {
    const folded = rowPatterns(data.blocks, rows)
    const measure = weightedMetrics(data.outcome, data.person, SHARES)
    const counts = (weights: Uint8Array) =>
      patternCounts({ folded, outcome: data.outcome }, (row) => weights[people.of[row] as number] as number)
    const whole = fitLogistic({ blocks: folded.blocks, ...counts(one) })
    const develop = (weights: Uint8Array) => {
      const estimates = refit(folded.blocks, counts(weights), {
        known: { ...whole, trials: rows },
        tolerance: TOLERANCE,
      })
      if ('kind' in estimates) throw new Error(estimates.because)
      const eta = linearPredictor(folded.blocks, estimates, folded.patterns)
      const score = new Float64Array(rows)
      for (let row = 0; row < rows; row += 1) score[row] = eta[folded.patternOf[row] as number] as number
      const measured = measure(score)
      return { estimates, apparent: measured(weights), test: measured(one) }
    }
    const result = await optimism(async (weights) => develop(weights), { people: people.people, replicates, seed: 3 })
    if ('kind' in result) throw new Error(result.because)
    const apparent = (metric: string): number =>
      result.metrics.find((found) => found.metric === metric)?.apparent as number
    const drawn = develop(known)
    return {
      auc: apparent('auc'),
      recall: apparent(`recall@${SHARES[0]}`),
      known: [...drawn.estimates],
      apparent: drawn.apparent['auc'] as number,
      test: drawn.test['auc'] as number,
    }
  }
  const matrix = new Float64Array(rows * COLUMNS)
  data.blocks.forEach(({ codes, table }, j) => {
    for (let i = 0; i < rows; i += 1) matrix[j * rows + i] = table[codes[i] as number] as number
  })
  const few = context.quick ? 5 : 6
  const peer = (task: string, how: string) => ({
    script: 'optimism.py',
    task,
    how,
    arguments: {
      matrix: writeNpy(`${folder}/x.npy`, matrix, [rows, COLUMNS]),
      outcome: writeNpy(`${folder}/y.npy`, data.outcome),
      person: writeNpy(`${folder}/who.npy`, people.of),
      known: writeNpy(`${folder}/known.npy`, known),
      replicates: few,
      share: SHARES[0],
    },
    extrapolated: {
      factor: replicates / few,
      because: `${few} of ${replicates} refits were run; the fit on everyone is not counted here, and is in ours`,
    },
  })
  return {
    size: `${rows.toLocaleString('en')} rows of ${people.people.toLocaleString('en')} people, 20 columns, ${replicates} refits`,
    main: MAIN,
    contenders: [
      ours(
        MAIN,
        'patterns folded once, counts drawn anew, quasi-Newton from the first fit and its information, AUC and recall twice; one core',
        run,
      ),
      await context.python(
        'statsmodels loop',
        peer('statsmodels', 'GLM Binomial from the first fit, with freq_weights; scikit-learn AUC'),
      ),
      await context.python(
        'scikit-learn loop',
        peer('sklearn', 'LogisticRegression newton-cholesky from the first fit, with sample_weight'),
      ),
      await context.python('numpy loop', peer('numpy', 'Newton by hand from the first fit; scikit-learn AUC')),
    ],
    agree: (values) => {
      const own = values.get(MAIN) as Values
      return [...values].flatMap(([peer, value]): readonly Agreement[] => {
        if (peer === MAIN) return []
        const other = value as Values
        const metrics = (one: Values): readonly number[] => [one.auc, one.recall, one.apparent, one.test]
        return [
          {
            peer,
            what: 'coefficients under the same weights',
            difference: largest(own.known, other.known),
            allowed: peer.startsWith('scikit') ? 1e-3 : 1e-6,
          },
          {
            peer,
            what: 'AUC and recall, before and under the same weights',
            difference: largest(metrics(own), metrics(other)),
            allowed: peer.startsWith('scikit') ? 1e-4 : 1e-6,
          },
        ]
      })
    },
    notes: [],
  }
}

/** Optimism of a fit by resampling. */
export const optimismOfFit: Benchmark = {
  name: 'optimism',
  title: 'Optimism correction by refitting',
  target: { text: 'at most 30 s', met: (medians, { main }) => (medians.get(main) ?? Number.POSITIVE_INFINITY) <= 30 },
  prepare,
}
