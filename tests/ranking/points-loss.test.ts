import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../src/random.js'
import { rankingLoss, rankingLosses, type TwoScores } from '../../src/ranking/points-loss.js'
import { codeOf, normal } from '../numeric/designs.js'

const sample = (seed: number, rows: number): TwoScores & { readonly noise: Float64Array } => {
  const source = random(seed, 'loss')
  const before = Float64Array.from({ length: rows }, () => normal(source))
  const label = Uint8Array.from(before, (x) => (source.uniform() < 1 / (1 + Math.exp(2 - 1.5 * x)) ? 1 : 0))
  const noise = Float64Array.from(before, () => normal(source))
  return { before, after: before, label, person: Int32Array.from(before, (_, i) => i >> 1), noise }
}
const options = { k: 0.1, seed: 1, replicates: 100 }

/** Ties by counting all pairs. */
const bruteTies = (before: Float64Array, after: Float64Array) => {
  let created = 0
  let broken = 0
  for (let i = 0; i < before.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      if (after[i] === after[j] && before[i] !== before[j]) created += 1
      if (after[i] !== after[j] && before[i] === before[j]) broken += 1
    }
  }
  return { created, broken }
}

describe('what rounding costs the ranking', () => {
  it('is nothing when order and ties are kept', () => {
    const input = sample(1, 1000)
    const loss = rankingLoss({ ...input, after: input.before.map((x) => 3 * x - 7) }, options)
    expect(loss.size).toBe(100)
    expect(loss.changed).toBe(0)
    expect(loss.ties).toMatchObject({ pairsCreated: 0, pairsBroken: 0 })
    expect(loss.recall.difference).toBe(0)
    expect(loss.recall.interval).toMatchObject({ lower: 0, upper: 0 })
  })

  it('is the same at several shares as at each alone, to the last bit', () => {
    const { noise, ...input } = sample(2, 600)
    const after = input.before.map((x, i) => x + 0.3 * (noise[i] as number))
    for (const lists of [{}, { list: Int32Array.from(input.before, (_, i) => i % 7) }]) {
      const shares = [0.2, 0.05, 0.1]
      const together = rankingLosses({ ...input, ...lists, after }, { shares, seed: 1, replicates: 50 })
      expect(together).toEqual(
        shares.map((k) => rankingLoss({ ...input, ...lists, after }, { k, seed: 1, replicates: 50 })),
      )
    }
  })

  it('counts ties and changes as a count of all pairs and rows does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), {
          minLength: 10,
          maxLength: 60,
        }),
        (rows) => {
          const before = Float64Array.from(rows, ([a]) => a)
          const after = Float64Array.from(rows, ([, b]) => b)
          const label = Uint8Array.from(rows, (_, i) => i % 2)
          const person = Int32Array.from(rows, (_, i) => i)
          const tieKey = Int32Array.from(rows, (_, i) => (i * 7) % rows.length)
          const loss = rankingLoss({ before, after, label, person }, { k: 0.3, seed: 1, replicates: 2, tieKey })
          const brute = bruteTies(before, after)
          expect([loss.ties.pairsCreated, loss.ties.pairsBroken]).toEqual([brute.created, brute.broken])
          const listed = (score: Float64Array): Set<number> =>
            new Set(
              [...rows.keys()]
                .sort(
                  (a, b) =>
                    (score[b] as number) - (score[a] as number) ||
                    (tieKey[a] as number) - (tieKey[b] as number) ||
                    a - b,
                )
                .slice(0, loss.size),
            )
          const [first, second] = [listed(before), listed(after)]
          const out = [...first].filter((row) => !second.has(row)).length
          expect(loss.changedInProduction).toBeCloseTo(out / loss.size, 12)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('grows as the rounding gets coarser', () => {
    const input = sample(2, 4000)
    const at = (step: number) =>
      rankingLoss({ ...input, after: input.before.map((x) => Math.round(x / step)) }, options)
    const [fine, coarse] = [at(0.01), at(1)]
    expect(fine.changed).toBeLessThan(0.02)
    expect(coarse.changed).toBeGreaterThan(0.05)
    expect(coarse.ties.after.distinct).toBeLessThan(12)
    expect(coarse.ties.pairsCreated).toBeGreaterThan(50 * fine.ties.pairsCreated)
    expect(coarse.ties.before.tiedRows).toBe(0)
    expect(coarse.ties.after.tiedAtCut).toBeGreaterThan(0)
  })

  it('replaces everybody when the order is reversed, and gives an interval around a loss of recall', () => {
    const input = sample(3, 2000)
    const reversed = rankingLoss({ ...input, after: input.before.map((x) => -x) }, options)
    expect(reversed.changed).toBe(1)
    expect(reversed.recall.interval.upper).toBeLessThan(0)
    const { lower, upper } = reversed.recall.interval
    expect(reversed.recall.difference).toBeGreaterThan(lower as number)
    expect(reversed.recall.difference).toBeLessThan(upper as number)
  })

  it('holds 0 in the interval of a replacement that is as good, and is the same on every run', () => {
    const input = sample(4, 4000)
    let covered = 0
    for (let seed = 0; seed < 40; seed += 1) {
      const fresh = sample(100 + seed, 1000)
      const one = { ...fresh, before: fresh.before.map((x, i) => x + (fresh.noise[i] as number)) }
      const after = fresh.before.map((x, i) => x - (fresh.noise[i] as number))
      const { lower, upper } = rankingLoss({ ...one, after }, { k: 0.2, seed, replicates: 200 }).recall.interval
      if ((lower as number) <= 0 && (upper as number) >= 0) covered += 1
    }
    expect(covered).toBeGreaterThanOrEqual(34)
    const after = input.before.map((x) => Math.round(4 * x))
    expect(rankingLoss({ ...input, after }, options)).toEqual(rankingLoss({ ...input, after }, options))
  })

  it('cuts within lists when lists are given', () => {
    const input = sample(5, 1000)
    const list = Int32Array.from(input.before, (_, i) => i % 7)
    const after = input.before.map((x, i) => x + 100 * (list[i] as number))
    expect(rankingLoss({ ...input, after, list }, options).changed).toBe(0)
    expect(rankingLoss({ ...input, after }, options).changed).toBeGreaterThan(0.5)
  })

  it('is undefined for an empty list, and refuses what does not fit', () => {
    const input = sample(6, 8)
    const { changed, recall } = rankingLoss(input, options)
    expect(changed).toMatchObject({ kind: 'undefined' })
    expect(recall.difference).toMatchObject({ kind: 'undefined' })
    expect(recall.interval.lower).toBeNull()
    expect(codeOf(() => rankingLoss({ ...input, after: new Float64Array(3) }, options))).toBe('mismatched-length')
  })
})
