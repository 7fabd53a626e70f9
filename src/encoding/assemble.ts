import type { Encoder, Level } from '../../data-schemas/encoder.js'
import type { EncodedCandidate } from '../../data-schemas/results/encoding.js'
import type { Candidate } from '../../data-schemas/study.js'
import { isDefined } from '../numeric/undefined.js'
import { type Draft, type LevelDraft, type StateLevels, stateLevels } from './draft.js'
import { type Evidence, informationOf, informationValue, weightOfEvidence } from './evidence.js'
import { shownCounts } from './suppress.js'
import type { Minima, Tally } from './tally.js'

/** What all candidates share. */
export interface LearningContext {
  readonly totals: Tally
  readonly minima: Minima
  /** Disclosure threshold, in people. */
  readonly minimum: number
  /** Only where rows weigh: weighted counts of the levels of each candidate, by its name, and of all rows. */
  readonly weighted?: WeightedEvidence
}

/** Weighted counts of levels, in the order of their codes. */
export interface WeightedEvidence {
  readonly total: Evidence
  readonly levels: ReadonlyMap<string, readonly Evidence[]>
}

/** A learned encoder and its line in the result. */
export interface Assembled {
  readonly encoder: Encoder
  readonly report: EncodedCandidate
}

const countedEvidence = (level: LevelDraft): Evidence => ({
  events: level.events,
  nonEvents: level.tally.rows - level.events,
})

const logOdds = ({ events, nonEvents }: Evidence): number => Math.log(events / nonEvents)

/**
 * Weighted evidence of a level; where its counts were shrunk, the weighted ones are moved by the same log-odds, on the same rows.
 */
const weightedEvidence = (level: LevelDraft, found: Evidence): Evidence => {
  if (level.events === level.tally.events) return found
  const raw: Evidence = { events: level.tally.events, nonEvents: level.tally.rows - level.tally.events }
  const odds = Math.exp(logOdds(found) + logOdds(countedEvidence(level)) - logOdds(raw))
  const rows = found.events + found.nonEvents
  const events = Number.isFinite(odds) ? (rows * odds) / (1 + odds) : found.events
  return { events, nonEvents: rows - events }
}

const evidenceOfAll = (
  drafts: readonly LevelDraft[],
  name: string,
  { weighted }: LearningContext,
): readonly Evidence[] => {
  const found = weighted?.levels.get(name)
  return drafts.map((level, code) => {
    const own = found?.[code]
    return own === undefined ? countedEvidence(level) : weightedEvidence(level, own)
  })
}

/** A level with its evidence. */
interface Weighed {
  readonly draft: LevelDraft
  readonly evidence: Evidence
}

const woeOf = ({ draft, evidence }: Weighed, total: Evidence): number => {
  const woe = draft.sufficient ? weightOfEvidence(evidence, total) : 0
  return isDefined(woe) ? woe : 0
}

const unique = (labels: readonly string[]): readonly string[] =>
  labels.map((label, i) => {
    const earlier = labels.slice(0, i).filter((other) => other === label).length
    return earlier === 0 ? label : `${label} (${earlier + 1})`
  })

interface ModelColumns {
  readonly columns: readonly string[]
  readonly values: readonly (readonly number[])[]
}

/**
 * Indicator columns against the level with the most rows (the first of equals), whose values are all 0. An insufficient level
 * has no column: it gets the training share of each column, so that its contribution is the average one (neutral).
 */
const indicatorColumns = (name: string, levels: readonly LevelDraft[], labels: readonly string[]): ModelColumns => {
  const sufficient = levels.flatMap((level, code) => (level.sufficient ? [code] : []))
  const rowsOf = (code: number): number => levels[code]?.tally.rows ?? 0
  const reference = sufficient.reduce((best, code) => (rowsOf(code) > rowsOf(best) ? code : best), sufficient[0] ?? 0)
  const own = sufficient.filter((code) => code !== reference)
  if (own.length === 0) return { columns: [name], values: levels.map(() => [0]) }
  const total = sufficient.reduce((sum, code) => sum + rowsOf(code), 0)
  const average = own.map((code) => rowsOf(code) / total)
  return {
    columns: own.map((code) => `${name}[${labels[code]}]`),
    values: levels.map((level, code) => (level.sufficient ? own.map((other) => (other === code ? 1 : 0)) : average)),
  }
}

const directionOf = (woes: readonly number[], rule: Encoder['rule']): Encoder['direction'] => {
  if (rule.kind === 'groups' || woes.length < 2) return 'none'
  const steps = woes.slice(1).map((woe, i) => woe - (woes[i] as number))
  if (steps.every((step) => step > 0)) return 'increasing'
  return steps.every((step) => step < 0) ? 'decreasing' : 'none'
}

