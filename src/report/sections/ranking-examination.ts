import type { RankingExaminationResult } from '../../../data-schemas/results/ranking-examination.js'
import { type Language, NOTHING, number, percent, type Word, word } from '../words.js'

type Result = RankingExaminationResult

const share = (value: number | { readonly because: string } | null | undefined, language: Language): string =>
  typeof value === 'number' ? percent(value, language) : NOTHING

const range = (lower: number | null, upper: number | null, language: Language): string =>
  lower === null || upper === null ? NOTHING : `${number(100 * lower, 1, language)}–${percent(upper, language)}`

const line = (label: Word, text: string, language: Language): string => `${word(label, language)}: ${text}`

const quarters = ({ quarters: found }: Result, language: Language): readonly string[] => {
  const recall = 'kind' in found ? undefined : found.find(({ measure }) => measure === 'recall')
  if (recall === undefined) return []
  const each = recall.periods.map(({ name, estimate }) => `${name} ${share(estimate, language)}`).join(' · ')
  const { slope } = recall
  const trend = 'kind' in slope ? '' : ` · ${word('trend', language)} p = ${number(slope.p, 2, language)}`
  return [line('byQuarter', `${each}${trend}`, language)]
}

const openWindows = ({ maturity }: Result, language: Language): readonly string[] => {
  const first = 'kind' in maturity ? undefined : maturity[0]
  if (first === undefined || first.open === 0) return []
  return [line('openWindows', `${share(first.worst, language)} – ${share(first.best, language)}`, language)]
}

const intake = ({ intake: found }: Result, language: Language): readonly string[] => {
  if ('kind' in found) return []
  const { estimate, lower, upper } = found.shareReached
  const median = 'kind' in found.lead ? NOTHING : number(found.lead.median, 0, language)
  const text = `${share(estimate, language)} (${range(lower, upper, language)}), ${word('medianLead', language)} ${median}`
  return [line('reachedInTime', text, language)]
}

const churn = ({ churn: found }: Result, language: Language): readonly string[] => {
  const last = 'kind' in found ? undefined : found.changes.at(-1)
  if (last === undefined || 'kind' in found) return []
  const drivers = (side: 'rose' | 'fell'): string =>
    [...found.drivers[side]]
      .sort((a, b) => (b.moves ?? 0) - (a.moves ?? 0))
      .flatMap(({ indicator, moves }) => (indicator === null || moves === null || moves === 0 ? [] : [indicator]))
      .slice(0, 3)
      .join(', ')
  const overlap = typeof last.jaccard === 'number' ? percent(last.jaccard, language, 0) : NOTHING
  return [
    line(
      'overlapOfLists',
      `${last.from} → ${last.to}: ${overlap}, ${word('fallen', language)} ${share(last.fallenShare, language)}`,
      language,
    ),
    ...(['rose', 'fell'] as const).flatMap((side) =>
      drivers(side) === '' ? [] : [line(side, drivers(side), language)],
    ),
  ]
}

const missed = ({ missed: found }: Result, language: Language): readonly string[] => {
  if ('kind' in found || found.people === null || found.missed === null) return []
  const rules = found.rules
    .filter(({ stable }) => stable)
    .slice(0, 2)
    .map(
      ({ levels, share: rate }) =>
        `${levels.map(({ name, level }) => `${name}: ${level}`).join(' + ')} (${share(rate.estimate, language)})`,
    )
  const text = `${number(found.missed, 0, language)} / ${number(found.people, 0, language)}`
  return [
    line(
      'missedPeople',
      `${text}${rules.length === 0 ? '' : `; ${word('moreOften', language)} ${rules.join('; ')}`}`,
      language,
    ),
  ]
}

const champion = ({ champion: found }: Result, language: Language): readonly string[] => {
  if ('kind' in found) return []
  const { name, modelId, recall, overlap } = found
  const differences = recall
    .filter(({ within }) => within === 'pooled')
    .map(
      ({ k, difference }) =>
        `${percent(k, language, 0)}: ${share(difference.estimate, language)} (${range(difference.lower, difference.upper, language)})`,
    )
  const kept = share(overlap[0]?.kept, language)
  return [
    line(
      'besideChampion',
      `${name} ${modelId.slice(0, 12)}: ${differences.join(' · ')}, ${word('keptOnList', language)} ${kept}`,
      language,
    ),
  ]
}

const adoption = ({ adoption: found, openings }: Result, language: Language): readonly string[] => {
  const opened = 'kind' in openings ? [] : [line('opening', String(openings.number), language)]
  if ('kind' in found) return opened
  return [
    line('adoption', `${word(found.adopt ? 'adopt' : 'doNotAdopt', language)} (${found.rule.slice(0, 12)})`, language),
    ...opened,
  ]
}

/** The list through time, capacity, who is missed, and beside the model in use: what a data scientist wants to see first. */
export const rankingExaminationSection = (result: Result | undefined, language: Language): string =>
  result === undefined
    ? ''
    : [quarters, openWindows, intake, churn, missed, champion, adoption]
        .flatMap((part) => part(result, language))
        .join('\n')
