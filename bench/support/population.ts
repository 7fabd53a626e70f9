import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Study } from '../../src/index.js'
import type { Workbench } from './workbench.js'

/** Weeks of the window; with about 23 snapshots a client, 44,000 clients are a million person-weeks. */
const WEEKS = 156

/** A synthetic population as files. */
export interface Population {
  readonly folder: string
  readonly personWeeks: number
  readonly observedUntil: string
}

/** Makes the synthetic population of the flagship study. */
export const population = async (
  workbench: Workbench,
  out: string,
  options: { readonly clients: number; readonly format: 'csv' | 'parquet' },
): Promise<Population> => {
  const made = await workbench.library.synthesize({ out, weeks: WEEKS, seed: 1, scenario: 'base', ...options })
  return { folder: out, personWeeks: made.rows['snapshots'] as number, observedUntil: made.observedUntil }
}

/** The flagship study; every snapshot week counts, so that a person-week in the files is one in the panel's waterfall. */
export const flagship = (workbench: Workbench): Study => {
  const path = fileURLToPath(new URL('../../data-schemas/studies/maatwerkscan.study.json', import.meta.url))
  const study = JSON.parse(readFileSync(path, 'utf8')) as { cohort: { every: number } }
  return workbench.library.parseStudy({ ...study, cohort: { ...study.cohort, every: 1 } }, path)
}

/** What the Python scripts need of the study. */
export const studyForPython = (study: Study) => {
  if (study.split.kind !== 'time' || study.outcome.kind !== 'event') throw new Error('the flagship study has changed')
  return {
    every: study.cohort?.every ?? 1,
    origin: study.cohort?.origin ?? '2021-01-04',
    months: study.outcome.withinMonths,
    trainUntil: study.split.trainUntil,
    testFrom: study.split.testFrom,
  }
}
