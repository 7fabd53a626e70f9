import { chunkWriter, drawLife } from './chunk.js'
import { type Batch, batchWriter } from './columns.js'
import { personStreams } from './draws.js'
import { appendChunk } from './fill.js'
import { PLACE } from './municipalities.js'
import { parameters } from './parameters.js'
import { fitPilotModel, type PilotModel } from './pilot-model.js'
import { pilotParameters as q } from './pilot-parameters.js'
import { type PilotPerson, pilotPerson, pilotStatuses } from './pilot-person.js'
import type { Store } from './store.js'
import { stopWhenAsked } from './stretches.js'
import { clientIdSql, type TableQueries } from './tables.js'
import { worldOf } from './world.js'

const pilotLayout = {
  person: 'i32',
  experiment: 'i32',
  first_week: 'i32',
  score: 'f64',
  decile: 'i32',
  contact_week: 'i32',
  status: 'i32',
  without_week: 'f64',
  helped: 'i32',
} as const

/** People of the raw tables who live elsewhere than in The Hague. */
export const outsideTheHague = (people: Batch): Batch => {
  const places = people.columns['municipality'] as Int32Array
  const keep = [...places.keys()].filter((i) => places[i] !== PLACE.hague)
  return {
    rows: keep.length,
    columns: Object.fromEntries(
      Object.entries(people.columns).map(([name, column]) => [
        name,
        column instanceof Float64Array
          ? Float64Array.from(keep, (i) => column[i] as number)
          : Int32Array.from(keep, (i) => column[i] as number),
      ]),
    ),
  }
}

/** What one arm of one group of the pilot did: the true effect is in `helped` and in the two flows. */
export interface PilotCounts {
  readonly people: number
  readonly tookPart: number
  readonly contacted: number
  /** Bijstand within 104.36 weeks of the first pilot week: as it went, and as it would have gone without any offer. */
  readonly entered: number
  readonly enteredWithout: number
  readonly helped: number
}

interface Ranked extends PilotPerson {
  readonly decile: number
}

/** Deciles on the highest score, both arms together; equal scores in the order of the people. */
const rank = (people: readonly PilotPerson[]): readonly Ranked[] => {
  const order = [...people.keys()].sort(
    (a, b) => (people[b] as PilotPerson).score - (people[a] as PilotPerson).score || a - b,
  )
  const decile = new Uint8Array(people.length)
  order.forEach((person, place) => {
    decile[person] = 1 + Math.floor((10 * place) / people.length)
  })
  return people.map((person, i) => ({ ...person, decile: decile[i] as number }))
}

const countsOf = (people: readonly Ranked[]): PilotCounts => {
  const within = (starts: number, { firstWeek }: Ranked): boolean => starts <= firstWeek + q.followUpWeeks
  return {
    people: people.length,
    tookPart: people.filter(({ status }) => status >= 2).length,
    contacted: people.filter(({ contactWeek }) => contactWeek >= 0).length,
    entered: people.filter((one) => within(one.life.welfare.starts, one)).length,
    enteredWithout: people.filter((one) => within(one.startsWithout, one)).length,
    helped: people.filter(({ helped }) => helped).length,
  }
}

const summary = (people: readonly Ranked[]): Readonly<Record<string, PilotCounts>> =>
  Object.fromEntries(
    [true, false].flatMap((experiment) =>
      [
        { name: 'decile 1', from: 1, to: 1 },
        { name: 'decile 2', from: 2, to: 2 },
        { name: 'deciles 3-10', from: 3, to: 10 },
      ].map(({ name, from, to }) => [
        `${experiment ? 'experiment' : 'control'}, ${name}`,
        countsOf(people.filter((one) => one.experiment === experiment && one.decile >= from && one.decile <= to)),
      ]),
    ),
  )

const writePilot = async (store: Store, people: readonly Ranked[]): Promise<void> => {
  const writer = batchWriter(pilotLayout, people.length + 1)
  for (const one of people) {
    writer.add({
      person: one.life.number,
      experiment: one.experiment ? 1 : 0,
      first_week: one.firstWeek,
      score: one.score,
      decile: one.decile,
      contact_week: one.contactWeek,
      status: one.status,
      without_week: one.startsWithout,
      helped: one.helped ? 1 : 0,
    })
  }
  await store.create('pilot', pilotLayout)
  await store.append('pilot', writer.finish())
}

/** What the overlay is given. */
export interface PilotPlan {
  readonly store: Store
  readonly seed: number
  readonly weeks: number
  /** Monday of week 0, ISO. */
  readonly week0: string
  readonly signal?: AbortSignal | undefined
  /** Told of the people of the pilot city, for the sums of the truth. */
  readonly each: (people: Batch) => void
}

