import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawValue } from '../../data-schemas/artifact.js'
import type { IndicatorRule } from '../../data-schemas/reasons.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import { type Counterfactual, nearestChange } from '../../src/explanation/counterfactual.js'
import { indicatorRules } from '../../src/explanation/indicator-rules.js'
import { buildKernel, type Scored, scoreRow } from '../../src/scoring/kernel.js'
import { partsOf, straight } from '../support/model.js'
import { SOMEBODY, welfareModel, welfareStudy } from './welfare-model.js'

const model = welfareModel()
const kernel = buildKernel(model)
const score = (row: Readonly<Record<string, RawValue>>): number => (scoreRow(kernel, row) as Scored).linearPredictor
const reason = { nl: 'met hulp', en: 'with help' }
const rule = (name: string, direction: 'up' | 'down' | 'any' = 'any'): IndicatorRule => ({
  name,
  shown: true,
  protectedBy: null,
  changeable: { direction, reason },
})
const studyRules = indicatorRules(welfareStudy())

describe('the smallest change', () => {
  it('is the one that the study declares changeable, proved by scoring it', () => {
    const other = score({ ...SOMEBODY, side_income: true })
    const found = nearestChange(model, SOMEBODY, { cut: other + 1e-9, rules: studyRules })
    expect(found).toMatchObject({
      kind: 'counterfactual',
      changes: [{ indicator: 'side_income', from: 0, to: 1, value: true, steps: 1 }],
      linearPredictor: other,
    })
  })

  it('must come strictly below the cut: equal is not below', () => {
    const other = score({ ...SOMEBODY, side_income: true })
    expect(nearestChange(model, SOMEBODY, { cut: other, rules: studyRules })).toEqual({
      kind: 'none',
      because: 'not-enough',
    })
  })

  it('is nothing for somebody below the cut, and nothing where nothing is declared', () => {
    expect(nearestChange(model, SOMEBODY, { cut: 100, rules: studyRules })).toEqual({
      kind: 'none',
      because: 'already-below',
    })
    const none = studyRules.map((one) => ({ ...one, changeable: null }))
    expect(nearestChange(model, SOMEBODY, { cut: -9, rules: none })).toEqual({
      kind: 'none',
      because: 'nothing-changeable',
    })
  })

  it('never proposes a protected ground, even when a rule says so by mistake', () => {
    const wrong = [{ ...rule('age_first_ww_day'), protectedBy: 'age' }]
    expect(nearestChange(model, SOMEBODY, { cut: -9, rules: wrong })).toEqual({
      kind: 'none',
      because: 'nothing-changeable',
    })
  })

  it('never proposes a direction that the study did not declare', () => {
    const down = nearestChange(model, SOMEBODY, { cut: score(SOMEBODY), rules: [rule('ww_amount', 'down')] })
    expect(down).toEqual({ kind: 'none', because: 'nothing-changeable' })
    const up = nearestChange(model, SOMEBODY, { cut: score(SOMEBODY), rules: [rule('ww_amount', 'up')] })
    expect(up).toMatchObject({ changes: [{ indicator: 'ww_amount', from: 2, to: 3, value: 1308.465 }] })
  })

  it('refuses a row that the model refuses', () => {
    expect(nearestChange(model, { ...SOMEBODY, ww_months_left: -1 }, { cut: 0, rules: studyRules }).kind).toBe(
      'refused',
    )
  })

  it('stops when too much is declared changeable to try it all', () => {
    const all = [
      'ww_right_months',
      'ww_months_left',
      'ww_amount',
      'age_first_ww_day',
      'municipality',
      'tw_supplement',
      'prior_bijstand',
    ]
    const worst = { ...SOMEBODY, ww_right_months: 3, ww_months_left: 0, ww_amount: 1, municipality: 'GM9181' }
    expect(() => nearestChange(model, worst, { cut: -99, rules: all.map((name) => rule(name)) })).toThrow(
      'too-many-combinations',
    )
  })

  it('has no smaller one: against trying everything by hand', () => {
    const names = ['side_income', 'tw_supplement', 'ww_amount'] as const
    const values = {
      side_income: [false, true],
      tw_supplement: [false, true],
      ww_amount: [1, 400, 900.5, 1350, 1450, 1600, 1800, 2000, 2500, 5000],
    }
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 0, noNaN: true }),
        fc.constantFrom(...values.ww_amount),
        (lower, ww_amount) => {
          const row = { ...SOMEBODY, ww_amount }
          const cut = score(row) + lower
          const found = nearestChange(model, row, { cut, rules: names.map((name) => rule(name)) })
          let best: readonly [number, number] | null = null
          for (const side_income of values.side_income)
            for (const tw_supplement of values.tw_supplement)
              for (const [level, value] of values.ww_amount.entries()) {
                const other = {
                  ...row,
                  side_income,
                  tw_supplement,
                  ww_amount: level === values.ww_amount.indexOf(ww_amount) ? ww_amount : value,
                }
                if (score(other) >= cut) continue
                const moved = Math.abs(level - values.ww_amount.indexOf(ww_amount))
                const count = Number(side_income) + Number(!tw_supplement) + Number(moved > 0)
                const steps = Number(side_income) + Number(!tw_supplement) + moved
                if (best === null || count < best[0] || (count === best[0] && steps < best[1])) best = [count, steps]
              }
          if (best === null) {
            expect(found).toEqual({ kind: 'none', because: 'not-enough' })
            return
          }
          const { changes, linearPredictor } = found as Counterfactual
          expect([changes.length, changes.reduce((sum, { steps }) => sum + steps, 0)]).toEqual(best)
          expect(linearPredictor).toBeLessThan(cut)
          const after = { ...row, ...Object.fromEntries(changes.map(({ indicator, value }) => [indicator, value])) }
          expect(score(after)).toBe(linearPredictor)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('moves a number just far enough, and stays within its range', () => {
    const linear = freezeModel(
      partsOf([straight('hours', { type: 'integer', min: 0, max: 40 }, -0.5)], {
        intercept: 0,
        calibration: { kind: 'none' },
      }),
    )
    const found = nearestChange(linear, { hours: 10 }, { cut: -6.2, rules: [rule('hours', 'up')] })
    expect(found).toMatchObject({ changes: [{ value: 13, from: null, to: null }], linearPredictor: -6.5 })
    expect(nearestChange(linear, { hours: 10 }, { cut: -21, rules: [rule('hours')] })).toEqual({
      kind: 'none',
      because: 'nothing-changeable',
    })
  })
})
