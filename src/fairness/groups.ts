import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** Rows of one group by list and outcome. With a listing chance below 1 the counts are expected counts. */
export interface GroupCounts {
  readonly size: number
  /** On the list. */
  readonly pp: number
  readonly pn: number
  readonly tp: number
  readonly fp: number
  readonly fn: number
  readonly tn: number
}

/** Names of the rates of a group, as aequitas names them. */
export const RATES = ['tpr', 'tnr', 'for', 'fdr', 'fpr', 'fnr', 'npv', 'precision', 'ppr', 'pprev', 'prev'] as const
export type Rate = (typeof RATES)[number]

/** Rates of one group; `ppr` is the group's share of the list, `pprev` the share of the group on the list. */
export type GroupRates = Readonly<Record<Rate, number | Undefined>>

/**
 * Counts of each group at the real cut. Rows with code −1 belong to no group.
 * @param chance chance that a row is on the list, 0 to 1 (see `listingChance`); a mask of 0 and 1 is a chance too
 */
export const groupCounts = (
  chance: ArrayLike<number>,
  label: Uint8Array,
  groups: { readonly codes: Int32Array; readonly count: number },
): readonly GroupCounts[] => {
  const [size, events, pp, tp] = Array.from({ length: 4 }, () => new Float64Array(groups.count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  for (let row = 0; row < label.length; row += 1) {
    const group = groups.codes[row] as number
    if (group < 0) continue
    size[group]! += 1
    pp[group]! += chance[row] as number
    if (label[row] === 1) {
      events[group]! += 1
      tp[group]! += chance[row] as number
    }
  }
  return Array.from(size, (n, g) => countsOf(n, events[g] as number, pp[g] as number, tp[g] as number))
}

const countsOf = (size: number, events: number, pp: number, tp: number): GroupCounts => ({
  size,
  pp,
  pn: size - pp,
  tp,
  fp: pp - tp,
  fn: events - tp,
  tn: size - pp - events + tp,
})

const share = (part: number, whole: number, of: string): number | Undefined =>
  whole > 0 ? part / whole : undefinedBecause(`the group has no ${of}`)

/** Rates of one group. A rate without a denominator is undefined, with the reason. */
export const groupRates = (counts: GroupCounts, listed: number): GroupRates => {
  const { size, pp, pn, tp, fp, fn, tn } = counts
  return {
    tpr: share(tp, tp + fn, 'rows with the outcome'),
    fnr: share(fn, tp + fn, 'rows with the outcome'),
    tnr: share(tn, tn + fp, 'rows without the outcome'),
    fpr: share(fp, tn + fp, 'rows without the outcome'),
    precision: share(tp, pp, 'rows on the list'),
    fdr: share(fp, pp, 'rows on the list'),
    npv: share(tn, pn, 'rows off the list'),
    for: share(fn, pn, 'rows off the list'),
    ppr: listed > 0 ? pp / listed : undefinedBecause('the list is empty'),
    pprev: share(pp, size, 'rows'),
    prev: share(tp + fn, size, 'rows'),
  }
}

/** Each rate of a group divided by that of the reference; undefined where either is undefined or the reference is 0. */
export const disparities = (group: GroupRates, reference: GroupRates): GroupRates =>
  Object.fromEntries(RATES.map((rate) => [rate, ratio(group[rate], reference[rate])])) as unknown as GroupRates

const ratio = (value: number | Undefined, reference: number | Undefined): number | Undefined => {
  if (typeof value !== 'number') return value
  if (typeof reference !== 'number') return reference
  return reference === 0 ? undefinedBecause('the reference group has a rate of 0') : value / reference
}
