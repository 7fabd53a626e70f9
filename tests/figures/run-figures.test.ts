import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exampleContributions } from '../../src/figures/example-person.js'
import type { Figure, Mark } from '../../src/figures/figure.js'
import { COUNT, type Format, numbers, percents, written } from '../../src/figures/format.js'
import { PALETTE } from '../../src/figures/palette.js'
import { runFigures } from '../../src/figures/run-figures.js'
import { toPlotly } from '../../src/figures/to-plotly.js'
import { toSvg } from '../../src/figures/to-svg.js'
import type { RunResults } from '../../src/run-results.js'
import { leavesOf, model, results, run, study } from './synthetic-run.js'

const LANGUAGES = ['nl', 'en'] as const
const figuresIn = (language: 'nl' | 'en', from: RunResults = run): readonly Figure[] =>
  runFigures(from, { language, study }, model)
const NL = figuresIn('nl')
const EN = figuresIn('en')
const ALL = [...NL, ...EN]

/** Raw numbers that a mark puts on paper. */
const drawnBy = (mark: Mark): readonly number[] =>
  leavesOf({ ...mark, thickness: 0, dodge: 0 })
    .filter((leaf): leaf is number => typeof leaf === 'number')
    .filter((number) => number !== 0)

const knownNumbers = (from: unknown): ReadonlySet<number> => {
  const found = leavesOf(from).filter((leaf): leaf is number => typeof leaf === 'number')
  return new Set([...found, ...found.map((number) => -number)])
}

const sources = { results, published: study.evaluation.published, example: exampleContributions(model) }
/** Bounds of a heat scale: the AUC of no relation, and that of the darkest shade. */
const SHADES = [0.5, 0.85]

describe('the figures of a run', () => {
  it('are the same in both languages, with ids of their own in kebab-case', () => {
    expect(NL.map(({ id }) => id)).toEqual(EN.map(({ id }) => id))
    expect(new Set(NL.map(({ id }) => id)).size).toBe(NL.length)
    for (const { id } of NL) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    const kinds = [
      'attrition',
      'split-timeline',
      'candidates',
      'bins-ww-right-months',
      'reliability',
      'cumulative-capture',
      'deciles',
    ]
    const examined = [
      'strength-stability',
      'subset-landscape-sex',
      'indicator-prices',
      'recall-by-quarter',
      'list-churn',
      'groups-recall-sex',
      'contributions',
    ]
    expect(NL.map(({ id }) => id)).toEqual(expect.arrayContaining([...kinds, ...examined]))
  })

  it('are the same in shape in both languages: marks, numbers and table', () => {
    for (const [index, nl] of NL.entries()) {
      const en = EN[index] as Figure
      expect(nl.marks.map(({ kind }) => kind)).toEqual(en.marks.map(({ kind }) => kind))
      expect(nl.marks.flatMap(drawnBy)).toEqual(en.marks.flatMap(drawnBy))
      expect(nl.table.rows.map((row) => row.length)).toEqual(en.table.rows.map((row) => row.length))
      for (const row of nl.table.rows) expect(row).toHaveLength(nl.table.columns.length)
      for (const part of ['title', 'subtitle', 'alternative'] as const) {
        expect(nl[part], nl.id).not.toBe('')
        expect(nl[part], `${nl.id} ${part}`).not.toBe(en[part])
      }
    }
  })

  it('say in the subtitle which intervals they have, or that there are none', () => {
    for (const { subtitle, id } of ALL) expect(subtitle, id).toMatch(/interval/)
  })

  it('draw no number that is not in the result', () => {
    const known = knownNumbers(sources)
    for (const { id, marks } of ALL) {
      for (const number of marks.flatMap(drawnBy))
        expect(known.has(number) || SHADES.includes(number), `${id}: ${number}`).toBe(true)
    }
  })

  it('draw no number that is not in the result, whatever the numbers are', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        fc.double({ min: 0.001, max: 0.01, noNaN: true }),
        (times, more) => {
          const change = (value: unknown): unknown => {
            if (typeof value === 'number') return value * times + more
            if (Array.isArray(value)) return value.map(change)
            return typeof value === 'object' && value !== null
              ? Object.fromEntries(
                  Object.entries(value).map(([key, one]) => [key, key === 'decile' ? one : change(one)]),
                )
              : value
          }
          const other = change(results)
          const known = knownNumbers({ ...sources, results: other })
          const drawn = runFigures(other as RunResults, { language: 'en', study }).flatMap(({ marks }) =>
            marks.flatMap(drawnBy),
          )
          expect(drawn.length).toBeGreaterThan(300)
          expect(drawn.filter((number) => !known.has(number) && !SHADES.includes(number))).toEqual([])
        },
      ),
      { numRuns: 15 },
    )
  })

  it.each(LANGUAGES)('say only numbers of the result in the alternative text (%s)', (language) => {
    const formats: readonly Format[] = [COUNT, percents(0), percents(1), numbers(2), { kind: 'points', decimals: 1 }]
    const leaves = leavesOf({
      sources,
      candidates: study.candidates,
      encoders: model.encoders,
      sets: results.selectionExamination.near.sets.length,
    })
    const allowed = new Set<string>()
    for (const leaf of leaves) {
      if (typeof leaf === 'number') for (const format of formats) allowed.add(written(Math.abs(leaf), format, language))
      else
        for (const part of leaf.match(/\d[\d.,]*\d|\d/g) ?? [])
          allowed.add(language === 'nl' ? part.replace('.', ',') : part).add(part)
    }
    for (const { id, alternative } of language === 'nl' ? NL : EN) {
      const told = alternative.match(/\d[\d.,]*\d%?|\d%?/g) ?? []
      for (const number of told)
        expect(allowed.has(number) || allowed.has(number.replace('%', '')), `${id}: ${number}`).toBe(true)
      expect(told.length + Number(id === 'candidates'), id).toBeGreaterThan(0)
    }
  })

  it('write decimal commas in Dutch and points in English', () => {
    const texts = (figures: readonly Figure[]): string =>
      figures.map(({ table, alternative }) => `${table.rows.flat().join(' ')} ${alternative}`).join(' ')
    expect(texts(NL)).not.toMatch(/\d\.\d+%/)
    expect(texts(EN)).not.toMatch(/\d,\d+%/)
  })

  it('leave out what a quick run does not have', () => {
    const {
      screeningExamination: _a,
      selectionExamination: _b,
      rankingExamination: _c,
      calibrationExamination: _d,
      ...quick
    } = results
    const ids = runFigures(quick as unknown as RunResults, { language: 'en' }).map(({ id }) => id)
    expect(ids).toContain('reliability')
    for (const id of ['strength-stability', 'recall-by-quarter', 'indicator-prices', 'contributions'])
      expect(ids).not.toContain(id)
  })
})

