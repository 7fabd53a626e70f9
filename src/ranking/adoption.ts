import { canonicalJson, digestOf } from '../digest.js'
import { WorkbenchError } from '../errors.js'
import type { Undefined } from '../numeric/undefined.js'
import type { ModelComparison } from './compare-models.js'

/** When a new model replaces the one in use, written down before the test period is opened. */
export interface AdoptionRule {
  readonly study: string
  /** What is compared, on the same people: recall at share k, within lists or pooled. */
  readonly k: number
  readonly within: 'pooled' | 'lists'
  /**
   * The lower bound of the difference in recall with the model in use must be at least this; 0 asks for better, below 0 for hardly
   * worse. Null: no comparison is asked.
   */
  readonly atLeast: number | null
  /** The same for the difference with each simple rule, at the rule's list size. */
  readonly overRules?: number
  readonly confidence: number
  readonly replicates: number
  readonly seed: number
  /** Why this rule, in words. */
  readonly reason: string
}

/** A rule with the digest that the log and the dossier name. */
export interface FrozenRule {
  readonly rule: AdoptionRule
  /** SHA-256 of the canonical JSON of the rule. */
  readonly digest: string
}

/** One opening of the test period. */
export interface Opening {
  /** 1 for the first. */
  readonly number: number
  readonly rule: string
  /** Digest of the data opened. */
  readonly data: string
  /** Digest of what the model was made with (study, code, seed), where the caller gives it: the same run again is the same opening. */
  readonly inputs?: string
  /** When, as ISO 8601, and by whom (a role, not a name); both given by the caller. */
  readonly at: string
  readonly by: string
  /** Digest of the opening before it; 64 zeros for the first. */
  readonly previous: string
  /** Digest of all of the above. */
  readonly digest: string
}

/** Openings in order; a value that is only ever replaced by a longer one. */
export type OpeningLog = readonly Opening[]

const FIRST = '0'.repeat(64)

/**
 * Freezes a rule: the same rule has the same digest, whatever the order of its fields.
 * @throws WorkbenchError `invalid-rule` when a number is out of range or the reason is empty
 */
export const freezeRule = (rule: AdoptionRule): FrozenRule => {
  const valid =
    rule.k > 0 &&
    rule.k <= 1 &&
    [rule.atLeast ?? 0, rule.overRules ?? 0].every((bound) => Math.abs(bound) <= 1) &&
    (rule.atLeast !== null || rule.overRules !== undefined) &&
    rule.confidence > 0 &&
    rule.confidence < 1 &&
    Number.isInteger(rule.replicates) &&
    rule.replicates > 0 &&
    rule.reason.trim() !== ''
  if (!valid) {
    throw new WorkbenchError('invalid-rule', {
      expected:
        'k in (0, 1], atLeast or overRules in [−1, 1], confidence in (0, 1), replicates of 1 or more, and a reason',
      found: `k ${rule.k}, atLeast ${rule.atLeast}, confidence ${rule.confidence}, replicates ${rule.replicates}`,
    })
  }
  const copy = Object.freeze({ ...rule })
  return Object.freeze({ rule: copy, digest: digestOf(copy) })
}

const broken = (found: string): WorkbenchError =>
  new WorkbenchError('opening-log-broken', {
    expected: 'a log in which every opening names the one before it and its own digest',
    found,
    advice: 'take the log from the version store; an opening is never changed or removed',
    exit: 3,
  })

/**
 * Checks the chain of a log.
 * @throws WorkbenchError `opening-log-broken` (exit 3)
 */
export const verifyOpenings = (log: OpeningLog): void => {
  log.forEach(({ digest, ...opening }, index) => {
    if (opening.number !== index + 1) throw broken(`number ${opening.number} in place ${index + 1}`)
    if (opening.previous !== (log[index - 1]?.digest ?? FIRST))
      throw broken(`opening ${index + 1} does not follow the one before it`)
    if (digestOf(opening) !== digest) throw broken(`opening ${index + 1} was changed`)
  })
}

/**
 * Opens the test period: the log with one more opening. Opening again is allowed and counted; with another rule it is refused,
 * because the rule would have been chosen knowing the result.
 * @throws WorkbenchError `adoption-rule-changed`, `opening-log-broken` (both exit 3)
 */
export const openTestPeriod = (
  frozen: FrozenRule,
  log: OpeningLog,
  opening: { readonly data: string; readonly at: string; readonly by: string },
): OpeningLog => {
  verifyOpenings(log)
  refuseChanged(frozen, log)
  return append(log, { rule: frozen.digest, ...opening })
}

type Opened = Pick<Opening, 'rule' | 'data' | 'inputs' | 'at' | 'by'>

const append = (log: OpeningLog, { rule, data, inputs, at, by }: Opened): OpeningLog => {
  const named = inputs === undefined ? {} : { inputs }
  const next = { number: log.length + 1, rule, data, ...named, at, by, previous: log.at(-1)?.digest ?? FIRST }
  return [...log, { ...next, digest: digestOf(next) }]
}

/** What the log holds in place of the digest of a rule when there was none. */
export const NO_RULE = 'none'

