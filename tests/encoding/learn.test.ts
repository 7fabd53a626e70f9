import { describe, expect, it } from 'vitest'
import { encoder as encoderSchema } from '../../data-schemas/encoder.js'
import { encodingResult } from '../../data-schemas/results/encoding.js'
import { canonicalJson } from '../../src/digest.js'
import { createCoded, levelCode } from '../../src/encoding/code.js'
import { learnEncoders } from '../../src/encoding/learn.js'
import { codedRows, patterns } from '../../src/encoding/patterns.js'
import { random } from '../../src/random.js'
import { panelOf, studyOf, type TestRow, weeklyCandidates, weeklyRows, withEngine } from './support.js'

const rows = weeklyRows(4000)
const candidates = weeklyCandidates()
const study = studyOf(candidates)

const learnText = (data: readonly TestRow[], options: { threads?: number; order?: readonly number[] } = {}) =>
  withEngine(async (engine) => {
    const panel = await panelOf(engine, candidates, data, options.order === undefined ? {} : { order: options.order })
    return canonicalJson(await learnEncoders(panel, study))
  }, options.threads)

describe('learning the encoders', () => {
  it('reads training rows only: other test rows give the same bytes', async () => {
    const other = rows.map(
      (row): TestRow =>
        row.split === 1 ? row : { ...row, outcome: row.outcome === 1 ? 0 : 1, values: [99, -5, 1, 'elsewhere'] },
    )
    expect(await learnText(other)).toBe(await learnText(rows))
  })

  it('gives the same bytes on one and on two threads, and for rows in any physical order', async () => {
    const expected = await learnText(rows, { threads: 1 })
    expect(await learnText(rows, { threads: 2 })).toBe(expected)
    const stream = random(3, 'shuffle')
    const keys = rows.map(() => stream.uniform())
    const order = rows.map((_, i) => i).sort((a, b) => (keys[a] as number) - (keys[b] as number))
    expect(await learnText(rows, { order })).toBe(expected)
  })

  it('is what the schemas say', () =>
    withEngine(async (engine) => {
      const panel = await panelOf(engine, candidates, rows)
      const { result, encoders, issues } = await learnEncoders(panel, study)
      expect(encodingResult.parse(result)).toEqual(result)
      for (const encoder of encoders) expect(encoderSchema.parse(encoder)).toEqual(encoder)
      expect(issues).toEqual([])
      expect(encoders.map((encoder) => encoder.name)).toEqual(['left', 'amount', 'flag', 'town'])
    }))

  it('codes every row as the JavaScript kernel does, and counts patterns in order', () =>
    withEngine(async (engine) => {
      const panel = await panelOf(engine, candidates, rows)
      const { encoders } = await learnEncoders(panel, study)
      const coded = await createCoded(panel, encoders)
      const found = await codedRows(coded, encoders, { where: { kind: 'test' } })
      const expected = rows.flatMap((row, id) => (row.split === 2 ? [{ row, id }] : []))
      expect([...found.rowId]).toEqual(expected.map(({ id }) => id))
      encoders.forEach((encoder, e) => {
        const codes = expected.map(({ row }) => {
          const value = row.values[e] ?? null
          if (value === null) return levelCode(encoder, 1, null)
          return typeof value === 'object' ? levelCode(encoder, value.state, null) : levelCode(encoder, 0, value)
        })
        const block = found.blocks[e]
        expect(block?.kind === 'coded' && [...block.codes]).toEqual(codes)
      })
      const design = await patterns(coded, encoders, { where: { kind: 'train' } })
      const training = rows.filter((row) => row.split === 1)
      expect(design.trials.reduce((a, b) => a + b, 0)).toBe(training.length)
      expect(design.events.reduce((a, b) => a + b, 0)).toBe(training.filter((row) => row.outcome === 1).length)
    }))
})
