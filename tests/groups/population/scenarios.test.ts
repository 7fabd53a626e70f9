import { describe, expect, it } from 'vitest'
import { drawBackground } from '../../../src/population/background.js'
import { drawCircumstances } from '../../../src/population/circumstances.js'
import { personStreams } from '../../../src/population/draws.js'
import type { Scenario } from '../../../src/population/scenario.js'
import { drawSpell } from '../../../src/population/spell.js'
import { drawWelfare } from '../../../src/population/welfare.js'
import { CONTRACT, drawWork } from '../../../src/population/work.js'
import { worldOf } from '../../../src/population/world.js'

// Draws only, no tables: leavers are counted as in the reference, spells without a Monday included.
const draws = 600_000
const years = [2018, 2019, 2020, 2021, 2022, 2023] as const
const week0 = Date.UTC(2018, 0, 1)
const weekOf = (year: number, month = 0, day = 1): number => (Date.UTC(year, month, day) - week0) / (7 * 86_400_000)

interface Year {
  leavers: number
  flows: number
  flowsYoung: number
  permanent: { leavers: number; flows: number }
  other: { leavers: number; flows: number }
}

interface Stock {
  people: number
  under27: number
  over50: number
}

const run = (scenario: Scenario, seed: number): { years: Year[]; stock: (week: number) => Stock } => {
  const world = worldOf(scenario, 313)
  const streams = personStreams(seed)
  const starts = [...years, 2024].map((year) => weekOf(year))
  const out = years.map(
    (): Year => ({
      leavers: 0,
      flows: 0,
      flowsYoung: 0,
      permanent: { leavers: 0, flows: 0 },
      other: { leavers: 0, flows: 0 },
    }),
  )
  const spells: { from: number; to: number; age: number }[] = []
  for (let number = 0; number < draws; number += 1) {
    const stream = streams(number)
    const who = drawBackground(stream, world)
    const work = drawWork(stream, who, world)
    const means = drawCircumstances(stream, who, work)
    const spell = drawSpell(stream, { who, work, means }, world)
    spells.push({ from: who.entry, to: spell.ends, age: Math.floor(who.age) })
    const place = starts.findIndex((start, i) => spell.ends >= start && spell.ends < (starts[i + 1] ?? start))
    const year = out[place]
    if (year === undefined) continue
    const { starts: starting } = drawWelfare(stream, { who, work, means, spell }, world)
    const flow = starting <= spell.ends + 13 ? 1 : 0
    const part = work.contract === CONTRACT.permanent ? year.permanent : year.other
    year.leavers += 1
    year.flows += flow
    year.flowsYoung += who.age < 35 ? flow : 0
    part.leavers += 1
    part.flows += flow
  }
  const stock = (week: number): Stock => {
    const there = spells.filter(({ from, to }) => from <= week && week < to)
    return {
      people: there.length,
      under27: there.filter(({ age }) => age < 27).length / there.length,
      over50: there.filter(({ age }) => age >= 50).length / there.length,
    }
  }
  return { years: out, stock }
}

const rate = ({ leavers, flows }: { leavers: number; flows: number }): { percent: number; sd: number } => {
  const p = flows / leavers
  return { percent: 100 * p, sd: 100 * Math.sqrt((p * (1 - p)) / leavers) }
}

/** Three standard errors of the difference with a reference of 800,000 draws, and the last digit of the reference. */
const near = (found: { percent: number; sd: number }, reference: number, digit: number): void => {
  const noise = found.sd * Math.sqrt(1 + draws / 800_000)
  expect(Math.abs(found.percent - reference)).toBeLessThan(3 * noise + digit / 2)
}

describe('scenario corona', () => {
  const { years: found, stock } = run('corona', 8)
  const index = (value: (year: Year) => number, i: number): number => value(found[i] as Year) / value(found[1] as Year)

  it.each([3.8, 3.93, 5.32, 3.72, 3.04, 3.66].map((reference, i) => [years[i], reference, i] as const))(
    '%i: %d % of the leavers flow to bijstand',
    (_, reference, i) => near(rate(found[i] as Year), reference, 0.01),
  )

  it.each([1.08, 1, 1.27, 1.03, 0.77, 0.69].map((reference, i) => [years[i], reference, i] as const))(
    '%i: leavers are %d of those of 2019',
    (_, reference, i) => expect(Math.abs(index(({ leavers }) => leavers, i) - reference)).toBeLessThan(0.03),
  )

  it.each([1.05, 1, 1.72, 0.97, 0.59, 0.65].map((reference, i) => [years[i], reference, i] as const))(
    '%i: flows are %d of those of 2019',
    (_, reference, i) => {
      const sd = reference * Math.sqrt(1 / (found[i] as Year).flows + 1 / (found[1] as Year).flows)
      expect(Math.abs(index(({ flows }) => flows, i) - reference)).toBeLessThan(
        0.01 + 3 * sd * Math.sqrt(1 + draws / 800_000),
      )
    },
  )

  it.each([1.01, 1, 2.15, 1.01, 0.55, 0.6].map((reference, i) => [years[i], reference, i] as const))(
    '%i: flows under 35 are %d of those of 2019',
    (_, reference, i) => {
      const sd = reference * Math.sqrt(1 / (found[i] as Year).flowsYoung + 1 / (found[1] as Year).flowsYoung)
      expect(Math.abs(index(({ flowsYoung }) => flowsYoung, i) - reference)).toBeLessThan(
        0.01 + 3 * sd * Math.sqrt(1 + draws / 800_000),
      )
    },
  )

  it.each(
    (
      [
        [3.0, 4.1],
        [3.1, 4.3],
        [3.3, 6.0],
        [2.8, 4.1],
        [2.4, 3.3],
        [3.3, 3.8],
      ] as const
    ).map(([permanent, other], i) => [years[i], permanent, other, i] as const),
  )('%i: rate of permanent contracts %d %, of other contracts %d %', (_, permanent, other, i) => {
    near(rate((found[i] as Year).permanent), permanent, 0.1)
    near(rate((found[i] as Year).other), other, 0.1)
  })

  it('makes the stock young in the spring of 2020, and only then', () => {
    expect(Math.abs(stock(weekOf(2020)).under27 - 0.075)).toBeLessThan(0.01)
    expect(Math.abs(stock(weekOf(2020, 3, 30)).under27 - 0.15)).toBeLessThan(0.01)
    expect(Math.abs(stock(weekOf(2021)).under27 - 0.084)).toBeLessThan(0.01)
    expect(Math.abs(stock(weekOf(2020)).over50 - 0.46)).toBeLessThan(0.015)
    expect(Math.abs(stock(weekOf(2020, 3, 30)).over50 - 0.35)).toBeLessThan(0.015)
  })
})

describe('scenario drift', () => {
  const { years: found } = run('drift', 8)

  it.each([2.98, 3.47, 4.14, 4.76, 5.53, 6.59].map((reference, i) => [years[i], reference, i] as const))(
    '%i: %d % of the leavers flow to bijstand',
    (_, reference, i) => near(rate(found[i] as Year), reference, 0.01),
  )
})
