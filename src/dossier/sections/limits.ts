import { groupWords } from '../../figures/group-intervals.js'
import { skippedWords, warningWords } from '../../report/warning-words.js'
import { type Html, html, NOTHING } from '../html.js'
import { attributeHtml, candidateHtml } from '../labels.js'
import type { Scene } from '../section.js'
import type { Teller } from '../teller.js'
import { verdictWords } from './fairness.js'
import { notForHtml } from './question.js'

const FIXED = [
  {
    en: 'The model says who resembles people who later had the outcome; it does not say why, nor whom help will help.',
    nl: 'Het model zegt wie lijkt op mensen die later de uitkomst hadden; het zegt niet waarom, en niet wie met hulp geholpen is.',
  },
  {
    en: 'A list of limited length leaves out people who will have the outcome. Who is not on it must still be able to ask for help.',
    nl: 'Een lijst van beperkte lengte laat mensen weg die de uitkomst zullen hebben. Wie er niet op staat moet nog steeds om hulp kunnen vragen.',
  },
  {
    en: 'Intervals speak of chance in who was observed; they do not cover wrong registration, a change of law, or another economy.',
    nl: 'Intervallen gaan over toeval in wie is waargenomen; zij dekken geen foute registratie, wetswijziging of andere economie.',
  },
] as const

const MISSING = [
  ['rankingExamination', 'the examination (this was a quick run)', 'het onderzoek (dit was een snelle run)'],
  [
    'study',
    'the study file, and with it labels, purpose and published figures',
    'het studiebestand, en daarmee labels, doel en gepubliceerde cijfers',
  ],
  ['model', 'a frozen model', 'een bevroren model'],
  ['challenger', 'a comparison with a less explainable model', 'een vergelijking met een minder uitlegbaar model'],
] as const

const absentParts = ({ say, sources }: Teller): Html => {
  const missing = MISSING.filter(([source]) => sources[source] === undefined)
  return missing.length === 0
    ? NOTHING
    : html`<h3>${say('Not in this dossier', 'Niet in dit dossier')}</h3>
<ul>${missing.map(([, en, nl]) => html`<li>${say(en, nl)}</li>`)}</ul>
`
}

const warningsOf = (t: Teller): Html => {
  const { sources, say, named, language } = t
  const said = [
    ...sources.panel.warnings.map((warning, i) =>
      named('panel', ({ warnings }) => warnings[i]!.text, warningWords(warning, language)),
    ),
    ...sources.encoding.skipped.map(
      (one, i) =>
        html`${candidateHtml(t, one.name)}: ${named('encoding', ({ skipped }) => skipped[i]!.because, skippedWords(one, language))}`,
    ),
  ]
  return said.length === 0
    ? NOTHING
    : html`<h3>${say('What the run itself warns of', 'Waar de run zelf voor waarschuwt')}</h3>
<ul>${said.map((warning) => html`<li>${warning}</li>`)}</ul>
`
}

const groupsOf = (t: Teller): Html => {
  const open = t.sources.fairness.attributes.flatMap(({ name, comparisons }, a) =>
    comparisons.flatMap(({ metric, verdict, group, reference }, c) => {
      if (metric !== 'recall' || verdict === 'equivalent') return []
      const said = (key: 'group' | 'reference', value: string): Html =>
        t.named('fairness', ({ attributes }) => attributes[a]!.comparisons[c]![key], groupWords(value, t.say))
      return [
        html`${attributeHtml(t, name)}: ${said('group', group)} ${t.say('against', 'tegenover')} ${said('reference', reference)}: ${verdictWords(t, verdict, [a, c])}`,
      ]
    }),
  )
  return open.length === 0
    ? NOTHING
    : html`<h3>${t.say('Groups that are found less or more often, or of whom it cannot be told', 'Groepen die minder of vaker worden gevonden, of waarvan het niet te zeggen is')}</h3>
<ul>${open.map((one) => html`<li>${one}</li>`)}</ul>
`
}

/** What the model does not say, what it must not be used for, and what this dossier lacks. */
export const limitsSection = ({ t }: Scene): Html => {
  return html`<ul>${FIXED.map(({ en, nl }) => html`<li>${t.say(en, nl)}</li>`)}</ul>
${notForHtml(t)}${groupsOf(t)}${warningsOf(t)}${absentParts(t)}`
}
