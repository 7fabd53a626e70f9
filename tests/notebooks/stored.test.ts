import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../../src/digest.js'
import { type CodeCell, parseNotebook } from '../../src/notebooks/notebook.js'
import { writtenDigest } from '../../src/notebooks/run-notebook.js'

const FOLDER = 'notebooks'
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.ipynb'))

const codeOf = (name: string): readonly CodeCell[] =>
  parseNotebook(readFileSync(join(FOLDER, name), 'utf8'), name).cells.filter(
    (cell): cell is CodeCell => cell.cell_type === 'code',
  )

const shownIn = (name: string): readonly Readonly<Record<string, unknown>>[] =>
  codeOf(name).flatMap(({ outputs }) =>
    outputs.flatMap((one) => (one.output_type === 'display_data' ? [one.data] : [])),
  )

const textsIn = (name: string): readonly string[] =>
  shownIn(name).flatMap((data) => Object.values(data).filter((value) => typeof value === 'string'))

/** What each notebook draws of the flagship run, by the first words of the figures' ids. */
const FIGURES: Readonly<Record<string, readonly string[]>> = {
  '01-data.ipynb': ['attrition', 'split-timeline'],
  '02-screening.ipynb': ['candidates', 'strength-stability'],
  '03-bins.ipynb': ['bins'],
  '04-selection.ipynb': ['indicator-prices', 'subset-landscape'],
  '05-fit-and-calibration.ipynb': ['contributions', 'reliability'],
  '06-list.ipynb': ['cumulative-capture', 'deciles', 'recall-by-quarter', 'list-churn'],
  '07-fairness.ipynb': ['groups-recall'],
  '08-export.ipynb': [],
}

// That these outputs are those of the flagship run is checked where that run is made: `.ci/first-minutes`.
describe('the notebooks as they are stored', () => {
  it.each(NAMES)('hold in %s what the runner wrote, unchanged, in the order of the cells', (name) => {
    const cells = codeOf(name)
    for (const cell of cells) expect(writtenDigest(cell), cell.source).toBe(digestOf(cell.outputs))
    expect(cells.map(({ execution_count }) => execution_count)).toEqual(cells.map((_, i) => i + 1))
  })

  it.each(Object.entries(FIGURES))('show in %s its figures, as a picture and for Plotly', (name, figures) => {
    const drawn = shownIn(name).filter((data) => 'image/svg+xml' in data)
    for (const data of drawn) {
      expect(Object.keys(data)).toEqual(['application/vnd.plotly.v1+json', 'image/svg+xml', 'text/plain'])
      expect(data['image/svg+xml']).toMatch(/^<svg [\s\S]*<\/svg>$/)
    }
    const ids = drawn.map((data) => /aria-labelledby="([\w-]+)-title/.exec(String(data['image/svg+xml']))?.[1] ?? '')
    for (const figure of figures)
      expect(
        ids.some((id) => id.includes(figure)),
        figure,
      ).toBe(true)
    if (figures.length === 0) expect(drawn).toEqual([])
  })

  it('are all of one synthetic run, and close with its digests', () => {
    const openings = new Set(NAMES.map((name) => textsIn(name)[0]))
    expect(openings.size).toBe(1)
    expect([...openings][0]).toContain('no person in it exists')
    for (const name of NAMES) expect(textsIn(name).at(-1), name).toMatch(/^\*\*Decision\.\*\* [\s\S]*`[0-9a-f]{64}`/)
  })

  it('hold no number that does not exist, and are small', () => {
    for (const name of NAMES) expect(textsIn(name).join('\n'), name).not.toMatch(/NaN|undefined|\[object|Infinity/)
    const sizes = NAMES.map((name) => statSync(join(FOLDER, name)).size)
    expect(Math.max(...sizes)).toBeLessThan(400_000)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_500_000)
  })
})
