import { drawBackground } from './background.js'
import { drawCircumstances } from './circumstances.js'
import { type Batch, type BatchWriter, batchWriter } from './columns.js'
import { clip } from './curve.js'
import { type Draws, LINE, personStreams } from './draws.js'
import { OPEN, peopleLayout, runsLayout, spellsLayout } from './layouts.js'
import { parameters as p } from './parameters.js'
import { drawSpell } from './spell.js'
import { drawWelfare, type Person, type Welfare } from './welfare.js'
import { earlierSpells, laterSpell, type WelfareSpell } from './welfare-spells.js'
import { drawWork } from './work.js'
import type { World } from './world.js'

/** Days after the last Monday of the window during which bijstand is still observed: 24 months and eleven days. */
export const followUpDays = 742

/** Last day on which bijstand is observed, counted from Monday of week 0. */
export const observedUntilDay = (weeks: number): number => 7 * (weeks - 1) + followUpDays

/** A stretch of person numbers to draw, `to` not included. */
export interface Stretch {
  readonly seed: number
  readonly from: number
  readonly to: number
}

/** The clients among a stretch of people, in order of their number. */
export interface Chunk {
  readonly people: Batch
  readonly runs: Batch
  readonly spells: Batch
}

interface Writers {
  readonly people: BatchWriter<typeof peopleLayout>
  readonly runs: BatchWriter<typeof runsLayout>
  readonly spells: BatchWriter<typeof spellsLayout>
}

/** A person with all that follows. */
export interface Life extends Person {
  readonly number: number
  readonly draws: Draws
  readonly welfare: Welfare
}

/** First and last Monday in WW within the window; empty when first > last. */
const mondays = (entry: number, ends: number, weeks: number): { readonly first: number; readonly last: number } => ({
  first: Math.max(Math.ceil(entry), 0),
  last: Math.min(Math.ceil(ends) - 1, weeks - 1),
})

/** Draws one person; undefined when no Monday of the window falls in the WW spell. */
export const drawLife = (number: number, draws: Draws, world: World): Life | undefined => {
  const who = drawBackground(draws, world)
  const work = drawWork(draws, who, world)
  const means = drawCircumstances(draws, who, work)
  const spell = drawSpell(draws, { who, work, means }, world)
  const { first, last } = mondays(who.entry, spell.ends, world.weeks)
  if (first > last) return undefined
  const person = { who, work, means, spell }
  return { ...person, number, draws, welfare: drawWelfare(draws, person, world) }
}

/** One run per WW month with a Monday in the window. */
export const writeRuns = (writer: Pick<BatchWriter<typeof runsLayout>, 'add'>, life: Life, weeks: number): void => {
  const { who, work, means, spell } = life
  const { first, last } = mondays(who.entry, spell.ends, weeks)
  const from = Math.max(Math.floor((first - who.entry) / p.weeksPerMonth) - 1, 0)
  for (let k = from; k < work.right; k += 1) {
    const begins = who.entry + k * p.weeksPerMonth
    const monday = Math.ceil(begins)
    const firstWeek = Math.max(monday, first)
    const lastWeek = Math.min(Math.ceil(begins + p.weeksPerMonth) - 1, last)
    if (monday > last) return
    if (firstWeek > lastWeek) continue
    const side = spell.side(k)
    const extra = side * spell.sideShare * work.monthlyWage
    const rate = k < p.amount.earlyMonths ? p.amount.early : p.amount.late
    const cents = Math.round(100 * rate * (work.monthlyWage - extra))
    const below = cents / 100 + extra + means.partnerIncome < means.norm
    const day = Math.floor(7 * begins)
    writer.add({
      person: life.number,
      first_week: firstWeek,
      last_week: lastWeek,
      months_left: clip(work.right - 1 - k, 0, work.right),
      cents,
      side,
      supplement: means.claims === 1 && k >= means.claimDelay && means.withParents === 0 && below ? 1 : 0,
      known_day: day,
      side_known_day: Math.min(day + 3, 7 * monday),
      supplement_known_day: Math.min(day + 5, 7 * monday),
    })
  }
}

const writeSpells = (writer: Writers['spells'], life: Life, until: number): void => {
  const { who, work, welfare, draws, number } = life
  const firstDay = Math.floor(7 * who.entry)
  const add = (start: number, spell: WelfareSpell): void => {
    const end = Math.max(Math.floor(7 * spell.ends), start)
    writer.add({ person: number, start_day: start, end_day: end > until ? OPEN : end })
  }
  if (work.prior === 1) {
    for (const spell of earlierSpells(draws, who)) add(Math.min(Math.floor(7 * spell.starts), firstDay - 1), spell)
  }
  const start = Math.floor(7 * welfare.starts) + 1
  if (start <= until) add(start, laterSpell(draws, welfare.starts))
}

const writePerson = (writer: Writers['people'], life: Life): void => {
  const { who, work, means, spell, welfare } = life
  const firstDay = Math.floor(7 * who.entry)
  const lag = Math.floor(7 * life.draws.uniform(LINE.registration))
  writer.add({
    person: life.number,
    first_day: firstDay,
    registered_day: Math.min(firstDay + lag, 7 * Math.ceil(who.entry)),
    age: Math.floor(who.age),
    right_months: work.right,
    single: who.single,
    municipality: who.municipality,
    daily_wage: work.dailyWage,
    hours: work.hours,
    sector: work.sector,
    contract: work.contract,
    education: who.registeredEducation,
    repeat: work.repeat,
    tenure: work.tenure,
    view: means.view,
    ability: means.ability,
    language: who.language,
    man: who.man,
    origin: who.origin,
    disability: who.disability,
    true_education: who.education,
    exact_age: who.age,
    single_parent: who.singleParent,
    prior: work.prior,
    monthly_wage: work.monthlyWage,
    work_years: work.workYears,
    employability: means.employability,
    health: who.health,
    claim: means.claim,
    claims: means.claims,
    claim_delay: means.claimDelay,
    with_parents: means.withParents,
    partner_income: means.partnerIncome,
    assets: means.assets,
    norm: means.norm,
    entry_week: who.entry,
    end_week: spell.ends,
    job_months: spell.job,
    length_months: spell.length,
    reason: spell.reason,
    income_passed: welfare.incomePassed,
    assets_passed: welfare.assetsPassed,
    delay_months: welfare.delay,
    log_odds: welfare.logOdds,
    conditional: welfare.conditional,
    applies: welfare.applies,
    start_week: welfare.starts,
  })
}

/** Collects lives into the raw tables. */
export const chunkWriter = (weeks: number, expected: number): { add(life: Life): void; finish(): Chunk } => {
  const writers: Writers = {
    people: batchWriter(peopleLayout, expected),
    runs: batchWriter(runsLayout, expected * 8),
    spells: batchWriter(spellsLayout, expected),
  }
  const until = observedUntilDay(weeks)
  return {
    add: (life) => {
      writePerson(writers.people, life)
      writeRuns(writers.runs, life, weeks)
      writeSpells(writers.spells, life, until)
    },
    finish: () => ({
      people: writers.people.finish(),
      runs: writers.runs.finish(),
      spells: writers.spells.finish(),
    }),
  }
}

/** Draws a stretch of people and keeps the clients. The same whatever thread it runs on. */
export const drawChunk = ({ seed, from, to }: Stretch, world: World): Chunk => {
  const streams = personStreams(seed)
  const writer = chunkWriter(world.weeks, to - from)
  for (let number = from; number < to; number += 1) {
    const life = drawLife(number, streams(number), world)
    if (life !== undefined) writer.add(life)
  }
  return writer.finish()
}
