import { describe, expect, it } from 'vitest'
import { attritionFigure } from '../../src/figures/attrition.js'
import { binsFigure } from '../../src/figures/bins.js'
import { cumulativeCaptureFigure } from '../../src/figures/cumulative-capture.js'
import { decilesFigure } from '../../src/figures/deciles.js'
import type { Figure, Mark } from '../../src/figures/figure.js'
import { groupIntervalsFigure } from '../../src/figures/group-intervals.js'
import { indicatorPricesFigure } from '../../src/figures/indicator-prices.js'
import { listChurnFigure } from '../../src/figures/list-churn.js'
import { recallByQuarterFigure } from '../../src/figures/recall-by-quarter.js'
import { reliabilityFigure } from '../../src/figures/reliability.js'
import { splitTimelineFigure } from '../../src/figures/split-timeline.js'
import { strengthStabilityFigure } from '../../src/figures/strength-stability.js'
import { subsetLandscapeFigure } from '../../src/figures/subset-landscape.js'
import { toSvg } from '../../src/figures/to-svg.js'
import type { Undefined } from '../../src/numeric/undefined.js'
import { results, study } from './synthetic-run.js'

const context = { language: 'en', study } as const
const HIDDEN = 'too few people'

const drawn = (figure: Figure | Undefined): Figure => {
  if (figure.kind === 'undefined') throw new Error(figure.because)
  return figure
}

/** Every place that data marks take on a category. */
const barsAt = ({ marks }: Figure, place: string): number =>
  marks
    .flatMap((mark: Mark) =>
      mark.kind === 'bars'
        ? mark.bars.map(({ at }) => at)
        : mark.kind === 'points'
          ? mark.points.flatMap(({ x, y }) => [x, y])
          : [],
    )
    .filter((at) => at === place).length

const said = (figure: Figure, row: number): void => {
  expect(figure.table.rows[row]?.join(' ')).toContain(HIDDEN)
  expect(figure.alternative).toContain(HIDDEN)
  expect(toSvg(figure)).toContain(`>${HIDDEN}</text>`)
}

