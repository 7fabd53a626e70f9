import type { Logistic } from '../src/numeric/logistic.js'
import { codedTable } from './support/coded-table.js'
import { relative } from './support/difference.js'
import { draws } from './support/draws.js'
import { ratio } from './support/measure.js'
import { writeNpy } from './support/npy.js'
import { ours } from './support/ours.js'
import type { Agreement, Benchmark, Case, Context } from './support/types.js'

const LEVELS = [2, 5, 6, 5, 2, 2, 6, 2, 7] as const
const MAIN = 'workbench: count patterns, then fit'
const READY = 'workbench: fit, patterns counted before'
const SKLEARN = 'scikit-learn, indicators from the codes, then fit'
const SKLEARN_READY = 'scikit-learn, indicators made before'
const GLUM = 'glum, categoricals from the codes, then fit'
const GLUM_READY = 'glum, categoricals made before'

interface Rows {
  readonly codes: readonly Uint16Array[]
  readonly outcome: Uint8Array
}

/** Nine binned indicators that hang together through one common cause, and an outcome in about 5 of 100 rows. */
const simulate = (rows: number): Rows => {
  const draw = draws(101)
  const effects = LEVELS.map((levels) => Array.from({ length: levels }, (_, j) => (j === 0 ? 0 : 0.6 * draw.normal())))
  const codes = LEVELS.map(() => new Uint16Array(rows))
  const outcome = new Uint8Array(rows)
  for (let i = 0; i < rows; i += 1) {
    const common = draw.normal()
    let eta = -3.3
    LEVELS.forEach((levels, j) => {
      const place = 1 / (1 + Math.exp(-(0.5 * common + draw.normal())))
      const code = Math.min(levels - 1, Math.floor(place * levels))
      ;(codes[j] as Uint16Array)[i] = code
      eta += (effects[j] as number[])[code] as number
    })
    outcome[i] = draw.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0
  }
  return { codes, outcome }
}

interface Fit {
  readonly estimates: readonly number[]
  readonly errors: readonly number[]
}

const fitOf = ({ estimates, covariance, names }: Logistic): Fit => ({
  estimates: [...estimates],
  errors: names.map((_, j) => Math.sqrt(covariance[j * names.length + j] as number)),
})

const agreementsOf = (own: Fit, peer: string, other: Fit): readonly Agreement[] => [
  {
    peer,
    what: 'coefficients, in standard errors',
    difference: Math.max(
      ...own.estimates.map((value, j) => Math.abs(value - (other.estimates[j] as number)) / (own.errors[j] as number)),
    ),
    allowed: 0.01,
  },
  { peer, what: 'standard errors, relative', difference: relative(own.errors, other.errors), allowed: 1e-3 },
]

