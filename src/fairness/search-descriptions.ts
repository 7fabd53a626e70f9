import { type PersonRows, rowsByPerson } from './cluster-moments.js'

/** An encoded feature: the level of each row, from 0; −1 for a row without one. */
export interface Feature {
  readonly name: string
  readonly levels: readonly string[]
  readonly codes: Int32Array
}

/** Levels of one or two features that hold together. */
export type Description = readonly { readonly feature: number; readonly level: number }[]

/** Rows with the outcome: how far each was missed, whose they are, and what is known of them. */
export interface Events {
  readonly missed: Float64Array
  /** Person of each row; numbers may have gaps. */
  readonly person: Int32Array
  readonly features: readonly Feature[]
}

interface Scored {
  readonly description: Description
  readonly z: number
}

/** 1 for the rows that a description holds. */
export const describe = (description: Description, features: readonly Feature[]): Int32Array => {
  const rows = features[0]?.codes.length ?? 0
  const holds = new Int32Array(rows).fill(1)
  for (const { feature, level } of description) {
    const { codes } = features[feature]!
    for (let row = 0; row < rows; row += 1) if (codes[row] !== level) holds[row] = 0
  }
  return holds
}

interface Cells {
  readonly n: Float64Array
  readonly people: Float64Array
  readonly sum: Float64Array
  readonly squares: Float64Array
  /** Σ over people of the cell's total times the person's total. */
  readonly cross: Float64Array
  /** People with rows inside and rows outside. */
  readonly both: Float64Array
}

/** Residual totals of every cell by person; each cell is later set against all other rows. */
const tally = (
  rows: PersonRows,
  residual: Float64Array,
  by: { readonly codes: Int32Array; readonly cells: number },
): Cells => {
  const field = (): Float64Array => new Float64Array(by.cells)
  const out: Cells = { n: field(), people: field(), sum: field(), squares: field(), cross: field(), both: field() }
  const own = field()
  const count = field()
  const touched: number[] = []
  for (let p = 0; p < rows.people; p += 1) {
    touched.length = 0
    let total = 0
    const from = rows.start[p] as number
    const to = rows.start[p + 1] as number
    for (let at = from; at < to; at += 1) {
      const row = rows.order[at] as number
      const cell = by.codes[row] as number
      total += residual[row] as number
      if (cell < 0) continue
      if (count[cell] === 0) touched.push(cell)
      own[cell]! += residual[row] as number
      count[cell]! += 1
    }
    for (const cell of touched) {
      const value = own[cell] as number
      out.n[cell]! += count[cell] as number
      out.people[cell]! += 1
      out.sum[cell]! += value
      out.squares[cell]! += value * value
      out.cross[cell]! += value * total
      if ((count[cell] as number) < to - from) out.both[cell]! += 1
      own[cell] = 0
      count[cell] = 0
    }
  }
  return out
}

interface Whole {
  readonly rows: number
  readonly people: number
  /** Σ over people of the square of their residual total. */
  readonly squares: number
}

/** Clustered score statistic of more missed inside a cell than in all other rows; NaN without spread. */
const zOf = (cells: Cells, cell: number, whole: Whole): number => {
  const share = (cells.n[cell] as number) / whole.rows
  const variance =
    (cells.squares[cell] as number) - 2 * share * (cells.cross[cell] as number) + share * share * whole.squares
  return variance > 0
    ? (cells.sum[cell] as number) / Math.sqrt((whole.people / (whole.people - 1)) * variance)
    : Number.NaN
}

/** Every one and every two of the features, by place. */
export const featureSets = (features: readonly Feature[]): readonly (readonly number[])[] => {
  const singles = features.map((_, a) => [a])
  const pairs = features.flatMap((_, a) => features.slice(a + 1).map((__, b) => [a, a + 1 + b]))
  return [...singles, ...pairs]
}

const crossed = (
  features: readonly Feature[],
  chosen: readonly number[],
): { readonly codes: Int32Array; readonly cells: number } => {
  const [first, second] = chosen.map((index) => features[index]!)
  if (second === undefined) return { codes: first!.codes, cells: first!.levels.length }
  const width = second.levels.length
  const codes = first!.codes.map((code, row) => {
    const other = second.codes[row] as number
    return code < 0 || other < 0 ? -1 : code * width + other
  })
  return { codes, cells: first!.levels.length * width }
}

/** The description of a cell: levels of the first feature × levels of the second, row by row. */
export const descriptionAt = (features: readonly Feature[], chosen: readonly number[], cell: number): Description => {
  const [first, second] = chosen as readonly [number, number | undefined]
  if (second === undefined) return [{ feature: first, level: cell }]
  const width = features[second]!.levels.length
  return [
    { feature: first, level: Math.floor(cell / width) },
    { feature: second, level: cell % width },
  ]
}

/**
 * Scores every description of one or two levels by how much more its people are missed than all others (clustered score
 * statistic), and keeps the strongest that point upwards; equal scores keep the shorter and then the first description.
 * Descriptions with fewer than `minimum` people inside or outside are not looked at.
 */
export const searchDescriptions = (
  events: Events,
  options: { readonly minimum: number; readonly keep: number },
): { readonly searched: number; readonly best: readonly Description[] } => {
  const rows = rowsByPerson(events.person)
  const n = events.missed.length
  const mean = events.missed.reduce((sum, value) => sum + value, 0) / n
  const residual = events.missed.map((value) => value - mean)
  const everybody = tally(rows, residual, { codes: new Int32Array(n), cells: 1 })
  const whole: Whole = { rows: n, people: everybody.people[0] as number, squares: everybody.squares[0] as number }
  const scored: Scored[] = []
  let searched = 0
  for (const chosen of featureSets(events.features)) {
    const by = crossed(events.features, chosen)
    const cells = tally(rows, residual, by)
    for (let cell = 0; cell < by.cells; cell += 1) {
      const inside = cells.people[cell] as number
      const outside = whole.people - inside + (cells.both[cell] as number)
      if (inside < options.minimum || outside < options.minimum) continue
      searched += 1
      const z = zOf(cells, cell, whole)
      if (z > 0) scored.push({ description: descriptionAt(events.features, chosen, cell), z })
    }
  }
  return {
    searched,
    best: scored
      .sort((a, b) => b.z - a.z)
      .slice(0, options.keep)
      .map(({ description }) => description),
  }
}
