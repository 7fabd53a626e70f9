import { describe, expect, it } from 'vitest'
import { philox } from '../../src/random.js'

// Known answers published with Random123 (Salmon, Moraes, Dror and Shaw, SC'11), file kat_vectors, philox4x32 with 10 rounds.
const vectors: readonly {
  readonly counter: readonly [number, number, number, number]
  readonly key: readonly [number, number]
  readonly answer: readonly number[]
}[] = [
  { counter: [0, 0, 0, 0], key: [0, 0], answer: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    answer: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    answer: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
]

describe('Philox4x32-10', () => {
  it.each(vectors)('gives the published block for counter $counter', ({ counter, key, answer }) => {
    const block = new Uint32Array(4)
    philox(block, counter, key)
    expect([...block]).toEqual(answer)
  })
})
