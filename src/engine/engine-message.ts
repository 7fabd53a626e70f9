/**
 * What may be told of an engine's own error: its first line, without quoted texts. The rest may quote a person's row, so neither
 * it nor the error itself travels on.
 */
export const engineMessage = (cause: unknown): string => {
  const message = cause instanceof Error ? cause.message : String(cause)
  return (message.split('\n')[0] ?? '').replaceAll(/'[^']*'/g, "'…'")
}
