import { densePeople } from '../numeric/people.js'
import type { Undefined } from '../numeric/undefined.js'
import { type MaturityBounds, maturityBounds, UNKNOWN } from './maturity-bounds.js'
import { rankingOf, rankingWithin } from './order.js'

/** Recall when outcomes of later lists are not known yet. */
export interface OpenWindowBounds extends Pick<MaturityBounds, 'known' | 'worst' | 'best'> {
  readonly k: number
  /** Rows whose outcome window has not closed. */
  readonly open: number
}

/**
 * Bounds on recall when later lists are counted too, whose outcome windows have not closed: nothing is assumed about those outcomes
 * (see {@link maturityBounds}). Of such a list only its length is known; it takes floor(k × its rows).
 * @param rows of the lists whose windows have closed; without `list` they are one list
 * @param open rows of each later list
 */
export const openWindowBounds = (
  rows: {
    readonly score: Float64Array
    readonly label: Uint8Array
    readonly person: Int32Array
    readonly list?: Int32Array
  },
  open: readonly number[],
  options: { readonly shares: readonly number[]; readonly minimum: number },
): readonly OpenWindowBounds[] => {
  const n = rows.label.length
  const extra = open.reduce((sum, size) => sum + size, 0)
  const lists = (rows.list ?? new Int32Array(n)).reduce((most, code) => Math.max(most, code), -1) + 1
  const people = rows.person.reduce((most, code) => Math.max(most, code), -1) + 1
  const score = new Float64Array(n + extra)
  const label = new Uint8Array(n + extra).fill(UNKNOWN)
  const person = new Int32Array(n + extra)
  const list = new Int32Array(n + extra)
  score.set(rows.score)
  label.set(rows.label)
  person.set(rows.person)
  if (rows.list !== undefined) list.set(rows.list)
  let at = n
  open.forEach((size, index) => {
    // Any order without ties will do: which of them are listed makes no difference to what is not known of all.
    for (let i = 0; i < size; i += 1, at += 1) {
      score[at] = i
      person[at] = people + (at - n)
      list[at] = lists + index
    }
  })
  const ranking = rankingOf(score)
  const by = { label, people: densePeople(person), lists: rankingWithin(ranking, list) }
  return options.shares.map((k) => {
    const { known, worst, best } = maturityBounds(ranking, by, {
      capacity: { kind: 'share', share: k },
      minimum: options.minimum,
    })
    return { k, open: extra, known, worst, best }
  })
}

/** Distance between the bounds; 0 where there are none. */
export const widest = (bounds: readonly OpenWindowBounds[] | Undefined): number =>
  'kind' in bounds
    ? 0
    : bounds.reduce(
        (most, { worst, best }) =>
          typeof worst === 'number' && typeof best === 'number' ? Math.max(most, best - worst) : most,
        0,
      )
