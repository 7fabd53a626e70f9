import type { Issue } from '../errors.js'
import type { TableKey } from './opened.js'
import type { TableContract } from './resolve.js'
import { didYouMean, listed } from './suggest.js'

const refuse = (
  table: TableKey,
  rule: string,
  text: readonly [expected: string, found: string, advice: string, column?: string],
): Issue => ({
  rule,
  table,
  ...(text[3] === undefined ? {} : { column: text[3] }),
  expected: text[0],
  found: text[1],
  advice: text[2],
  severity: 'refuse',
})

/**
 * Columns that the contract requires and the header does not have, each with the nearest name in the header. When none of the expected
 * names is there, the first row may be data, and nothing of it is repeated.
 */
export const missingColumns = (
  table: TableKey,
  contract: TableContract,
  header: readonly string[],
): readonly Issue[] => {
  const required = [...contract].filter(([, column]) => column.required).map(([name]) => name)
  const missing = required.filter((name) => !header.includes(name))
  if (
    missing.length === required.length &&
    missing.length > 0 &&
    ![...contract.keys()].some((name) => header.includes(name))
  ) {
    return [
      refuse(table, 'missing-header', [
        `a header with ${listed(required)}`,
        `a first row of ${header.length} field${header.length === 1 ? '' : 's'} with none of these`,
        `Add the header, or correct the names in the study.${missing.map((name) => didYouMean(name, header)).find((text) => text !== '') ?? ''}`,
      ]),
    ]
  }
  return missing.map((name) =>
    refuse(table, 'missing-column', [
      `a column "${name}"`,
      'none in the header',
      `Add it, or correct the name.${didYouMean(name, header)}`,
      name,
    ]),
  )
}

/** Columns of the contract that a header names twice, that the engine cannot tell apart, or whose name is reserved. */
export const headerIssues = (table: TableKey, contract: TableContract, header: readonly string[]): readonly Issue[] => {
  const twice = [...new Set(header.filter((name, index) => header.indexOf(name) !== index))]
  const used = [...contract.keys()].filter((name) => header.includes(name))
  const folded = used.map((name) => name.toLowerCase())
  const alike = used.filter((name, index) => folded.indexOf(name.toLowerCase()) !== index)
  const reserved = used.filter(
    (name) =>
      name.toLowerCase() === '__row' ||
      (name.toLowerCase().endsWith('__state') && folded.includes(name.toLowerCase().slice(0, -'__state'.length))),
  )
  const anyUsed = used.length > 0
  return [
    ...twice.map((name) =>
      refuse(table, 'duplicate-header', [
        'every column once in the header',
        anyUsed ? `"${name}" more than once` : 'a name more than once',
        'Rename or remove one.',
      ]),
    ),
    ...alike.map((name) =>
      refuse(table, 'ambiguous-column', [
        'names that differ in more than capitals',
        `"${name}" and another`,
        'Rename one.',
        name,
      ]),
    ),
    ...reserved.map((name) =>
      refuse(table, 'reserved-name', [
        'a name other than "__row" and "<column>__state"',
        `"${name}"`,
        'Rename it.',
        name,
      ]),
    ),
  ]
}
