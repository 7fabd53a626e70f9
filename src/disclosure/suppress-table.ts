/**
 * Which cells of a one-way table must be hidden when its total is known: those under the minimum, and then the smallest
 * others until what is hidden cannot be found by subtraction: never one cell alone, and never fewer than `minimum`
 * people in all hidden cells together. Ties go to the first cell. The cells must cover the total, the unknown included.
 * Protects one table with its total; two tables that cut the same people differently are not compared.
 * @returns for each cell, true when it is hidden
 */
export const suppressTable = (counts: readonly number[], minimum: number): readonly boolean[] => {
  const hidden = counts.map((count) => count < minimum)
  const open = (): number[] => counts.map((_, index) => index).filter((index) => hidden[index] !== true)
  const hiddenCells = (): number => hidden.filter(Boolean).length
  const hiddenPeople = (): number => counts.reduce((sum, count, index) => sum + (hidden[index] === true ? count : 0), 0)
  while (hiddenCells() > 0 && open().length > 0 && (hiddenCells() < 2 || hiddenPeople() < minimum)) {
    const smallest = open().reduce((best, index) =>
      (counts[index] as number) < (counts[best] as number) ? index : best,
    )
    hidden[smallest] = true
  }
  return hidden
}
