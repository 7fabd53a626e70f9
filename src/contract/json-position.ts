const SCALAR =
  /^(?:"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/u

/** Where a text stops being JSON: the offset of the first token that does not belong there; its length when nothing is wrong. */
export const firstBadOffset = (text: string): number => {
  let at = 0
  const space = (): void => {
    while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1
  }
  const take = (token: string): boolean => {
    space()
    if (!text.startsWith(token, at)) return false
    at += token.length
    return true
  }
  const scalar = (): boolean => {
    space()
    const found = SCALAR.exec(text.slice(at))
    at += found?.[0].length ?? 0
    return found !== null
  }
  const list = (close: string, item: () => boolean): boolean => {
    if (take(close)) return true
    for (;;) {
      if (!item()) return false
      if (take(close)) return true
      if (!take(',')) return false
    }
  }
  const member = (): boolean => {
    space()
    return text.charAt(at) === '"' && scalar() && take(':') && value()
  }
  const value = (): boolean => (take('{') ? list('}', member) : take('[') ? list(']', value) : scalar())
  if (value()) space()
  return at
}
