import type { Language } from '../../data-schemas/reasons.js'
import type { Stamp } from '../../data-schemas/results/common.js'
import type { Study } from '../../data-schemas/study.js'

/** In which language a figure speaks, and the study that its labels and published numbers come from. */
export interface FigureContext {
  readonly language: Language
  readonly study?: Study | undefined
}

/** Speaks one of two languages. */
export type Say = (en: string, nl: string) => string

/** Picks the text in the language of the figure. */
export const sayIn =
  ({ language }: Pick<FigureContext, 'language'>): Say =>
  (en, nl) =>
    language === 'nl' ? nl : en

/** Label of a candidate in the language of the figure; its name with spaces where the study has none. */
export const candidateLabel = (name: string, { language, study }: FigureContext): string =>
  study?.candidates.find((one) => one.name === name)?.label?.[language] ?? name.replaceAll('_', ' ')

/** Label of an audit attribute in the language of the figure. */
export const attributeLabel = (name: string, { language, study }: FigureContext): string =>
  study?.audit.find((one) => one.name === name)?.label?.[language] ?? name.replaceAll('_', ' ')

/** A name in kebab-case, fit for an id. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')

/** With a capital, to open a line. */
export const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

/** What stands where fewer people than the minimum are behind a number. */
export const tooFew = (say: Say): string => say('too few people', 'te weinig mensen')

/** Where the numbers of a figure come from. */
export const sourceOf = ({ study, data, synthetic }: Stamp): Stamp => ({ study, data, synthetic })

/** Which interval it is. */
export const intervalWords = (say: Say, share = '95%'): string =>
  say(`${share} intervals, clustered by person`, `${share}-intervallen, geclusterd per persoon`)
