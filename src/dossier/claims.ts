import type { Challenged } from '../../data-schemas/results/challenger.js'
import { COUNT, numbers, percents } from '../figures/format.js'
import { fill } from './fill.js'
import { type Html, html, joined, type Part } from './html.js'
import { attributeHtml, candidatesHtml } from './labels.js'
import type { SectionName } from './section.js'
import { verdictHtml } from './sections/decision.js'
import { verdictCounts } from './sections/fairness.js'
import { challengedOf, championLeads, championOf } from './sections/other-models.js'
import { leadHtml, ruleHtml } from './sections/rules.js'
import type { Sources } from './sources.js'
import type { Teller } from './teller.js'

/** Something the dossier claims, that a reviewer accepts or questions. */
export interface Claim {
  /** Stable; the same in both languages and in every dossier. */
  readonly id: string
  readonly section: SectionName
  readonly title: { readonly en: string; readonly nl: string }
  readonly text: (t: Teller) => Html
  /** Claims that a run cannot make are left out. */
  readonly made: (sources: Sources) => boolean
  /** Figures that show it, by the beginning of their id. */
  readonly figures: readonly string[]
  /** Gates and guards that hold it, by the beginning of their name. */
  readonly gates: readonly string[]
  /** Where it is computed. */
  readonly code: readonly string[]
}

const always = (): boolean => true
const cut = (sources: Sources): number =>
  Math.max(
    0,
    sources.ranking.test.atK.findIndex(({ k }) => k === sources.fairness.k),
  )

const atCut = (t: Teller, metric: 'recall' | 'precision', found: Part): Html => {
  const i = cut(t.sources)
  return html`${t.say('With help offered to', 'Met hulp voor')} ${t.num('ranking', ({ test }) => test.atK[i]!.k, percents(0))}, ${found} ${t.range('ranking', ({ test }) => ({ value: test.atK[i]![metric].expected, bounds: test.atK[i]![metric] }), percents(1))}.`
}

const ABOUT_PEOPLE: readonly Claim[] = [
  {
    id: 'purpose',
    section: 'question',
    title: { en: 'Purpose', nl: 'Doel' },
    text: (t) =>
      html`${t.sources.study?.purpose === undefined ? t.both('model', ({ purpose }) => purpose!) : t.both('study', ({ purpose }) => purpose!)} ${t.say('It serves no other end.', 'Het dient geen ander doel.')}`,
    made: ({ study, model }) => study?.purpose !== undefined || (model?.purpose ?? null) !== null,
    figures: [],
    gates: [],
    code: ['src/artifact/'],
  },
  {
    id: 'population',
    section: 'population',
    title: { en: 'Whom it is about', nl: 'Over wie het gaat' },
    text: (t) =>
      fill(
        t.say(
          'The model was learned from {train} people and measured on {test}. Everybody left out is counted, with the reason.',
          'Het model is geleerd van {train} mensen en gemeten op {test}. Ieder die is weggelaten is geteld, met de reden.',
        ),
        {
          train: t.num('panel', ({ split }) => split.train.people, COUNT),
          test: t.num('panel', ({ split }) => split.test.people, COUNT),
        },
      ),
    made: always,
    figures: ['attrition'],
    gates: ['contaminated-outcome'],
    code: ['src/contract/', 'src/panel/'],
  },
  {
    id: 'no-future',
    section: 'population',
    title: { en: 'Nothing was known too early', nl: 'Niets was te vroeg bekend' },
    text: (t) =>
      fill(
        t.say(
          'No outcome that was learned from reaches into the dates from {from} on, on which the model was measured, and it was checked when each value was known.',
          'Geen uitkomst waarvan is geleerd reikt tot in de datums vanaf {from}, waarop het model is gemeten, en van elke waarde is nagegaan wanneer zij bekend was.',
        ),
        { from: t.num('panel', ({ split }) => split.testFrom) },
      ),
    made: ({ panel }) => panel.split.testFrom !== null,
    figures: ['split-timeline'],
    gates: ['future-feature', 'too-good-to-be-true', 'negative-controls'],
    code: ['src/panel/', 'src/screening/'],
  },
  {
    id: 'candidates',
    section: 'candidates',
    title: { en: 'Every candidate was judged', nl: 'Elke kandidaat is beoordeeld' },
    text: (t) =>
      fill(
        t.say(
          '{all} candidates were judged on four criteria before anything was chosen; {admitted} were admitted.',
          '{all} kandidaten zijn op vier criteria beoordeeld voordat er iets werd gekozen; {admitted} zijn toegelaten.',
        ),
        {
          all: t.count('screening', ({ candidates }) => candidates),
          admitted: t.count('screening', ({ admissible }) => admissible),
        },
      ),
    made: always,
    figures: ['candidates'],
    gates: ['selected-are-admissible', 'reveals', 'published-proxy'],
    code: ['src/screening/'],
  },
]