const hexes = (text: string): readonly string[] => text.match(/#[0-9a-fA-F]{3,8}\b/g) ?? []

/** Names of elements that are opened and not closed in order; empty for a well-formed text. */
const unclosed = (xml: string): readonly string[] => {
  const open: string[] = []
  for (const [, closing, name, , self] of xml.matchAll(/<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
    if (closing === '/') {
      if (open.pop() !== name) return [`</${name}>`]
    } else if (self !== '/') open.push(name as string)
  }
  return open
}

describe('drawn as SVG', () => {
  it.each(ALL.map((figure) => [`${figure.id} ${figure.language}`, figure] as const))(
    '%s is well formed, named and described',
    (_, figure) => {
      const svg = toSvg(figure)
      expect(unclosed(svg)).toEqual([])
      const stray = svg.replaceAll(/<\/?[a-zA-Z]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, '')
      expect(stray).not.toMatch(/[<>]/)
      expect(stray).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/)
      expect(svg).toMatch(/role="img"/)
      expect(svg).toContain(`<title id="figure-${figure.id}-${figure.language}-title">`)
      expect(svg).toMatch(/<desc id="[^"]+">[^<]{20,}<\/desc>/)
      expect(svg).not.toMatch(/NaN|undefined|Infinity|null/)
      for (const [, size] of svg.matchAll(/font-size="([\d.]+)"/g)) expect(Number(size)).toBeGreaterThanOrEqual(12)
      for (const hex of hexes(svg)) expect(Object.values(PALETTE)).toContain(hex)
      expect(toSvg(figure)).toBe(svg)
    },
  )

  it('escapes hostile texts', () => {
    const hostile = { ...(NL[0] as Figure), title: '<script>"&', alternative: ']]><b onload="x">' }
    expect(unclosed(toSvg(hostile))).toEqual([])
    expect(toSvg(hostile)).not.toContain('<script')
    expect(toSvg(hostile)).not.toContain('<b ')
  })

  it('keeps every letter within the picture', () => {
    for (const figure of ALL) {
      for (const [, x] of toSvg(figure).matchAll(/<text font-size="[\d.]+" x="(-?[\d.]+)"/g)) {
        expect(Number(x), figure.id).toBeGreaterThanOrEqual(0)
        expect(Number(x), figure.id).toBeLessThan(760)
      }
    }
  })
})

describe('drawn for Plotly', () => {
  it.each(ALL.map((figure) => [`${figure.id} ${figure.language}`, figure] as const))(
    '%s is plain JSON with titled axes',
    (_, figure) => {
      const { data, layout } = toPlotly(figure)
      expect(JSON.parse(JSON.stringify({ data, layout }))).toEqual({ data, layout })
      expect(data.length).toBeGreaterThan(0)
      for (const axis of ['xaxis', 'yaxis'] as const)
        expect(leavesOf((layout[axis] as { title: unknown }).title)[1]).toMatch(/\S/)
      for (const hex of hexes(JSON.stringify({ data, layout }))) expect(Object.values(PALETTE)).toContain(hex)
    },
  )
})
