const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** Deepest nesting of brackets outside strings, counted without parsing. */
export const depthOf = (text: string): number => {
  let depth = 0
  let deepest = 0
  let inside = false
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i)
    if (inside) {
      if (c === 92) i += 1
      else if (c === 34) inside = false
    } else if (c === 34) inside = true
    else if (c === 123 || c === 91) {
      depth += 1
      if (depth > deepest) deepest = depth
    } else if (c === 125 || c === 93) depth -= 1
  }
  return deepest
}

/** True when a value parsed from JSON holds, at any depth, a key that means something to JavaScript's objects themselves. */
export const hasForbiddenKey = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => FORBIDDEN.has(key) || hasForbiddenKey(inner))
}
