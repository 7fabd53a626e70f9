import type { Spoken } from '../../data-schemas/bilingual.js'
import type { Language } from '../../data-schemas/reasons.js'
import type { Study } from '../../data-schemas/study.js'
import { metricWords } from './gate-words.js'
import { FINDING_REASONS } from './reasons/finding-reasons.js'
import { GUARD_REASONS } from './reasons/guard-reasons.js'
import { NUMBER_REASONS } from './reasons/number-reasons.js'
import { PANEL_REASONS } from './reasons/panel-reasons.js'
import { PEOPLE_REASONS } from './reasons/people-reasons.js'
import type { Reason } from './reasons/reason.js'
import { RUN_REASONS } from './reasons/run-reasons.js'

/** Every reason that a result can hold, in both languages. Results keep the English sentence; people read the one of their language. */
export const REASONS: readonly Reason[] = [
  ...PEOPLE_REASONS,
  ...NUMBER_REASONS,
  ...RUN_REASONS,
  ...PANEL_REASONS,
  ...GUARD_REASONS,
  ...FINDING_REASONS,
]

/** Words that are filled in where a reason says `{how}` or `{side}`, and names of conditions that stand before one. */
const DUTCH: ReadonlyMap<string, string> = new Map(
  Object.entries({
    lower: 'ondergrens van het interval',
    upper: 'bovengrens van het interval',
    increasing: 'stijgend',
    decreasing: 'dalend',
    auto: 'stijgend of dalend',
    month: 'maand',
    quarter: 'kwartaal',
    year: 'jaar',
    shuffled: 'geschudde',
    placebo: 'nagemaakte',
    future: 'toekomstige',
    'in recall': 'in gevonden mensen',
    'as a share of their base rate': 'als aandeel van hun basispercentage',
    'over-rules': 'meer dan elke eenvoudige regel',
    'over-champion': 'naast het model in gebruik',
  }),
)

const HOLE = /\{([a-z]+)\}/gi
const NUMBER = /^[-−]?\d+\.\d+(e[-+]?\d+)?%?$/
/** More digits than anybody reads. */
const LONG = /^-?\d+\.\d{5,}$/

const numeral = (value: string): string =>
  (LONG.test(value) ? String(Number(Number(value).toPrecision(3))) : value).replace('.', ',')

interface Template {
  readonly pattern: RegExp
  readonly names: readonly string[]
  readonly nl: string
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const templateOf = ([en, nl]: Reason): Template => {
  const fixed = en.split(HOLE).filter((_, index) => index % 2 === 0)
  const names = [...en.matchAll(HOLE)].map(([, name]) => name as string)
  return { pattern: new RegExp(`^${fixed.map(escaped).join('(.+?)')}$`, 's'), names, nl }
}

const EXACT: ReadonlyMap<string, string> = new Map(REASONS.filter(([en]) => !en.includes('{')))
/** The one with most words of its own first, so that "{k} rows" never takes what a longer one says better. */
const TEMPLATES: readonly Template[] = REASONS.filter(([en]) => en.includes('{'))
  .sort(([a], [b]) => b.replace(HOLE, '').length - a.replace(HOLE, '').length)
  .map(templateOf)

const filled = (name: string, value: string): string | null => {
  if (name === 'reason') return dutch(value)
  if (name === 'metric') return metricWords(value)?.nl ?? value
  if (name === 'groups') return value.replaceAll('" against "', '" tegen "').replace(/(?<=\d)\.(?=\d)/g, ',')
  if (name === 'how' || name === 'side') return DUTCH.get(value) ?? value
  return NUMBER.test(value) ? numeral(value) : value
}

const inTemplate = ({ pattern, names, nl }: Template, sentence: string): string | null => {
  const found = pattern.exec(sentence)
  if (found === null) return null
  const values = names.map((name, index) => filled(name, found[index + 1] as string))
  if (values.includes(null)) return null
  return nl.replace(HOLE, (_, name: string) => values[names.indexOf(name)] as string)
}

const inTemplates = (sentence: string): string | null => {
  for (const template of TEMPLATES) {
    const told = inTemplate(template, sentence)
    if (told !== null) return told
  }
  return null
}

/** Several reasons after each other, each known. */
const several = (sentence: string): string | null => {
  for (let at = sentence.indexOf('; '); at >= 0; at = sentence.indexOf('; ', at + 1)) {
    const first = one(sentence.slice(0, at))
    const rest = first === null ? null : dutch(sentence.slice(at + 2))
    if (rest !== null) return `${first}; ${rest}`
  }
  return null
}

/** A reason told of something that has a name: "recall: the list is empty". */
const named = (sentence: string): string | null => {
  const [, name, rest] = /^([^:;.]+): (.+)$/s.exec(sentence) ?? []
  const told = rest === undefined ? null : dutch(rest)
  return told === null ? null : `${DUTCH.get(name as string) ?? name}: ${told}`
}

const one = (sentence: string): string | null => EXACT.get(sentence) ?? inTemplates(sentence)

const dutch = (sentence: string): string | null =>
  EXACT.get(sentence) ?? several(sentence) ?? inTemplates(sentence) ?? named(sentence)

const ADDED: readonly (readonly [pattern: RegExp, nl: string])[] = [
  [/^Explained by (.+?) on (\S+): (.+)$/s, 'Verklaard door $1 op $2: '],
  [/^Justified: (.+)$/s, 'Gemotiveerd: '],
]

/** What the study adds after a reason: its own words. */
const addedIn = (text: string): string => {
  for (const [pattern, nl] of ADDED) {
    const found = pattern.exec(text)
    if (found !== null) return `${text.replace(pattern, nl)}“${found.at(-1)}”`
  }
  return `“${text}”`
}

const withStudy = (sentence: string): string | null => {
  for (let at = sentence.indexOf('. '); at >= 0; at = sentence.indexOf('. ', at + 1)) {
    const first = dutch(sentence.slice(0, at))
    if (first !== null) return `${first}. ${addedIn(sentence.slice(at + 2))}`
  }
  return null
}

/** What the study says, in Dutch where its author wrote both. */
const inDutch = (told: string, spoken: readonly Spoken[]): string =>
  spoken.reduce<string>((text, one) => (typeof one === 'string' ? text : text.replaceAll(one.en, () => one.nl)), told)

/**
 * A reason of a result in the reader's language: why a number does not exist, what a guard or gate found, why rows left.
 * Null in Dutch for a sentence that is not known, as a run of another version can hold.
 * @param spoken what the study says, which a reason may quote
 */
export const reasonWords = (sentence: string, language: Language, spoken: readonly Spoken[] = []): string | null => {
  if (language === 'en') return sentence
  const told = withStudy(sentence) ?? dutch(sentence)
  return told === null ? null : inDutch(told, spoken)
}

/** The parts of a study that say why. */
export type SpeakingStudy = Pick<Study, 'gates' | 'waivers' | 'screening'>

/** What a study says of its gates, of the guards that it explains and of the findings that it answers. */
export const spokenIn = ({ gates, waivers, screening }: SpeakingStudy): readonly Spoken[] => [
  ...gates.flatMap((gate) => [gate.reason, 'justified' in gate ? gate.justified : undefined]).filter(isThere),
  ...waivers.map(({ reason }) => reason),
  ...screening.overrides.map(({ reason }) => reason),
]

const isThere = <Value>(value: Value | undefined): value is Value => value !== undefined