const drawPilot = async (plan: PilotPlan, model: PilotModel): Promise<readonly PilotPerson[]> => {
  const { store, seed, weeks } = plan
  const { application, priorApplication, priorJob, priorLogit } = q
  const world = worldOf('base', weeks, {
    municipality: PLACE.hague,
    application,
    priorApplication,
    priorJob,
    priorLogit,
  })
  const streams = personStreams(seed)
  const spells = Math.round((q.spells * (weeks + 1 - parameters.entryFrom)) / q.drawnOver)
  const writer = chunkWriter(weeks, 10_000)
  const people: PilotPerson[] = []
  for (let number = q.firstNumber; number < q.firstNumber + spells; number += 1) {
    const life = drawLife(number, streams(number), world)
    if (life === undefined) continue
    const person = pilotPerson(life, model)
    if (person !== undefined) people.push(person)
    writer.add(person?.life ?? life)
    if (number % 5000 === 0) {
      await new Promise<void>((resolve) => setImmediate(resolve))
      stopWhenAsked(plan.signal)
    }
  }
  const chunk = writer.finish()
  await appendChunk(store, chunk)
  plan.each(chunk.people)
  return people
}

const removeTheHague = async (store: Store): Promise<void> => {
  const hague = `SELECT person FROM people WHERE municipality = ${PLACE.hague}`
  await store.run(`DELETE FROM runs WHERE person IN (${hague})`)
  await store.run(`DELETE FROM spells WHERE person IN (${hague})`)
  await store.run(`DELETE FROM people WHERE municipality = ${PLACE.hague}`)
}

const date = (week0: string, week: string): string => `CAST(DATE '${week0}' + CAST(7 * ${week} AS INTEGER) AS DATE)`

const pilotQueries = (queries: TableQueries, week0: string): Readonly<Record<string, string>> => ({
  ...queries,
  snapshots: `SELECT s.*, p.contacted_on IS NOT NULL AND p.contacted_on <= s.snapshot_date + INTERVAL 12 MONTH AS contaminated
    FROM (${queries.snapshots}) s LEFT JOIN (SELECT ${clientIdSql()} AS client_id, ${date(week0, 'contact_week')} AS contacted_on
      FROM pilot WHERE contact_week >= 0) p USING (client_id) ORDER BY s.client_id, s.snapshot_date`,
  pilot: `SELECT ${clientIdSql()} AS client_id, CASE WHEN experiment = 1 THEN 'experiment' ELSE 'control' END AS arm,
    ${date(week0, 'first_week')} AS first_pilot_week, score, decile,
    CASE WHEN contact_week >= 0 THEN ${date(week0, 'contact_week')} END AS contacted_on,
    [${pilotStatuses.map((status) => `'${status}'`).join(', ')}][status + 1] AS status
    FROM pilot ORDER BY person`,
  truth_pilot: `SELECT ${clientIdSql()} AS client_id, CASE WHEN isfinite(without_week) THEN without_week END AS bijstand_week_without_offer,
    helped = 1 AS helped FROM pilot ORDER BY person`,
})

/**
 * Lays the pilot over the raw tables: replaces the people of The Hague by a full-rate draw, scores them with a national nine-feature
 * model fitted on the first year, and lets the offer act. The tables get two additions: `pilot` (arm, decile, contact, how far someone
 * came) and the column `snapshots.contaminated`: someone of The Hague was contacted before the end of the 12 months after the snapshot,
 * or had been before it, so that its outcome is not one without an offer.
 *
 * Choices where the model was left open: scores are taken in weeks 39, 41, … 89, and people
 * in WW in none of them (spells of a week) are not in the pilot; people of
 * the control arm who do not take part count as not contacted and not assessed; of the contacted who do not take part nine percent
 * are not assessed; the job that comes instead of bijstand falls at a uniform time between contact and the would-be start, and ends
 * the spell when it falls within WW.
 */
export const overlayPilot = async (
  plan: PilotPlan,
  queries: TableQueries,
): Promise<{
  readonly queries: Readonly<Record<string, string>>
  readonly pilot: Readonly<Record<string, PilotCounts>>
}> => {
  const model = await fitPilotModel(plan.store)
  await removeTheHague(plan.store)
  const people = rank(await drawPilot(plan, model))
  await writePilot(plan.store, people)
  return { queries: pilotQueries(queries, plan.week0), pilot: summary(people) }
}
