import { COUNT, numbers } from '../../figures/format.js'
import { levelWords } from '../../figures/level-words.js'
import { fill } from '../fill.js'
import { type Html, html, NOTHING } from '../html.js'
import { candidateHtml } from '../labels.js'
import { absentHtml, figuresOf, type Scene } from '../section.js'
import { tableHtml } from '../table.js'
import type { Teller } from '../teller.js'

const termsTable = (t: Teller): Html =>
  tableHtml(
    t.say('Coefficients, with their intervals', 'Coëfficiënten, met hun intervallen'),
    [
      { head: t.say('column', 'kolom') },
      { head: t.say('coefficient (interval)', 'coëfficiënt (interval)'), numeric: true },
      { head: t.say('standard error', 'standaardfout'), numeric: true },
    ],
    t.sources.fit.terms.map((_, index) => [
      t.num('fit', ({ terms }) => terms[index]!.name),
      t.range('fit', ({ terms }) => ({ value: terms[index]!.estimate, bounds: terms[index]! }), numbers(3)),
      t.num('fit', ({ terms }) => terms[index]!.standardError, numbers(3)),
    ]),
  )

/** Indicators in the order of the card, each with the places of its levels. */
const byIndicator = ({ sources }: Teller): ReadonlyMap<string, readonly number[]> => {
  const found = new Map<string, number[]>()
  sources.scorecard.levels.forEach(({ candidate }, index) => {
    found.set(candidate, [...(found.get(candidate) ?? []), index])
  })
  return found
}

const levelHtml = (t: Teller, index: number): Html => {
  const { candidate, code, label } = t.sources.scorecard.levels[index]!
  const kind = t.sources.encoding.candidates
    .find(({ name }) => name === candidate)
    ?.levels.find((one) => one.label === label)?.kind
  const words = code === null ? t.say('per unit', 'per eenheid') : levelWords({ label, kind: kind ?? '' }, t)
  return t.named('scorecard', ({ levels }) => levels[index]!.label, words)
}

const wholeHtml = (t: Teller, index: number): Html => {
  const pick = ({ levels }: Teller['sources']['scorecard']) => levels[index]!.rounded
  return t.sources.scorecard.levels[index]!.rounded === null
    ? t.named('scorecard', pick, '–')
    : t.num('scorecard', pick, COUNT)
}

const pointsTable = (t: Teller): Html => {
  const caption = t.say('The points card: more points, less risk', 'De puntenkaart: meer punten, minder risico')
  const bodies = [...byIndicator(t)].map(
    ([candidate, indices]) => html`<tbody>${indices.map(
      (index, first) =>
        html`<tr>${
          first === 0
            ? html`<th scope="rowgroup" rowspan="${String(indices.length)}">${candidateHtml(t, candidate)}</th>`
            : NOTHING
        }<td>${levelHtml(t, index)}</td><td class="n">${t.num('scorecard', ({ levels }) => levels[index]!.points, numbers(1))}</td><td class="n">${wholeHtml(t, index)}</td></tr>
`,
    )}</tbody>
`,
  )
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table class="card"><caption>${caption}</caption>
<thead><tr><th scope="col">${t.say('indicator', 'indicator')}</th><th scope="col">${t.say('level', 'niveau')}</th><th scope="col" class="n">${t.say('points', 'punten')}</th><th scope="col" class="n">${t.say('whole points', 'hele punten')}</th></tr></thead>
${bodies}</table></div>
`
}

/** The points card, the coefficients and the bins of each indicator. */
export const modelSection = (scene: Scene): Html => {
  const { t } = scene
  const { say, num, named, sources } = t
  const clustered = sources.fit.covariance === 'clustered'
  return html`<p>${fill(
    say(
      'A logistic regression on the levels or the value of each indicator, written as a card of points. Everybody starts at {start} points; each {doubling} points more double the odds of doing without the outcome.',
      'Een logistische regressie op de niveaus of de waarde van elke indicator, geschreven als een puntenkaart. Iedereen begint met {start} punten; elke {doubling} punten meer verdubbelen de kansverhouding om de uitkomst niet te krijgen.',
    ),
    {
      start: num('scorecard', ({ intercept }) => intercept.rounded, COUNT),
      doubling: num('scorecard', ({ doubling }) => doubling, COUNT),
    },
  )}</p>
<p>${fill(
    say(
      'It was fitted on {rows} rows, of which {events} with the outcome. Intervals {how}.',
      'Het is geschat op {rows} rijen, waarvan {events} met de uitkomst. Intervallen {how}.',
    ),
    {
      rows: num('fit', ({ n }) => n, COUNT),
      events: num('fit', ({ events }) => events, COUNT),
      how: named(
        'fit',
        ({ covariance }) => covariance,
        clustered
          ? say('count each person once, however many rows', 'tellen ieder mens één keer, hoeveel rijen ook')
          : say('take every row as its own person', 'nemen elke rij als een eigen mens'),
      ),
    },
  )}</p>
${pointsTable(t)}<details class="long"><summary>${say('All coefficients', 'Alle coëfficiënten')}</summary>
${termsTable(t)}</details>
${figuresOf(scene, 'bins', 'contributions')}${
  sources.model === undefined
    ? absentHtml(
        say(
          'This run kept no frozen model: a gate refused and no draft was asked for.',
          'Deze run bewaarde geen bevroren model: een poort weigerde en er is niet om een concept gevraagd.',
        ),
      )
    : ''
}`
}
