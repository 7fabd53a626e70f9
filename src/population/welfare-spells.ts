import type { Background } from './background.js'
import { type Draws, LINE } from './draws.js'
import { parameters as p } from './parameters.js'

/** A bijstand spell; weeks, real-valued, counted from Monday of week 0. */
export interface WelfareSpell {
  readonly starts: number
  readonly ends: number
}

const logNormal = (median: number, sd: number, z: number): number => median * Math.exp(sd * z)

/**
 * Bijstand spells before WW, oldest first, for a person with prior bijstand. This part is proposed, not fitted: they only make the
 * trait true. One spell, and another with chance .4 each time, at most five; the last ends 6 months + exponential (mean 48) before
 * WW; lengths are lognormal (median 14 months), gaps exponential (mean 24). No spell begins before the 18th birthday, except for
 * people whose WW begins within a month of it: theirs begins one month before WW.
 */
export const earlierSpells = (draws: Draws, who: Background): readonly WelfareSpell[] => {
  const e = p.earlier
  const room = Math.max(12 * (who.age - p.age.lowest), 1)
  let count = 1
  while (count < e.most && draws.uniform(LINE.earlier, count - 1) < e.another) count += 1
  const spells: WelfareSpell[] = []
  let end = e.endsBefore + e.endsMean * draws.exponential(LINE.earlier, 10)
  if (end > 0.9 * room) end = 0.9 * room * draws.uniform(LINE.earlier, 11)
  for (let i = 0; i < count; i += 1) {
    const start = Math.min(end + logNormal(e.median, e.sd, draws.normal(LINE.earlier, 20 + i)), room)
    if (i > 0 && start - end < 1) break
    spells.push({ starts: who.entry - start * p.weeksPerMonth, ends: who.entry - end * p.weeksPerMonth })
    end = start + e.gap * draws.exponential(LINE.earlier, 30 + i)
    if (end >= room) break
  }
  return spells.reverse()
}

/** The bijstand spell that begins after WW. Its length is proposed, not fitted: lognormal, median 16 months. */
export const laterSpell = (draws: Draws, starts: number): WelfareSpell => {
  const months = logNormal(p.welfareSpell.median, p.welfareSpell.sd, draws.normal(LINE.welfareSpell))
  return { starts, ends: starts + months * p.weeksPerMonth }
}
