import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Model } from '../../data-schemas/artifact.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import { type Card, cardOf } from '../../src/explanation/card.js'
import { cardHtml } from '../../src/explanation/card-html.js'
import { cardText, riskText } from '../../src/explanation/card-text.js'
import { escapeHtml } from '../../src/explanation/escape-html.js'
import { nomogram } from '../../src/explanation/nomogram.js'
import { buildKernel, scoreRow } from '../../src/scoring/kernel.js'
import { nineModel, partsOf, straight } from '../support/model.js'
import { SCALE, welfareMade, welfareModel } from './welfare-model.js'

const FACTOR = SCALE.doubling / Math.log(2)
const OFFSET = SCALE.base - FACTOR * Math.log(SCALE.odds)
const model = welfareModel()
const number = (text: string): number => Number(text.replace('−', '-').replace('+', '').replace(',', '.'))

/** What a reader of the printed page sees: nothing of the code that wrote it is used. */
const readHtml = (html: string) => ({
  base: Number(/(?:Begin met|Start with) (-?\d+)/.exec(html)?.[1]),
  tables: new Map(
    [...html.matchAll(/<table data-indicator="([^"]*)">(.*?)<\/table>/gs)].map((table) => [
      table[1] as string,
      [...(table[2] as string).matchAll(/<tr data-level="\d+"><th scope="row">(.*?)<\/th><td[^>]*>(.*?)<\/td>/g)].map(
        (row) => ({
          label: row[1] as string,
          points: number(row[2] as string),
        }),
      ),
    ]),
  ),
  lookup: new Map(
    [...html.matchAll(/<tr><th scope="row">(-?\d+)<\/th>(.*?)<\/tr>/g)].flatMap((row) =>
      [...(row[2] as string).matchAll(/<td[^>]*>(.*?)<\/td>/g)].flatMap((cell, index) =>
        cell[1] === '' ? [] : [[Number(row[1]) + 10 * index, cell[1] as string] as const],
      ),
    ),
  ),
})

const readText = (text: string) => {
  const [, levels = '', lookup = ''] =
    /(?:Start|Begin): -?\d+\n(.*)\n(?:Van punten naar kans|From points to risk)\n(.*)$/s.exec(text) ?? []
  return {
    base: Number(/(?:Start|Begin): (-?\d+)/.exec(text)?.[1]),
    tables: new Map(
      levels.split('\n\n').map((block) => [
        /\[(.*?)\]/.exec(block)?.[1] as string,
        [...block.matchAll(/^ {2} *([+−]?\d+) {2}(.*)$/gm)].map((row) => ({
          label: row[2] as string,
          points: number(row[1] as string),
        })),
      ]),
    ),
    lookup: new Map([...lookup.matchAll(/^ +(-?\d+) {2}(\S+%)$/gm)].map((row) => [Number(row[1]), row[2] as string])),
  }
}

/** Points of a level from the artifact's description: −factor · Σ value · coefficient, rounded. */
const pointsOf = (of: Model, indicator: string, level: number): number => {
  const at = of.encoders.findIndex(({ name }) => name === indicator)
  const values = of.encoders[at]?.levels[level]?.values ?? []
  const columns = of.terms[at]?.columns ?? []
  return (
    Math.round(
      -FACTOR * columns.reduce((sum, { coefficient }, index) => sum + coefficient * (values[index] as number), 0),
    ) + 0
  )
}

const CALIBRATIONS = [
  { kind: 'none' },
  { kind: 'platt', intercept: 0.2, slope: 0.8 },
  {
    kind: 'isotonic',
    knots: [
      [-6, 0.01],
      [-2, 0.1],
      [1, 0.7],
    ] as [number, number][],
  },
] as const

describe.each([
  ['the page', readHtml, cardHtml],
  ['the text', readText, cardText],
] as const)('%s of the card', (_name, read, write) => {
  it.each(['nl', 'en'] as const)(
    'read back holds every level and its points, as the model has them (%s)',
    (language) => {
      const found = read(write(cardOf(model, language, SCALE)))
      expect(found.base).toBe(Math.round(OFFSET - FACTOR * model.intercept))
      expect([...found.tables.keys()]).toEqual(model.inputs.map(({ name }) => name))
      for (const { name, levels } of model.encoders) {
        expect(found.tables.get(name)?.map(({ points }) => points)).toEqual(
          levels.map(({ code }) => pointsOf(model, name, code)),
        )
        expect(new Set(found.tables.get(name)?.map(({ label }) => label)).size).toBe(levels.length)
      }
    },
  )

  it.each(CALIBRATIONS)(
    'gives the probability of the model within rounding, for every golden vector ($kind)',
    (calibration) => {
      const of = welfareModel({ calibration: calibration as Model['calibration'] })
      const kernel = buildKernel(of)
      const found = read(write(cardOf(of, 'nl', SCALE)))
      // Each of the ten rounded numbers is at most half a point off, and the nearest entry at most five.
      const slack = ((kernel.inputs.length + 1) / 2 + 5) / FACTOR
      expect(of.golden.vectors.length).toBeGreaterThan(100)
      for (const vector of of.golden.vectors) {
        const scored = scoreRow(
          kernel,
          Object.fromEntries(kernel.inputs.map((input, index) => [input, vector.input[index]])),
        )
        if (scored.kind === 'refused') throw new Error('refused')
        const total = kernel.inputs.reduce(
          (sum, input, index) => sum + (found.tables.get(input)?.[scored.levels[index] as number]?.points as number),
          found.base,
        )
        expect(Math.abs((OFFSET - total) / FACTOR - scored.linearPredictor)).toBeLessThanOrEqual(
          (kernel.inputs.length + 1) / 2 / FACTOR + 1e-9,
        )
        const shown = found.lookup.get(Math.round(total / 10) * 10) as string
        const percent = number(shown.replace(/[<>%]/g, ''))
        expect(percent).toBeGreaterThanOrEqual(100 * kernel.calibrate(scored.linearPredictor - slack) - 0.06)
        expect(percent).toBeLessThanOrEqual(100 * kernel.calibrate(scored.linearPredictor + slack) + 0.11)
      }
    },
  )

  it('says for each total what the model says of it, to the last decimal shown', () => {
    const kernel = buildKernel(model)
    const found = read(write(cardOf(model, 'en', SCALE)))
    expect(found.lookup.size).toBeGreaterThan(20)
    for (const [points, text] of found.lookup)
      expect(text).toBe(riskText(kernel.calibrate((OFFSET - points) / FACTOR), 'en'))
  })
})

