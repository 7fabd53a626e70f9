import type { Study } from '../src/index.js'
import { ours } from './support/ours.js'
import { flagship, type Population, population, studyForPython } from './support/population.js'
import type { Agreement, Benchmark, Case, Context } from './support/types.js'

const MAIN = 'workbench, Parquet'

type Counts = Readonly<Record<string, number>>

/** Contract and panel, and the counts that tell whether the panel is the same. */
const build = async (context: Context, study: Study, { folder, observedUntil }: Population): Promise<Counts> => {
  const { openDuckDB, contractRoom, buildPanel } = context.workbench.library
  const engine = await openDuckDB()
  try {
    const { result: contract, opened } = await contractRoom(engine, study, folder)
    if (!contract.passed) throw new Error('the contract refused the synthetic population')
    const { table } = await buildPanel(engine, study, opened, { observedUntil })
    const value = (name: string): string =>
      table.candidates.find(({ candidate }) => candidate.name === name)?.value as string
    const [sums] = await engine.rows(
      `SELECT CAST(sum(${value('prior_bijstand')}) AS DOUBLE) AS prior, CAST(sum(${value('ww_months_left')}) AS DOUBLE) AS months,
       CAST(sum(CAST(round(${value('ww_amount')} * 100) AS BIGINT)) AS DOUBLE) / 100 AS amount FROM ${table.table}`,
    )
    return {
      train: table.counts.train.rows,
      test: table.counts.test.rows,
      trainEvents: table.counts.train.events,
      testEvents: table.counts.test.events,
      prior: Number(sums?.['prior']),
      months: Number(sums?.['months']),
      amount: Number(sums?.['amount']),
    }
  } finally {
    engine.close()
  }
}

const prepare = async (context: Context): Promise<Case> => {
  const clients = context.quick ? 2_000 : 44_000
  const { workbench, folder } = context
  const parquet = await population(workbench, `${folder}/parquet`, { clients, format: 'parquet' })
  const csv = await population(workbench, `${folder}/csv`, { clients, format: 'csv' })
  const study = flagship(workbench)
  const peer = (task: string, form: 'csv' | 'parquet') => ({
    script: 'panel.py',
    task,
    how: form === 'csv' && task === 'pandas' ? 'read_csv with the pyarrow engine' : 'eager, all cores where it can',
    arguments: { folder: form === 'csv' ? csv.folder : parquet.folder, form, study: studyForPython(study) },
  })
  return {
    size: `${parquet.personWeeks.toLocaleString('en')} person-weeks of ${clients.toLocaleString('en')} people in four tables`,
    main: MAIN,
    units: { count: parquet.personWeeks, name: 'person-weeks' },
    contenders: [
      ours(MAIN, 'contract with all rules, digest and profiles; panel with waterfall and proof of knowledge', () =>
        build(context, study, parquet),
      ),
      ours('workbench, CSV', 'the same', () => build(context, study, csv)),
      await context.python('pandas, Parquet', peer('pandas', 'parquet')),
      await context.python('pandas, CSV', peer('pandas', 'csv')),
      await context.python('polars, Parquet', peer('polars', 'parquet')),
      await context.python('polars, CSV', peer('polars', 'csv')),
    ],
    agree: (values) => {
      const own = values.get(MAIN) as Counts
      return [...values].flatMap(([peer, value]): readonly Agreement[] =>
        peer === MAIN
          ? []
          : [
              {
                peer,
                what: 'rows and events of both sides, and sums of three candidates, relative',
                difference: Math.max(
                  ...Object.entries(own).map(
                    ([name, count]) => Math.abs(count - ((value as Counts)[name] ?? Number.NaN)) / count,
                  ),
                ),
                allowed: 1e-12,
              },
            ],
      )
    },
    notes: [
      'The Python scripts do a fair part of it: the checks of every column, keys and relations, and all steps of the panel. They leave out the digest of the content, the profile of every column, the rules over the calendar, folds and samples per person, list codes, the proof of knowledge per candidate, the waterfall, and suppression (listed in peers/panel_steps.py).',
    ],
  }
}

/** From files to a validated panel. */
export const panel: Benchmark = {
  name: 'panel',
  title: 'CSV and Parquet to a validated panel',
  target: { text: 'none in DESIGN §6; the whole retrain has one', met: () => null },
  prepare,
}
