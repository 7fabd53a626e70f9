import type { People } from '../numeric/people.js'
import type { Ranking } from './order.js'

/** What a step between two points of a curve must hold before it may be shown. */
export interface Disclosure {
  readonly ranking: Ranking
  readonly label: Uint8Array
  readonly people: People
  /** Distinct people with the outcome that every step must hold. */
  readonly minimum: number
}

/**
 * Sizes at which a cumulative count of the outcome may be shown: between any two of them (and 0 and all rows) lie at least
 * `minimum` distinct people with the outcome, so that no smaller group follows by subtraction.
 * @param forced ascending sizes that are shown anyway
 * @param wanted ascending sizes to choose from
 * @returns ascending sizes: `forced` and those of `wanted` that may be shown; the last row always among them
 */
export const disclosableSizes = (
  by: Disclosure,
  forced: readonly number[],
  wanted: readonly number[],
): readonly number[] => {
  const ends = [...new Set([...forced, by.ranking.n])].sort((a, b) => a - b)
  const seen = new Int32Array(by.people.people).fill(-1)
  let stamp = 0
  const kept: number[] = []
  let from = 0
  for (const end of ends) {
    const between: number[] = []
    let start = from
    for (const size of [...wanted.filter((size) => size > from && size < end), end]) {
      stamp += 1
      const count = eventPeople(by, { start, end: size }, { seen, stamp })
      if (count < by.minimum && size === end) between.pop()
      if (count < by.minimum || size === end) continue
      between.push(size)
      start = size
    }
    kept.push(...between, end)
    from = end
  }
  return kept
}

const eventPeople = (
  { ranking, label, people }: Disclosure,
  step: { readonly start: number; readonly end: number },
  mark: { readonly seen: Int32Array; readonly stamp: number },
): number => {
  let count = 0
  for (let i = step.start; i < step.end; i += 1) {
    const row = ranking.order[i] as number
    const who = people.of[row] as number
    if (label[row] === 0 || mark.seen[who] === mark.stamp) continue
    mark.seen[who] = mark.stamp
    count += 1
  }
  return count
}
