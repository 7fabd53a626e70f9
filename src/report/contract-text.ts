import type { ContractResult } from '../../data-schemas/results/contract.js'
import { textTable } from './table.js'
import { type Language, NOTHING, number, word } from './words.js'

type ContractIssue = ContractResult['issues'][number]

const countOf = ({ count, belowMinimum, rows }: ContractIssue, language: Language): string => {
  if (belowMinimum) return '<'
  if (count === null) return NOTHING
  return rows === null ? number(count, 0, language) : `${number(count, 0, language)} / ${number(rows, 0, language)}`
}

/** The findings of `validate` for a terminal. */
export const contractText = (
  result: ContractResult,
  options: { readonly language: Language; readonly columns: number },
): string => {
  const { language, columns } = options
  const verdict = word(result.passed ? 'accepted' : 'dataRefused', language)
  const tables = result.tables.map(
    ({ name, file, rows }) => `${name} (${file}): ${number(rows, 0, language)} ${word('rows', language)}`,
  )
  const half = Math.max(24, Math.floor((columns - 66) / 2))
  const findings =
    result.issues.length === 0
      ? word('noFindings', language)
      : textTable(
          [
            { head: '' },
            { head: word('rule', language) },
            { head: '' },
            { head: word('count', language), align: 'right' },
            { head: word('expected', language), width: half },
            { head: word('advice', language), width: half },
          ],
          result.issues.map((issue) => [
            word(issue.severity, language),
            issue.rule,
            issue.column === null ? issue.table : `${issue.table}.${issue.column}`,
            countOf(issue, language),
            issue.expected,
            issue.advice,
          ]),
        )
  return [verdict, ...tables, '', word('findings', language).toUpperCase(), findings].join('\n')
}
