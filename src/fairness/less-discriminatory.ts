import { WorkbenchError } from '../errors.js'
import { isDefined } from '../numeric/undefined.js'
import type { AttributeGap, ComparedList, Estimated, ListComparison, Paired } from '../ranking/compare-lists.js'

/** What counts as a gap, and as a recall that is not worse. */
export interface AlternativeOptions {
  readonly attribute: string
  /** Gap in the share of each group that is listed, or in the share of each group's people with the outcome. Default recall: whom an offer of help misses. */
  readonly gap?: 'selection' | 'recall'
  /**
   * Recall that may be lost, 0 to 1. Given: the whole paired interval must lie above −margin (shown not to be worse). Not given: the interval
   * must reach 0 (not shown to be worse), which a small sample allows easily; the reasons say which of the two was asked.
   */
  readonly margin?: number
}

/** A set with a smaller gap than the best one and no worse recall. */
export interface Alternative {
  readonly kind: 'alternative'
  readonly name: string
  readonly attribute: string
  readonly gap: number
  readonly gapOfBest: number
  /** Gap less that of the best set, paired interval. */
  readonly gapDifference: Estimated
  /** Recall less that of the best set, paired interval. */
  readonly recallDifference: Estimated
  /** True when the interval of the difference in gap lies below 0; the smallest of many is small partly by chance. */
  readonly shown: boolean
  /** Sets that were considered, the best one included. */
  readonly considered: number
  readonly reasons: readonly string[]
}

/** No set has a smaller gap without a worse recall. */
export interface NoAlternative {
  readonly kind: 'none'
  readonly attribute: string
  readonly considered: number
  readonly reasons: readonly string[]
}

interface Weighed {
  readonly list: ComparedList
  readonly gap: Paired
  readonly value: number
}

const gapOf = (list: ComparedList, { attribute, gap = 'recall' }: AlternativeOptions): Paired => {
  const found = list.gaps.find((one: AttributeGap) => one.attribute === attribute)
  if (found !== undefined) return found[gap]
  throw new WorkbenchError('unknown-attribute', {
    expected: `one of ${list.gaps.map((one) => `"${one.attribute}"`).join(', ')}`,
    found: `"${attribute}"`,
    where: 'less discriminatory alternative',
  })
}

const notWorse = ({ recall: { difference } }: ComparedList, margin: number | undefined): boolean => {
  if (difference.lower === null || difference.upper === null) return false
  return margin === undefined ? difference.upper >= 0 : difference.lower > -margin
}

const points = (value: number): string => `${(100 * value).toFixed(2)} points`
const between = ({ lower, upper }: Estimated): string =>
  lower === null || upper === null ? 'no interval' : `interval ${points(lower)} to ${points(upper)}`

const ruleOf = (margin: number | undefined): string =>
  margin === undefined
    ? 'asked: that recall is not shown to be worse (the paired interval reaches 0)'
    : `asked: that recall is shown to be at most ${points(margin)} worse (the paired interval lies above that)`

const none = (options: AlternativeOptions, considered: number, because: string): NoAlternative => ({
  kind: 'none',
  attribute: options.attribute,
  considered,
  reasons: [because, ruleOf(options.margin)],
})

const found = (
  best: Weighed,
  choice: Weighed,
  by: { options: AlternativeOptions; considered: number },
): Alternative => {
  const { difference } = choice.gap
  const recallDifference = choice.list.recall.difference
  const shown = difference.upper !== null && difference.upper < 0
  return {
    kind: 'alternative',
    name: choice.list.name,
    attribute: by.options.attribute,
    gap: choice.value,
    gapOfBest: best.value,
    gapDifference: difference,
    recallDifference,
    shown,
    considered: by.considered,
    reasons: [
      `gap ${points(choice.value)} instead of ${points(best.value)} (difference: ${between(difference)})`,
      shown ? 'the smaller gap is shown' : 'the smaller gap may be chance: the interval of the difference reaches 0',
      `recall differs by ${isDefined(recallDifference.estimate) ? points(recallDifference.estimate) : 'an undefined number'} (${between(recallDifference)})`,
      ruleOf(by.options.margin),
    ],
  }
}

/**
 * The less discriminatory alternative: of sets that do the work about as well as the best (the first list of the comparison), the one with the
 * smallest group gap whose recall is not worse beyond the paired interval. "None" is an answer, with its reason.
 * Ties go to the earlier list. Throws `unknown-attribute`.
 */
export const lessDiscriminatoryAlternative = (
  { lists }: Pick<ListComparison, 'lists'>,
  options: AlternativeOptions,
): Alternative | NoAlternative => {
  const weighed = lists.flatMap((list): Weighed[] => {
    const gap = gapOf(list, options)
    return isDefined(gap.estimate) ? [{ list, gap, value: gap.estimate }] : []
  })
  const [best, ...others] = weighed
  if (best === undefined || best.list !== lists[0]) {
    return none(options, lists.length, 'the gap of the best set is undefined: too few people in all groups but one')
  }
  const smaller = others.filter(({ value }) => value < best.value)
  if (smaller.length === 0) return none(options, lists.length, 'no set considered has a smaller gap than the best one')
  const able = smaller.filter(({ list }) => notWorse(list, options.margin))
  const [first, ...rest] = able
  if (first === undefined) {
    return none(options, lists.length, `${smaller.length} sets have a smaller gap, and the recall of each is worse`)
  }
  const choice = rest.reduce((least, one) => (one.value < least.value ? one : least), first)
  return found(best, choice, { options, considered: lists.length })
}
