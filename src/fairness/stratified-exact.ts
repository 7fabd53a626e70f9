import { WorkbenchError } from '../errors.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** One draw without replacement: `drawn` of `n` rows, of which `members` belong to the group. */
export interface Draw {
  readonly n: number
  readonly members: number
  readonly drawn: number
  /** Members among those drawn. */
  readonly seen: number
}

/** Members drawn over all strata together, against draws at random. */
export interface StratifiedExact {
  readonly seen: number
  readonly expected: number
  /** P(at least as many), P(at most as many). */
  readonly upper: number
  readonly lower: number
  /** Sum over all totals no more probable than the one seen. */
  readonly twoSided: number
}

/** Totals with a probability below this are left out; a p-value can come out no smaller than it. */
const FLOOR = 1e-60
const SAME = 1 + 1e-7

interface Masses {
  readonly least: number
  readonly p: Float64Array
}

const check = (draws: readonly Draw[]): void => {
  const fits = draws.every(
    ({ n, members, drawn, seen }) =>
      [n, members, drawn, seen].every((value) => Number.isInteger(value) && value >= 0) &&
      members <= n &&
      drawn <= n &&
      seen <= Math.min(members, drawn) &&
      seen >= drawn + members - n,
  )
  if (fits) return
  throw new WorkbenchError('invalid-counts', {
    expected: 'whole numbers that a draw without replacement can give',
    found: 'counts outside that range',
    where: 'stratifiedExact',
  })
}

const hypergeometric = ({ n, members, drawn }: Draw): Masses => {
  const least = Math.max(0, drawn + members - n)
  const most = Math.min(members, drawn)
  const p = new Float64Array(most - least + 1)
  const mode = Math.min(most, Math.max(least, Math.floor(((drawn + 1) * (members + 1)) / (n + 2))))
  const step = (x: number): number => ((members - x) * (drawn - x)) / ((x + 1) * (n - members - drawn + x + 1))
  p[mode - least] = 1
  for (let x = mode; x < most; x += 1) p[x + 1 - least] = (p[x - least] as number) * step(x)
  for (let x = mode; x > least; x -= 1) p[x - 1 - least] = (p[x - least] as number) / step(x - 1)
  const total = p.reduce((sum, value) => sum + value, 0)
  return { least, p: p.map((value) => value / total) }
}

const trimmed = ({ least, p }: Masses): Masses => {
  let [from, to] = [0, p.length]
  while (from < to - 1 && (p[from] as number) < FLOOR) from += 1
  while (to > from + 1 && (p[to - 1] as number) < FLOOR) to -= 1
  return { least: least + from, p: p.subarray(from, to) }
}

const convolve = (a: Masses, b: Masses): Masses => {
  const p = new Float64Array(a.p.length + b.p.length - 1)
  for (let i = 0; i < a.p.length; i += 1)
    for (let j = 0; j < b.p.length; j += 1) p[i + j]! += (a.p[i] as number) * (b.p[j] as number)
  return trimmed({ least: a.least + b.least, p })
}

const share = (values: Float64Array): number =>
  Math.min(
    1,
    Math.max(
      FLOOR,
      values.sort().reduce((sum, value) => sum + value, 0),
    ),
  )

/**
 * Exact test that the members of a group are drawn as often as chance would draw them, over independent draws together: the sum of
 * independent hypergeometric numbers (the conditional exact test over strata of Cox 1970, at an odds ratio of 1; what R's
 * `mantelhaen.test(exact = TRUE)` computes). Undefined when chance leaves nothing open.
 * @throws WorkbenchError `invalid-counts`
 */
export const stratifiedExact = (draws: readonly Draw[]): StratifiedExact | Undefined => {
  check(draws)
  const open = draws.filter(({ n, members, drawn }) => members > 0 && members < n && drawn > 0 && drawn < n)
  if (open.length === 0) return undefinedBecause('no draw in which chance decides how many members are drawn')
  const { least, p } = open.map(hypergeometric).reduce(convolve)
  const seen = open.reduce((sum, draw) => sum + draw.seen, 0)
  const fixed = draws.filter((draw) => !open.includes(draw)).reduce((sum, draw) => sum + draw.seen, 0)
  const at = seen - least
  const own = p[at] ?? FLOOR
  return {
    seen: seen + fixed,
    expected: fixed + open.reduce((sum, { n, members, drawn }) => sum + (members * drawn) / n, 0),
    upper: share(p.slice(Math.max(0, at))),
    lower: share(p.slice(0, Math.max(0, at + 1))),
    twoSided: share(p.filter((value) => value <= own * SAME)),
  }
}
