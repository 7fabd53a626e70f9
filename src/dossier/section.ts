import type { Figure } from '../figures/figure.js'
import { figureHtml } from './figure-html.js'
import { type Html, html, type Part } from './html.js'
import type { Teller } from './teller.js'

/** The parts of a dossier, in reading order. */
export const SECTIONS = [
  'question',
  'population',
  'candidates',
  'selection',
  'model',
  'calibration',
  'recall',
  'published',
  'rules',
  'examination',
  'fairness',
  'limits',
  'decision',
  'claims',
  'evidence',
] as const
/** Name of a part. */
export type SectionName = (typeof SECTIONS)[number]

const TITLES: Readonly<Record<SectionName, { readonly en: string; readonly nl: string }>> = {
  question: { en: 'The question and the purpose', nl: 'De vraag en het doel' },
  population: { en: 'The people', nl: 'De mensen' },
  candidates: { en: 'The candidates on four criteria', nl: 'De kandidaten op vier criteria' },
  selection: { en: 'The choice, and what nearly was chosen', nl: 'De keuze, en wat bijna gekozen was' },
  model: { en: 'The model', nl: 'Het model' },
  calibration: { en: 'Does a probability mean what it says?', nl: 'Betekent een kans wat zij zegt?' },
  recall: { en: 'Who is found', nl: 'Wie wordt gevonden' },
  published: { en: 'Published beside reproduced', nl: 'Gepubliceerd naast nagebouwd' },
  rules: { en: 'Against simple rules and other models', nl: 'Tegenover eenvoudige regels en andere modellen' },
  examination: { en: 'What the examination found', nl: 'Wat het onderzoek vond' },
  fairness: { en: 'Groups of people', nl: 'Groepen mensen' },
  limits: { en: 'Limits', nl: 'Grenzen' },
  decision: { en: 'The gates and the decision', nl: 'De poorten en de beslissing' },
  claims: { en: 'The claims, for the reviewer', nl: 'De beweringen, voor de beoordelaar' },
  evidence: { en: 'Evidence', nl: 'Bewijs' },
}

/** What a part tells with: the teller and the figures in its language. */
export interface Scene {
  readonly t: Teller
  readonly figures: readonly Figure[]
}

/** Title of a part. */
export const sectionTitle = (name: SectionName, t: Pick<Teller, 'language'>): string => TITLES[name][t.language]

/** Place of a part, or of anything that stands once in each language. */
export const anchor = (name: string, { language }: Pick<Teller, 'language'>): string => `${name}-${language}`

/** One part with its heading. */
export const sectionHtml = (name: SectionName, t: Teller, body: Part): Html =>
  html`<section id="${anchor(name, t)}" aria-labelledby="${anchor(`title-${name}`, t)}">
<h2 id="${anchor(`title-${name}`, t)}">${sectionTitle(name, t)}</h2>
${body}</section>
`

/** The figures whose id begins with one of these; nothing where the run cannot show them. */
export const figuresOf = ({ figures }: Scene, ...starts: readonly string[]): readonly Html[] =>
  starts.flatMap((start) =>
    figures.filter(({ id }) => id === start || id.startsWith(`${start}-`)).map((figure) => figureHtml(figure)),
  )

/** Says what is not there, and why. */
export const absentHtml = (text: Part): Html => html`<p class="absent">${text}</p>
`