const ABOUT_MODEL: readonly Claim[] = [
  {
    id: 'selection',
    section: 'selection',
    title: { en: 'The choice of indicators', nl: 'De keuze van indicatoren' },
    text: (t) =>
      fill(
        t.sources.selection.certificate.kind === 'exact'
          ? t.say(
              'Of the admitted candidates these serve best together: {names}. All {sets} possible sets were settled, one by one or together.',
              'Van de toegelaten kandidaten dienen deze samen het best: {names}. Alle {sets} mogelijke verzamelingen zijn beslist, één voor één of samen.',
            )
          : t.say(
              'Of the sets that were looked at these indicators serve best together: {names}. Not all of {sets} possible sets were settled.',
              'Van de verzamelingen die zijn bekeken dienen deze indicatoren samen het best: {names}. Niet alle {sets} mogelijke verzamelingen zijn beslist.',
            ),
        {
          names: candidatesHtml(t, t.sources.selection.selected),
          sets: t.num('selection', ({ certificate }) => certificate.subsets, COUNT),
        },
      ),
    made: always,
    figures: ['subset-landscape', 'indicator-prices'],
    gates: ['certified-selection', 'stable-selection', 'selection-optimism'],
    code: ['src/selection/'],
  },
  {
    id: 'coefficients',
    section: 'model',
    title: { en: 'The points follow from the data', nl: 'De punten volgen uit de gegevens' },
    text: (t) =>
      fill(
        t.say(
          'The fit converged on {rows} rows, and no coefficient was set by hand.',
          'De schatting is geconvergeerd op {rows} rijen, en geen coëfficiënt is met de hand gezet.',
        ),
        { rows: t.num('fit', ({ n }) => n, COUNT) },
      ),
    made: always,
    figures: ['bins'],
    gates: ['converged', 'no-separation', 'expected-signs', 'second-solver', 'rare-events'],
    code: ['src/fit/', 'src/encoding/'],
  },
  {
    id: 'calibration',
    section: 'calibration',
    title: { en: 'What a probability means', nl: 'Wat een kans betekent' },
    text: (t) =>
      html`${t.say('On people the model had not seen, the slope of the calibration is', 'Op mensen die het model niet had gezien is de helling van de kalibratie')} ${t.range('calibration', ({ test }) => ({ value: test.slope.estimate, bounds: test.slope }), numbers(2))} ${t.say('and observed ÷ expected', 'en waargenomen ÷ verwacht')} ${t.range('calibration', ({ test }) => ({ value: test.observedToExpected.estimate, bounds: test.observedToExpected }), numbers(2))}.`,
    made: always,
    figures: ['reliability'],
    gates: ['calibration', 'observed-to-expected', 'optimism-of-slope', 'ranks-kept'],
    code: ['src/calibration/'],
  },
]

