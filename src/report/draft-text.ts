import type { Bilingual } from '../../data-schemas/study.js'
import type { Draft, Question } from '../drafting/draft-study.js'
import { textTable } from './table.js'
import type { Language } from './words.js'

const QUESTIONS: Readonly<Record<Question, Bilingual>> = {
  positive: {
    en: 'Which values of the outcome mean that it happened? (separated by commas)',
    nl: 'Welke waarden van de uitkomst betekenen dat het gebeurde? (gescheiden door komma’s)',
  },
  person: {
    en: 'Which column names the person? (empty: every row is another person)',
    nl: 'Welke kolom noemt de persoon? (leeg: elke rij is een andere persoon)',
  },
  time: {
    en: 'Which column holds the date of the row? (empty: none)',
    nl: 'In welke kolom staat de datum van de rij? (leeg: geen)',
  },
  audit: {
    en: 'By which columns should groups be compared? They are no candidates. (separated by commas)',
    nl: 'Naar welke kolommen moeten groepen worden vergeleken? Ze zijn geen kandidaat. (gescheiden door komma’s)',
  },
  'legal-basis': {
    en: 'On which legal basis may these data be used for this purpose? (empty: fill in per candidate)',
    nl: 'Op welke grondslag mogen deze gegevens voor dit doel worden gebruikt? (leeg: invullen per kandidaat)',
  },
  purpose: {
    en: 'What is the list for, and what is it not for? (write it in the study under "purpose")',
    nl: 'Waarvoor is de lijst, en waarvoor niet? (schrijf het in de studie onder "purpose")',
  },
}

const BECAUSE: Readonly<Record<Draft['leftOut'][number]['because'], Bilingual>> = {
  outcome: { en: 'the outcome', nl: 'de uitkomst' },
  person: { en: 'names the person', nl: 'noemt de persoon' },
  time: { en: 'the date of the row', nl: 'de datum van de rij' },
  audit: { en: 'groups are compared by it', nl: 'groepen worden ernaar vergeleken' },
  identifier: { en: 'names a person or a thing', nl: 'noemt een persoon of een ding' },
  constant: { en: 'the same in every row', nl: 'in elke rij gelijk' },
  unusable: { en: 'free text, or empty', nl: 'vrije tekst, of leeg' },
}

const WORDS = {
  candidate: { en: 'candidate', nl: 'kandidaat' },
  type: { en: 'type', nl: 'soort' },
  column: { en: 'column that is no candidate', nl: 'kolom die geen kandidaat is' },
  because: { en: 'because', nl: 'omdat' },
  open: { en: 'Still open:', nl: 'Nog open:' },
  written: { en: 'study written', nl: 'studie geschreven' },
  next: { en: 'Read it, change what is not right, then', nl: 'Lees haar na, verander wat niet klopt, en dan' },
} as const satisfies Readonly<Record<string, Bilingual>>

/** A question about a table, with the answer that an empty line gives. */
export const question = (which: Question, language: Language, suggestion?: string): string =>
  `${QUESTIONS[which][language]}${suggestion === undefined ? '' : ` [${suggestion}]`} `

/** What was drafted, what is left out and why, what is still open, and what to do next. */
export const draftText = (
  { study, open, leftOut }: Draft,
  options: { readonly language: Language; readonly columns: number; readonly file: string; readonly data: string },
): string => {
  const { language, file, data } = options
  const say = (name: keyof typeof WORDS): string => WORDS[name][language]
  return [
    textTable(
      [{ head: say('candidate') }, { head: say('type') }],
      study.candidates.map(({ name, type }) => [name, type]),
    ),
    '',
    ...(leftOut.length === 0
      ? []
      : [
          textTable(
            [{ head: say('column') }, { head: say('because') }],
            leftOut.map(({ column, because }) => [column, BECAUSE[because][language]]),
          ),
          '',
        ]),
    say('open'),
    ...open.map((one) => `  - ${QUESTIONS[one][language]}`),
    '',
    `${say('written')}: ${file}`,
    `${say('next')}:`,
    `  maatwerkscan validate --study ${file} --data ${data}`,
    `  maatwerkscan retrain --study ${file} --data ${data} --out RUN`,
  ].join('\n')
}
