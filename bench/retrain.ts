import { ratio } from './support/measure.js'
import { ours } from './support/ours.js'
import { flagship, population, studyForPython } from './support/population.js'
import type { Agreement, Benchmark, Case, Context } from './support/types.js'

const MAIN = 'workbench: retrain'
const PYTHON = 'pandas, optbinning, scikit-learn, statsmodels, fairlearn'

interface Values {
  readonly counts: Readonly<Record<string, number>>
  readonly selected: readonly string[]
  readonly auc: number
  readonly recall: readonly number[]
}

const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)

const agreementsOf = (own: Values, other: Values): readonly Agreement[] => [
  {
    peer: PYTHON,
    what: 'rows and events of both sides, relative',
    difference: Math.max(
      ...Object.entries(own.counts).map(
        ([name, count]) => Math.abs(count - (other.counts[name] ?? Number.NaN)) / count,
      ),
    ),
    allowed: 0,
  },
  {
    peer: PYTHON,
    what: 'selected candidates that differ, of nine',
    difference: own.selected.filter((name) => !other.selected.includes(name)).length,
    allowed: 3,
  },
  { peer: PYTHON, what: 'AUC', difference: Math.abs(own.auc - other.auc), allowed: 0.02 },
  {
    peer: PYTHON,
    what: 'recall at both shares, of everyone and within lists',
    difference: Math.max(...own.recall.map((value, k) => Math.abs(value - (other.recall[k] as number)))),
    allowed: 0.04,
  },
]

const prepare = async (context: Context): Promise<Case> => {
  const clients = context.quick ? 6_000 : 44_000
  const { workbench, folder } = context
  const { openDuckDB, retrain } = workbench.library
  const data = await population(workbench, `${folder}/data`, { clients, format: 'parquet' })
  const whole = flagship(workbench)
  const study = {
    ...whole,
    evaluation: { ...whole.evaluation, bootstrap: context.quick ? 100 : whole.evaluation.bootstrap },
  }
  const run = async () => {
    const engine = await openDuckDB()
    try {
      const { observedUntil } = data
      return await retrain(engine, study, data.folder, { packageVersion: 'bench', examination: false, observedUntil })
    } finally {
      engine.close()
    }
  }
  const first = (await run()).results
  const { admissible } = first.screening
  const candidates = study.candidates
    .filter(({ from }) => from?.kind !== 'audit')
    .map(({ name, expected, bins }) => ({
      name,
      expected,
      bins: bins?.max ?? study.encoding.maxBins,
      free: bins?.monotone === 'none',
      admissible: admissible.includes(name),
    }))
  return {
    size: `${data.personWeeks.toLocaleString('en')} person-weeks of ${clients.toLocaleString('en')} people, every week used, ${study.evaluation.bootstrap} bootstraps`,
    main: MAIN,
    units: { count: data.personWeeks, name: 'person-weeks' },
    contenders: [
      ours(MAIN, 'the corridor from contract to frozen model, without the examination', async () => {
        const { panel, selection, ranking } = (await run()).results
        const { train, test } = panel.split
        return {
          counts: { train: train.rows, test: test.rows, trainEvents: train.events, testEvents: test.events },
          selected: selection.selected,
          auc: number(ranking.test.auc.estimate),
          recall: [
            ...ranking.test.atK.map(({ recall }) => number(recall.expected)),
            ...ranking.test.atK.map(({ withinLists }) => number(withinLists?.recall.expected)),
          ],
        }
      }),
      await context.python(PYTHON, {
        script: 'retrain.py',
        task: 'retrain',
        how: 'the same steps, read from Parquet, bins and transforms on all cores',
        arguments: {
          folder: data.folder,
          form: 'parquet',
          study: studyForPython(study),
          candidates,
          shares: study.evaluation.k,
          replicates: study.evaluation.bootstrap,
        },
      }),
    ],
    agree: (values) => {
      const other = values.get(PYTHON) as Values | undefined
      return other === undefined ? [] : agreementsOf(values.get(MAIN) as Values, other)
    },
    notes: [
      'The two cannot agree to the last digit: prebins and the handling of missing values differ. The panel agrees exactly; recall and AUC within the tolerances above.',
      'The candidates that the ethics and quality lenses leave over are given to the Python script; what it leaves out is listed at its head (peers/retrain.py).',
    ],
  }
}

/** The whole method. */
export const wholeRetrain: Benchmark = {
  name: 'retrain',
  title: 'Whole retrain',
  target: {
    text: 'at least 10 × the usual Python stack at a million rows',
    met: (medians, { main }) => {
      const found = ratio(medians, main, PYTHON)
      return found === null ? null : found >= 10
    },
  },
  prepare,
}
