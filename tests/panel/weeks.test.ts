import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { addMonthsBack, daysBetween, fittingTimeSplit, isUsed, planWeeks } from '../../src/panel/weeks.js'
import { monday, panelStudy } from './fixture.js'

const days = (weeks: number, horizon: number): { day: string; closes: string }[] =>
  Array.from({ length: weeks }, (_, w) => ({ day: monday(w), closes: monday(w + horizon) }))

describe('snapshot dates', () => {
  it('keep one week in n from the origin, before it as well', () => {
    const study = panelStudy({ cohort: { every: 4, origin: monday(6) } })
    const kept = planWeeks(study, days(12, 1), '2030-01-01').filter(({ inRhythm }) => inRhythm)
    expect(kept.map(({ index }) => index)).toEqual([2, 6, 10])
  })

  it('count from the first date when the study names no origin', () => {
    const kept = planWeeks(panelStudy({ cohort: { every: 3 } }), days(7, 1), '2030-01-01').filter(isUsed)
    expect(kept.map(({ index }) => index)).toEqual([0, 3, 6])
  })

  it('are closed when the window ends on or before the last day observed', () => {
    const weeks = planWeeks(panelStudy(), days(6, 2), monday(4))
    expect(weeks.map(({ closed }) => closed)).toEqual([true, true, true, false, false, false])
  })

  it('train only when every training window closes on or before the test start', () => {
    fc.assert(
      fc.property(
        fc.record({ trainUntil: fc.nat(60), gap: fc.integer({ min: 1, max: 60 }), horizon: fc.nat(60) }),
        ({ trainUntil, gap, horizon }) => {
          const testFrom = monday(trainUntil + gap)
          const study = panelStudy({ split: { kind: 'time', trainUntil: monday(trainUntil), testFrom } })
          for (const week of planWeeks(study, days(130, horizon), '2099-01-01').filter(isUsed)) {
            if (week.role === 'train') expect(week.closes <= testFrom).toBe(true)
            else expect(week.day >= testFrom).toBe(true)
          }
        },
      ),
    )
  })

  it('give the split by time that leaves the most dates on the smaller side', () => {
    const fit = fittingTimeSplit(planWeeks(panelStudy(), days(20, 4), monday(19)))
    // Closed: weeks 0…15. Test from week w: trains on w − 3 dates, tests on 16 − w; 9 gives 6 and 7, 10 gives 7 and 6.
    expect(fit).toEqual({ trainUntil: monday(5), testFrom: monday(9) })
    expect(fittingTimeSplit(planWeeks(panelStudy(), days(4, 52), '2099-01-01'))).toBeUndefined()
  })
})

describe('calendar months back', () => {
  it('give the last day that reaches the date, as the engine adds months', async () => {
    const engine = await openDuckDB({ threads: 1 })
    const dates = Array.from({ length: 800 }, (_, i) => new Date(Date.UTC(2019, 11, 1 + i)).toISOString().slice(0, 10))
    for (const months of [0, 1, 6, 12]) {
      const values = dates.map((date) => `(DATE '${date}', DATE '${addMonthsBack(date, months)}')`)
      const [wrong] = await engine.rows(
        `SELECT COUNT(*) AS n FROM (VALUES ${values.join(', ')}) t(d, b)
         WHERE CAST(b + INTERVAL ${months} MONTH AS DATE) > d OR CAST(b + INTERVAL 1 DAY + INTERVAL ${months} MONTH AS DATE) <= d`,
      )
      expect(wrong?.n).toBe(0)
    }
    engine.close()
  })

  it('count whole days over a change of the clock', () => {
    expect(daysBetween('2021-03-27', '2021-03-29')).toBe(2)
  })
})
