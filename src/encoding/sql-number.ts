/** A number as a DOUBLE in SQL, exact: shortest text that reads back the same, with an exponent so that no engine takes it for a decimal. */
export const sqlNumber = (value: number): string => value.toExponential()

/** Balanced tree of conditions: index of the first condition that holds, or their number when none does. Conditions must be nested (each implies the next). */
export const firstHolding = (conditions: readonly string[], from = 0, to: number = conditions.length): string => {
  if (from === to) return String(from)
  const mid = (from + to) >> 1
  return `CASE WHEN ${conditions[mid]} THEN ${firstHolding(conditions, from, mid)} ELSE ${firstHolding(conditions, mid + 1, to)} END`
}
