/** A coded column set as a table of numbers: row i has `table[codes[i]]`. */
export interface Lookup {
  readonly codes: Uint16Array
  readonly table: Float64Array
}

/** Rows `from` … `from + count − 1`. */
export interface Stretch {
  readonly from: number
  readonly count: number
}

/** Rows handled together: few enough that a stretch of numbers and codes stays in the processor's cache. */
export const STRETCH = 2048

/** Calls `each` for consecutive stretches that cover `rows` rows. */
export const stretches = (rows: number, each: (stretch: Stretch) => void): void => {
  for (let from = 0; from < rows; from += STRETCH) each({ from, count: Math.min(STRETCH, rows - from) })
}

/**
 * Adds what each lookup holds for the rows of the stretch to the first `count` numbers of `out`, lookup after lookup.
 * Four or three at a time, with the sums in the same order as one by one: the bits are the same, and the rows are read less often.
 */
export const addLookups = (out: Float64Array, lookups: readonly Lookup[], { from, count }: Stretch): void => {
  let j = 0
  for (; j + 3 < lookups.length; j += 4) {
    const { codes: a, table: ta } = lookups[j] as Lookup
    const { codes: b, table: tb } = lookups[j + 1] as Lookup
    const { codes: c, table: tc } = lookups[j + 2] as Lookup
    const { codes: d, table: td } = lookups[j + 3] as Lookup
    for (let i = 0, row = from; i < count; i += 1, row += 1) {
      out[i] =
        (out[i] as number) +
        (ta[a[row] as number] as number) +
        (tb[b[row] as number] as number) +
        (tc[c[row] as number] as number) +
        (td[d[row] as number] as number)
    }
  }
  if (lookups.length - j === 3) {
    const { codes: a, table: ta } = lookups[j] as Lookup
    const { codes: b, table: tb } = lookups[j + 1] as Lookup
    const { codes: c, table: tc } = lookups[j + 2] as Lookup
    for (let i = 0, row = from; i < count; i += 1, row += 1) {
      out[i] =
        (out[i] as number) +
        (ta[a[row] as number] as number) +
        (tb[b[row] as number] as number) +
        (tc[c[row] as number] as number)
    }
    return
  }
  for (; j < lookups.length; j += 1) {
    const { codes, table } = lookups[j] as Lookup
    for (let i = 0, row = from; i < count; i += 1, row += 1) {
      out[i] = (out[i] as number) + (table[codes[row] as number] as number)
    }
  }
}

/**
 * Adds the first `count` numbers, those of the rows of the stretch, to the table of each lookup at the row's code.
 * Four or three at a time, because tables need not wait for each other; each table is summed in the order of the rows.
 */
export const addToTables = (lookups: readonly Lookup[], numbers: Float64Array, { from, count }: Stretch): void => {
  let j = 0
  for (; j + 3 < lookups.length; j += 4) {
    const { codes: a, table: ta } = lookups[j] as Lookup
    const { codes: b, table: tb } = lookups[j + 1] as Lookup
    const { codes: c, table: tc } = lookups[j + 2] as Lookup
    const { codes: d, table: td } = lookups[j + 3] as Lookup
    for (let i = 0, row = from; i < count; i += 1, row += 1) {
      const number = numbers[i] as number
      ta[a[row] as number]! += number
      tb[b[row] as number]! += number
      tc[c[row] as number]! += number
      td[d[row] as number]! += number
    }
  }
  if (lookups.length - j === 3) {
    const { codes: a, table: ta } = lookups[j] as Lookup
    const { codes: b, table: tb } = lookups[j + 1] as Lookup
    const { codes: c, table: tc } = lookups[j + 2] as Lookup
    for (let i = 0, row = from; i < count; i += 1, row += 1) {
      const number = numbers[i] as number
      ta[a[row] as number]! += number
      tb[b[row] as number]! += number
      tc[c[row] as number]! += number
    }
    return
  }
  for (; j < lookups.length; j += 1) {
    const { codes, table } = lookups[j] as Lookup
    for (let i = 0, row = from; i < count; i += 1, row += 1) table[codes[row] as number]! += numbers[i] as number
  }
}