/** An opening among those of the same data. */
export interface OpeningPlace {
  /** 1 for the first opening of these data. */
  readonly number: number
  /** Other rules (no rule among them) under which the same data were opened before. */
  readonly otherRules: number
}

/**
 * Adds an opening under any rule, or none, to a log that many studies share. The same run (data, rule, inputs) again is the same opening
 * and is not added; another rule on the same data is, and shows in the place.
 * @throws WorkbenchError `opening-log-broken` (exit 3)
 */
export const recordOpening = (
  log: OpeningLog,
  opening: Opened,
): { readonly log: OpeningLog; readonly place: OpeningPlace } => {
  verifyOpenings(log)
  const same = ({ data, rule, inputs }: Opened): boolean =>
    data === opening.data && rule === opening.rule && inputs === opening.inputs
  const next = log.some(same) ? log : append(log, opening)
  const ofData = next.filter(({ data }) => data === opening.data)
  const at = ofData.findIndex(same)
  const before = ofData.slice(0, at).filter(({ rule }) => rule !== opening.rule)
  return { log: next, place: { number: at + 1, otherRules: new Set(before.map(({ rule }) => rule)).size } }
}

const refuseChanged = ({ rule, digest }: FrozenRule, log: OpeningLog): void => {
  const first = log[0]?.rule
  if (digestOf(rule) === digest && (first === undefined || first === digest)) return
  throw new WorkbenchError('adoption-rule-changed', {
    expected: `the rule frozen before the test period was first opened${first === undefined ? '' : ` (${first.slice(0, 12)}…)`}`,
    found: `another one (${digestOf(rule).slice(0, 12)}…)`,
    advice: 'use the frozen rule, or keep a new test period that nobody has opened',
    exit: 3,
  })
}

/** What the rule says of a comparison, and how often the test period had been opened by then. */
export interface AdoptionVerdict {
  readonly adopt: boolean
  readonly because: string
  readonly rule: string
  readonly openings: number
}

/**
 * Applies the frozen rule to the comparison of the new model (first) with the one in use (second).
 * A difference that cannot be computed, or without an interval, does not lead to adoption.
 * @throws WorkbenchError `adoption-rule-changed`, `opening-log-broken`, `not-opened` (exit 3), and `comparison-differs` when the
 * comparison was not made as the rule says
 */
export const applyRule = (frozen: FrozenRule, log: OpeningLog, comparison: ModelComparison): AdoptionVerdict => {
  verifyOpenings(log)
  refuseChanged(frozen, log)
  if (log.length === 0) {
    throw new WorkbenchError('not-opened', {
      expected: 'an opening of the test period in the log',
      found: 'none',
      exit: 3,
    })
  }
  const { met, because } = overChampion(frozen.rule, comparison)
  return { adopt: met, because, rule: frozen.digest, openings: log.length }
}

/** One demand of a rule: whether it is met, by which bound, and why not. */
export interface Demand {
  readonly met: boolean
  readonly lower: number | null
  readonly because: string
}

const demand = (
  { estimate, lower }: { readonly estimate: number | Undefined; readonly lower: number | null },
  atLeast: number,
): Demand => {
  if (typeof estimate !== 'number') return { met: false, lower: null, because: estimate.because }
  if (lower === null) return { met: false, lower, because: 'the difference has no interval' }
  const met = lower >= atLeast
  return { met, lower, because: `the lower bound ${lower} is ${met ? 'at least' : 'below'} ${atLeast}` }
}

/**
 * What the rule says of the comparison of the new model (first) with the one in use (second).
 * @throws WorkbenchError `comparison-differs` when the comparison was not made as the rule says
 */
export const overChampion = (rule: AdoptionRule, comparison: ModelComparison): Demand => {
  const recalls = rule.within === 'lists' ? comparison.recallWithinLists : comparison.recall
  const found = recalls.find(({ k }) => k === rule.k)
  const made = canonicalJson([comparison.replicates, comparison.confidence, comparison.seed])
  const asked = canonicalJson([rule.replicates, rule.confidence, rule.seed])
  if (found === undefined || made !== asked) {
    throw new WorkbenchError('comparison-differs', {
      expected: `recall at ${rule.k} (${rule.within}), replicates, confidence and seed ${asked}`,
      found: `recall at ${recalls.map(({ k }) => k).join(', ')}, and ${made}`,
    })
  }
  return demand(found.difference, rule.atLeast ?? 0)
}

/** A simple rule beside the model at the rule's list size; null where it may not be shown. */
export interface RuleLead {
  readonly name: string
  readonly difference: { readonly estimate: number | Undefined; readonly lower: number | null } | null
}

/** What the rule says of the leads over the simple rules: the one that the model beats least decides. */
export const overRules = (rule: AdoptionRule, leads: readonly RuleLead[]): Demand => {
  const atLeast = rule.overRules ?? 0
  const demands = leads.map(({ difference }) =>
    difference === null
      ? { met: false, lower: null, because: 'too few people stand behind the comparison with a rule' }
      : demand(difference, atLeast),
  )
  const [first, ...others] = demands
  if (first === undefined) return { met: false, lower: null, because: 'the study names no simple rule to compare with' }
  return others.reduce((least, one) => {
    if (least.lower === null) return least
    return one.lower === null || one.lower < least.lower ? one : least
  }, first)
}
