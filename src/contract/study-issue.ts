import type { Issue } from '../errors.js'

/** A refusing problem of the study at a place in it: what is expected, what is found, what to do. */
export const studyIssue = (
  rule: string,
  column: string,
  text: readonly [expected: string, found: string, advice: string],
): Issue => ({
  rule,
  column,
  expected: text[0],
  found: text[1],
  advice: text[2],
  severity: 'refuse',
})
