import { describe, expect, it } from 'vitest'
import type { ColumnContractInput } from '../../data-schemas/columns.js'
import { contractRoom } from '../../src/contract/contract-room.js'
import { stateColumn } from '../../src/contract/opened.js'
import { ident } from '../../src/engine/engine.js'
import { check, file, flatStudy, issueOf, withEngine } from './support/fixtures.js'

/** A study with one column `x` under a contract, read from the texts of that column. */
const study = (contract: ColumnContractInput, csv = {}, rules = {}) =>
  flatStudy({
    data: { kind: 'flat', columns: { x: { nullable: true, ...contract } as never }, csv: { delimiter: ';', ...csv } },
    key: {},
    candidates: [{ name: 'x', type: contract.type === 'string' ? 'category' : contract.type }],
    contract: { maxFailingShare: 0.9, rules },
  })

const text = (values: readonly string[]): string =>
  `x;outcome\n${values.map((value, i) => `${value};${i % 2 === 0 ? 'yes' : 'no'}`).join('\n')}\n`

const read = async (
  contract: ColumnContractInput,
  values: readonly string[],
  csv = {},
): Promise<{
  readonly values: readonly unknown[]
  readonly states: readonly unknown[]
  readonly rules: readonly string[]
}> =>
  withEngine(async (engine) => {
    const padded = [...values, ...values.map(() => values[0] as string), ...values.map(() => values[0] as string)]
    const { result, opened } = await contractRoom(engine, study(contract, csv), file(text(padded)))
    const rows = await engine.rows(
      `SELECT __row AS place, ${ident('x')} AS v, ${ident(stateColumn('x'))} AS s FROM ${opened.tables.flat?.name ?? ''} WHERE __row < ${values.length} ORDER BY __row`,
    )
    return {
      values: rows.map(({ v }) => v ?? null),
      states: rows.map(({ s }) => s ?? null),
      rules: result.issues.map(({ rule }) => rule),
    }
  })

