import { availableParallelism } from 'node:os'
import type { RunResults } from '../src/run-results.js'
import { type Examination, examinationAgreements, examinationOf } from './support/examination.js'
import { ratio } from './support/measure.js'
import { ours } from './support/ours.js'
import { flagship, type Population, population, studyForPython } from './support/population.js'
import type { Agreement, Benchmark, Case, Context } from './support/types.js'

const MAIN = 'workbench: retrain'
/** What one writes first: each step by the package made for it. */
const PACKAGES = 'pandas, optbinning, scikit-learn, statsmodels, fairlearn'
const BY_HAND = 'the same, slow places mended by hand'

interface Values {
  readonly counts: Readonly<Record<string, number>>
  readonly selected: readonly string[]
  readonly auc: number
  readonly recall: readonly number[]
  readonly examination?: Examination
}

const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)

/** At small size a few people decide, and the chosen sets differ by more. */
const agreementsOf = (own: Values, [peer, other]: readonly [string, Values], quick: boolean): readonly Agreement[] => [
  {
    peer,
    what: 'rows and events of both sides, relative',
    difference: Math.max(
      ...Object.entries(own.counts).map(
        ([name, count]) => Math.abs(count - (other.counts[name] ?? Number.NaN)) / count,
      ),
    ),
    allowed: 0,
  },
  {
    peer,
    what: 'selected candidates that differ, of nine',
    difference: own.selected.filter((name) => !other.selected.includes(name)).length,
    allowed: 3,
  },
  { peer, what: 'AUC', difference: Math.abs(own.auc - other.auc), allowed: quick ? 0.04 : 0.02 },
  {
    peer,
    what: 'recall at both shares, of everyone and within lists',
    difference: Math.max(...own.recall.map((value, k) => Math.abs(value - (other.recall[k] as number)))),
    allowed: quick ? 0.12 : 0.04,
  },
]

const valuesOf = ({ panel, selection, ranking }: RunResults): Values => {
  const { train, test } = panel.split
  return {
    counts: {
      train: number(train.rows),
      test: number(test.rows),
      trainEvents: number(train.events),
      testEvents: number(test.events),
    },
    selected: selection.selected,
    auc: number(ranking.test.auc.estimate),
    recall: [
      ...ranking.test.atK.map(({ recall }) => number(recall.expected)),
      ...ranking.test.atK.map(({ withinLists }) => number(withinLists?.recall.expected)),
    ],
  }
}

/** The flagship study; at small size with fewer resamples, refits and draws. */
const studyOf = ({ quick, workbench }: Context) => {
  const study = flagship(workbench)
  if (!quick) return study
  const { screening, selection, fit, calibration, ranking, fairness } = study.examination
  return {
    ...study,
    evaluation: { ...study.evaluation, bootstrap: 100 },
    examination: {
      ...study.examination,
      screening: { ...screening, shuffles: 49 },
      selection: { ...selection, replicates: 40, sets: 5 },
      fit: { ...fit, replicates: 40, thinnings: 3 },
      calibration: { ...calibration, refits: 10, draws: 20 },
      ranking: { ...ranking, replicates: 40 },
      fairness: { ...fairness, replicates: 20 },
    },
  }
}

type Asked = ReturnType<typeof studyOf>

/** What a user runs: on all cores with the examination, or in one thread without it. */
const runOf =
  ({ workbench }: Context, study: Asked, of: { readonly data: Population; readonly examination: boolean }) =>
  async (): Promise<RunResults> => {
    const { data, examination } = of
    const { openAside } = await workbench.file<typeof import('../src/rooms/aside-pool.js')>('rooms/aside-pool')
    const engine = await workbench.library.openDuckDB()
    const pool = openAside(examination ? availableParallelism() : 1)
    try {
      const { results } = await workbench.library.retrain(engine, study, data.folder, {
        packageVersion: 'bench',
        examination,
        observedUntil: data.observedUntil,
        ...(pool.aside === undefined ? {} : { aside: pool.aside }),
      })
      return results
    } finally {
      await pool.close()
      engine.close()
    }
  }

/** What the Python scripts are told of the study, and of the lenses that look at more than the data. */
const argumentsOf = (study: Asked, data: Population, admissible: readonly string[]) => ({
  folder: data.folder,
  form: 'parquet',
  study: studyForPython(study),
  candidates: study.candidates
    .filter(({ from }) => from?.kind !== 'audit')
    .map(({ name, expected, bins }) => ({
      name,
      expected,
      bins: bins?.max ?? study.encoding.maxBins,
      free: bins?.monotone === 'none',
      admissible: admissible.includes(name),
    })),
  shares: study.evaluation.k,
  replicates: study.evaluation.bootstrap,
})

