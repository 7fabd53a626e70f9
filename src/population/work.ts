import { sectors } from '../../data-schemas/tables/clients.js'
import type { Background } from './background.js'
import { betaAt } from './beta-table.js'
import { clip, curve, sigma } from './curve.js'
import { type Draws, LINE } from './draws.js'
import { parameters as p } from './parameters.js'
import type { World } from './world.js'

/** Codes of the contract of the last job. */
export const CONTRACT = { permanent: 0, fixed: 1, flex: 2 } as const

/** Index of each sector. */
export const SECTOR = Object.fromEntries(sectors.map((name, index) => [name, index])) as Readonly<
  Record<(typeof sectors)[number], number>
>

/** The last job and the right that follows from it (lines 8 to 16 of the model). */
export interface Work {
  readonly sector: number
  readonly contract: number
  readonly flex: number
  readonly workYears: number
  /** Months of right to WW, 3 to 24. */
  readonly right: number
  /** Years in the last job, one decimal; NaN where missing. */
  readonly tenure: number
  readonly prior: number
  readonly hours: number
  /** True monthly wage, euro, capped. */
  readonly monthlyWage: number
  /** Registered daily wage, two decimals; provisional for part of the people. */
  readonly dailyWage: number
  readonly repeat: number
}

const priorByAge = curve(p.prior.age)

