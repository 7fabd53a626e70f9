/**
 * A reason in both languages. What stands between braces is filled in from the English sentence of a result: `{reason}` is itself a
 * reason, `{metric}`, `{side}` and `{how}` are words with a Dutch word of their own, any other is kept as it is.
 */
export type Reason = readonly [en: string, nl: string]
