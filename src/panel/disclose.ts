/** A step of a countdown: what it took away and how many people that concerns. */
export interface Countdown {
  readonly dropped: number
  readonly people: number
}

/** Countdown as it may be shown: null where the number would single out a few people, also by subtraction. */
export interface Disclosed {
  readonly start: number | null
  readonly steps: readonly { readonly after: number | null; readonly dropped: number | null }[]
}

const runsOf = (steps: readonly Countdown[], minimum: number): readonly (readonly number[])[] => {
  const runs: number[][] = []
  let open: number[] = []
  for (const [index, step] of steps.entries()) {
    open.push(index)
    const people = Math.max(...open.map((place) => steps[place]?.people ?? 0))
    if (people === 0 ? step.dropped === 0 : people >= minimum) {
      runs.push(open)
      open = []
    }
  }
  while (open.length > 0) {
    const before = runs.pop()
    if (before === undefined) return [[-1, ...open]]
    open = [...before, ...open]
    if (open.some((place) => (steps[place]?.people ?? 0) >= minimum)) {
      runs.push(open)
      open = []
    }
  }
  return runs
}

/**
 * Shows a countdown without giving away a step that concerns fewer than `minimum` people: such a step is joined with its
 * neighbours until the whole concerns enough people, and only the count after the last of them is shown. When no joining
 * helps, the start is hidden as well; the end is always shown. A step that drops nobody is shown as 0.
 */
export const discloseCountdown = (start: number, steps: readonly Countdown[], minimum: number): Disclosed => {
  const after: number[] = []
  for (const { dropped } of steps) after.push((after.at(-1) ?? start) - dropped)
  const runs = runsOf(steps, minimum)
  const alone = new Set(runs.filter((run) => run.length === 1).map(([place]) => place))
  const ends = new Set(runs.map((run) => run.at(-1)))
  return {
    start: runs.some(([place]) => place === -1) ? null : start,
    steps: steps.map(({ dropped }, place) => ({
      after: ends.has(place) ? (after[place] ?? null) : null,
      dropped: alone.has(place) ? dropped : null,
    })),
  }
}

/** A count, null when it concerns at least one and fewer than `minimum` people. */
export const discloseCount = (count: number, people: number, minimum: number): number | null =>
  people > 0 && people < minimum ? null : count

/**
 * Cells of which the total may be known: small ones are null, and as many of the next smallest as are needed so that the hidden
 * cells together concern at least `minimum` people and are never alone.
 */
export const discloseCells = (
  cells: readonly { readonly count: number; readonly people: number }[],
  minimum: number,
): readonly (number | null)[] => {
  const hidden = new Set(cells.flatMap(({ people }, place) => (people > 0 && people < minimum ? [place] : [])))
  if (hidden.size === 0) return cells.map(({ count }) => count)
  const rest = cells
    .map((cell, place) => ({ ...cell, place }))
    .filter(({ place, people }) => !hidden.has(place) && people > 0)
    .sort((a, b) => a.people - b.people || a.place - b.place)
  for (const { place } of rest) {
    const people = [...hidden].reduce((sum, index) => sum + (cells[index]?.people ?? 0), 0)
    if (hidden.size > 1 && people >= minimum) break
    hidden.add(place)
  }
  return cells.map(({ count }, place) => (hidden.has(place) ? null : count))
}