const examinationFor = (study: Asked, screenable: readonly string[]) => {
  const { screening, selection, fit, calibration, ranking, fairness } = study.examination
  const { maxCorrelation, maxVif } = study.screening
  return {
    screening,
    selection: {
      ...selection,
      share: study.evaluation.k[0],
      size: study.selection.size,
      screenable,
      maxCorrelation,
      maxVif,
    },
    fit,
    calibration,
    ranking,
    fairness: {
      ...fairness,
      share: study.fairness.k,
      features: study.candidates
        .filter(({ from, protectedGround, specialCategory }) => {
          return from?.kind !== 'audit' && protectedGround === undefined && specialCategory === false
        })
        .map(({ name }) => name),
    },
  }
}

const prepare =
  (examination: boolean) =>
  async (context: Context): Promise<Case> => {
    const { workbench, folder, quick } = context
    // the examination of fewer people leaves numbers undefined
    const small = examination ? 14_000 : 6_000
    const clients = quick ? small : 44_000
    const data = await population(workbench, `${folder}/data`, { clients, format: 'parquet' })
    const study = studyOf(context)
    const run = runOf(context, study, { data, examination })
    const { screening } = await runOf(context, study, { data, examination: false })()
    const { screenable } =
      await workbench.file<typeof import('../src/screening/screen-again.js')>('screening/screen-again')
    const same = argumentsOf(study, data, screening.admissible)
    const python = (name: string, by: string) =>
      context.python(
        name,
        examination
          ? {
              script: 'retrain_examined.py',
              task: `examined ${by}`.trim(),
              how: 'the same steps with the examination, read from Parquet; bins, sets, bootstraps, refits and draws on all cores',
              arguments: { ...same, examination: examinationFor(study, screenable(screening.candidates)) },
            }
          : {
              script: 'retrain.py',
              task: `retrain ${by}`.trim(),
              how: 'the same steps without the examination, read from Parquet; bins, sets and bootstraps on all cores',
              arguments: same,
            },
      )
    return {
      size: `${data.personWeeks.toLocaleString('en')} person-weeks of ${clients.toLocaleString('en')} people, every week used, ${study.evaluation.bootstrap} bootstraps`,
      main: MAIN,
      units: { count: data.personWeeks, name: 'person-weeks' },
      contenders: [
        ours(
          MAIN,
          examination
            ? 'the corridor from contract to frozen model with the examination of every room, on all cores'
            : 'the corridor from contract to frozen model without the examination, in one thread',
          async () => {
            const results = await run()
            return { ...valuesOf(results), ...(examination ? { examination: examinationOf(results) } : {}) }
          },
        ),
        ...(examination && quick ? [] : [await python(PACKAGES, 'by packages')]),
        await python(BY_HAND, ''),
      ],
      agree: (values) => {
        const { examination: asked, ...own } = values.get(MAIN) as Values
        return [PACKAGES, BY_HAND].flatMap((peer) => {
          const other = values.get(peer) as Values | undefined
          if (other === undefined) return []
          const found = agreementsOf(own, [peer, other], quick)
          if (asked === undefined || other.examination === undefined) return found
          return [...found, ...examinationAgreements(peer, [asked, other.examination], quick)]
        })
      },
      notes: [
        'The target is judged by packages as they come. Mended by hand are the fits of all sets (numpy for scikit-learn), the clustered fit (Logit for GLM), the proxies and the groups (counts for scikit-learn and fairlearn); bootstraps are presorted numpy in both.',
        'The two cannot agree to the last digit: prebins and the handling of missing values differ. The panel agrees exactly; the rest within the tolerances above.',
        examination
          ? 'This is what `retrain` does: the model, and what a sceptical reviewer asks of it. What Python leaves out is listed at the heads of peers/retrain.py and peers/retrain_examined.py. The ratio without the examination is in the next table.'
          : 'This is `retrain --quick`: a draft that the gates refuse, because nothing was examined. It is shown because the ratio differs from that of the whole retrain.',
      ],
    }
  }

const target: Benchmark['target'] = {
  text: 'at least 10 × the usual Python stack at a million rows',
  met: (medians, { main }) => {
    const found = ratio(medians, main, PACKAGES)
    return found === null ? null : found >= 10
  },
  told: (medians, { main }) => {
    const [packages, byHand] = [ratio(medians, main, PACKAGES), ratio(medians, main, BY_HAND)]
    const times = (found: number | null): string => (found === null ? 'not had' : `${found.toFixed(1)} ×`)
    return `packages as they come ${times(packages)}; mended by hand ${times(byHand)}`
  },
}

/** The whole method with its examination. */
export const wholeRetrain: Benchmark = { name: 'retrain', title: 'Whole retrain', target, prepare: prepare(true) }

/** The whole method without its examination. */
export const quickRetrain: Benchmark = {
  name: 'retrain-quick',
  title: 'Retrain without the examination',
  target,
  prepare: prepare(false),
}
