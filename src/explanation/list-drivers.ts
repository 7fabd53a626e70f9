import { suppressTable } from '../disclosure/suppress-table.js'

/** Someone who crossed the cut: their row before and after, and whether they rose above it or fell below. */
export interface Crossing {
  readonly person: number
  readonly before: number
  readonly after: number
  readonly direction: 'rose' | 'fell'
}

/** What an indicator adds to the log-odds of each row. */
export interface Contribution {
  readonly name: string
  readonly values: Float64Array
}

/** Moves of which one indicator did most; `indicator` is null where the own score did not move that way. */
export interface Driver {
  readonly indicator: string | null
  readonly moves: number | null
}

/** Indicator that moved the score most in the direction of the crossing; −1 when none did. Equal ones in the order of the model. */
const mainDriver = ({ before, after, direction }: Crossing, contributions: readonly Contribution[]): number => {
  const sign = direction === 'rose' ? 1 : -1
  let best = -1
  let most = 0
  contributions.forEach(({ values }, index) => {
    const moved = sign * ((values[after] as number) - (values[before] as number))
    if (moved > most) [best, most] = [index, moved]
  })
  return best
}

/**
 * Which indicator moved most those who rose above the cut and those who fell below it. Moves are hidden where fewer people than the
 * minimum stand behind them, with as many of the next smallest as keep those from being found by subtraction.
 */
export const listDrivers = (
  crossings: readonly Crossing[],
  contributions: readonly Contribution[],
  minimum: number,
): { readonly rose: readonly Driver[]; readonly fell: readonly Driver[] } => {
  const side = (direction: Crossing['direction']): readonly Driver[] => {
    const cells = Array.from({ length: contributions.length + 1 }, () => ({ moves: 0, people: new Set<number>() }))
    for (const crossing of crossings) {
      if (crossing.direction !== direction) continue
      const cell = cells[mainDriver(crossing, contributions) + 1] as (typeof cells)[number]
      cell.moves += 1
      cell.people.add(crossing.person)
    }
    const hidden = suppressTable(
      cells.map(({ people }) => people.size),
      minimum,
    )
    return [...cells.keys()]
      .map((index) => (index + 1) % cells.length)
      .map((index) => ({
        indicator: index === 0 ? null : (contributions[index - 1] as Contribution).name,
        moves: hidden[index] === true ? null : (cells[index] as (typeof cells)[number]).moves,
      }))
  }
  return { rose: side('rose'), fell: side('fell') }
}
