import type { Encoder, Level } from '../../data-schemas/encoder.js'
import type { EncodedCandidate } from '../../data-schemas/results/encoding.js'
import type { Candidate } from '../../data-schemas/study.js'
import type { Certificate } from './monotone.js'
import { addTallies, emptyTally, isSufficient, type Minima, sumTallies, type Tally } from './tally.js'
import type { StateCount } from './training-counts.js'

/** A level before it has its code: what it stands for, and its evidence. */
export interface LevelDraft {
  readonly kind: Level['kind']
  readonly label: string
  readonly tally: Tally
  /** Events that the weight of evidence is computed from. */
  readonly events: number
  readonly sufficient: boolean
}

/** What was learned of a candidate, before it is an encoder. */
export interface Draft {
  readonly rule: Encoder['rule']
  readonly bins: readonly LevelDraft[]
  readonly states: readonly StateCount[]
  readonly method: Encoder['method']
  readonly prebins: number
  readonly certificate: Certificate | null
  readonly oneBin: string | null
  /** What holding the order in every period took; null where it was not asked. */
  readonly steady: NonNullable<EncodedCandidate['steady']> | null
  readonly range: readonly [number, number] | null
}

/** Levels for everything that is not a value, and where each state goes. */
export interface StateLevels {
  readonly levels: readonly LevelDraft[]
  readonly missing: number
  readonly notApplicable: number | null
  /** Level of special code j. */
  readonly special: readonly number[]
  readonly unseen: number | null
}

const stateTally = (states: readonly StateCount[], state: number): Tally =>
  sumTallies(states.filter((count) => count.state === state).map((count) => addTallies(count, emptyTally)))

/**
 * Levels that follow the bins: missing (always, so that no value is ever without a level), not applicable where declared or
 * found, one for each special code, and unseen where the study says `neutral`. Each has its own weight of evidence where it is
 * sufficient, and is neutral otherwise; missing, not applicable and special are never thrown together.
 * @param first code of the first of them
 * @param minima what a level must hold (people and events; a share of the rows is not asked of states)
 */
export const stateLevels = (
  draft: Draft,
  candidate: Candidate,
  options: { readonly first: number; readonly minima: Minima },
): StateLevels => {
  const levels: LevelDraft[] = []
  const add = (kind: Level['kind'], label: string, tally: Tally): number => {
    levels.push({ kind, label, tally, events: tally.events, sufficient: isSufficient(tally, options.minima) })
    return options.first + levels.length - 1
  }
  const codes = candidate.codes ?? []
  const missing = add('missing', 'missing', stateTally(draft.states, 1))
  const hasNotApplicable =
    codes.some((code) => code.state === 'not-applicable') || draft.states.some((count) => count.state === 2)
  const notApplicable = hasNotApplicable ? add('not-applicable', 'not applicable', stateTally(draft.states, 2)) : null
  const special = codes
    .filter((code) => code.state === 'special')
    .map((code, j) => add('special', code.label ?? `code ${code.value}`, stateTally(draft.states, 3 + j)))
  const category = candidate.type === 'category'
  const unseen = category && candidate.unseen === 'neutral' ? add('unseen', 'unseen', emptyTally) : null
  return {
    levels,
    missing,
    notApplicable,
    special,
    unseen: category && candidate.unseen === 'missing' ? missing : unseen,
  }
}
