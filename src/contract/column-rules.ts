import type { ColumnContract } from '../../data-schemas/columns.js'
import { type Engine, ident } from '../engine/engine.js'
import { DECODED, type Decoded, VALUE_STATE } from './faults.js'
import type { Finding } from './finding.js'
import { type OpenedTable, stateColumn, type TableKey } from './opened.js'
import type { Violation } from './violation.js'

/** Rows of a column by state: how many are values, missing, special, or broken in which way. */
export type States = ReadonlyMap<number, number>

const range = ({ min, max, unit, type }: ColumnContract): string => {
  if (type === 'date') return 'a date from 1900 to 2100'
  const bounds =
    min !== undefined && max !== undefined
      ? `${min} to ${max}`
      : min !== undefined
        ? `at least ${min}`
        : `at most ${max ?? ''}`
  return `${bounds}${unit === undefined ? '' : ` ${unit}`}`
}

type Words = (contract: ColumnContract) => readonly [expected: string, found: string, advice: string]

const comma = 'Set "decimal" in the study to what the file holds; a file must hold one of the two.'
const words: Readonly<Record<Exclude<Decoded, 'decimal-integer'>, Words>> = {
  'not-a-number': () => [
    'a number',
    'another text',
    'Correct the source, or declare the text under "codes" or "nullValues".',
  ],
  'not-an-integer': () => [
    'a whole number',
    'a number with a fraction',
    'Declare the type "number", or correct the source.',
  ],
  'not-a-date': ({ dateFormat }) => [
    dateFormat === 'dutch' ? 'a date written dd-mm-yyyy' : 'a date written yyyy-mm-dd',
    'something else',
    'Correct the source, or declare the text under "nullValues".',
  ],
  'mixed-date-formats': ({ dateFormat }) => [
    `every date written ${dateFormat === 'dutch' ? 'dd-mm-yyyy' : 'yyyy-mm-dd'}`,
    `dates written ${dateFormat === 'dutch' ? 'yyyy-mm-dd' : 'dd-mm-yyyy'}`,
    'Deliver one format, and set "dateFormat" in the study to it.',
  ],
  'decimal-comma': ({ decimal }) => [
    `a decimal ${decimal === ',' ? 'comma' : 'point'}`,
    `a decimal ${decimal === ',' ? 'point' : 'comma'}`,
    comma,
  ],
  'not-a-boolean': () => [
    '0 or 1, true or false, yes or no, ja or nee',
    'something else',
    'Correct the source, or declare the text under "codes" or "nullValues".',
  ],
  'not-finite': () => ['a finite number', 'NaN or infinity', 'Deliver "no value" as an empty cell.'],
  'implausible-magnitude': () => ['a number within ±1e15', 'a larger one', 'Look for an overflow in the source.'],
  'out-of-range': (contract) => [
    range(contract),
    'values outside',
    'Correct the source, widen the range, or declare a code that is no value under "codes".',
  ],
  negative: (contract) => [
    range(contract),
    'negative values',
    'Correct the source, or declare a code that is no value under "codes".',
  ],
  'unknown-category': ({ values }) => [
    `one of ${(values ?? []).length} declared values`,
    'another',
    'Add it to "values" if it is right, or correct the source.',
  ],
  pattern: ({ pattern }) => [
    `a text of the form ${pattern ?? ''}`,
    'another form',
    'Look for lost leading zeros or white space.',
  ],
  'text-variant': () => [
    'texts as declared',
    'white space or other capitals around them',
    'Read as the declared text; correct the source.',
  ],
}

const query = (table: OpenedTable, name: string, state: number): string =>
  `SELECT __row FROM ${ident(table.name)} WHERE ${ident(stateColumn(name))} = ${state}`

const isWord = (rule: string): rule is keyof typeof words => Object.hasOwn(words, rule)

/** Counts the states of every column of a table. */
export const statesOf = async (engine: Engine, table: OpenedTable): Promise<ReadonlyMap<string, States>> => {
  const names = Object.keys(table.columns)
  const parts = names.map(
    (name, index) =>
      `SELECT ${index} AS place, ${ident(stateColumn(name))} AS state, count(*) AS n FROM ${ident(table.name)} GROUP BY ALL`,
  )
  const counted = await engine.rows(`SELECT place, state, n FROM (${parts.join(' UNION ALL ')}) ORDER BY place, state`)
  return new Map(
    names.map((name, index) => [
      name,
      new Map(counted.filter(({ place }) => Number(place) === index).map(({ state, n }) => [Number(state), Number(n)])),
    ]),
  )
}

const noted = (key: TableKey, table: OpenedTable, name: string, states: States): readonly Finding[] => {
  const decimals = states.get(DECODED['decimal-integer']) ?? 0
  const values = [...states].reduce((sum, [state, n]) => (state === VALUE_STATE.missing ? sum : sum + n), 0)
  return [
    ...(decimals === 0
      ? []
      : [
          {
            rule: 'decimal-integer',
            table: key,
            column: name,
            count: decimals,
            people: decimals,
            rows: table.rows,
            expected: 'whole numbers',
            found: 'whole numbers written with a decimal point',
            advice: 'Read as whole numbers; this is how some tools write columns with gaps.',
            severity: 'note' as const,
          },
        ]),
    ...(values > 0
      ? []
      : [
          {
            rule: 'all-missing',
            table: key,
            column: name,
            rows: table.rows,
            expected: 'values',
            found: 'none',
            advice: 'Deliver the column, or remove it from the study.',
            severity: 'refuse' as const,
          },
        ]),
  ]
}

/** What decoding one column found: the rules that are broken, and what is worth knowing. */
export const columnRules = (
  key: TableKey,
  table: OpenedTable,
  column: { readonly name: string; readonly contract: ColumnContract; readonly states: States },
): { readonly violations: readonly Violation[]; readonly findings: readonly Finding[] } => {
  const { name, contract, states } = column
  const broken = Object.entries(DECODED).flatMap(([rule, state]): readonly Violation[] => {
    if (!isWord(rule) || (states.get(state) ?? 0) === 0) return []
    const [expected, found, advice] = words[rule](contract)
    return [
      {
        rule,
        table: key,
        column: name,
        query: query(table, name, state),
        expected,
        found,
        advice,
        level: rule === 'text-variant' ? 'warn' : 'bounded',
      },
    ]
  })
  const absent = states.get(VALUE_STATE.missing) ?? 0
  const missing: readonly Violation[] =
    contract.nullable || absent === 0 || absent === table.rows
      ? []
      : [
          {
            rule: 'missing-not-allowed',
            table: key,
            column: name,
            query: query(table, name, VALUE_STATE.missing),
            expected: 'a value in every row',
            found: 'none',
            advice: 'Deliver the values, or declare the column "nullable".',
            level: 'bounded',
          },
        ]
  const limit = contract.maxColumn
  const exceeding: readonly Violation[] =
    limit === undefined || !Object.hasOwn(table.columns, limit)
      ? []
      : [
          {
            rule: 'exceeds-column',
            table: key,
            column: name,
            query: `SELECT __row FROM ${ident(table.name)} WHERE ${ident(name)} > ${ident(limit)}`,
            expected: `at most "${limit}" of the same row`,
            found: 'more',
            advice: 'Correct the source.',
            level: 'bounded',
          },
        ]
  return { violations: [...broken, ...missing, ...exceeding], findings: noted(key, table, name, states) }
}
