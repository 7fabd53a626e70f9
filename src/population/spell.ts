import type { Background } from './background.js'
import { betaAt } from './beta-table.js'
import type { Circumstances } from './circumstances.js'
import { curve, sigma } from './curve.js'
import { type Draws, LINE } from './draws.js'
import { parameters as p } from './parameters.js'
import { CONTRACT, SECTOR, type Work } from './work.js'
import type { World } from './world.js'

/** Why WW ends, in the order of the codes. */
export const reasons = ['work', 'other', 'exhausted', 'pension'] as const
export const REASON = { work: 0, other: 1, exhausted: 2, pension: 3 } as const

/** The WW spell of one person. Times are in months since entry unless said otherwise. */
export interface Spell {
  /** Side income in WW month 0 … 23, 0 or 1. */
  readonly side: (month: number) => number
  /** Share of the old wage earned in months with side income. */
  readonly sideShare: number
  /** First job; infinite when there is none within 48 months. */
  readonly job: number
  /** Length of the spell. */
  readonly length: number
  readonly reason: number
  /** Week in which the spell ends, real-valued. */
  readonly ends: number
}

const sideByAge = curve(p.side.age)
const jobByAge = curve(p.job.age)
const longestRight = p.job.duration.length

/** The two-state chain of side income; drawn as far as it is asked for. */
const sideChain = (draws: Draws, who: Background, work: Work): ((month: number) => number) => {
  const s = p.side
  const q = s.sd * draws.normal(LINE.side) + sideByAge(who.age) + s.prior * work.prior + s.language * who.language
  const start = sigma(s.start + q)
  const chain = new Uint8Array(longestRight)
  chain[0] = draws.uniform(LINE.sideChain) < sigma(s.first + q + s.flex * work.flex) ? 1 : 0
  let known = 0
  return (month) => {
    for (; known < month; known += 1) {
      const u = draws.uniform(LINE.sideChain, known + 1)
      chain[known + 1] = chain[known] === 1 ? (u < s.stop ? 0 : 1) : u < start ? 1 : 0
    }
    return chain[month] as number
  }
}

/** Log of the monthly job hazard without what changes by month. */
const jobLevel = (who: Background, work: Work, employability: number, priorJob: number): number => {
  const j = p.job
  return (
    jobByAge(who.age) +
    (j.prior + priorJob) * work.prior +
    j.language * who.language +
    j.disability * who.disability +
    j.health * who.health +
    j.low * who.low +
    j.high * who.high +
    j.employability * employability +
    j.centre +
    j.flex * work.flex +
    j.agency * (work.sector === SECTOR.agency ? 1 : 0) +
    j.single * who.single +
    j.shortestRight * (work.right === p.right.shortest ? 1 : 0) +
    (j.place[who.place] as number)
  )
}

const jobTime = (
  who: Background,
  work: Work,
  given: { readonly level: number; readonly target: number; readonly side: Spell['side']; readonly world: World },
): number => {
  const j = p.job
  const { effects } = given.world
  const base = j.base * Math.exp(given.level)
  const withSide = Math.exp(j.side)
  const nearEnd = Math.exp(j.nearEnd)
  const exposed = { age: who.age, permanent: work.contract === CONTRACT.permanent }
  let sum = 0
  for (let k = 0; k < j.months; k += 1) {
    const side = given.side(k < longestRight ? k : work.right - 1) === 1 ? withSide : 1
    const end = k >= work.right - j.nearEndMonths && k <= work.right ? nearEnd : 1
    const calendar = effects.calendar ? effects.job(who.entry + k * p.weeksPerMonth, exposed) : 1
    const hazard = base * (j.duration[k] ?? j.later) * side * end * calendar
    if (sum + hazard >= given.target) return k + (given.target - sum) / hazard
    sum += hazard
  }
  return Number.POSITIVE_INFINITY
}

/** Draws the WW spell of one person (first stage of the model). */
export const drawSpell = (
  draws: Draws,
  person: { readonly who: Background; readonly work: Work; readonly means: Circumstances },
  world: World,
): Spell => {
  const { who, work, means } = person
  const side = sideChain(draws, who, work)
  const level = jobLevel(who, work, means.employability, world.adjustments.priorJob)
  const job = jobTime(who, work, { level, target: draws.exponential(LINE.job), side, world })
  const other = draws.exponential(LINE.otherEnding) / p.ending.otherRate
  const pension = Math.max(12 * (p.ending.pensionAge - who.age), p.ending.pensionLeast)
  const length = Math.min(job, other, work.right, pension)
  const reason =
    length === job
      ? REASON.work
      : length === other
        ? REASON.other
        : length === work.right
          ? REASON.exhausted
          : REASON.pension
  const { share } = p.side
  return {
    side,
    sideShare: Math.min(share.from + share.range * betaAt(world.sideShare, draws.uniform(LINE.side, 1)), share.cap),
    job,
    length,
    reason,
    ends: who.entry + length * p.weeksPerMonth,
  }
}
