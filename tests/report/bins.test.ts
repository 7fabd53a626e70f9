import { describe, expect, it } from 'vitest'
import type { EncodingResult } from '../../data-schemas/results/encoding.js'
import type { PanelResult } from '../../data-schemas/results/panel.js'
import { binsSection } from '../../src/report/sections/bins.js'
import { panelSection } from '../../src/report/sections/panel.js'

type Encoded = EncodingResult['candidates'][number]

const encoded = (name: string, steady?: Encoded['steady']): Encoded => ({
  name,
  type: 'number',
  encoding: 'woe',
  direction: 'increasing',
  method: 'optimal',
  manualReason: null,
  informationValue: 0.2,
  monotone: true,
  edges: [1, 2],
  levels: [],
  prebins: 50,
  certificate: null,
  ...(steady === undefined ? {} : { steady }),
  oneBin: null,
  insufficient: [],
  policy: { missing: 'neutral', unseen: 'does-not-apply', outOfRange: 'outer-bin' },
})

const result = (...candidates: Encoded[]): EncodingResult => ({
  kind: 'encoding',
  study: 'test',
  data: 'none',
  synthetic: true,
  minima: { people: 10, eventPeople: 10, nonEventPeople: 10, rows: 0 },
  candidates,
  skipped: [],
})

const steady: Encoded['steady'] = {
  by: 'quarter',
  periods: [
    { name: '2021-Q1', compared: 2 },
    { name: '2021-Q2', compared: 0 },
  ],
  refused: 3,
  informationValue: 0.18,
  unconstrained: 0.2,
  cost: 0.02,
}

describe('bins in the terminal report', () => {
  it('are told where their order had to hold in every period, in both languages', () => {
    const found = result(encoded('hours'), encoded('amount', steady))
    const label = (name: string): string => name.toUpperCase()
    const en = binsSection(found, label, 'en')
    expect(en).toContain('AMOUNT (per quarter)')
    expect(en).toMatch(/AMOUNT \(per quarter\)\s*│?\s*3\s.*1 \/ 2\s.*3\s.*0\.0200 \(0\.2000\)/)
    expect(en).not.toContain('HOURS')
    expect(binsSection(found, label, 'nl')).toMatch(/AMOUNT \(per kwartaal\).*0,0200 \(0,2000\)/)
  })

  it('say nothing when the study does not ask it', () => {
    expect(binsSection(result(encoded('hours')), String, 'en')).toBe('')
  })
})

describe('rows that others stand in for, in the terminal report', () => {
  const side = { rows: 100, people: 100, events: 20, eventPeople: 20, rate: 0.2 }
  const panel = {
    split: { train: side, test: side, trainFrom: null, trainUntil: null, testFrom: null, testUntil: null },
    waterfall: [{ step: 'exposed-in-training', reason: '', rows: 200, people: 200, droppedRows: 40 }],
  } as unknown as PanelResult
  const strata = [0.9, 1.3].map((weight) => ({ exposedRows: 20, rows: 50, weight, truncated: false }))

  it('are counted, with the range of the weights and what the test side still holds', () => {
    const exposure = { strata, effectiveRows: 90, test: { exposedRows: null } } as unknown as PanelResult['exposure']
    const text = panelSection({ ...panel, exposure } as PanelResult, 'en')
    expect(text).toContain('40 training rows')
    expect(text).toContain('0.90 … 1.30; as certain as 90 rows')
    expect(text).toContain('– rows of the test side')
    expect(panelSection({ ...panel, exposure } as PanelResult, 'nl')).toContain('0,90 … 1,30')
    expect(panelSection(panel, 'en')).not.toContain('Stood in')
  })
})
