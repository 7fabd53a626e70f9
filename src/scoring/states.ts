/**
 * State of a value beside it, as the contract's decoders write it: 0 is a value, 1 missing, 2 not applicable,
 * 3 + j the j-th special code of the input's contract (up to 199), 200 and above a value that broke a rule when it was decoded.
 */
export const STATES = { value: 0, missing: 1, notApplicable: 2, special: 3, unreadable: 200 } as const

/** Why a row is not scored. A value that looks wrong is refused, never bent into something that can be scored. */
export const REFUSALS = [
  'missing',
  'not-applicable',
  'special-code',
  'unreadable',
  'wrong-type',
  'not-finite',
  'not-an-integer',
  'out-of-range',
  'not-in-values',
  'unseen-category',
] as const
export type Refusal = (typeof REFUSALS)[number]

/** A refusal as a lookup returns it: negative, so that it cannot be a level. */
export const refusalCode = (rule: Refusal): number => -1 - REFUSALS.indexOf(rule)

/** The rule behind a negative lookup result. */
export const refusalOf = (code: number): Refusal => REFUSALS[-1 - code] as Refusal
