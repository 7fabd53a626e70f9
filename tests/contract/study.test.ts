import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadStudy, parseStudy } from '../../src/contract/study.js'
import { file, flatStudy, folder, refusal } from './support/fixtures.js'

type Json = Record<string, unknown>
const base = (changes: Json = {}): Json => ({
  name: 'small',
  data: { kind: 'flat' },
  outcome: { kind: 'column', column: 'outcome', positive: ['yes'] },
  candidates: [
    { name: 'age', type: 'integer' },
    { name: 'amount', type: 'number' },
  ],
  selection: { size: 1 },
  ...changes,
})

const refused = async (changes: Json): Promise<{ readonly rules: readonly string[]; readonly message: string }> => {
  const { code, exit, issues, message } = await refusal(() => parseStudy(base(changes), 'the study'))
  expect([code, exit]).toEqual(['study-refused', 2])
  return { rules: issues.map(({ rule }) => rule), message }
}

describe('a study file that cannot be read is refused with exit 2', () => {
  it.each([
    ['that is missing', () => join(folder(), 'none.json'), 'missing-file', ''],
    [
      'that is a folder',
      () => {
        const path = join(folder(), 'x')
        mkdirSync(path)
        return path
      },
      'file-expected',
      '',
    ],
    ['that is empty', () => file('  ', 's.json'), 'empty-file', 'init'],
    ['that is not UTF-8', () => file(Buffer.from([0x7b, 0xff, 0x7d]), 's.json'), 'not-utf8', ''],
    [
      'that is not JSON, with line and column',
      () => file('{\n  "name": "x",\n  "seed": 1,,\n}', 's.json'),
      'not-json',
      'line 3, column 13',
    ],
    ['that ends too early', () => file('{"name": "x"', 's.json'), 'not-json', 'line 1, column 13'],
    ['with a comment in it', () => file('{\n // why\n "name": "x"}', 's.json'), 'not-json', 'line 2, column 2'],
  ] as const)('%s', async (_, path, rule, text) => {
    const { code, exit, issues, message } = await refusal(() => loadStudy(path()))
    expect([code, exit, issues[0]?.rule]).toEqual(['study-refused', 2, rule])
    expect(message).toContain(text)
  })
  it('and a good one is read with its defaults', () => {
    expect(loadStudy(file(JSON.stringify(base()), 's.json'))).toMatchObject({
      name: 'small',
      seed: 1,
      evaluation: { k: [0.1, 0.2] },
      disclosure: { minimum: 10 },
    })
  })
})

describe('what the schema finds comes back at once, with path, type and the nearest name', () => {
  it('an unknown key, with what is allowed there', async () => {
    const { rules, message } = await refused({ candidates: [{ name: 'age', type: 'integer', expectd: '+' }] })
    expect(rules).toEqual(['unknown-key'])
    expect(message).toContain('candidates[0].expectd')
    expect(message).toContain('Did you mean "expected"?')
    expect(message).toContain('encoding')
  })
  it('an unknown key at the top and within a union', async () => {
    const { rules, message } = await refused({
      evaluations: {},
      split: { kind: 'row-modulo', modulus: 5, test: [0], tset: [1] },
    })
    expect(rules).toEqual(['unknown-key', 'unknown-key'])
    expect(message).toContain('Did you mean "evaluation"?')
    expect(message).toContain('Did you mean "test"?')
  })
  it('a text that is not one of the allowed ones', async () => {
    const { message } = await refused({ candidates: [{ name: 'age', type: 'integr' }] })
    expect(message).toContain('Did you mean "integer"?')
    expect(message).not.toContain('integr"')
  })
  it('an unknown kind', async () => {
    const { message } = await refused({ split: { kind: 'tme' } })
    expect(message).toContain('split.kind')
    expect(message).toContain('Did you mean "time"?')
    const { message: none } = await refused({ outcome: {} })
    expect(none).toContain('outcome.kind')
    expect(none).toContain('one of column, event')
  })
  it('k of 0 and above 1, a wrong type, and a missing field, all at once', async () => {
    const { rules, message } = await refused({ evaluation: { k: [0, 1.5] }, seed: 'one', selection: {} })
    expect(rules).toHaveLength(4)
    expect(message).toContain('evaluation.k[0]')
    expect(message).toContain('evaluation.k[1]')
    expect(message).toContain('seed: expected a value of type number; found a string')
    expect(message).toContain('selection.size: expected a value of type number; found nothing')
  })
  it('the study is no object', async () => {
    for (const value of [null, 3, 'x', []]) {
      expect((await refusal(() => parseStudy(value, 'x'))).exit).toBe(2)
    }
  })
})

