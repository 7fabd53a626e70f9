import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TOGETHER } from '../../src/numeric/clustered-bootstrap.js'
import { densePeople } from '../../src/numeric/people.js'
import { listSize } from '../../src/ranking/capacity.js'
import { listChangesOf, listRows } from '../../src/ranking/list-rows.js'
import { listedEntriesOf, withoutEmpty } from '../../src/ranking/listed-entries.js'
import { rankingOf, rankingWithin } from '../../src/ranking/order.js'
import { listWalker } from '../../src/ranking/walk-lists.js'

const SHARES = [0.1, 0.3, 1]

interface Row {
  readonly score: number
  readonly label: number
  readonly person: number
  readonly list: number
}

const rows = fc.array(
  fc.record({
    score: fc.integer({ min: 0, max: 4 }),
    label: fc.integer({ min: 0, max: 1 }),
    person: fc.integer({ min: 0, max: 5 }),
    list: fc.integer({ min: 0, max: 4 }),
  }),
  { minLength: 1, maxLength: 60 },
)

/** Every row as often as its person was drawn: size and expected events of one list, by the definition. */
const byHand = (repeated: readonly Row[], share: number): readonly [size: number, caught: number] => {
  const size = listSize({ kind: 'share', share }, repeated.length)
  let [open, caught] = [size, 0]
  for (const score of [...new Set(repeated.map((row) => row.score))].sort((a, b) => b - a)) {
    const tied = repeated.filter((row) => row.score === score)
    const taken = Math.min(open, tied.length)
    caught += (taken * tied.filter(({ label }) => label === 1).length) / tied.length
    open -= taken
  }
  return [size, caught]
}

describe('lists of resampled people', () => {
  it('have the rows, sizes and expected events of rows that are really repeated', () => {
    fc.assert(
      fc.property(
        rows,
        fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 }), {
          minLength: TOGETHER,
          maxLength: TOGETHER,
        }),
        (all, drawn) => {
          const people = densePeople(Int32Array.from(all, ({ person }) => person))
          const label = Uint8Array.from(all, (row) => row.label)
          const ranking = rankingOf(Float64Array.from(all, ({ score }) => score))
          const lists = withoutEmpty(
            rankingWithin(
              ranking,
              Int32Array.from(all, ({ list }) => list),
            ),
          )
          const packed = new Uint32Array(people.people)
          drawn.forEach((weights, lane) => {
            for (let who = 0; who < packed.length; who += 1) packed[who]! += (weights[who] as number) << (8 * lane)
          })
          const counts = listRows(listChangesOf(lists, people))(packed)
          const walked = listWalker(listedEntriesOf(ranking, lists, { label, people, shares: SHARES }))(packed, counts)
          const codes = [...new Set(all.map(({ list }) => list))].sort((a, b) => a - b)
          drawn.forEach((weights, lane) => {
            const repeated = codes.map((code) =>
              all.flatMap((row, i) =>
                row.list === code ? Array.from({ length: weights[people.of[i] as number] as number }, () => row) : [],
              ),
            )
            expect(codes.map((_, list) => counts[list * TOGETHER + lane])).toEqual(repeated.map(({ length }) => length))
            SHARES.forEach((share, k) => {
              const own = repeated.map((list) => byHand(list, share))
              const at = lane * SHARES.length + k
              expect(walked.size[at]).toBe(own.reduce((sum, [size]) => sum + size, 0))
              expect(walked.caught[at]).toBeCloseTo(
                own.reduce((sum, [, caught]) => sum + caught, 0),
                9,
              )
            })
          })
        },
      ),
    )
  })
})
