import { ident } from '../engine/engine.js'
import type { Building } from './building.js'
import { count } from './sql.js'
import type { Step } from './steps.js'
import { SIDE, type SideCounts } from './table.js'

/** Rows, the people in them, and the people who left altogether at one step. Not for disclosure. */
export interface StepTally {
  readonly dropped: number
  readonly people: number
  readonly left: number
}

/** Attrition as counted. Not for disclosure. */
export interface Attrition {
  readonly rows: number
  readonly people: number
  readonly steps: readonly StepTally[]
}

/** People with rows on both sides, with the training rows and events that left with them. */
export interface BothSides {
  readonly people: number
  readonly rows: number
  readonly events: number
  readonly eventPeople: number
}

/** Counts people on both sides of the split and the training rows they leave behind. */
export const tallyBoth = async ({ engine, names }: Building): Promise<BothSides> => {
  const [found] = await engine.rows(
    `SELECT COUNT(*) AS people, COALESCE(SUM(n), 0) AS n, COALESCE(SUM(events), 0) AS events,
       COUNT(CASE WHEN events > 0 THEN 1 END) AS event_people FROM ${ident(names.both)}`,
  )
  return {
    people: count(found, 'people'),
    rows: count(found, 'n'),
    events: count(found, 'events'),
    eventPeople: count(found, 'event_people'),
  }
}

/** Counts rows and people at each step of the waterfall. */
export const tallySteps = async (
  { engine, names }: Building,
  steps: readonly Step[],
  both: BothSides,
): Promise<Attrition> => {
  const perStep = await engine.rows(
    `SELECT step, COUNT(*) AS n, COUNT(DISTINCT pid) AS people FROM ${ident(names.rows)} GROUP BY step ORDER BY step`,
  )
  const lastStep = await engine.rows(
    `SELECT step, COUNT(*) AS people FROM (SELECT pid, MAX(step) AS step FROM ${ident(names.rows)} GROUP BY pid) u GROUP BY step ORDER BY step`,
  )
  const at = (rows: typeof perStep, id: number, name: string): number =>
    count(
      rows.find(({ step }) => step === id),
      name,
    )
  const sum = (rows: typeof perStep, name: string): number => rows.reduce((total, row) => total + count(row, name), 0)
  return {
    rows: sum(perStep, 'n'),
    people: sum(lastStep, 'people'),
    steps: steps.map(({ id, name }) =>
      name === 'person-on-both-sides'
        ? { dropped: both.rows, people: both.people, left: 0 }
        : { dropped: at(perStep, id, 'n'), people: at(perStep, id, 'people'), left: at(lastStep, id, 'people') },
    ),
  }
}

/** Rows, people and events per side of the split, and of the sample that the selection runs on. */
export const tallySides = async ({
  engine,
  names,
}: Building): Promise<{ readonly train: SideCounts; readonly test: SideCounts; readonly sample: SideCounts }> => {
  const select = (side: string, where: string): string =>
    `SELECT '${side}' AS side, COUNT(*) AS n, COUNT(DISTINCT person) AS people, COUNT(CASE WHEN outcome = 1 THEN 1 END) AS events,
       COUNT(DISTINCT CASE WHEN outcome = 1 THEN person END) AS event_people FROM ${ident(names.keys)} WHERE ${where}`
  const rows = await engine.rows(
    [
      select('train', `split = ${SIDE.train}`),
      select('test', `split = ${SIDE.test}`),
      select('sample', 'sample = 1'),
    ].join(' UNION ALL '),
  )
  const side = (name: string): SideCounts => {
    const row = rows.find((found) => found.side === name)
    return {
      rows: count(row, 'n'),
      people: count(row, 'people'),
      events: count(row, 'events'),
      eventPeople: count(row, 'event_people'),
    }
  }
  return { train: side('train'), test: side('test'), sample: side('sample') }
}

/** Rows and people of which the outcome window is not yet closed, by month of the snapshot. */
export const tallyOpen = async (
  { engine, names }: Building,
  steps: readonly Step[],
): Promise<readonly { readonly month: string; readonly count: number; readonly people: number }[]> => {
  const open = steps.find(({ name }) => name === 'open-window')
  if (open === undefined) return []
  const rows = await engine.rows(
    `SELECT substr(CAST(w.day AS VARCHAR), 1, 7) AS month, COUNT(*) AS n, COUNT(DISTINCT r.pid) AS people
     FROM ${ident(names.rows)} r JOIN ${ident(names.days)} w ON w.wk = r.wk WHERE r.step = ${open.id} GROUP BY 1 ORDER BY 1`,
  )
  return rows.map((row) => ({ month: String(row.month), count: count(row, 'n'), people: count(row, 'people') }))
}

/** How many lists there are of each size in people, smallest first. */
export const tallyLists = async ({
  engine,
  names,
}: Building): Promise<readonly { readonly people: number; readonly lists: number }[]> => {
  const rows = await engine.rows(
    `SELECT people, COUNT(*) AS lists FROM (SELECT list, COUNT(DISTINCT person) AS people FROM ${ident(names.keys)} GROUP BY list) u
     GROUP BY people ORDER BY people`,
  )
  return rows.map((row) => ({ people: count(row, 'people'), lists: count(row, 'lists') }))
}