describe('what the schema cannot see', () => {
  const two = [
    { name: 'age', type: 'integer' },
    { name: 'amount', type: 'number' },
  ]
  it.each([
    ['a candidate twice', { candidates: [...two, two[0]] }, 'duplicate-candidate', '"age" more than once'],
    ['size 9 of 2 candidates', { selection: { size: 9 } }, 'size-over-candidates', 'size 9 of 2 candidates'],
    [
      'a size that "never" leaves no room for',
      { selection: { size: 2, never: ['age'] } },
      'size-over-candidates',
      'size 2',
    ],
    ['an unknown name in keep', { selection: { size: 1, keep: ['agee'] } }, 'unknown-candidate', 'Did you mean "age"?'],
    [
      'an unknown name in never',
      { selection: { size: 1, never: ['amuont'] } },
      'unknown-candidate',
      'Did you mean "amount"?',
    ],
    [
      'an unknown name in overrides',
      {
        screening: {
          overrides: [
            { candidate: 'ages', decision: 'keep', reason: 'because it is so', author: 'x', date: '2026-01-01' },
          ],
        },
      },
      'unknown-candidate',
      'Did you mean "age"?',
    ],
    ['keep and never', { selection: { size: 1, keep: ['age'], never: ['age'] } }, 'keep-and-never', '"age" in both'],
    ['more to keep than the size', { selection: { size: 1, keep: ['age', 'amount'] } }, 'keep-over-size', '2 names'],
    [
      'the outcome as a candidate',
      { candidates: [...two, { name: 'outcome', type: 'category' }] },
      'outcome-as-candidate',
      'outcome',
    ],
    ['the person as a candidate', { key: { person: 'age' } }, 'key-as-candidate', 'age'],
    [
      'the split column as a candidate',
      { split: { kind: 'column', column: 'age', train: [1], test: [2] } },
      'split-as-candidate',
      'age',
    ],
    [
      'a protected attribute as a candidate',
      { audit: [{ name: 'sex', column: 'gender' }], candidates: [...two, { name: 'gender', type: 'category' }] },
      'protected-attribute-as-candidate',
      '"sex"',
    ],
    [
      'a protected attribute under its own name',
      { audit: [{ name: 'sex', column: 'gender' }], candidates: [...two, { name: 'sex', type: 'category' }] },
      'protected-attribute-as-candidate',
      '"sex"',
    ],
    [
      'an audit candidate without its ground',
      { candidates: [...two, { name: 'origin', type: 'category', from: { kind: 'audit', column: 'origin' } }] },
      'protected-attribute-as-candidate',
      'origin',
    ],
    [
      'cut points that do not rise',
      { candidates: [{ name: 'age', type: 'integer', bins: { edges: [3, 3], reason: 'by hand' } }, two[1]] },
      'edges-not-increasing',
      'edges',
    ],
    [
      'cut points without a reason',
      { candidates: [{ name: 'age', type: 'integer', bins: { edges: [3, 4] } }, two[1]] },
      'edges-without-reason',
      'reason',
    ],
    [
      'bins that hold their order in every period of data without dates',
      { key: {}, candidates: [{ name: 'age', type: 'integer', bins: { steady: 'year' } }, two[1]] },
      'steady-bins-without-time',
      'key',
    ],
    [
      'bins that hold an order that is not asked for',
      {
        key: { time: 'day' },
        candidates: [{ name: 'age', type: 'integer', bins: { steady: 'year', monotone: 'none' } }, two[1]],
      },
      'steady-bins-without-order',
      'direction',
    ],
    [
      'categories that hold an order',
      { key: { time: 'day' }, candidates: [{ name: 'age', type: 'category', bins: { steady: 'quarter' } }, two[1]] },
      'steady-bins-without-order',
      'category',
    ],
    [
      'too many prebins for bins that hold their order',
      {
        key: { time: 'day' },
        encoding: { prebins: 500 },
        candidates: [{ name: 'age', type: 'integer', bins: { steady: 'year' } }, two[1]],
      },
      'steady-bins-too-fine',
      '200',
    ],
    [
      'a reversed range',
      { candidates: [{ name: 'age', type: 'integer', min: 5, max: 4 }, two[1]] },
      'range-reversed',
      'min',
    ],
    [
      'a time split without a time',
      { split: { kind: 'time', trainUntil: '2021-01-01', testFrom: '2022-01-01' } },
      'split-without-key',
      'key.time',
    ],
    [
      'a person split without a person',
      { split: { kind: 'person-hash', testShare: 0.2 } },
      'split-without-key',
      'key.person',
    ],
    [
      'a test side before the training side',
      { key: { time: 'day' }, split: { kind: 'time', trainUntil: '2022-01-01', testFrom: '2021-01-01' } },
      'split-dates',
      'another order',
    ],
    [
      'a split value on both sides',
      { split: { kind: 'column', column: 'part', train: ['a'], test: ['a'] } },
      'split-overlap',
      'both sides',
    ],
    [
      'a remainder beyond the modulus',
      { split: { kind: 'row-modulo', modulus: 5, test: [5] } },
      'split-remainder',
      'below 5',
    ],
    ['a gate without a bound', { gates: [{ kind: 'bound', name: 'g', metric: 'auc' }] }, 'gate-without-bound', 'min'],
    [
      'a gate on recall without k',
      { gates: [{ kind: 'bound', name: 'g', metric: 'recall', min: 0.5 }] },
      'gate-without-k',
      'recall',
    ],
    [
      'a gate at a k that is not evaluated',
      { gates: [{ kind: 'bound', name: 'g', metric: 'recall', k: 0.3, min: 0.5 }] },
      'gate-without-k',
      '0.1, 0.2',
    ],
    [
      'a fairness gate on an unknown attribute',
      {
        audit: [{ name: 'sex', column: 'gender' }],
        gates: [{ kind: 'fairness', name: 'g', metric: 'recall', attribute: 'sexe' }],
      },
      'unknown-attribute',
      'Did you mean "sex"?',
    ],
    [
      'a fairness cut that is not evaluated',
      { audit: [{ name: 'sex', column: 'gender' }], fairness: { k: 0.3 } },
      'fairness-k',
      '0.3',
    ],
    [
      'an event outcome in a flat table',
      { outcome: { kind: 'event', table: 'bijstand', start: 's', withinMonths: 12 } },
      'event-in-flat-table',
      'outcome',
    ],
  ] as const)('%s', async (_, changes, rule, text) => {
    const { rules, message } = await refused(changes as Json)
    expect(rules).toEqual([rule])
    expect(message).toContain(text)
  })
  it('several at once', async () => {
    const { rules } = await refused({ selection: { size: 9, keep: ['x'], never: ['x'] } })
    expect(new Set(rules)).toEqual(new Set(['size-over-candidates', 'unknown-candidate', 'keep-and-never']))
  })
  it('a candidate without a legal basis is left to screening', () => {
    expect(flatStudy().candidates[0]?.legalBasis).toBeUndefined()
  })
  it('an audited column may be a candidate when its ground is declared', () => {
    const study = parseStudy(
      base({
        audit: [{ name: 'age', column: 'age', groups: [27] }],
        candidates: [{ ...two[0], protectedGround: 'age' }, two[1]],
      }),
      'x',
    )
    expect(study.candidates).toHaveLength(2)
  })
})
