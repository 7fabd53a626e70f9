import { cholesky, choleskySolve } from '../numeric/cholesky.js'

/** Columns of a candidate, the other columns of the model, and a value for every column. */
export interface MoveColumns {
  readonly own: readonly number[]
  readonly others: readonly number[]
  readonly vector: Float64Array
}

const at = (matrix: Float64Array, row: number, column: number): number =>
  matrix[row * Math.sqrt(matrix.length) + column] as number

const part = (matrix: Float64Array, rows: readonly number[], columns: readonly number[]): Float64Array =>
  Float64Array.from(rows.flatMap((row) => columns.map((column) => at(matrix, row, column))))

/** Information of the own columns that the others leave: own, less what they share. Null where the others determine each other. */
const left = (information: Float64Array, { own, others }: MoveColumns): Float64Array | null => {
  const factor = cholesky(part(information, others, others), others.length)
  if (factor === null) return null
  const solved = own.map((column) =>
    choleskySolve(
      factor,
      Float64Array.from(others, (other) => at(information, other, column)),
    ),
  )
  return Float64Array.from(
    own.flatMap((a) =>
      own.map(
        (b, j) =>
          at(information, a, b) -
          others.reduce(
            (sum, other, i) => sum + at(information, a, other) * ((solved[j] as Float64Array)[i] as number),
            0,
          ),
      ),
    ),
  )
}

const picked = ({ own, vector }: MoveColumns): Float64Array =>
  Float64Array.from(own, (column) => vector[column] as number)

/** Wald statistic of a candidate in the model: its estimates against the information that the others leave. 0 where there is none. */
export const quadratic = (information: Float64Array, of: MoveColumns): number => {
  const own = left(information, of)
  const values = picked(of)
  if (own === null) return 0
  const size = values.length
  return values.reduce(
    (sum, a, i) => sum + values.reduce((inner, b, j) => inner + a * (own[i * size + j] as number) * b, 0),
    0,
  )
}

/** Rao's score statistic of a candidate outside the model (Rao 1948). 0 where its columns follow from the model. */
export const scoreStatistic = (information: Float64Array, of: MoveColumns): number => {
  const own = left(information, of)
  const values = picked(of)
  const factor = own === null ? null : cholesky(own, values.length)
  if (factor === null) return 0
  const solved = choleskySolve(factor, values)
  return values.reduce((sum, value, j) => sum + value * (solved[j] as number), 0)
}