describe('each type has its own decoder, and no type is guessed', () => {
  it('identifiers keep their leading zeros, white space and capitals', async () => {
    const { values } = await read({ type: 'string' }, ['00123', '1e5', 'NULL', ' a ', '0x10', '1.0'])
    expect(values).toEqual(['00123', '1e5', 'NULL', ' a ', '0x10', '1.0'])
  })
  it('whole numbers, also as written by tools that have no gaps in them', async () => {
    const { values, rules } = await read({ type: 'integer' }, ['3', '3.0', '', '-4', '+5', '007', '1e3'])
    expect(values).toEqual([3, 3, null, -4, 5, 7, 1000])
    expect(rules).toContain('decimal-integer')
  })
  it('numbers with a decimal point or a decimal comma, as declared', async () => {
    expect((await read({ type: 'number' }, ['1.5', '.5', '2', '-1e-3', '5.'])).values).toEqual([1.5, 0.5, 2, -0.001, 5])
    expect((await read({ type: 'number' }, ['1,5', '2', '-0,25'], { decimal: ',' })).values).toEqual([1.5, 2, -0.25])
  })
  it('yes and no in six languages of machines', async () => {
    const { values, rules } = await read({ type: 'boolean' }, [
      '1',
      '0',
      'true',
      'false',
      'yes',
      'no',
      'ja',
      'nee',
      'True',
      'FALSE',
      '1.0',
    ])
    expect(values).toEqual([true, false, true, false, true, false, true, false, true, false, true])
    expect(rules).not.toContain('text-variant')
  })
  it('ISO dates and Dutch dates, as declared', async () => {
    expect((await read({ type: 'date' }, ['2021-03-04', '2021-03-04 00:00:00'])).values).toEqual([
      '2021-03-04',
      '2021-03-04',
    ])
    expect((await read({ type: 'date' }, ['04-03-2021', '4/3/2021'], { dateFormat: 'dutch' })).values).toEqual([
      '2021-03-04',
      '2021-03-04',
    ])
  })
  it('ordered texts become their rank, ordered numbers stay numbers', async () => {
    expect(
      (await read({ type: 'ordinal', values: ['low', 'middle', 'high'] }, ['high', 'low', 'Middle '])).values,
    ).toEqual([2, 0, 1])
    expect((await read({ type: 'ordinal', values: ['1', '2', '5'] }, ['5', '1', '2'])).values).toEqual([5, 1, 2])
  })
  it('missing, not applicable and special codes are three states, and none is a value', async () => {
    const codes = [
      { value: 99, state: 'special' as const },
      { value: 'nvt', state: 'not-applicable' as const },
      { value: -1, state: 'missing' as const },
      { value: 999, state: 'special' as const },
    ]
    const { values, states } = await read({ type: 'integer', min: 0, max: 60, codes }, [
      '7',
      '',
      '99',
      'nvt',
      '-1',
      '999',
      '99.0',
    ])
    expect(values).toEqual([7, null, null, null, null, null, null])
    expect(states).toEqual([0, 1, 3, 2, 1, 4, 3])
  })
  it('an empty text is a category when the study says so', async () => {
    expect((await read({ type: 'category', values: ['', 'a'] }, ['a', ''], { nullValues: ['?'] })).values).toEqual([
      'a',
      '',
    ])
    expect((await read({ type: 'category' }, ['a', '?'], { nullValues: ['?'] })).states).toEqual([0, 1])
  })
  it('white space and capitals are read as the declared text, and reported', async () => {
    const { values, rules } = await read({ type: 'category', values: ['health care', 'ICT'] }, [
      'health care',
      ' Health Care',
      'ict',
      'ICT\u00a0',
    ])
    expect(values).toEqual(['health care', 'health care', 'ICT', 'ICT'])
    expect(rules).toContain('text-variant')
  })
  it('capitals decide when two declared texts differ in nothing else', async () => {
    expect((await read({ type: 'category', values: ['a', 'A'] }, ['a', 'A'])).values).toEqual(['a', 'A'])
  })
  it('no state of decoding is left afterwards', async () => {
    const { states } = await read({ type: 'integer' }, ['3.0', ' 4', '5'])
    expect(states).toEqual([0, 0, 0])
  })
})