const drawSector = (draws: Draws, who: Background): number => {
  const weights = sectors.map((name) => {
    const [base, low, high, man, outside, year, shock] = p.sector[name]
    return (
      base *
      Math.exp(
        low * who.low +
          high * who.high +
          man * who.man +
          outside * who.outside +
          year * (who.age - 42) +
          shock * who.shock,
      )
    )
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let left = draws.uniform(LINE.sector) * total
  for (let i = 0; i < weights.length - 1; i += 1) {
    left -= weights[i] as number
    if (left < 0) return i
  }
  return weights.length - 1
}

const is = (sector: number, name: (typeof sectors)[number]): number => (sector === SECTOR[name] ? 1 : 0)

const drawContract = (draws: Draws, who: Background, sector: number): number => {
  const flex =
    p.flex.constant +
    p.flex.agency * is(sector, 'agency') +
    p.flex.hospitality * is(sector, 'hospitality') +
    p.flex.cleaning * is(sector, 'cleaning') +
    p.flex.agriculture * is(sector, 'agriculture') +
    p.flex.age * (who.age - 42) +
    p.flex.low * who.low +
    p.flex.shock * who.shock
  if (draws.uniform(LINE.contract) < sigma(flex)) return CONTRACT.flex
  const permanent =
    p.permanent.constant +
    p.permanent.age * (who.age - 42) +
    p.permanent.hospitality * is(sector, 'hospitality') +
    p.permanent.outside * who.outside
  return draws.uniform(LINE.contract, 1) < sigma(permanent) ? CONTRACT.permanent : CONTRACT.fixed
}

const drawRight = (
  draws: Draws,
  who: Background,
  job: { readonly contract: number; readonly years: number },
): number => {
  const r = p.right
  const met = sigma(
    r.constant +
      r.flex * (job.contract === CONTRACT.flex ? 1 : 0) +
      r.fixed * (job.contract === CONTRACT.fixed ? 1 : 0) +
      r.outside * who.outside +
      r.low * who.low +
      r.permanent * (job.contract === CONTRACT.permanent ? 1 : 0) +
      r.years * clip(job.years - r.yearsFrom, -r.yearsRange, r.yearsRange),
  )
  if (draws.uniform(LINE.right) >= met) return r.shortest
  const months = job.years <= r.fullYears ? job.years : r.fullYears + r.laterYears * (job.years - r.fullYears)
  return clip(Math.round(months), r.shortest, r.longest)
}

const drawTenure = (draws: Draws, who: Background, contract: number): number => {
  const t = p.tenure
  const level = contract === CONTRACT.permanent ? t.permanent : contract === CONTRACT.fixed ? t.fixed : t.flex
  if (draws.uniform(LINE.tenure, 1) < t.missing) return Number.NaN
  const years = Math.exp(level + t.age * (who.age - 42) + t.sd * draws.normal(LINE.tenure))
  return Math.round(Math.min(years, Math.max(who.age - 17, 0.3)) * 10) / 10
}

interface Job {
  readonly sector: number
  readonly flex: number
  readonly years: number
  readonly right: number
}

const drawPrior = (draws: Draws, who: Background, job: Job, extra: number): number => {
  const q = p.prior
  const odds =
    q.constant +
    extra +
    q.single * who.single +
    q.singleParent * who.singleParent +
    q.low * who.low +
    q.high * who.high +
    q.outside * who.outside +
    q.europe * who.europe +
    q.language * who.language +
    q.shortRight * (job.right <= 6 ? 1 : 0) +
    q.flex * job.flex +
    q.health * who.health +
    q.fewYears * (job.years < 0.6 * (who.age - (p.workYears.start[who.education] as number)) ? 1 : 0) +
    (q.place[who.place] as number) +
    priorByAge(who.age)
  return draws.uniform(LINE.prior) < sigma(odds) ? 1 : 0
}

const drawHours = (draws: Draws, who: Background, sector: number): number => {
  const h = p.hours.partTime
  const odds =
    h.constant +
    h.man * who.man +
    h.hospitality * is(sector, 'hospitality') +
    h.retail * is(sector, 'retail') +
    h.cleaning * is(sector, 'cleaning') +
    h.healthCare * is(sector, 'health care') +
    h.singleMother * who.singleParent * (1 - who.man)
  const kind = draws.uniform(LINE.hours, 1)
  if (draws.uniform(LINE.hours) >= sigma(odds)) return kind < p.hours.full40 ? 40 : 36
  const u = draws.uniform(LINE.hours, 2)
  return Math.round((kind < p.hours.small ? 8 : 22) + 13 * u)
}

const drawWage = (
  draws: Draws,
  who: Background,
  job: Job & { readonly prior: number; readonly hours: number },
): number => {
  const w = p.wage
  const log =
    w.constant +
    w.high * who.high +
    w.low * who.low +
    w.age * (Math.min(who.age, w.ageCap) - 40) +
    w.outside * who.outside +
    w.agency * is(job.sector, 'agency') +
    w.hospitality * is(job.sector, 'hospitality') +
    w.retail * is(job.sector, 'retail') +
    w.cleaning * is(job.sector, 'cleaning') +
    w.finance * is(job.sector, 'finance') +
    w.ICT * is(job.sector, 'ICT') +
    w.man * who.man +
    w.prior * job.prior +
    w.years * Math.min(job.years, w.yearsCap) +
    w.sd * draws.normal(LINE.wage)
  const hourly = Math.max(Math.exp(log), w.floor + w.floorRange * draws.uniform(LINE.wage, 1))
  return Math.min(hourly * job.hours * (52 / 12) * w.holiday, w.cap)
}

const registeredWage = (draws: Draws, monthlyWage: number): number => {
  const w = p.wage
  const exact = monthlyWage / w.days
  const provisional = exact * Math.exp(w.provisionalSd * draws.normal(LINE.wage, 3))
  const daily = draws.uniform(LINE.wage, 2) < w.provisional ? provisional : exact
  return Math.round(Math.min(daily, w.dailyCap) * 100) / 100
}

const drawRepeat = (
  draws: Draws,
  who: Background,
  job: { sector: number; contract: number; prior: number },
): number => {
  const r = p.repeat
  const odds =
    r.constant +
    r.flex * (job.contract === CONTRACT.flex ? 1 : 0) +
    r.fixed * (job.contract === CONTRACT.fixed ? 1 : 0) +
    r.agriculture * is(job.sector, 'agriculture') +
    r.construction * is(job.sector, 'construction') +
    r.hospitality * is(job.sector, 'hospitality') +
    r.low * who.low +
    r.prior * job.prior +
    r.age * (who.age - 42)
  return draws.uniform(LINE.repeat) < sigma(odds) ? 1 : 0
}

/** Draws the last job of one person. */
export const drawWork = (draws: Draws, who: Background, world: World): Work => {
  const sector = drawSector(draws, who)
  const contract = drawContract(draws, who, sector)
  const flex = contract === CONTRACT.flex ? 1 : 0
  const years =
    Math.max(who.age - (p.workYears.start[who.education] as number), 0) *
    betaAt(world.workShare, draws.uniform(LINE.workYears)) *
    (who.outside === 1 ? p.workYears.outside : 1) *
    (who.man === 1 ? 1 : p.workYears.woman)
  const right = drawRight(draws, who, { contract, years })
  const job = { sector, flex, years, right }
  const prior = drawPrior(draws, who, job, world.adjustments.priorLogit)
  const hours = drawHours(draws, who, sector)
  const monthlyWage = drawWage(draws, who, { ...job, prior, hours })
  return {
    sector,
    contract,
    flex,
    workYears: years,
    right,
    tenure: drawTenure(draws, who, contract),
    prior,
    hours,
    monthlyWage,
    dailyWage: registeredWage(draws, monthlyWage),
    repeat: drawRepeat(draws, who, { sector, contract, prior }),
  }
}
