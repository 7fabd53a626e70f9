import { COUNT, numbers } from '../../figures/format.js'
import { fill } from '../fill.js'
import { type Html, html } from '../html.js'
import { candidateHtml, candidatesHtml } from '../labels.js'
import { absentHtml, figuresOf, type Scene } from '../section.js'
import { tableHtml } from '../table.js'
import type { Teller } from '../teller.js'

const certificateText = (t: Teller): Html => {
  const { say, num, named, sources } = t
  const exact = sources.selection.certificate.kind === 'exact'
  return html`<p>${fill(
    say(
      'There are {sets} sets of this size; {fits} models were fitted to settle which is best. The search is {closed}.',
      'Er zijn {sets} verzamelingen van deze grootte; {fits} modellen zijn geschat om te beslissen welke de beste is. De zoektocht is {closed}.',
    ),
    {
      sets: num('selection', ({ certificate }) => certificate.subsets, COUNT),
      fits: num('selection', ({ certificate }) => certificate.fits, COUNT),
      closed: named(
        'selection',
        ({ certificate }) => certificate.kind,
        exact
          ? say(
              'closed: no set of this size has a higher likelihood on these data',
              'gesloten: geen verzameling van deze grootte heeft een hogere aannemelijkheid op deze gegevens',
            )
          : say('not closed: a better set is possible', 'niet gesloten: een betere verzameling is mogelijk'),
      ),
    },
  )}</p>
`
}

const nearTable = (t: Teller): Html =>
  tableHtml(
    t.say('Sets that come near, and what they change', 'Verzamelingen die dichtbij komen, en wat zij veranderen'),
    [
      {
        head: t.say('distance from the best, in log-likelihood', 'afstand tot de beste, in log-likelihood'),
        numeric: true,
      },
      { head: t.say('comes in', 'erin') },
      { head: t.say('goes out', 'eruit') },
    ],
    t.sources.selection.nearOptimal.map((near, index) => [
      t.num('selection', ({ nearOptimal }) => nearOptimal[index]!.distance, numbers(2)),
      candidatesHtml(t, near.in),
      candidatesHtml(t, near.out),
    ]),
  )

const pricesTable = (t: Teller): Html =>
  tableHtml(
    t.say('What each indicator brings', 'Wat elke indicator brengt'),
    [
      { head: t.say('indicator', 'indicator') },
      { head: t.say('log-likelihood lost without it', 'log-likelihood verloren zonder'), numeric: true },
    ],
    t.sources.selection.gains.map(({ candidate }, index) => [
      candidateHtml(t, candidate),
      t.num('selection', ({ gains }) => gains[index]!.loglikLost, numbers(1)),
    ]),
  )

/** The chosen set, its certificate, the sets that come near it and the price of each indicator. */
export const selectionSection = (scene: Scene): Html => {
  const { t } = scene
  const examined = figuresOf(scene, 'subset-landscape', 'indicator-prices')
  return html`<p>${fill(t.say('{many} indicators were chosen: {names}.', '{many} indicatoren zijn gekozen: {names}.'), {
    many: t.count('selection', ({ selected }) => selected),
    names: candidatesHtml(t, t.sources.selection.selected),
  })}</p>
${certificateText(t)}${pricesTable(t)}${nearTable(t)}${examined}${
  t.sources.selectionExamination === undefined
    ? absentHtml(
        t.say(
          'The landscape of near-optimal sets was not drawn: this run has no examination.',
          'Het landschap van bijna-beste verzamelingen is niet getekend: deze run heeft geen onderzoek.',
        ),
      )
    : ''
}`
}
