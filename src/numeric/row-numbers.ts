/** The numbers 0 … n − 1. A loop: `Int32Array.from` with a function takes fourteen times as long. */
export const rowNumbers = (n: number): Int32Array<ArrayBuffer> => {
  const rows = new Int32Array(n)
  for (let row = 0; row < n; row += 1) rows[row] = row
  return rows
}

/** The rows, of `n`, for which `keep` holds, in order. */
export const rowsWhere = (n: number, keep: (row: number) => boolean): Int32Array => {
  const rows = new Int32Array(n)
  let kept = 0
  for (let row = 0; row < n; row += 1) {
    if (!keep(row)) continue
    rows[kept] = row
    kept += 1
  }
  return rows.slice(0, kept)
}
