import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { publishedText } from '../../src/report/published-text.js'
import { results, study } from '../figures/synthetic-run.js'

const README = readFileSync('README.md', 'utf8')
const printed = publishedText(study, results, { language: 'en', format: 'markdown' })
const cells = (table: string): readonly (readonly string[])[] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))

describe('the table of published and reproduced figures', () => {
  it('has in the README every figure of the study, as the command prints it, each reproduced within its tolerance', () => {
    const shown = /<!-- published -->\n([\s\S]*?)<!-- \/published -->/.exec(README)?.[1] ?? ''
    const [kept, now] = [cells(shown), cells(printed)]
    const bare = (rows: typeof kept) => rows.map((row) => [row[1], row[2], row[5]])
    expect(bare(kept)).toEqual(bare(now))
    study.evaluation.published.forEach(({ value, tolerance }, index) => {
      const row = kept[index + 2]!
      const reproduced = Number(/^[\d.]+/.exec(row[3]!)?.[0]) / 100
      expect(Math.abs(reproduced - value)).toBeLessThanOrEqual(tolerance! + 5e-4)
      expect(row[4]).toBe('yes')
    })
  })

  it('says what the run found, with its interval, in both languages', () => {
    const { expected, lower, upper } = results.ranking.test.atK[0]!.recall
    const percent = (value: unknown): string => `${(100 * (value as number)).toFixed(1)}%`
    const found = `${percent(expected)} (${percent(lower)}–${percent(upper)})`
    expect(cells(printed)[2]![3]).toBe(found)
    const dutch = publishedText(study, results, { language: 'nl', format: 'markdown' })
    expect(cells(dutch)[2]![3]).toBe(found.replaceAll('.', ','))
    expect(dutch).toContain('UWV, rapport over de pilot Maatwerkscan')
  })

  it('is empty for a study that names none', () => {
    const none = { ...study, evaluation: { ...study.evaluation, published: [] } }
    expect(publishedText(none, results, { language: 'en', format: 'text' })).toBe('')
  })
})
