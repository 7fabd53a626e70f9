import { describe, expect, it } from 'vitest'
import { drawBackground } from '../../../src/population/background.js'
import { drawCircumstances } from '../../../src/population/circumstances.js'
import { personStreams } from '../../../src/population/draws.js'
import { drawSpell } from '../../../src/population/spell.js'
import { drawWelfare } from '../../../src/population/welfare.js'
import { drawWork } from '../../../src/population/work.js'
import { worldOf } from '../../../src/population/world.js'

const world = worldOf('base', 156)
const streams = personStreams(5)

const person = (number: number) => {
  const draws = streams(number)
  const who = drawBackground(draws, world)
  const work = drawWork(draws, who, world)
  const means = drawCircumstances(draws, who, work)
  const spell = drawSpell(draws, { who, work, means }, world)
  return { who, work, means, spell, welfare: drawWelfare(draws, { who, work, means, spell }, world) }
}

type Drawn = ReturnType<typeof person>

const people = Array.from({ length: 150_000 }, (_, number) => {
  const { who, work, means, spell, welfare } = person(number)
  // Keep what the tests read; side income is looked up now, because it is a function.
  return { who, work, means, spell, welfare, side0: spell.side(0) }
})
const exhausted = people.filter(({ spell }) => spell.reason === 2)

const share = (
  among: readonly (Drawn & { side0: number })[],
  when: (one: Drawn & { side0: number }) => boolean,
): { percent: number; sd: number } => {
  const p = among.filter(when).length / among.length
  return { percent: 100 * p, sd: 100 * Math.sqrt((p * (1 - p)) / among.length) }
}

const mean = (value: (one: Drawn) => number): number => people.reduce((sum, one) => sum + value(one), 0) / people.length

describe('the inflow of the population', () => {
  it.each<[string, number, (one: Drawn & { side0: number }) => boolean]>([
    ['under 27', 25, ({ who }) => who.age < 27],
    ['50 and over', 21, ({ who }) => who.age >= 50],
    ['right of 3 months', 31, ({ work }) => work.right === 3],
    ['right of 24 months', 11, ({ work }) => work.right === 24],
    ['prior bijstand', 7.2, ({ work }) => work.prior === 1],
    ['single', 44, ({ who }) => who.single === 1],
    ['side income in month 0', 18, ({ side0 }) => side0 === 1],
    ['repeat WW', 28.1, ({ work }) => work.repeat === 1],
    ['work, of all endings', 63.3, ({ spell }) => spell.reason === 0],
    ['other, of all endings', 7.1, ({ spell }) => spell.reason === 1],
    ['exhausted, of all endings', 28.9, ({ spell }) => spell.reason === 2],
    ['pension, of all endings', 0.7, ({ spell }) => spell.reason === 3],
    ['back at work within a year', 70.1, ({ spell }) => spell.job < 12],
  ])('%s: %d %', (_, reference, when) => {
    const found = share(people, when)
    const digit = Number.isInteger(reference) ? 0.5 : 0.05
    expect(Math.abs(found.percent - reference)).toBeLessThan(digit + 0.1 + 3 * found.sd)
  })

  // Many rights end in exactly this month: the reference lies between the shares still in WW just after it and just before it.
  it.each([
    [3, 52],
    [6, 31],
    [12, 18],
    [18, 10],
  ])('in WW at %i months: %d %', (months, reference) => {
    const after = share(people, ({ spell }) => spell.length > months)
    const before = share(people, ({ spell }) => spell.length >= months)
    expect(after.percent).toBeLessThan(reference + 0.5 + 3 * after.sd)
    expect(before.percent).toBeGreaterThan(reference - 0.5 - 3 * before.sd)
    expect(before.percent - after.percent).toBeLessThan(15)
  })

  it('has the mean age, right, wage and length of the reference', () => {
    expect(Math.abs(mean(({ who }) => who.age) - 37.4)).toBeLessThan(0.15)
    expect(Math.abs(mean(({ work }) => work.right) - 10.7)).toBeLessThan(0.1)
    expect(Math.abs(mean(({ work }) => work.monthlyWage) - 1997)).toBeLessThan(10)
    expect(Math.abs(mean(({ spell }) => spell.length) - 5.9)).toBeLessThan(0.1)
  })

  it.each<[string, number, (one: Drawn) => boolean]>([
    ['passes the income test', 74, ({ welfare }) => welfare.incomePassed === 1],
    ['passes the asset test at once', 66, ({ welfare }) => welfare.assetsPassed === 1],
  ])('exhausted %s: %d %', (_, reference, when) => {
    const found = share(exhausted, when)
    expect(Math.abs(found.percent - reference)).toBeLessThan(1 + 3 * found.sd)
  })

  it.each([
    ['with prior bijstand', 56, (one: Drawn) => one.work.prior === 1],
    ['without prior bijstand', 7.9, (one: Drawn) => one.work.prior === 0],
    ['with a right of 3', 22, (one: Drawn) => one.work.right === 3],
    ['with a right of 6', 19, (one: Drawn) => one.work.right === 6],
    ['with a right of 9', 14, (one: Drawn) => one.work.right === 9],
    ['with a right of 12', 10, (one: Drawn) => one.work.right === 12],
    ['with a right of 18', 5, (one: Drawn) => one.work.right === 18],
    ['with a right of 24', 4, (one: Drawn) => one.work.right === 24],
  ] as const)('exhausted %s: %d % to bijstand', (_, reference, when) => {
    const found = share(exhausted.filter(when), ({ welfare }) => Number.isFinite(welfare.starts))
    expect(Math.abs(found.percent - reference)).toBeLessThan(1 + 3 * found.sd)
  })
})
