import { random } from '../random.js'

/**
 * A fast stream of uniform numbers in [0, 1) with 32 bits, seeded from a named stream: sfc32 (Chris Doty-Humphrey's PractRand),
 * as the bootstrap uses. For simulations that need a number per row per replicate; everything else takes `random` itself.
 */
export const fastUniform = (seed: number, ...names: readonly (string | number)[]): (() => number) => {
  const words = random(seed, ...names)
  let a = words.below(0x1_0000_0000) | 0
  let b = words.below(0x1_0000_0000) | 0
  let c = words.below(0x1_0000_0000) | 0
  let counter = 1
  const next = (): number => {
    const value = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + value
    c |= 0
    return (value >>> 0) / 0x1_0000_0000
  }
  for (let warm = 0; warm < 12; warm += 1) next()
  return next
}