const prepare = async (context: Context): Promise<Case> => {
  const rows = context.quick ? 50_000 : 1_000_000
  const rowsInR = context.quick ? 10_000 : 100_000
  const { codes, outcome } = simulate(rows)
  const { workbench, folder } = context
  const { patterns, fitLogistic } = {
    ...(await workbench.file<typeof import('../src/encoding/patterns.js')>('encoding/patterns')),
    ...workbench.library,
  }
  const files = (count: number) => ({
    codes: codes.map((column, j) => writeNpy(`${folder}/x${j}-${count}.npy`, column.subarray(0, count))),
    outcome: writeNpy(`${folder}/y-${count}.npy`, outcome.subarray(0, count)),
    levels: LEVELS,
  })
  const table = await codedTable(workbench, { codes, levels: LEVELS, outcome })
  const small = await codedTable(workbench, {
    codes: codes.map((column) => column.subarray(0, rowsInR)),
    levels: LEVELS,
    outcome: outcome.subarray(0, rowsInR),
  })
  const design = (of: typeof table) =>
    patterns(
      of,
      of.columns.map(({ encoder }) => encoder),
      { where: { kind: 'train' } },
    )
  const counted = await design(table)
  const withR = fitOf(fitLogistic(await design(small)))
  const python = (task: string, how: string) => ({ script: 'logistic.py', task, how, arguments: files(rows) })
  const inR = (task: string, how: string) => ({
    script: 'logistic.R',
    task,
    how,
    arguments: files(rowsInR),
    extrapolated: {
      factor: rows / rowsInR,
      because: `fitted on ${rowsInR.toLocaleString('en')} rows, times ${rows / rowsInR}: the work grows with the rows`,
    },
  })
  const R_PEERS = ['R glm', 'R fixest feglm', 'R speedglm']
  return {
    size: `${rows.toLocaleString('en')} rows, 9 binned indicators, 29 coefficients, ${counted.trials.length.toLocaleString('en')} distinct patterns`,
    main: MAIN,
    units: { count: rows, name: 'rows' },
    contenders: [
      ours(MAIN, 'GROUP BY in DuckDB over the coded table, then Newton on patterns', async () =>
        fitOf(fitLogistic(await design(table))),
      ),
      ours(READY, 'Newton on patterns', () => fitOf(fitLogistic(counted))),
      await context.python(
        SKLEARN,
        python('sklearn from codes', 'OneHotEncoder, newton-cholesky; standard errors from X’WX in numpy'),
      ),
      await context.python(
        SKLEARN_READY,
        python('sklearn', 'dense matrix, newton-cholesky; standard errors from X’WX in numpy'),
      ),
      await context.python(GLUM, python('glum from codes', 'pandas categoricals (tabmat), its own covariance_matrix')),
      await context.python(GLUM_READY, python('glum', 'pandas categoricals (tabmat), its own covariance_matrix')),
      await context.python('statsmodels Logit', python('statsmodels', 'dense indicator matrix made before; newton')),
      await context.python(
        'polars and glum on patterns',
        python('patterns', 'the workbench’s own idea in Python: group_by in polars, glum with weights'),
      ),
      await context.r(R_PEERS[0] as string, inR('glm', 'factors, IRLS')),
      await context.r(R_PEERS[1] as string, inR('fixest', 'factors')),
      await context.r(R_PEERS[2] as string, inR('speedglm', 'factors')),
    ],
    agree: (values) => {
      const own = values.get(MAIN) as Fit
      return [...values].flatMap(([name, value]) =>
        name === MAIN ? [] : agreementsOf(R_PEERS.includes(name) ? withR : own, name, value as Fit),
      )
    },
    notes: [
      'Two pairs of like with like: from the coded columns on (ours: a table in DuckDB; theirs: arrays of codes), and from the form that each fits on, made before. statsmodels, polars and R have theirs ready.',
    ],
  }
}

/** How many times as long a peer takes from the same start. */
const pairsOf = (medians: ReadonlyMap<string, number>) =>
  [
    { own: MAIN, peer: SKLEARN, wanted: 20 },
    { own: MAIN, peer: GLUM, wanted: 5 },
    { own: READY, peer: SKLEARN_READY, wanted: 20 },
    { own: READY, peer: GLUM_READY, wanted: 5 },
  ].map(({ own, peer, wanted }) => ({ peer, wanted, times: ratio(medians, own, peer) }))

/** Logistic fit with standard errors. */
export const logistic: Benchmark = {
  name: 'logistic',
  title: 'Logistic fit with standard errors',
  target: {
    text: 'at least 20 × scikit-learn and 5 × glum, from the codes and from a ready form',
    met: (medians) => {
      const found = pairsOf(medians)
      return found.some(({ times }) => times === null)
        ? null
        : found.every(({ times, wanted }) => (times ?? 0) >= wanted)
    },
    told: (medians) =>
      pairsOf(medians)
        .map(({ peer, times }) => `${peer} ${times === null ? 'not had' : `${times.toFixed(1)} ×`}`)
        .join('; '),
  },
  prepare,
}