const ABOUT_LIST: readonly Claim[] = [
  {
    id: 'recall',
    section: 'recall',
    title: { en: 'Recall: who is found', nl: 'Recall: wie wordt gevonden' },
    text: (t) =>
      atCut(
        t,
        'recall',
        t.say(
          'the list finds, of the people who will have the outcome,',
          'vindt de lijst, van de mensen die de uitkomst zullen hebben,',
        ),
      ),
    made: always,
    figures: ['cumulative-capture', 'recall-by-quarter'],
    gates: ['recall', 'shifted-quarter:recall', 'open-windows', 'production-ties'],
    code: ['src/ranking/'],
  },
  {
    id: 'precision',
    section: 'recall',
    title: { en: 'Precision: who is on the list', nl: 'Precisie: wie staat op de lijst' },
    text: (t) =>
      atCut(
        t,
        'precision',
        t.say('of those on the list the outcome comes to', 'krijgt van wie op de lijst staat de uitkomst'),
      ),
    made: always,
    figures: ['deciles'],
    gates: ['precision'],
    code: ['src/ranking/'],
  },
  {
    id: 'better-than-rules',
    section: 'rules',
    title: { en: 'Against simple rules', nl: 'Tegenover eenvoudige regels' },
    text: (t) =>
      html`${t.say('More people found than by each rule at its own list size, in points:', 'Meer mensen gevonden dan door elke regel bij de eigen lijstlengte, in punten:')} ${joined(
        t.sources.ranking.baselines.map((_, i) => html`${ruleHtml(t, i)}: ${leadHtml(t, i)}`),
        '; ',
      )}.`,
    made: ({ ranking }) => ranking.baselines.length > 0,
    figures: [],
    gates: ['better-than-a-rule', 'adoption-rule'],
    code: ['src/ranking/'],
  },
  {
    id: 'model-in-use',
    section: 'rules',
    title: { en: 'Beside the model in use', nl: 'Naast het model in gebruik' },
    text: (t) =>
      html`${t.say('Compared with the model in use on the same people, this one finds, in points:', 'Vergeleken met het model in gebruik vindt dit op dezelfde mensen, in punten:')} ${championLeads(t)}.`,
    made: (sources) => championOf(sources) !== undefined,
    figures: [],
    gates: ['adoption-rule', 'champion-overlap'],
    code: ['src/ranking/', 'src/rooms/'],
  },
  {
    id: 'price-of-explainability',
    section: 'rules',
    title: { en: 'What being explainable costs', nl: 'Wat uitlegbaar zijn kost' },
    text: (t) => t.both('challenger', (of) => (of as Challenged).verdict),
    made: (sources) => challengedOf(sources) !== undefined,
    figures: [],
    gates: [],
    code: ['src/challenger/'],
  },
  {
    id: 'published',
    section: 'published',
    title: { en: 'Published figures beside rebuilt ones', nl: 'Gepubliceerde cijfers naast nagebouwde' },
    text: (t) =>
      html`${t.say('Published figures set beside what this run found:', 'Gepubliceerde cijfers naast wat deze run vond:')} ${t.count('study', ({ evaluation }) => evaluation.published)}.`,
    made: ({ study }) => (study?.evaluation.published.length ?? 0) > 0,
    figures: ['deciles', 'cumulative-capture'],
    gates: [],
    code: ['src/report/published.ts'],
  },
  {
    id: 'fairness',
    section: 'fairness',
    title: { en: 'What is known of groups', nl: 'Wat van groepen bekend is' },
    text: (t) =>
      html`${t.say('Where the list is cut, verdicts by attribute.', 'Waar de lijst wordt afgekapt, oordelen per kenmerk.')} ${joined(
        t.sources.fairness.attributes.map(({ name }, a) => html`${attributeHtml(t, name)}: ${verdictCounts(t, a)}`),
        '. ',
      )}.`,
    made: ({ fairness }) => fairness.attributes.length > 0,
    figures: ['groups-recall'],
    gates: ['people-missed-per-group', 'calibration-of-group', 'blind-spot', 'crossed-groups'],
    code: ['src/fairness/'],
  },
]

const ABOUT_WORK: readonly Claim[] = [
  {
    id: 'examined',
    section: 'examination',
    title: { en: 'The results were examined', nl: 'De resultaten zijn onderzocht' },
    text: (t) =>
      fill(
        t.say(
          '{guards} guards watched over the results; what they found is told in full.',
          '{guards} bewakers waakten over de resultaten; wat zij vonden is volledig verteld.',
        ),
        { guards: t.countOf('gates', ({ gates }) => gates, { key: 'kind', is: 'guard' }) },
      ),
    made: ({ gates }) => gates.gates.some(({ kind }) => kind === 'guard'),
    figures: [],
    gates: ['examined'],
    code: ['src/examine.ts', 'src/gates/'],
  },
  {
    id: 'decision',
    section: 'decision',
    title: { en: 'The decision follows from the gates', nl: 'De beslissing volgt uit de poorten' },
    text: (t) => verdictHtml(t),
    made: always,
    figures: [],
    gates: [],
    code: ['src/gates/'],
  },
  {
    id: 'no-person',
    section: 'evidence',
    title: { en: 'No person can be seen', nl: 'Geen mens is te zien' },
    text: (t) =>
      fill(
        t.say(
          'This page holds no row of any person; groups of fewer than {minimum} people are not shown.',
          'Deze pagina bevat geen rij van enig mens; groepen van minder dan {minimum} mensen zijn niet getoond.',
        ),
        { minimum: t.num('fairness', ({ minimum }) => minimum, COUNT) },
      ),
    made: always,
    figures: [],
    gates: [],
    code: ['src/disclosure/'],
  },
  {
    id: 'rebuilt',
    section: 'evidence',
    title: { en: 'It can be rebuilt', nl: 'Het kan worden herbouwd' },
    text: (t) =>
      html`${t.say('The same study, data and code with this seed give the same results:', 'Dezelfde studie, gegevens en code met deze seed geven dezelfde resultaten:')} ${t.num('run', ({ seed }) => seed)}.`,
    made: always,
    figures: [],
    gates: [],
    code: ['src/retrain.ts'],
  },
]

/** Every claim that this run makes, in reading order. */
export const claimsOf = (sources: Sources): readonly Claim[] =>
  [...ABOUT_PEOPLE, ...ABOUT_MODEL, ...ABOUT_LIST, ...ABOUT_WORK].filter(({ made }) => made(sources))
