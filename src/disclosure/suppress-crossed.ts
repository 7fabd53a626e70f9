import { suppressTable } from './suppress-table.js'

/** Cells of a two-way table, row by row: cell (i, j) is at i × columns + j. */
export interface CrossedCounts {
  readonly counts: readonly number[]
  readonly columns: number
}

const lineOf = (size: number, columns: number, line: number): readonly number[] => {
  const rows = size / columns
  return line < rows
    ? Array.from({ length: columns }, (_, j) => line * columns + j)
    : Array.from({ length: rows }, (_, i) => i * columns + (line - rows))
}

/** Hides by line until every row and column obeys the rule of a one-way table with a known total. */
const hideByLine = (hidden: boolean[], { counts, columns }: CrossedCounts, minimum: number): void => {
  const lines = counts.length / columns + columns
  for (let changed = true; changed; ) {
    changed = false
    for (let line = 0; line < lines; line += 1) {
      const cells = lineOf(counts.length, columns, line).filter((cell) => (counts[cell] as number) > 0)
      if (!cells.some((cell) => hidden[cell])) continue
      // A cell that is hidden already counts as under the minimum: its size is then added up, never shown.
      const rule = suppressTable(
        cells.map((cell) => (hidden[cell] ? Math.min(counts[cell] as number, minimum - 1) : (counts[cell] as number))),
        minimum,
      )
      cells.forEach((cell, index) => {
        if (rule[index] !== true || hidden[cell]) return
        hidden[cell] = true
        changed = true
      })
    }
  }
}

/** True when row i and column j are still linked through other hidden cells: the cell is then not fixed by the totals. */
const isLinked = (hidden: readonly boolean[], columns: number, cell: number): boolean => {
  const rows = hidden.length / columns
  const from = Math.floor(cell / columns)
  const to = rows + (cell % columns)
  const seen = new Set([from])
  const queue = [from]
  for (let line = queue.pop(); line !== undefined; line = queue.pop()) {
    for (const other of lineOf(hidden.length, columns, line)) {
      if (other === cell || hidden[other] !== true) continue
      const next = line < rows ? rows + (other % columns) : Math.floor(other / columns)
      if (seen.has(next)) continue
      seen.add(next)
      queue.push(next)
    }
  }
  return seen.has(to)
}

/** The smallest cell still shown that shares a row or a column with `cell`; −1 when there is none. */
const smallestBeside = (hidden: readonly boolean[], { counts, columns }: CrossedCounts, cell: number): number => {
  const beside = [
    ...lineOf(counts.length, columns, Math.floor(cell / columns)),
    ...lineOf(counts.length, columns, counts.length / columns + (cell % columns)),
  ].filter((other) => hidden[other] !== true && (counts[other] as number) > 0)
  return beside.reduce(
    (best, other) => (best < 0 || (counts[other] as number) < (counts[best] as number) ? other : best),
    -1,
  )
}

/**
 * Which cells of a two-way table must be hidden when the totals of its rows and columns are known: those with fewer than
 * `minimum` people, and then the smallest others until no hidden cell follows from the totals: in every row and column the
 * rule of {@link suppressTable}, and no hidden cell is the only link between its row and its column (a bridge of the graph
 * of hidden cells, whose value the totals fix). Empty cells are hidden and protect nobody. Exact disclosure only: how
 * closely a hidden count can be bounded is not looked at.
 * @returns for each cell, true when it is hidden
 */
export const suppressCrossed = (table: CrossedCounts, minimum: number): readonly boolean[] => {
  const hidden = table.counts.map((count) => count < minimum)
  for (let changed = true; changed; ) {
    changed = false
    hideByLine(hidden, table, minimum)
    for (let cell = 0; cell < hidden.length && !changed; cell += 1) {
      if (hidden[cell] !== true || (table.counts[cell] as number) === 0) continue
      if (isLinked(withoutEmpty(hidden, table.counts), table.columns, cell)) continue
      const next = smallestBeside(hidden, table, cell)
      if (next < 0) continue
      hidden[next] = true
      changed = true
    }
  }
  return hidden
}

const withoutEmpty = (hidden: readonly boolean[], counts: readonly number[]): readonly boolean[] =>
  hidden.map((cell, index) => cell && (counts[index] as number) > 0)
