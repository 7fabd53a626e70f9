import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseStudy } from '../../src/contract/study.js'
import { check } from './support/fixtures.js'

const student = '../shared/data/student_dropout/data.csv'
const adult = '../shared/data/adult/adult.csv'

describe('tables that nobody here made', () => {
  it.skipIf(!existsSync(student))(`semicolons, a byte-order mark and odd names (${student})`, async () => {
    const study = parseStudy(
      {
        name: 'student',
        data: { kind: 'flat', csv: { delimiter: ';' } },
        outcome: { kind: 'column', column: 'Target', positive: ['Dropout'] },
        split: { kind: 'row-modulo', modulus: 5, test: [0] },
        candidates: [
          { name: 'Marital status', type: 'integer' },
          { name: "Mother's qualification", type: 'category' },
          { name: 'Daytime/evening attendance', type: 'boolean' },
          { name: 'Admission grade', type: 'number', min: 0, max: 200 },
          { name: 'Unemployment rate', type: 'number' },
        ],
        audit: [{ name: 'sex', column: 'Gender' }],
        selection: { size: 2 },
      },
      'test',
    )
    const result = await check(study, student)
    expect(result.passed).toBe(true)
    expect(result.issues.filter(({ severity }) => severity !== 'note')).toEqual([])
    expect(result.tables.map(({ name, rows }) => [name, rows])).toEqual([
      ['flat', 4424],
      ['audit', 4424],
    ])
    const column = (name: string) => result.tables[0]?.columns.find((one) => one.name === name)
    expect(column('Marital status')).toMatchObject({ missing: 0, distinct: 6 })
    expect(column('Unemployment rate')).toMatchObject({ missing: 0, distinct: 10 })
  })

  it.skipIf(!existsSync(adult))(`question marks for no value (${adult})`, async () => {
    const study = parseStudy(
      {
        name: 'adult',
        data: { kind: 'flat', csv: { nullValues: ['?'] } },
        outcome: { kind: 'column', column: 'income-per-year', positive: ['>50K'] },
        candidates: [
          { name: 'workclass', type: 'category' },
          { name: 'occupation', type: 'category' },
          { name: 'native-country', type: 'category' },
          { name: 'age', type: 'integer', min: 17, max: 90 },
        ],
        audit: [
          { name: 'sex', column: 'sex' },
          { name: 'race', column: 'race' },
        ],
        selection: { size: 2 },
      },
      'test',
    )
    const result = await check(study, adult)
    expect(result.passed).toBe(true)
    const missing = (name: string) => result.tables[0]?.columns.find((one) => one.name === name)?.missing
    expect([missing('workclass'), missing('occupation'), missing('native-country'), missing('age')]).toEqual([
      1836, 1843, 583, 0,
    ])
  })
})
