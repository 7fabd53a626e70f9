/** Products of numbers in the same place. A loop: `map` takes three times as long. */
export const product = (a: Float64Array, b: Float64Array): Float64Array => {
  const out = new Float64Array(a.length)
  for (let i = 0; i < out.length; i += 1) out[i] = (a[i] as number) * (b[i] as number)
  return out
}