describe('the card', () => {
  it('reaches from the lowest to the highest total', () => {
    const { range, lookup, base } = cardOf(model, 'nl', SCALE)
    const ends = (pick: (...values: number[]) => number): number =>
      model.encoders.reduce(
        (sum, { name, levels }) => sum + pick(...levels.map(({ code }) => pointsOf(model, name, code))),
        base,
      )
    expect(range).toEqual([ends(Math.min), ends(Math.max)])
    expect(lookup[0]?.points).toBeLessThanOrEqual(ends(Math.min))
    expect(lookup.at(-1)?.points).toBeGreaterThanOrEqual(ends(Math.max))
  })

  it('is refused on a scale that is not the one the model was frozen with', () => {
    expect(() => cardOf(model, 'nl', { ...SCALE, doubling: 21 })).toThrow('card-differs')
    expect(() => cardOf(model, 'nl', { ...SCALE, base: 601 })).toThrow('card-differs')
    expect(() => cardOf(nineModel(), 'nl', SCALE)).toThrow('card-differs')
  })

  it('gives points per unit for an indicator that enters as a number', () => {
    const linear = freezeModel(
      partsOf([straight('hours', { type: 'number' }, -0.37)], { calibration: { kind: 'none' } }),
    )
    const card = cardOf(linear, 'en', SCALE)
    expect(card.range).toBeNull()
    expect(card.indicators[0]?.perUnit).toBeCloseTo(FACTOR * 0.37, 12)
    expect(cardText(card)).toContain(`+${(FACTOR * 0.37).toFixed(4)}  per unit`)
    expect(cardHtml(card)).toContain(`+${(FACTOR * 0.37).toFixed(4)}`)
    expect(nomogram(card)).toBe('')
  })

  it('writes every category of a group in the text', () => {
    const text = cardText(cardOf(model, 'nl', SCALE))
    const rules = welfareMade().map(({ encoder }) => encoder.rule)
    const names = rules.flatMap((rule) => (rule.kind === 'groups' ? rule.groups.flat() : []))
    expect(names.length).toBeGreaterThan(100)
    for (const name of names) expect(text).toContain(name)
  })

  it('holds everything it needs: no script, nothing from elsewhere, headings for every cell', () => {
    const html = cardHtml(cardOf(model, 'nl', SCALE))
    expect(html).not.toMatch(/<script|https?:|@import|url\(|\son\w+=/i)
    expect(html).toContain(`default-src 'none'`)
    expect(html).toContain('<html lang="nl">')
    expect(html).toContain('size: A4 portrait')
    expect(html.match(/<caption>/g)?.length).toBe(10)
    expect(html.match(/<th scope="row">/g)?.length).toBe(
      html.match(/<tr(?: data-level="\d+")?><th scope="row">/g)?.length,
    )
    expect(html).toMatch(
      /<svg [^>]*role="img" aria-labelledby="scale-title scale-text">\s*<title id="scale-title">.+<\/title><desc id="scale-text">.+<\/desc>/,
    )
    expect(html).not.toMatch(/NaN|undefined|Infinity|\{\w+\}/)
  })

  it('says when the data are made up, and when a gate refused', () => {
    const refused = { refusedGates: [{ name: 'gate', reason: 'because' }] }
    expect(cardHtml(cardOf(model, 'en', SCALE))).toContain('Made with synthetic data')
    expect(cardHtml(cardOf(model, 'en', SCALE))).not.toContain('DRAFT')
    expect(cardText(cardOf(welfareModel({ draft: refused }), 'en', SCALE))).toContain('DRAFT')
  })

  it('shows a hostile label as text', () => {
    const evil = `<img src=x onerror="alert('1')">&`
    const card: Card = cardOf(model, 'en', SCALE)
    const html = cardHtml({
      ...card,
      title: evil,
      indicators: card.indicators.map((one) => ({ ...one, label: evil, name: evil })),
    })
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;img src=x')
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']/)
      }),
    )
  })

  it('never says that a risk is 0% or 100%', () => {
    expect([0, 0.0004, 0.0005, 0.1234, 0.9994, 0.9996, 1].map((risk) => riskText(risk, 'nl'))).toEqual([
      '<0,1%',
      '<0,1%',
      '0,1%',
      '12,3%',
      '99,9%',
      '>99,9%',
      '>99,9%',
    ])
  })
})
