/** States of a value, as stored in the columns `<name>__state`: special code j of the contract is `special + j`. */
export const VALUE_STATE = { value: 0, missing: 1, notApplicable: 2, special: 3 } as const

/**
 * States that decoding leaves behind for the checks; none is left once the contract has been checked.
 * `decimal-integer` ("3.0" for an integer) and `text-variant` (white space or case) hold a value; the others hold none.
 */
export const DECODED = {
  'decimal-integer': 198,
  'text-variant': 199,
  'not-a-number': 200,
  'not-an-integer': 201,
  'not-a-date': 202,
  'mixed-date-formats': 203,
  'decimal-comma': 204,
  'not-a-boolean': 205,
  'not-finite': 206,
  'implausible-magnitude': 207,
  'out-of-range': 209,
  negative: 210,
  'unknown-category': 211,
  pattern: 212,
} as const
/** Name of what decoding found; also the name of the rule that is broken. */
export type Decoded = keyof typeof DECODED

/** The first state of a value that breaks a rule. */
export const FIRST_FAULT = 200
