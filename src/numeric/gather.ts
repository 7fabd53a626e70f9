/** `values` of some rows, in the order of `rows`. A loop: `Float64Array.from(rows, …)` takes many times as long. */
export const gatherNumbers = (values: Float64Array, rows: Int32Array): Float64Array => {
  const out = new Float64Array(rows.length)
  for (let i = 0; i < out.length; i += 1) out[i] = values[rows[i] as number] as number
  return out
}

/** As {@link gatherNumbers}, of bytes. */
export const gatherBytes = (values: Uint8Array, rows: Int32Array): Uint8Array => {
  const out = new Uint8Array(rows.length)
  for (let i = 0; i < out.length; i += 1) out[i] = values[rows[i] as number] as number
  return out
}

/** As {@link gatherNumbers}, of codes. */
export const gatherCodes = (values: Int32Array, rows: Int32Array): Int32Array => {
  const out = new Int32Array(rows.length)
  for (let i = 0; i < out.length; i += 1) out[i] = values[rows[i] as number] as number
  return out
}
