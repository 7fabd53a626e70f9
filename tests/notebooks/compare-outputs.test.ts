import { describe, expect, it } from 'vitest'
import { digestOf } from '../../src/digest.js'
import { compareOutputs, TOLERANCES, textDifference } from '../../src/notebooks/compare-outputs.js'
import type { CodeCell, Notebook, Output } from '../../src/notebooks/notebook.js'
import { notebookOf } from '../support/notebooks.js'

const same = (a: string, b: string, digests: 'same' | 'any' = 'same'): boolean =>
  textDifference(a, b, { ...TOLERANCES, digests }) === null

const html = (text: string): readonly Output[] => [
  { output_type: 'display_data', data: { 'text/html': text }, metadata: {} },
]

/** A notebook of one cell with an output, as the runner writes it, or as if somebody had changed it afterwards. */
const showing = (text: string, written: string = text): Notebook => {
  const base = notebookOf('show()')
  const cell = base.cells[1] as CodeCell
  const metadata = { maatwerkscan: { outputs: digestOf(html(written)) } }
  return { ...base, cells: [base.cells[0]!, { ...cell, metadata, outputs: [...html(text)] }] }
}

describe('two texts', () => {
  it('lets digests differ only when asked, and nothing else then', () => {
    const text = (id: string): string => `model ${id} (maatwerkscan-1-${id.slice(0, 8)}): 0.624 of 12345678`
    const [one, other] = [text('3f0a'.repeat(16)), text('b71c'.repeat(16))]
    expect(same(one, other)).toBe(false)
    expect(same(one, other, 'any')).toBe(true)
    expect(same(one, other.replace('0.624', '0.625'), 'any')).toBe(false)
    expect(same(one, other.replace('12345678', '12345679'), 'any')).toBe(false)
    expect(same(one, other.replace('b71c'.repeat(16), 'none'), 'any')).toBe(false)
  })

  it('are the same when numbers in them differ by less than a millionth', () => {
    expect(same('recall 0.5893210000 of all', 'recall 0.5893210001 of all')).toBe(true)
    expect(same('a -1.5e-3 b', 'a -1.5000000001e-3 b')).toBe(true)
  })
  it('are not the same when a number differs by more, or has another sign', () => {
    expect(same('recall 0.58932', 'recall 0.58933')).toBe(false)
    expect(same('0.5', '-0.5')).toBe(false)
    expect(same('1e-3', '1e-4')).toBe(false)
  })
  it('are not the same when a count differs by one in many millions', () => {
    expect(same('12345678 people', '12345679 people')).toBe(false)
  })
  it('compare digests and names with digits letter by letter', () => {
    expect(same('1e400aa', '1e500aa')).toBe(false)
    expect(same('recall@10x', 'recall@11x')).toBe(false)
    expect(same('a1.0000000001', 'a1.0')).toBe(false)
  })
  it('are not the same when a word differs, or a number is gone', () => {
    expect(same('9 chosen', '9 left out')).toBe(false)
    expect(same('1 2 3', '1 2')).toBe(false)
    expect(same('', '1')).toBe(false)
  })
  it('may differ in how long something took', () => {
    expect(same('done in 3.2 s, 9 cells', 'done in 41 ms, 9 cells')).toBe(true)
    expect(same('done in 3.2 s, 9 cells', 'done in 3.2 s, 8 cells')).toBe(false)
  })
})

describe('stored outputs beside those of now', () => {
  it('are not reported when they say the same', () => {
    expect(compareOutputs(showing('0.25'), showing('0.2500000001'))).toEqual([])
  })
  it('are stale when the cell gives another number now, with both and the cell', () => {
    expect(compareOutputs(showing('recall 0.25'), showing('recall 0.26'))).toEqual([
      { kind: 'stale', cell: 2, stored: 'recall 0.25', found: 'recall 0.26' },
    ])
  })
  it('are reported as changed by hand, also where the change is within the tolerance', () => {
    const kinds = (text: string, written: string): readonly string[] =>
      compareOutputs(showing(text, written), showing(written)).map(({ kind }) => kind)
    expect(kinds('0.75', '0.25')).toEqual(['not-as-written', 'stale'])
    expect(kinds('0.2500000001', '0.25')).toEqual(['not-as-written'])
  })
  it('are missing where a cell shows something now and nothing is stored', () => {
    expect(compareOutputs(notebookOf('show()'), showing('1')).map(({ kind }) => kind)).toEqual(['missing'])
    expect(compareOutputs(notebookOf('const a = 1'), notebookOf('const a = 1'))).toEqual([])
  })
  it('are not compared with those of other cells', () => {
    expect(compareOutputs(notebookOf('a'), notebookOf('b')).map(({ kind }) => kind)).toEqual(['other-source'])
    expect(compareOutputs(notebookOf('a'), notebookOf('a', 'b')).map(({ kind }) => kind)).toEqual(['other-source'])
  })
  it('differ when what is shown is of another kind', () => {
    const text = showing('1')
    const cell = text.cells[1] as CodeCell
    const stream = {
      ...text,
      cells: [
        text.cells[0]!,
        { ...cell, outputs: [{ output_type: 'stream' as const, name: 'stdout' as const, text: '1' }] },
      ],
    }
    expect(compareOutputs(showing('1'), stream)).toEqual([
      { kind: 'stale', cell: 2, stored: 'text/html', found: 'stdout' },
    ])
  })
})
