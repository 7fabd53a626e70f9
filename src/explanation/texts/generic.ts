import type { LevelShape } from '../../../data-schemas/reasons.js'
import type { Bilingual } from '../../../data-schemas/study.js'

/** What a level says, in a few words: for the card, and inside the texts that serve any study. */
export const LEVEL_WORDS: Readonly<Record<LevelShape, Bilingual>> = {
  yes: { nl: 'ja', en: 'yes' },
  no: { nl: 'nee', en: 'no' },
  any: { nl: 'elke waarde', en: 'any value' },
  zero: { nl: '{value}', en: '{value}' },
  one: { nl: '{value}', en: '{value}' },
  exactly: { nl: '{value}', en: '{value}' },
  'at-most': { nl: '{high} of minder', en: '{high} or less' },
  below: { nl: 'minder dan {high}', en: 'less than {high}' },
  between: { nl: '{low} tot {high}', en: '{low} to {high}' },
  'at-least': { nl: '{low} of meer', en: '{low} or more' },
  'one-of': { nl: '{values}', en: '{values}' },
  group: { nl: 'groep {n} van {of}', en: 'group {n} of {of}' },
  higher: { nl: 'hoger dan gemiddeld', en: 'above average' },
  lower: { nl: 'lager dan gemiddeld', en: 'below average' },
  missing: { nl: 'niet bekend', en: 'not known' },
  'not-applicable': { nl: 'niet van toepassing', en: 'does not apply' },
  special: { nl: 'bijzondere code', en: 'special code' },
  unseen: { nl: 'niet eerder gezien', en: 'not seen before' },
}

/** Between two whole numbers, dates or ordered texts both ends belong; between two edges of a number the upper one does not. */
export const INCLUSIVE: Bilingual = { nl: '{low} t/m {high}', en: '{low} to {high}' }

/** A reason about a value, for any study. */
export const GENERIC_VALUE: Bilingual = {
  nl: 'In onze gegevens staat bij “{label}”: {words}.',
  en: 'Our records say for “{label}”: {words}.',
}

/** Reasons about what is not a value, for any study: the four states are kept apart. */
export const GENERIC_STATES: Readonly<Partial<Record<LevelShape, Bilingual>>> = {
  missing: { nl: 'Wij weten niets over “{label}”.', en: 'We do not know about “{label}”.' },
  'not-applicable': { nl: 'Voor u geldt “{label}” niet.', en: 'For you “{label}” does not apply.' },
  special: {
    nl: 'In onze gegevens staat bij “{label}” een bijzondere code.',
    en: 'Our records hold a special code for “{label}”.',
  },
  unseen: {
    nl: 'Wat er staat bij “{label}” kennen wij nog niet.',
    en: 'What our records say for “{label}” is new to us.',
  },
}

/** Said around the reasons of a study that brings no words of its own. */
export const GENERIC_FRAME: { readonly opening: Bilingual; readonly closing: Bilingual } = {
  opening: {
    nl: 'Wij bieden u hulp aan. Dit weten wij, en daarom denken wij aan u.',
    en: 'We offer you help. This is what we know, and why we thought of you.',
  },
  closing: {
    nl: 'U kiest zelf of u hulp wilt. Klopt er iets niet? Laat het ons weten.',
    en: 'It is your choice. Is something not right? Please tell us.',
  },
}
