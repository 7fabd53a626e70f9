import type { Encoder } from '../data-schemas/encoder.js'
import type { Kernel } from '../src/scoring/kernel.js'
import type { InputColumns } from '../src/scoring/score-columns.js'
import { largest } from './support/difference.js'
import { draws } from './support/draws.js'
import { writeNpy } from './support/npy.js'
import { ours } from './support/ours.js'
import { flagship, population } from './support/population.js'
import type { Agreement, Benchmark, Case, Context } from './support/types.js'

const MAIN = 'workbench: kernel on columns'
const FILES = 'workbench: Parquet to Parquet'
/** Rows scored at a time, as they come out of the engine in production. */
const AT_ONCE = 32_768
/** Rows whose probabilities are compared one by one. */
const COMPARED = 20_000

/** A model made on a small population and frozen to a folder, as production gets it, and the week's list to score. */
const freeze = async ({ workbench, folder }: Context): Promise<{ readonly model: string; readonly list: string }> => {
  const { openDuckDB, retrain, writeModel } = workbench.library
  const data = await population(workbench, `${folder}/population`, { clients: 6_000, format: 'parquet' })
  const whole = flagship(workbench)
  const study = { ...whole, evaluation: { ...whole.evaluation, bootstrap: 0 } }
  const engine = await openDuckDB()
  const { observedUntil } = data
  const { model } = await retrain(engine, study, data.folder, {
    packageVersion: 'bench',
    examination: false,
    observedUntil,
  })
  engine.close()
  writeModel(`${folder}/model`, model)
  return { model: `${folder}/model`, list: `${data.folder}/list.parquet` }
}

interface Inputs {
  readonly columns: InputColumns
  /** The same for Python: numbers as they are, texts as places in `texts`. */
  readonly matrix: Float64Array
  readonly texts: Readonly<Record<string, readonly string[]>>
}

/** Rows of the week's list, drawn with replacement, as columns. */
const drawRows = async (context: Context, kernel: Kernel, from: { list: string; rows: number }): Promise<Inputs> => {
  const engine = await context.workbench.library.openDuckDB()
  const { rows } = from
  const draw = draws(606)
  const wanted = Object.fromEntries(
    kernel.slots.map(({ name, holds }) => [name, holds === 'text' ? ('text' as const) : ('f64' as const)]),
  )
  const select = kernel.slots.map(({ name, holds }) =>
    holds === 'text' ? `"${name}"` : `CAST("${name}" AS DOUBLE) AS "${name}"`,
  )
  const list = (await engine.columns(
    `SELECT ${select.join(', ')} FROM '${from.list}' ORDER BY client_id`,
    wanted,
  )) as unknown as { rows: number } & Record<string, Float64Array | readonly string[]>
  engine.close()
  const picks = Int32Array.from({ length: rows }, () => draw.below(list.rows))
  const matrix = new Float64Array(rows * kernel.slots.length)
  const texts: Record<string, readonly string[]> = {}
  const columns: Record<string, InputColumns[string]> = {}
  kernel.slots.forEach(({ name, holds }, j) => {
    const own = list[name] as Float64Array | readonly string[]
    const numbers = matrix.subarray(j * rows, (j + 1) * rows)
    if (holds === 'text') {
      const distinct = [...new Set(own as readonly string[])].sort()
      const place = new Map(distinct.map((text, index) => [text, index]))
      picks.forEach((pick, i) => {
        numbers[i] = place.get(own[pick] as string) as number
      })
      texts[name] = distinct
      columns[name] = { texts: distinct, codes: Int32Array.from(numbers) }
    } else {
      picks.forEach((pick, i) => {
        numbers[i] = own[pick] as number
      })
      columns[name] = { values: numbers, states: new Uint8Array(rows) }
    }
  })
  return { columns, matrix, texts }
}

/** The lookups as Python needs them: for each input the edges (for texts one part a text) with the contribution of each part. */
const partsOf = (kernel: Kernel, encoders: readonly Encoder[], texts: Inputs['texts']) =>
  kernel.slots.map((slot, j) => {
    const rule = encoders[j]?.rule
    const names = texts[slot.name] ?? []
    const contribution = (level: number): number => slot.contributions[level] as number
    return rule?.kind === 'intervals'
      ? {
          name: slot.name,
          category: false,
          edges: rule.edges,
          contributions: Array.from({ length: rule.edges.length + 1 }, (_, level) => contribution(level)),
        }
      : {
          name: slot.name,
          category: true,
          edges: names.slice(1).map((_, i) => i + 0.5),
          contributions: names.map((text) => contribution(slot.ofText(text))),
        }
  })