describe('what breaks a rule is counted by rule, refused, and never shown', () => {
  it.each([
    ['not-a-number', { type: 'number' }, 'planted'],
    ['not-a-number', { type: 'number' }, '1_000'],
    ['not-a-number', { type: 'number' }, '1.234,56'],
    ['not-an-integer', { type: 'integer' }, '3.5'],
    ['not-a-date', { type: 'date' }, '2021-02-30'],
    ['not-a-date', { type: 'date' }, '2021-3-4'],
    ['not-a-date', { type: 'date' }, 'infinity'],
    ['mixed-date-formats', { type: 'date' }, '30-12-2021'],
    ['decimal-comma', { type: 'number' }, '912,55'],
    ['not-a-boolean', { type: 'boolean' }, '2'],
    ['not-finite', { type: 'number' }, 'NaN'],
    ['not-finite', { type: 'number' }, '-inf'],
    ['not-finite', { type: 'number' }, '1e999'],
    ['implausible-magnitude', { type: 'number' }, '1e308'],
    ['implausible-magnitude', { type: 'integer' }, '12345678901234567890'],
    ['negative', { type: 'integer', min: 0 }, '-99'],
    ['out-of-range', { type: 'integer', max: 66 }, '117'],
    ['out-of-range', { type: 'integer', min: 18 }, '0'],
    ['out-of-range', { type: 'date' }, '0021-01-04'],
    ['unknown-category', { type: 'category', values: ['a', 'b'] }, 'planted'],
    ['unknown-category', { type: 'ordinal', values: ['low', 'high'] }, 'planted'],
    ['unknown-category', { type: 'ordinal', values: ['1', '2'] }, '3'],
    ['pattern', { type: 'category', pattern: 'GM\\d{4}' }, 'GM518'],
    ['missing-not-allowed', { type: 'number', nullable: false }, ''],
  ] as const)('%s (%j)', async (rule, contract, bad) => {
    const good: Record<string, string> = {
      number: '50',
      integer: '50',
      date: '2021-01-04',
      boolean: 'ja',
      category: 'values' in contract ? 'a' : 'GM0518',
      ordinal: 'values' in contract ? (contract.values[0] as string) : '',
    }
    const values = Array.from({ length: 60 }, (_, i) => (i % 4 === 1 ? bad : (good[contract.type] as string)))
    const column = contract as ColumnContractInput
    const result = await check(study(column, {}, { [rule]: 0 }), file(text(values)))
    expect(result.passed).toBe(false)
    expect(issueOf(result, rule)).toMatchObject({
      column: 'x',
      count: 15,
      rows: 60,
      severity: 'refuse',
      belowMinimum: false,
    })
    if (bad.length > 3) expect(JSON.stringify({ ...result, data: '' })).not.toContain(bad)
    const lenient = await check(study(column), file(text(values)))
    expect(issueOf(lenient, rule)).toMatchObject({ count: 15, severity: 'refused-rows' })
    expect(lenient.tables[0]).toMatchObject({ rows: 45, refusedRows: 15 })
  })
  it('a share just at the bound goes on and just above it does not', async () => {
    const values = Array.from({ length: 100 }, (_, i) => (i < 10 ? 'x' : '1'))
    expect((await check(study({ type: 'number' }, {}, { 'not-a-number': 0.1 }), file(text(values)))).passed).toBe(true)
    expect((await check(study({ type: 'number' }, {}, { 'not-a-number': 0.0999 }), file(text(values)))).passed).toBe(
      false,
    )
  })
  it('counts below the disclosure minimum are not shown, and still decide', async () => {
    const values = Array.from({ length: 100 }, (_, i) => (i < 3 ? 'planted' : '1'))
    const result = await check(study({ type: 'number' }, {}, { 'not-a-number': 0.02 }), file(text(values)))
    expect(result.passed).toBe(false)
    expect(issueOf(result, 'not-a-number')).toMatchObject({ count: null, belowMinimum: true })
    const on = await check(study({ type: 'number' }), file(text(values)))
    expect(on.passed).toBe(true)
    expect(on.tables[0]?.refusedRows).toBeNull()
  })
  it('a column of the study without any value', async () => {
    const result = await check(study({ type: 'number' }), file(text(Array.from({ length: 20 }, () => ''))))
    expect(issueOf(result, 'all-missing').severity).toBe('refuse')
  })
  it('a value above another column of the same row', async () => {
    const wide = flatStudy({
      data: {
        kind: 'flat',
        columns: { left: { type: 'integer', maxColumn: 'right' }, right: { type: 'integer' } } as never,
      },
      key: {},
      candidates: [
        { name: 'left', type: 'integer' },
        { name: 'right', type: 'integer' },
      ],
    })
    const rows = Array.from({ length: 30 }, (_, i) => `${i < 12 ? 9 : 5},8,${i % 2 === 0 ? 'yes' : 'no'}`).join('\n')
    expect(issueOf(await check(wide, file(`left,right,outcome\n${rows}\n`)), 'exceeds-column')).toMatchObject({
      column: 'left',
      count: 12,
      severity: 'refuse',
    })
  })
  it('an outcome of one class', async () => {
    for (const only of ['yes', 'no']) {
      const result = await check(
        study({ type: 'number' }),
        file(`x;outcome\n${Array.from({ length: 20 }, () => `1;${only}`).join('\n')}\n`),
      )
      expect(issueOf(result, 'one-outcome-class').severity).toBe('refuse')
    }
  })
})
