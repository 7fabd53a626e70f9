/** Exit codes of the command line: 0 done, 1 bug or wrong use, 2 data or study refused, 3 gate refused. */
export type ExitCode = 0 | 1 | 2 | 3

/** What an error tells: what was expected, what was found, where, and what to do. Never a person's value. */
export interface ErrorDetail {
  readonly expected: string
  readonly found: string
  readonly where?: string
  readonly advice?: string
  readonly exit?: ExitCode
  readonly cause?: unknown
}

/** One problem with the data or the study: a rule, where it holds, and how many rows break it. Never a person's value. */
export interface Issue {
  /** Stable kebab-case name of the rule, e.g. `out-of-range`. */
  readonly rule: string
  readonly table?: string
  readonly column?: string
  /** Rows that break the rule; absent for problems of the study itself. */
  readonly count?: number
  readonly rows?: number
  readonly expected: string
  readonly found: string
  readonly advice: string
  readonly severity: 'refuse' | 'warn'
}

/** The one error the workbench throws. `code` is stable and kebab-case; tests and scripts may rely on it. */
export class WorkbenchError extends Error {
  readonly code: string
  readonly expected: string
  readonly found: string
  readonly where: string | undefined
  readonly advice: string | undefined
  readonly exit: ExitCode

  constructor(code: string, detail: ErrorDetail) {
    super(describe(code, detail), { cause: detail.cause })
    this.name = 'WorkbenchError'
    this.code = code
    this.expected = detail.expected
    this.found = detail.found
    this.where = detail.where
    this.advice = detail.advice
    this.exit = detail.exit ?? 1
  }
}

/** Thrown when data or a study is refused; carries every problem at once. */
export class RefusedError extends WorkbenchError {
  readonly issues: readonly Issue[]

  constructor(code: string, issues: readonly Issue[], where?: string) {
    const refusing = issues.filter((issue) => issue.severity === 'refuse')
    super(code, {
      expected: 'no refusing problem',
      found: `${refusing.length} problem${refusing.length === 1 ? '' : 's'}\n${refusing.map((issue) => `  - ${issueLine(issue)}`).join('\n')}`,
      ...(where === undefined ? {} : { where }),
      exit: 2,
    })
    this.name = 'RefusedError'
    this.issues = issues
  }
}

/** One line for one problem. */
export const issueLine = (issue: Issue): string => {
  const place = [issue.table, issue.column].filter((part) => part !== undefined).join('.')
  const count =
    issue.count === undefined ? '' : ` (${issue.count}${issue.rows === undefined ? '' : ` of ${issue.rows}`} rows)`
  return `${issue.rule}${place === '' ? '' : ` in ${place}`}${count}: expected ${issue.expected}; found ${issue.found}. ${issue.advice}`
}

const describe = (code: string, detail: ErrorDetail): string =>
  [
    `${code}: expected ${detail.expected}; found ${detail.found}`,
    ...(detail.where === undefined ? [] : [`  where: ${detail.where}`]),
    ...(detail.advice === undefined ? [] : [`  what to do: ${detail.advice}`]),
  ].join('\n')
