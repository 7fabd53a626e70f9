import { inLanguage } from '../../data-schemas/bilingual.js'
import type { Finding, ScreenedCandidate } from '../../data-schemas/results/screening.js'
import type { Study } from '../../data-schemas/study.js'

/** A named line in the study that answers a finding, or drops a candidate. */
export type Override = Study['screening']['overrides'][number]

const signed = ({ author, date, reason }: Override): string => `${author}, ${date}: ${inLanguage(reason, 'en')}`

const answers = (override: Override, { lens, answerable, effect }: Finding): boolean =>
  override.decision === 'keep' && answerable && effect !== 'note' && (override.lens === 'all' || override.lens === lens)

/** The finding with the first override that answers it, if any does. */
export const answer = (finding: Finding, overrides: readonly Override[]): Finding => {
  const found = overrides.find((override) => answers(override, finding))
  return found === undefined ? finding : { ...finding, answeredBy: signed(found) }
}

/** True for a finding that keeps a candidate out. */
export const isOpen = ({ effect, answeredBy }: Finding): boolean => effect !== 'note' && answeredBy === null

/** Findings that are a person's own decision to drop. */
export const declaredDrops = (overrides: readonly Override[]): readonly Finding[] =>
  overrides
    .filter(({ decision }) => decision === 'drop')
    .map((override) => ({
      lens: override.lens === 'all' ? 'validity' : override.lens,
      rule: 'declared-drop',
      effect: 'drop',
      text: `dropped by decision. ${signed(override)}`,
      value: null,
      threshold: null,
      answerable: false,
      answeredBy: null,
    }))

/** keep: nothing open; drop: an open finding that drops; justify: only findings that a reason would answer. */
export const decide = (findings: readonly Finding[]): Pick<ScreenedCandidate, 'decision' | 'reason'> => {
  const open = findings.filter(isOpen)
  const decision = open.length === 0 ? 'keep' : open.some(({ effect }) => effect === 'drop') ? 'drop' : 'justify'
  if (open.length > 0) return { decision, reason: open.map(({ text }) => text).join('; ') }
  const answered = findings.filter(({ answeredBy }) => answeredBy !== null)
  return {
    decision,
    reason:
      answered.length === 0
        ? 'no finding keeps it out'
        : `every finding is answered: ${[...new Set(answered.map(({ answeredBy }) => answeredBy))].join('; ')}`,
  }
}

/** Overrides that name no candidate, or that answer nothing of the one they name. */
export const idleOverrides = (study: Study, candidates: readonly ScreenedCandidate[]): readonly string[] =>
  study.screening.overrides.flatMap((override) => {
    const place = `override of "${override.candidate}" (${override.lens}, ${override.author}, ${override.date})`
    const candidate = candidates.find(({ name }) => name === override.candidate)
    if (candidate === undefined) return [`${place}: no such candidate`]
    if (override.decision === 'drop') return []
    const used = candidate.findings.some((finding) => answers(override, finding))
    return used ? [] : [`${place}: there is no finding that it answers`]
  })
