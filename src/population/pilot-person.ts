import { type Life, writeRuns } from './chunk.js'
import { LINE } from './draws.js'
import { parameters as p } from './parameters.js'
import { binOf, type PilotModel } from './pilot-model.js'
import { modelParameters as m, pilotParameters as q } from './pilot-parameters.js'
import { REASON } from './spell.js'

/** How far someone came in the pilot, in the order of the codes. */
export const pilotStatuses = [
  'not assessed',
  'assessed, no conversation',
  'conversation',
  'three-way conversation',
] as const

/** One person of the pilot year. Weeks count from Monday of week 0. */
export interface PilotPerson {
  /** The life as it went, offer included. */
  readonly life: Life
  readonly experiment: boolean
  /** First Monday of the pilot year in WW. */
  readonly firstWeek: number
  /** Highest predicted probability in the pilot year. */
  readonly score: number
  /** Week of the contact; −1: none. */
  readonly contactWeek: number
  readonly status: number
  /** Bijstand would have started in this week without any offer; infinite when it would not. */
  readonly startsWithout: number
  /** The offer led to a job instead of bijstand. */
  readonly helped: boolean
}

interface Scored {
  readonly week: number
  readonly score: number
}

/** Scores in every second week of the pilot year, where in WW, and the first Monday of that year in WW. */
const scoresOf = (life: Life, model: PilotModel): { readonly first: number; readonly scores: readonly Scored[] } => {
  const out: Scored[] = []
  const { who, work } = life
  let first = -1
  const add = (run: Parameters<Parameters<typeof writeRuns>[0]['add']>[0]): void => {
    const from = Math.max(run.first_week, q.firstWeek)
    const to = Math.min(run.last_week, q.lastWeek)
    if (from > to) return
    if (first < 0) first = from
    const score = model({
      prior: work.prior,
      age: binOf(Math.floor(who.age), m.age),
      right: binOf(work.right, m.right),
      single: who.single,
      municipality: who.municipality,
      left: binOf(run.months_left, m.left),
      amount: binOf(run.cents / 100, m.amount),
      side: run.side,
      supplement: run.supplement,
    })
    for (let week = from; week <= to; week += 1) if ((week - q.firstWeek) % q.every === 0) out.push({ week, score })
  }
  writeRuns({ add }, life, q.lastWeek + 1)
  return { first, scores: out }
}

/** The week of the contact; −1 when it does not come about. */
const contactOf = (life: Life, scores: readonly Scored[]): number => {
  const reached = scores.find(({ score }) => score >= q.threshold)
  if (reached === undefined) return -1
  const wait = Math.floor(Math.log(life.draws.uniform(LINE.pilot, 1)) / Math.log(q.waitMean / (q.waitMean + 1)))
  const week = reached.week + wait
  return week < life.spell.ends && week < q.contactBefore ? week : -1
}

/** The life of someone who found a job in this week instead of entering bijstand. */
const withJob = (life: Life, week: number): Life => {
  const job = (week - life.who.entry) / p.weeksPerMonth
  const inside = week < life.spell.ends
  const spell = inside ? { length: job, ends: week, reason: REASON.work } : {}
  return {
    ...life,
    spell: { ...life.spell, job, ...spell },
    welfare: { ...life.welfare, conditional: 0, starts: Number.POSITIVE_INFINITY },
  }
}

const statusOf = (life: Life, given: { readonly takesPart: boolean; readonly offered: boolean }): number => {
  if (given.takesPart) return life.draws.uniform(LINE.pilot, 4) < q.threeWay ? 3 : 2
  return given.offered && life.draws.uniform(LINE.pilot, 3) >= q.notAssessed ? 1 : 0
}

/** Runs the pilot for one life; undefined for people who are not in WW in any scored week. */
export const pilotPerson = (life: Life, model: PilotModel): PilotPerson | undefined => {
  const { first, scores } = scoresOf(life, model)
  if (scores.length === 0) return undefined
  const { draws, welfare } = life
  const experiment = draws.uniform(LINE.pilot, 0) < q.experiment
  const possible = contactOf(life, scores)
  const takesPart =
    possible >= 0 && draws.uniform(LINE.pilot, 2) < (experiment ? q.takesPart.experiment : q.takesPart.control)
  const contactWeek = experiment || takesPart ? possible : -1
  const helped = takesPart && Number.isFinite(welfare.starts) && draws.uniform(LINE.pilot, 5) < q.effect
  const after = helped ? withJob(life, possible + draws.uniform(LINE.pilot, 6) * (welfare.starts - possible)) : life
  const seen = scores.filter(({ week }) => week < after.spell.ends)
  return {
    life: after,
    experiment,
    firstWeek: first,
    score: seen.reduce((most, { score }) => Math.max(most, score), 0),
    contactWeek,
    status: statusOf(life, { takesPart, offered: contactWeek >= 0 }),
    startsWithout: welfare.starts,
    helped,
  }
}
