import { drawBackground } from '../../../src/population/background.js'
import { drawCircumstances } from '../../../src/population/circumstances.js'
import { personStreams } from '../../../src/population/draws.js'
import { places } from '../../../src/population/municipalities.js'
import { drawSpell } from '../../../src/population/spell.js'
import { drawWork } from '../../../src/population/work.js'
import { worldOf } from '../../../src/population/world.js'
import type { LeaverGroup } from './targets.js'

/** Share of spells without a Monday, by group of leavers, over `people` draws. */
export const shortSpells = (people: number): Readonly<Record<LeaverGroup, number>> => {
  const world = worldOf('base', 156)
  const streams = personStreams(99)
  const counts = new Map<string, { all: number; short: number }>()
  for (let number = 0; number < people; number += 1) {
    const draws = streams(number)
    const who = drawBackground(draws, world)
    const work = drawWork(draws, who, world)
    const means = drawCircumstances(draws, who, work)
    const spell = drawSpell(draws, { who, work, means }, world)
    const exit = who.age + spell.length / 12
    const short = Math.ceil(who.entry) > Math.ceil(spell.ends) - 1 ? 1 : 0
    const age = exit >= 60 ? '60+' : exit >= 55 ? '55-60' : 'younger'
    for (const group of ['all', places[who.place] as string, age]) {
      const count = counts.get(group) ?? { all: 0, short: 0 }
      counts.set(group, { all: count.all + 1, short: count.short + short })
    }
  }
  return Object.fromEntries([...counts].map(([group, { all, short }]) => [group, short / all])) as Readonly<
    Record<LeaverGroup, number>
  >
}
