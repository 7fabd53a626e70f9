import type { Background } from './background.js'
import { clip, curve, sigma } from './curve.js'
import { type Draws, LINE } from './draws.js'
import { parameters as p } from './parameters.js'
import type { Work } from './work.js'

/** Answers, means and habits (lines 17 to 23 of the model); most are latent and appear in the truth table only. */
export interface Circumstances {
  /** Latent employability. */
  readonly employability: number
  /** Own view of return, 1 to 5; −1: no answer. */
  readonly view: number
  /** Work ability, 0 to 10; −1: no answer. */
  readonly ability: number
  readonly partnerIncome: number
  readonly assets: number
  /** Latent propensity to claim. */
  readonly claim: number
  /** Applies for a supplement, from WW month `claimDelay`. */
  readonly claims: number
  readonly claimDelay: number
  readonly withParents: number
  /** Social minimum of the household, euro a month. */
  readonly norm: number
  /** Logarithm of the monthly wage, centred. */
  readonly logWage: number
}

const partnerByAge = curve(p.partner.works.age)
const parentsByAge = curve(p.parents.age)

const drawView = (draws: Draws, who: Background, prior: number, employability: number): number => {
  const v = p.view
  const missing = sigma(
    v.missing.constant +
      v.missing.language * who.language +
      v.missing.low * who.low +
      v.missing.employability * employability +
      v.missing.prior * prior,
  )
  if (draws.uniform(LINE.view, 2) < missing) return -1
  const level =
    v.employability * employability +
    v.health * who.health +
    v.language * who.language +
    v.age * (who.age - 42) +
    v.high * who.high +
    v.sd * draws.normal(LINE.view, 1)
  return 1 + v.cuts.filter((cut) => level > cut).length
}

const drawAbility = (draws: Draws, who: Background): number => {
  const a = p.ability
  const missing = sigma(a.missing.constant + a.missing.language * who.language + a.missing.low * who.low)
  if (draws.uniform(LINE.ability, 1) < missing) return -1
  const level = a.constant + a.health * who.health + a.disability * who.disability + a.sd * draws.normal(LINE.ability)
  return clip(Math.round(level), 0, 10)
}

const drawPartnerIncome = (draws: Draws, who: Background, prior: number, logWage: number): number => {
  if (who.single === 1) return 0
  const { works, income, small } = p.partner
  const odds =
    works.constant +
    works.high * who.high +
    works.low * who.low +
    works.outside * who.outside +
    works.prior * prior +
    works.language * who.language +
    partnerByAge(who.age)
  if (draws.uniform(LINE.partner) < sigma(odds)) {
    return Math.exp(
      income.constant +
        income.high * who.high +
        income.low * who.low +
        income.wage * logWage +
        income.sd * draws.normal(LINE.partner, 1),
    )
  }
  return draws.uniform(LINE.partner, 2) < small.chance ? small.from + small.range * draws.uniform(LINE.partner, 3) : 0
}

const drawAssets = (draws: Draws, who: Background, work: Work, logWage: number): number => {
  const a = p.assets
  return Math.exp(
    a.constant +
      a.age * (Math.min(who.age, a.ageCap) - 42) +
      a.wage * logWage +
      a.prior * work.prior +
      a.cohabiting * (1 - who.single) +
      a.right * (Math.min(work.right, a.rightCap) - 12) +
      a.outside * who.outside +
      a.sd * draws.normal(LINE.assets),
  )
}

const normOf = (who: Background): number => {
  const n = p.norm
  const full = who.single === 1 ? n.single : n.cohabiting
  if (who.age < 21) return full * n.below21
  return who.single === 1 && who.age < 25 ? full * n.single21to24 : full
}

/** Draws the circumstances of one person. */
export const drawCircumstances = (draws: Draws, who: Background, work: Work): Circumstances => {
  const logWage = Math.log(work.monthlyWage) - p.logWage
  const employability = draws.normal(LINE.view)
  const s = p.supplement
  const claim = draws.normal(LINE.claim) + s.claimPrior * work.prior
  const claims = draws.uniform(LINE.claim, 1) < sigma(s.constant + s.claim * claim + s.prior * work.prior) ? 1 : 0
  const waited = Math.floor(Math.log(draws.uniform(LINE.claim, 2)) / Math.log(1 - s.delay))
  return {
    employability,
    view: drawView(draws, who, work.prior, employability),
    ability: drawAbility(draws, who),
    partnerIncome: drawPartnerIncome(draws, who, work.prior, logWage),
    assets: drawAssets(draws, who, work, logWage),
    claim,
    claims,
    claimDelay: Math.min(waited, s.longestDelay),
    withParents: who.age < p.parents.below && draws.uniform(LINE.parents) < parentsByAge(who.age) ? 1 : 0,
    norm: normOf(who),
    logWage,
  }
}
