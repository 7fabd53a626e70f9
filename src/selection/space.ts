import { type Issue, RefusedError } from '../errors.js'
import { type Block, width } from '../numeric/design.js'

/** What is searched: which candidates may be in a set, which must be, and how large a set is. */
export interface Space {
  /** Candidates that may be in a set, in the order of the design. */
  readonly names: readonly string[]
  /** Columns of each candidate. */
  readonly widths: readonly number[]
  /** Indices of the candidates that are in every set. */
  readonly keep: readonly number[]
  readonly size: number
  /** Sets of that size: binomial(free, size − kept). */
  readonly subsets: number
}

/** Constraints on a set, by candidate name. */
export interface Constraints {
  readonly size: number
  readonly keep: readonly string[]
  readonly never: readonly string[]
}

/** Binomial coefficient; 0 when k is outside 0 … n. Exact up to 2⁵³. */
export const choose = (n: number, k: number): number => {
  if (k < 0 || k > n) return 0
  let result = 1
  for (let i = 1; i <= Math.min(k, n - k); i += 1) result = Math.round((result * (n - Math.min(k, n - k) + i)) / i)
  return result
}

const issue = (rule: string, expected: string, found: string, advice: string): Issue => ({
  rule,
  expected,
  found,
  advice,
  severity: 'refuse',
})

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')

const namingIssues = (known: ReadonlySet<string>, { keep, never }: Constraints): readonly Issue[] => {
  const both = keep.filter((name) => never.includes(name))
  const unknown = [...new Set([...keep, ...never])].filter((name) => !known.has(name))
  return [
    ...(unknown.length === 0
      ? []
      : [
          issue(
            'unknown-candidate',
            'names in "keep" and "never" of candidates that reached the selection',
            quoted(unknown),
            'look whether screening dropped the candidate, or correct the name',
          ),
        ]),
    ...(both.length === 0
      ? []
      : [
          issue(
            'kept-and-never',
            'no candidate in both "keep" and "never"',
            quoted(both),
            'take it off one of the lists',
          ),
        ]),
  ]
}

const sizeIssues = (available: number, { size, keep }: Constraints): readonly Issue[] => [
  ...(Number.isInteger(size) && size >= 1
    ? []
    : [issue('invalid-size', 'a size of 1 or more', `${size}`, 'set "selection.size" in the study')]),
  ...(size > available
    ? [
        issue(
          'too-few-candidates',
          `at least ${size} candidates to choose ${size} from`,
          `${available}`,
          'lower "selection.size", or answer the screening findings that dropped candidates',
        ),
      ]
    : []),
  ...(new Set(keep).size > size
    ? [
        issue(
          'too-many-kept',
          `at most ${size} candidates in "keep" for a set of ${size}`,
          `${new Set(keep).size}`,
          'take candidates off "keep", or raise "selection.size"',
        ),
      ]
    : []),
]

/** The space of a search; throws `infeasible-selection` (exit 2) with every reason why no set meets the constraints. */
export const searchSpace = (blocks: readonly Block[], constraints: Constraints): Space => {
  const known = new Set(blocks.map((block) => block.name))
  const open = blocks.filter((block) => !constraints.never.includes(block.name))
  const issues = [...namingIssues(known, constraints), ...sizeIssues(open.length, constraints)]
  if (issues.length > 0) throw new RefusedError('infeasible-selection', issues, 'selection')
  const names = open.map((block) => block.name)
  const keep = names.flatMap((name, index) => (constraints.keep.includes(name) ? [index] : []))
  return {
    names,
    widths: open.map(width),
    keep,
    size: constraints.size,
    subsets: choose(names.length - keep.length, constraints.size - keep.length),
  }
}
