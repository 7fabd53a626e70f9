import type { Background } from './background.js'
import type { Circumstances } from './circumstances.js'
import { curve, sigma } from './curve.js'
import { type Draws, LINE } from './draws.js'
import { municipalities } from './municipalities.js'
import { parameters as p } from './parameters.js'
import { REASON, type Spell } from './spell.js'
import { CONTRACT, type Work } from './work.js'
import type { World } from './world.js'

/** A person up to the end of WW. */
export interface Person {
  readonly who: Background
  readonly work: Work
  readonly means: Circumstances
  readonly spell: Spell
}

/** What follows after WW (second stage of the model). */
export interface Welfare {
  readonly incomePassed: number
  /** 0 fails; 1 passes at once; 2 passes after some months of spending. */
  readonly assetsPassed: number
  /** Months from the end of WW to the possible start of bijstand. */
  readonly delay: number
  /** Log-odds of applying. */
  readonly logOdds: number
  /** Probability of bijstand given all that was drawn but the application: σ(log-odds) where every other condition holds, else 0. */
  readonly conditional: number
  readonly applies: number
  /** Week in which bijstand starts, real-valued; infinite when it never does. */
  readonly starts: number
}

const applicationByAge = curve(p.application.age)

const assetWait = (who: Background, assets: number): number => {
  const m = p.means
  const limit = who.single === 1 && who.singleParent === 0 ? m.limitAlone : m.limitFamily
  return Math.max((assets - limit) / m.spending, 0)
}

const logOddsOf = (
  { who, work, means, spell }: Person,
  given: { readonly side: number; readonly incomePassed: number; readonly world: World },
): number => {
  const a = p.application
  const { adjustments, effects } = given.world
  const permanent = work.contract === CONTRACT.permanent
  return (
    a.constant +
    adjustments.application +
    (municipalities[who.municipality] as { effect: number }).effect +
    (a.prior + adjustments.priorApplication) * work.prior +
    a.claim * means.claim +
    a.low * who.low +
    a.high * who.high +
    a.language * who.language +
    a.side * given.side +
    a.employability * means.employability +
    a.health * who.health +
    a.singleParent * who.singleParent +
    a.supplement * means.claims * given.incomePassed +
    a.wage * means.logWage +
    a.right * (Math.min(work.right, a.rightCap) - a.rightFrom) +
    a.man * (who.man - 0.5) +
    a.parents * means.withParents +
    applicationByAge(who.age) +
    effects.application(spell.ends, { age: who.age, permanent })
  )
}

/** True when the reason of the ending opens the way to bijstand. */
const open = (draws: Draws, reason: number): boolean =>
  reason === REASON.exhausted || (reason === REASON.other && draws.uniform(LINE.otherGate) < p.ending.otherGate)

/** Draws what follows after WW for one person: means test, application and delay. */
export const drawWelfare = (draws: Draws, person: Person, world: World): Welfare => {
  const { who, work, means, spell } = person
  const m = p.means
  const side = spell.side(Math.max(Math.ceil(spell.length) - 1, 0))
  const sideIncome = side * spell.sideShare * work.monthlyWage
  const incomePassed = m.sideShare * sideIncome + means.partnerIncome < means.norm ? 1 : 0
  const wait = assetWait(who, means.assets)
  const assetsPassed = wait <= 0 ? 1 : wait <= m.waits ? 2 : 0
  const iow = who.age + spell.length / 12 >= m.iowAge && work.right > m.iowRight && draws.uniform(LINE.iow) < m.iow
  const delay = m.delay * draws.exponential(LINE.delay) + (assetsPassed === 2 ? wait : 0)
  const logOdds = logOddsOf(person, { side, incomePassed, world })
  const possible =
    open(draws, spell.reason) && incomePassed === 1 && assetsPassed > 0 && !iow && spell.job > spell.length + delay
  const chance = sigma(logOdds)
  const applies = draws.uniform(LINE.application) < chance ? 1 : 0
  return {
    incomePassed,
    assetsPassed,
    delay,
    logOdds,
    conditional: possible ? chance : 0,
    applies,
    starts: possible && applies === 1 ? spell.ends + p.weeksPerMonth * delay : Number.POSITIVE_INFINITY,
  }
}
