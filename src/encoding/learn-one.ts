import type { Candidate, Study } from '../../data-schemas/study.js'
import type { Issue } from '../errors.js'
import type { PanelCandidate } from '../panel/table.js'
import type { LearningContext } from './assemble.js'
import { groupedLevels, ownLevels } from './categories.js'
import type { Column } from './column-counts.js'
import { categoryCounts, numericCounts } from './counts.js'
import type { Draft, LevelDraft } from './draft.js'
import { holdOrder } from './hold-order.js'
import { intervalLabels } from './labels.js'
import { type Binning, type BinningConstraints, bestBinning, type Trend } from './monotone.js'
import type { CountPeriods } from './period-counts.js'
import { roundedRange } from './separator.js'
import { isSufficient, type Minima, sumTallies, type Tally } from './tally.js'
import type { Training } from './training.js'
import type { CategoryCounts, NumericCounts } from './training-counts.js'

/** What learning one candidate needs. */
export interface Learning extends LearningContext {
  readonly training: Training
  readonly study: Study
  /** Counts by period, where a candidate's bins must hold their order in each; absent when the panel has no dates. */
  readonly periods?: CountPeriods
}

/** What was learned of a candidate, or why nothing could be. */
export type Learnt =
  | { readonly kind: 'draft'; readonly draft: Draft }
  | { readonly kind: 'issue'; readonly issue: Issue }

const problem = (
  candidate: Candidate,
  rule: string,
  text: {
    readonly expected: string
    readonly found: string
    readonly advice: string
    readonly severity: Issue['severity']
  },
): Learnt => ({ kind: 'issue', issue: { rule, column: candidate.name, ...text } })

/** What every level must hold: the study's minima, and never less than the disclosure threshold. */
export const minimaOf = (study: Study, totals: Tally): Minima => {
  const { minimum } = study.disclosure
  const { minPeople, minEvents, minShare } = study.encoding
  return {
    people: Math.max(minPeople ?? 0, minimum),
    eventPeople: Math.max(minEvents ?? 0, minimum),
    nonEventPeople: minimum,
    rows: Math.ceil(minShare * totals.rows),
  }
}

/**
 * The trend a candidate's bins must have: as the study says; by default the expected sign, and for sign `any` the better of
 * both directions (weight of evidence, linear) or none (levels). Booleans have two levels whatever the sign.
 */
export const trendOf = (candidate: Candidate): Trend | 'auto' => {
  const asked = candidate.bins?.monotone ?? 'expected'
  if (candidate.type === 'boolean') return 'auto'
  if (asked !== 'expected') return asked
  if (candidate.expected === 'any') return candidate.encoding === 'levels' ? 'none' : 'auto'
  return candidate.expected === '+' ? 'increasing' : 'decreasing'
}

const rangeOf = (counts: NumericCounts, candidate: Candidate): readonly [number, number] | null => {
  const seen = counts.prebins.filter((prebin) => prebin.rows > 0)
  const first = seen[0]
  const last = seen.at(-1)
  return first === undefined || last === undefined ? null : roundedRange(first.lowest, last.highest, candidate)
}

const binLevels = (
  counts: NumericCounts,
  cuts: readonly number[],
  options: { readonly candidate: Candidate; readonly minima: Minima },
): { readonly edges: readonly number[]; readonly bins: readonly LevelDraft[] } => {
  const edges = cuts.map((cut) => counts.edges[cut - 1] as number)
  const labels = intervalLabels(edges, options.candidate.type)
  const bounds = [0, ...cuts, counts.prebins.length]
  const bins = labels.map((label, b): LevelDraft => {
    const tally = sumTallies(counts.prebins.slice(bounds[b], bounds[b + 1]))
    return { kind: 'bin', label, tally, events: tally.events, sufficient: isSufficient(tally, options.minima) }
  })
  return { edges, bins }
}

const numericDraft = (
  counts: NumericCounts,
  candidate: Candidate,
  learnt: {
    readonly cuts: readonly number[]
    readonly minima: Minima
    readonly binning: Binning | null
    readonly steady?: Draft['steady']
  },
): Draft => {
  const { edges, bins } = binLevels(counts, learnt.cuts, { candidate, minima: learnt.minima })
  return {
    rule: { kind: 'intervals', edges: [...edges] },
    bins,
    states: counts.states,
    method: learnt.binning === null ? 'manual' : 'optimal',
    prebins: counts.prebins.length,
    certificate: learnt.binning?.certificate ?? null,
    oneBin: learnt.binning?.because ?? null,
    steady: learnt.steady ?? null,
    range: rangeOf(counts, candidate),
  }
}

const manualDraft = (counts: NumericCounts, candidate: Candidate, minima: Minima): Learnt => {
  const draft = numericDraft(counts, candidate, { cuts: counts.edges.map((_, i) => i + 1), minima, binning: null })
  const short = draft.bins.filter((bin) => !bin.sufficient).map((bin) => bin.label)
  if (short.length === 0) return { kind: 'draft', draft }
  return problem(candidate, 'manual-bin-too-small', {
    expected: `in every bin at least ${minima.people} people, ${minima.eventPeople} with the outcome and ${minima.nonEventPeople} without`,
    found: `fewer in ${short.join('; ')}`,
    advice: 'remove the edge that makes the bin, or leave `bins.edges` out and let the search find the bins',
    severity: 'refuse',
  })
}