const codesOf = (candidate: Candidate, states: StateLevels): Encoder['codes'] => {
  let special = -1
  return (candidate.codes ?? []).map(({ value, state }) => {
    if (state === 'special') special += 1
    const place =
      state === 'missing' ? states.missing : state === 'not-applicable' ? states.notApplicable : states.special[special]
    return { value, level: place ?? states.missing }
  })
}

const reportLevels = (
  levels: readonly Level[],
  weighed: readonly Weighed[],
  total: Evidence,
): EncodedCandidate['levels'] =>
  levels.map(({ values: _, ...level }, code) => {
    const { draft, evidence } = weighed[code] as Weighed
    const information = draft.sufficient && level.events !== null ? informationOf(evidence, total) : null
    return {
      ...level,
      rate: level.rows === null || level.events === null ? null : level.events / level.rows,
      information: information !== null && isDefined(information) ? information : null,
      sufficient: draft.sufficient,
    }
  })

const policyOf = (candidate: Candidate, missing: LevelDraft): EncodedCandidate['policy'] => {
  const category = candidate.type === 'category'
  const linear = candidate.encoding === 'linear'
  return {
    missing: linear ? 'refuse' : missing.sufficient ? 'own-weight' : 'neutral',
    unseen: category ? candidate.unseen : 'does-not-apply',
    outOfRange: category ? 'does-not-apply' : linear ? 'as-it-is' : 'outer-bin',
  }
}

/**
 * Turns what was learned of a candidate into its encoder and its line in the result: codes in order (bins, missing, not
 * applicable, special, unseen), weights of evidence against all training rows, model columns, counts that may be shown. Where rows weigh,
 * weights of evidence and information are of weighted counts; the counts that are shown and the minima are of rows and people.
 */
export const assemble = (draft: Draft, candidate: Candidate, context: LearningContext): Assembled => {
  const total = context.weighted?.total ?? {
    events: context.totals.events,
    nonEvents: context.totals.rows - context.totals.events,
  }
  const states = stateLevels(draft, candidate, {
    first: draft.bins.length,
    minima: { ...context.minima, rows: 0 },
  })
  const drafts = [...draft.bins, ...states.levels]
  const labels = unique(drafts.map((level) => level.label))
  const evidence = evidenceOfAll(drafts, candidate.name, context)
  const weighed = drafts.map((level, code): Weighed => ({ draft: level, evidence: evidence[code] as Evidence }))
  const woes = weighed.map((level) => woeOf(level, total))
  const { columns, values } =
    candidate.encoding === 'levels'
      ? indicatorColumns(candidate.name, drafts, labels)
      : { columns: [candidate.name], values: woes.map((woe) => [woe]) }
  const shown = shownCounts(
    drafts.map((level) => level.tally),
    context.minimum,
  )
  const levels = drafts.map(
    (level, code): Level => ({
      code,
      kind: level.kind,
      label: labels[code] as string,
      ...(shown[code] as { rows: number | null; people: number | null; events: number | null }),
      woe: woes[code] as number,
      values: [...(values[code] as readonly number[])],
    }),
  )
  const linear = candidate.encoding === 'linear'
  const direction = directionOf(woes.slice(0, draft.bins.length), draft.rule)
  const shared = { name: candidate.name, type: candidate.type, encoding: candidate.encoding, direction }
  return {
    encoder: {
      ...shared,
      rule: linear ? { kind: 'linear' } : draft.rule,
      columns: [...columns],
      levels: linear ? [] : levels,
      codes: linear ? [] : codesOf(candidate, states),
      missingLevel: linear ? null : states.missing,
      notApplicableLevel: linear ? null : states.notApplicable,
      unseenLevel: states.unseen,
      range: draft.range === null ? null : [...draft.range],
      method: linear ? 'linear' : draft.method,
    },
    report: {
      ...shared,
      method: linear ? 'linear' : draft.method,
      manualReason: draft.method === 'manual' ? (candidate.bins?.reason ?? null) : null,
      informationValue: informationValue(
        weighed.filter((level) => level.draft.sufficient).map((level) => level.evidence),
        total,
      ),
      monotone: draft.rule.kind === 'groups' || draft.bins.length < 2 ? null : direction !== 'none',
      edges: draft.rule.kind === 'intervals' ? [...draft.rule.edges] : null,
      levels: reportLevels(levels, weighed, total),
      prebins: draft.prebins,
      certificate: draft.certificate,
      ...(draft.steady === null ? {} : { steady: draft.steady }),
      oneBin: draft.oneBin,
      insufficient: drafts.flatMap((level, code) => (level.sufficient ? [] : [labels[code] as string])),
      policy: policyOf(candidate, states.levels[0] as LevelDraft),
    },
  }
}