/** Rows `from` up to `to` of columns, without a copy. */
const partOf = (columns: InputColumns, from: number, to: number): InputColumns =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column]) => {
      if ('texts' in column) return [name, { ...column, codes: column.codes.subarray(from, to) }]
      if (Array.isArray(column.values)) throw new Error('texts must be coded')
      const values = (column.values as Float64Array).subarray(from, to)
      return [name, column.states === undefined ? { values } : { values, states: column.states.subarray(from, to) }]
    }),
  )

const prepare = async (context: Context): Promise<Case> => {
  const rows = context.quick ? 200_000 : 2_000_000
  const { workbench, folder } = context
  const { buildKernel, openDuckDB, readModel, scoreFile } = workbench.library
  const { columnScorer } =
    await workbench.file<typeof import('../src/scoring/score-columns.js')>('scoring/score-columns')
  const { model: path, list } = await freeze(context)
  const model = await readModel(path)
  const kernel = buildKernel(model)
  const { columns, matrix, texts } = await drawRows(context, kernel, { list, rows })
  const score = columnScorer(kernel)
  const parts = partsOf(kernel, model.encoders, texts)
  const engine = await openDuckDB()
  const repeats = Math.ceil(rows / 500)
  await engine.run(
    `COPY (SELECT 'P' || CAST(row_number() OVER () AS VARCHAR) AS client_id, l.* EXCLUDE (client_id)
     FROM '${list}' l, range(${repeats}) LIMIT ${rows}) TO '${folder}/many.parquet' (FORMAT parquet)`,
  )
  const [{ n = 0 } = {}] = await engine.rows(`SELECT count(*) AS n FROM '${folder}/many.parquet'`)
  engine.close()
  const inFile = Number(n)
  const peer = (task: string, how: string) => ({
    script: 'scoring.py',
    task,
    how,
    arguments: {
      matrix: writeNpy(`${folder}/x.npy`, matrix, [rows, kernel.slots.length]),
      parts,
      intercept: kernel.intercept,
      calibration: model.calibration,
      compared: COMPARED,
    },
  })
  return {
    size: `${rows.toLocaleString('en')} rows, 9 inputs of the flagship study, one of them a text`,
    main: MAIN,
    units: { count: rows, name: 'rows' },
    contenders: [
      ours(
        MAIN,
        'typed columns, texts coded → contract, level and contribution of every input → probability; one core',
        () => {
          const first = new Float64Array(COMPARED)
          for (let from = 0; from < rows; from += AT_ONCE) {
            const to = Math.min(rows, from + AT_ONCE)
            const { probability, refusals } = score(partOf(columns, from, to), to - from)
            if (refusals.length > 0) throw new Error('rows were refused')
            if (from < COMPARED) first.set(probability.subarray(0, COMPARED - from), from)
          }
          return [...first]
        },
      ),
      ours(
        FILES,
        `${inFile.toLocaleString('en')} rows through DuckDB, with ranks per list by score and hash, points, contributions, checks of keys`,
        () =>
          scoreFile({ model: path, data: `${folder}/many.parquet`, out: `${folder}/scores.parquet`, allowDraft: true }),
      ),
      await context.python(
        'scikit-learn pipeline',
        peer('sklearn', 'ColumnTransformer with KBinsDiscretizer and OneHotEncoder, LogisticRegression.predict_proba'),
      ),
      await context.python(
        'onnxruntime',
        peer('onnx', 'one tree an input (TreeEnsembleRegressor) and Sigmoid, texts as numbers already, all cores'),
      ),
    ],
    agree: (values) => {
      const own = values.get(MAIN) as readonly number[]
      return [...values].flatMap(([peer, value]): readonly Agreement[] =>
        peer === MAIN || peer === FILES
          ? []
          : [
              {
                peer,
                what: `probability of ${COMPARED.toLocaleString('en')} rows`,
                difference: largest(own, value as readonly number[]),
                allowed: peer === 'onnxruntime' ? 1e-6 : 1e-12,
              },
            ],
      )
    },
    notes: [
      'The peers give a probability and nothing else: no contract, no refusal, no contributions. onnxruntime works in single precision at the end of its trees.',
    ],
  }
}

/** Scoring from the frozen artifact. */
export const scoring: Benchmark = {
  name: 'scoring',
  title: 'Scoring from the frozen artifact',
  target: {
    text: 'at least 5 million rows a second',
    met: (medians, { main, units }) => (units?.count ?? 0) / (medians.get(main) ?? Number.POSITIVE_INFINITY) >= 5e6,
  },
  prepare,
}
