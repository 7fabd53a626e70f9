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
}

/** A learned encoder and its line in the result. */
export interface Assembled {
  readonly encoder: Encoder
  readonly report: EncodedCandidate
}

const evidenceOf = (level: LevelDraft): Evidence => ({
  events: level.events,
  nonEvents: level.tally.rows - level.events,
})

const woeOf = (level: LevelDraft, total: Evidence): number => {
  const woe = level.sufficient ? weightOfEvidence(evidenceOf(level), total) : 0
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

const directionOf = (bins: readonly LevelDraft[], total: Evidence, rule: Encoder['rule']): Encoder['direction'] => {
  const woes = bins.map((bin) => woeOf(bin, total))
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
  drafts: readonly LevelDraft[],
  total: Evidence,
): EncodedCandidate['levels'] =>
  levels.map(({ values: _, ...level }, code) => {
    const draft = drafts[code] as LevelDraft
    const information = draft.sufficient && level.events !== null ? informationOf(evidenceOf(draft), total) : null
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
 * applicable, special, unseen), weights of evidence against all training rows, model columns, counts that may be shown.
 */
export const assemble = (draft: Draft, candidate: Candidate, context: LearningContext): Assembled => {
  const total: Evidence = { events: context.totals.events, nonEvents: context.totals.rows - context.totals.events }
  const states = stateLevels(draft, candidate, {
    first: draft.bins.length,
    minima: { ...context.minima, rows: 0 },
  })
  const drafts = [...draft.bins, ...states.levels]
  const labels = unique(drafts.map((level) => level.label))
  const woes = drafts.map((level) => woeOf(level, total))
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
  const direction = directionOf(draft.bins, total, draft.rule)
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
      informationValue: informationValue(drafts.filter((level) => level.sufficient).map(evidenceOf), total),
      monotone: draft.rule.kind === 'groups' || draft.bins.length < 2 ? null : direction !== 'none',
      edges: draft.rule.kind === 'intervals' ? [...draft.rule.edges] : null,
      levels: reportLevels(levels, drafts, total),
      prebins: draft.prebins,
      certificate: draft.certificate,
      ...(draft.steady === null ? {} : { steady: draft.steady }),
      oneBin: draft.oneBin,
      insufficient: drafts.flatMap((level, code) => (level.sufficient ? [] : [labels[code] as string])),
      policy: policyOf(candidate, states.levels[0] as LevelDraft),
    },
  }
}
