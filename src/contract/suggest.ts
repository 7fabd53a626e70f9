import { distance } from 'fastest-levenshtein'

/** The known name nearest to a mistyped one, or undefined when none is near (a third of the letters may differ, rounded up). */
export const nearest = (name: string, known: readonly string[]): string | undefined => {
  const folded = name.toLowerCase()
  let best: string | undefined
  let least = Math.ceil(Math.max(name.length, 3) / 3) + 1
  for (const candidate of known) {
    const steps = distance(folded, candidate.toLowerCase())
    if (steps < least) {
      best = candidate
      least = steps
    }
  }
  return best
}

/** " Did you mean …?" with a leading space, or the empty text when nothing is near. */
export const didYouMean = (name: string, known: readonly string[]): string => {
  const best = nearest(name, known)
  return best === undefined ? '' : ` Did you mean "${best}"?`
}

/** A list of names for a message, cut after twelve. */
export const listed = (names: readonly string[]): string =>
  names.length <= 12 ? names.join(', ') : `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`