describe('too few people', () => {
  it('is said, not drawn, in a tenth of the list', () => {
    const deciles = results.ranking.test.deciles.map((one) =>
      one.decile === 4 ? { ...one, rate: null, events: null } : one,
    )
    const figure = decilesFigure({ ...results.ranking, test: { ...results.ranking.test, deciles } }, context)
    expect(barsAt(figure, '4')).toBe(0)
    expect(barsAt(figure, '3')).toBe(1)
    said(figure, 3)
  })

  it('is said, not drawn, in a level of a candidate', () => {
    const candidates = results.encoding.candidates.map((one) => ({
      ...one,
      levels: one.levels.map((level) =>
        level.code === 2 ? { ...level, rate: null, rows: null, people: null } : level,
      ),
    }))
    const figure = drawn(binsFigure({ ...results.encoding, candidates }, 'ww_right_months', context))
    expect(barsAt(figure, '7–8')).toBe(0)
    said(figure, 2)
  })

  it('is said, not drawn, in a step of the attrition', () => {
    const waterfall = results.panel.waterfall.map((step) =>
      step.step === 'embargo' ? { ...step, rows: null, people: null, droppedRows: null } : step,
    )
    const figure = attritionFigure({ ...results.panel, waterfall }, context)
    expect(barsAt(figure, 'embargo between training and test')).toBe(0)
    said(
      figure,
      results.panel.waterfall.findIndex(({ step }) => step === 'embargo'),
    )
  })

  it('is said, not drawn, in a group that may not be shown, and is never called fair', () => {
    const attributes = results.fairness.attributes.map((one) =>
      one.name === 'origin'
        ? {
            ...one,
            groups: one.groups.map((group) =>
              group.value === 'Europe' ? { value: 'Europe', suppressed: true as const, because: 'few' } : group,
            ),
            comparisons: one.comparisons.filter(({ group }) => group !== 'Europe'),
          }
        : one,
    )
    const figure = drawn(groupIntervalsFigure({ ...results.fairness, attributes }, { attribute: 'origin' }, context))
    expect(barsAt(figure, 'Europe')).toBe(0)
    const row = figure.table.rows.findIndex(([group]) => group === 'Europe')
    said(figure, row)
    expect(figure.table.rows[row]?.at(-1)).toBe('–')
  })

  it('is said, not drawn, in a quarter', () => {
    const { quarters } = results.rankingExamination
    if ('kind' in quarters) throw new Error('the fixture has quarters')
    const changed = quarters.map((trend) => ({
      ...trend,
      periods: trend.periods.map((period, index) =>
        index === 1 ? { ...period, estimate: null, lower: null, upper: null } : period,
      ),
    }))
    const figure = drawn(recallByQuarterFigure({ ...results.rankingExamination, quarters: changed }, context))
    expect(barsAt(figure, '2023-Q2')).toBe(0)
    said(figure, 1)
  })

  it('breaks the line of a list that changes by too few', () => {
    const { churn } = results.rankingExamination
    if ('kind' in churn) throw new Error('the fixture has churn')
    const changes = churn.changes.map((change, index) =>
      index === 3 ? { ...change, suppressed: true, both: null, entrants: null, leavers: null, jaccard: null } : change,
    )
    const figure = drawn(listChurnFigure({ ...results.rankingExamination, churn: { ...churn, changes } }, context))
    for (const mark of figure.marks) expect(mark.kind === 'line' && mark.points[3]).toBeNull()
    expect(figure.table.rows[3]?.join(' ')).toContain(HIDDEN)
  })

  it('leaves a cell of the strip empty but for its words', () => {
    const strength = results.screeningExamination.strength.map((one) =>
      'kind' in one.period
        ? one
        : {
            ...one,
            period: {
              ...one.period,
              groups: one.period.groups.map((group, index) =>
                index === 0 ? { ...group, suppressed: true, auc: null } : group,
              ),
            },
          },
    )
    const figure = drawn(strengthStabilityFigure({ ...results.screeningExamination, strength }, context))
    const cells = figure.marks
      .flatMap((mark) => (mark.kind === 'heat' ? mark.cells : []))
      .filter(({ text }) => text === HIDDEN)
    expect(cells.length).toBe(strength.filter(({ period }) => !('kind' in period)).length)
    for (const { value } of cells) expect(value).toBeNull()
    said(figure, 0)
  })

  it('breaks the curve where lengths may not be shown', () => {
    const curve = results.ranking.test.curve.filter(({ share }) => share < 0.12 || share > 0.18)
    const figure = drawn(
      cumulativeCaptureFigure({ ...results.ranking, test: { ...results.ranking.test, curve } }, context),
    )
    const line = figure.marks.find((mark) => mark.kind === 'line' && mark.dash === undefined)
    const breaks = (of: typeof line): number =>
      of?.kind === 'line' ? of.points.filter((point) => point === null).length : 0
    const whole = drawn(cumulativeCaptureFigure(results.ranking, context)).marks.find(
      (mark) => mark.kind === 'line' && mark.dash === undefined,
    )
    expect(breaks(line)).toBe(breaks(whole) + 1)
  })
})

describe('what a run cannot show', () => {
  const none = { kind: 'undefined', because: 'no dates' } as const
  it('is undefined, with the reason', () => {
    expect(
      splitTimelineFigure({ ...results.panel, split: { ...results.panel.split, timeline: [] } }, context),
    ).toMatchObject({ kind: 'undefined' })
    expect(recallByQuarterFigure({ ...results.rankingExamination, quarters: none }, context)).toEqual(none)
    expect(listChurnFigure({ ...results.rankingExamination, churn: none }, context)).toEqual(none)
    expect(indicatorPricesFigure({ ...results.selectionExamination, prices: none }, context)).toEqual(none)
    expect(subsetLandscapeFigure({ ...results.selectionExamination, lists: none }, 'sex', context)).toEqual(none)
    expect(subsetLandscapeFigure(results.selectionExamination, 'shoe size', context)).toMatchObject({
      kind: 'undefined',
    })
    expect(reliabilityFigure({ ...results.calibration, curve: [] }, {}, context)).toMatchObject({ kind: 'undefined' })
    expect(binsFigure(results.encoding, 'nobody', context)).toMatchObject({ kind: 'undefined' })
    expect(groupIntervalsFigure(results.fairness, { attribute: 'nobody' }, context)).toMatchObject({
      kind: 'undefined',
    })
  })
})