const steadyDraft = async (
  learning: Learning,
  panelCandidate: PanelCandidate,
  { counts, constraints }: { readonly counts: NumericCounts; readonly constraints: BinningConstraints },
): Promise<Learnt> => {
  const { candidate } = panelCandidate
  const trend = trendOf(candidate)
  const by = candidate.bins?.steady ?? 'quarter'
  if (learning.periods === undefined || trend === 'none') {
    return problem(candidate, 'steady-bins-impossible', {
      expected: 'rows with a date, and bins whose risk must rise or fall',
      found: learning.periods === undefined ? 'no dates in the panel' : 'bins that need no order',
      advice: 'name the date in `key.time` and leave `bins.monotone` at a direction, or leave `bins.steady` out',
      severity: 'refuse',
    })
  }
  const periods = await learning.periods(panelCandidate, counts.edges)
  const periodMinima = { ...learning.minima, rows: 0 }
  const { binning, steady } = holdOrder(counts.prebins, trend, { ...constraints, by, periods, periodMinima })
  const learnt = { cuts: binning.cuts, minima: constraints.minima, binning, steady }
  return { kind: 'draft', draft: numericDraft(counts, candidate, learnt) }
}

const isIncreasing = (edges: readonly number[]): boolean =>
  edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > (edges[i - 1] as number)))

const learnNumber = async (
  learning: Learning,
  panelCandidate: PanelCandidate,
  column: Column | undefined,
): Promise<Learnt> => {
  const { candidate } = panelCandidate
  const { study, training, totals } = learning
  const manual = candidate.bins?.edges
  if (manual !== undefined && !isIncreasing(manual)) {
    return problem(candidate, 'manual-edges-not-increasing', {
      expected: 'cut points that increase strictly',
      found: 'cut points that do not',
      advice: 'put `bins.edges` in order and remove repeats',
      severity: 'refuse',
    })
  }
  const counts = await numericCounts(training, panelCandidate, {
    prebins: study.encoding.prebins,
    ...(manual === undefined ? {} : { edges: manual }),
    ...(column === undefined ? {} : { column }),
  })
  const people = { ...learning.minima, rows: 0 }
  if (candidate.encoding === 'linear' && counts.states.length > 0) {
    return problem(candidate, 'linear-with-missing', {
      expected: 'a value in every training row, because the value enters the model as it is',
      found: 'rows without a value',
      advice: 'use the encoding `woe` or `levels`, in which missing has a level of its own',
      severity: 'warn',
    })
  }
  if (manual !== undefined) return manualDraft(counts, candidate, people)
  const minima = candidate.type === 'boolean' ? people : learning.minima
  const constraints = {
    maxBins: candidate.bins?.max ?? study.encoding.maxBins,
    minima,
    total: { events: totals.events, nonEvents: totals.rows - totals.events },
  }
  if (candidate.bins?.steady !== undefined) return steadyDraft(learning, panelCandidate, { counts, constraints })
  const binning = bestBinning(counts.prebins, trendOf(candidate), constraints)
  return { kind: 'draft', draft: numericDraft(counts, candidate, { cuts: binning.cuts, minima, binning }) }
}

const tooManyCategories = (candidate: Candidate, minimum: number): Learnt =>
  problem(candidate, 'identifier-like-category', {
    expected: `categories that hold ${minimum} people or more on average`,
    found: 'so many categories that most describe a few people only',
    advice: 'this looks like an identifier or a free text; group it before use, or leave it out',
    severity: 'warn',
  })

const learnCategory = async (
  learning: Learning,
  panelCandidate: PanelCandidate,
  known: CategoryCounts | undefined,
): Promise<Learnt> => {
  const { candidate } = panelCandidate
  const { study, training, totals } = learning
  if (candidate.encoding === 'linear') {
    return problem(candidate, 'linear-category', {
      expected: 'a number for the encoding `linear`',
      found: 'a category',
      advice: 'use the encoding `woe` or `levels`',
      severity: 'refuse',
    })
  }
  const counts = known ?? (await categoryCounts(training, panelCandidate))
  const present = counts?.categories ?? []
  const people = sumTallies(present).people
  if (counts === null || (present.length > 20 && people < present.length * learning.minimum)) {
    return tooManyCategories(candidate, learning.minimum)
  }
  const maxGroups = candidate.bins?.max ?? study.encoding.maxBins
  const minima = { ...learning.minima, rows: 0 }
  const shrinkage = candidate.shrinkage ?? study.encoding.shrinkage
  const { groups, certificate, because } =
    present.length <= maxGroups
      ? ownLevels(present, minima)
      : groupedLevels(present, { maxGroups, minima, totals, shrinkage })
  return {
    kind: 'draft',
    draft: {
      rule: { kind: 'groups', groups: groups.map((group) => [...group.categories]) },
      bins: groups.map(({ label, tally, events, sufficient }) => ({ kind: 'bin', label, tally, events, sufficient })),
      states: counts.states,
      method: 'categories',
      prebins: present.length,
      certificate,
      oneBin: because,
      steady: null,
      range: null,
    },
  }
}

/**
 * Learns one candidate from the training side.
 * @param read where they were read already: its rows, or the counts of its categories
 */
export const learnOne = (
  learning: Learning,
  candidate: PanelCandidate,
  read?: Column | CategoryCounts,
): Promise<Learnt> => {
  const counts = read !== undefined && 'categories' in read ? read : undefined
  const column = read !== undefined && 'marks' in read ? read : undefined
  return candidate.candidate.type === 'category'
    ? learnCategory(learning, candidate, counts)
    : learnNumber(learning, candidate, column)
}
