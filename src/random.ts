/**
 * Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, SC'11).
 * A stream is addressed, not advanced: the same (key, counter) gives the same numbers on any worker, in any order.
 */

const M0 = 0xd2511f53
const M1 = 0xcd9e8d57
const W0 = 0x9e3779b9
const W1 = 0xbb67ae85

const mulHigh = (a: number, b: number): number => {
  const aHigh = a >>> 16
  const aLow = a & 0xffff
  const bHigh = b >>> 16
  const bLow = b & 0xffff
  const low = aLow * bLow
  const middle1 = aHigh * bLow + (low >>> 16)
  const middle2 = aLow * bHigh + (middle1 & 0xffff)
  return (aHigh * bHigh + Math.floor(middle1 / 0x10000) + Math.floor(middle2 / 0x10000)) >>> 0
}

/**
 * One Philox4x32-10 block, written into `out` (four unsigned 32-bit words).
 * @param out receives the block
 * @param counter four 32-bit words
 * @param key two 32-bit words
 */
export const philox = (
  out: Uint32Array,
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): void => {
  let [c0, c1, c2, c3] = counter
  let [k0, k1] = key
  for (let round = 0; round < 10; round += 1) {
    const high0 = mulHigh(M0, c0 >>> 0)
    const low0 = Math.imul(M0, c0)
    const high1 = mulHigh(M1, c2 >>> 0)
    const low1 = Math.imul(M1, c2)
    c0 = high1 ^ c1 ^ k0
    c1 = low1
    c2 = high0 ^ c3 ^ k1
    c3 = low0
    k0 = (k0 + W0) | 0
    k1 = (k1 + W1) | 0
  }
  out[0] = c0
  out[1] = c1
  out[2] = c2
  out[3] = c3
}

/** A stream of random numbers. Stateful by nature, so it is passed as an argument and never shared. */
export interface Random {
  /** Uniform on the open interval (0, 1), 53 bits. */
  uniform(): number
  /** Uniform integer in [0, bound). */
  below(bound: number): number
  /** A stream of its own, named; the same name gives the same stream. */
  fork(...names: readonly (string | number)[]): Random
}

/** 32-bit FNV-1a hash of a text; names substreams. */
export const hash32 = (text: string, basis = 0x811c9dc5): number => {
  let hash = basis
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  return hash >>> 0
}

/**
 * A named stream of random numbers.
 * @param seed integer in [0, 2³²)
 * @param names name of the substream; different names give independent streams
 */
export const random = (seed: number, ...names: readonly (string | number)[]): Random => {
  const path = names.join('/')
  const key: readonly [number, number] = [seed >>> 0, hash32(path)]
  const lane = hash32(path, 0x01234567)
  const block = new Uint32Array(4)
  let index = 0
  let used = 4
  const word = (): number => {
    if (used === 4) {
      philox(block, [index >>> 0, Math.floor(index / 0x1_0000_0000), lane, 0], key)
      index += 1
      used = 0
    }
    const value = block[used] as number
    used += 1
    return value
  }
  const uniform = (): number => {
    const high = word() >>> 5
    const low = word() >>> 6
    return (high * 67108864 + low + 0.5) / 9007199254740992
  }
  return {
    uniform,
    below: (bound) => Math.floor(uniform() * bound),
    fork: (...more) => random(seed, ...names, ...more),
  }
}
