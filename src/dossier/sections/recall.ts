import type { RankingExaminationResult } from '../../../data-schemas/results/ranking-examination.js'
import { COUNT, numbers, percents } from '../../figures/format.js'
import { fill } from '../fill.js'
import { type Html, html } from '../html.js'
import { absentHtml, figuresOf, type Scene } from '../section.js'
import { tableHtml } from '../table.js'
import type { Teller } from '../teller.js'

const cutsTable = (t: Teller): Html =>
  tableHtml(
    t.say('At each capacity', 'Bij elke capaciteit'),
    [
      { head: t.say('share offered help', 'deel dat hulp krijgt aangeboden') },
      { head: t.say('places', 'plaatsen'), numeric: true },
      { head: t.say('people found (interval)', 'mensen gevonden (interval)'), numeric: true },
      {
        head: t.say('with the outcome, of the list (interval)', 'met de uitkomst, van de lijst (interval)'),
        numeric: true,
      },
      { head: t.say('times better than chance', 'maal beter dan toeval'), numeric: true },
      { head: t.say('equal at the cut', 'gelijk bij de grens'), numeric: true },
    ],
    t.sources.ranking.test.atK.map((_, i) => [
      t.num('ranking', ({ test }) => test.atK[i]!.k, percents(0)),
      t.num('ranking', ({ test }) => test.atK[i]!.size, COUNT),
      t.range(
        'ranking',
        ({ test }) => ({ value: test.atK[i]!.recall.expected, bounds: test.atK[i]!.recall }),
        percents(1),
      ),
      t.range(
        'ranking',
        ({ test }) => ({ value: test.atK[i]!.precision.expected, bounds: test.atK[i]!.precision }),
        percents(1),
      ),
      t.num('ranking', ({ test }) => test.atK[i]!.lift.expected, numbers(2)),
      t.num('ranking', ({ test }) => test.atK[i]!.tiedAtCut, COUNT),
    ]),
  )

type Intake = Extract<RankingExaminationResult['intake'], { readonly periods: number }>

const intakeText = (t: Teller): Html => {
  const { say, num, sources } = t
  const intake = sources.rankingExamination?.intake
  if (intake === undefined || 'because' in intake)
    return absentHtml(
      say(
        'Whether people are reached in time was not examined: it takes dates, lists and an examination.',
        'Of mensen op tijd worden bereikt is niet onderzocht: dat vraagt datums, lijsten en een onderzoek.',
      ),
    )
  const told = (pick: (of: Intake) => unknown, format: Parameters<Teller['num']>[2]) =>
    num('rankingExamination', (result) => ('because' in result.intake ? null : pick(result.intake)), format)
  return html`<p>${fill(
    say(
      'Offered help once each, in order of the list, {reached} people with the outcome are reached before it happens: {share} of them.',
      'Ieder één keer hulp aangeboden, op volgorde van de lijst, worden {reached} mensen met de uitkomst bereikt voordat die er is: {share} van hen.',
    ),
    { reached: told(({ reached }) => reached, COUNT), share: told((of) => of.shareReached.estimate, percents(1)) },
  )}</p>
`
}

/** How many of the people at risk the list finds, at each capacity. */
export const recallSection = (scene: Scene): Html => {
  const { t } = scene
  const { say, num, range } = t
  return html`<p>${fill(
    say(
      'Measured on {rows} rows of {people} people, from a period or of people that the model had not seen. The AUC is {auc}. Intervals come from drawing people again, {times} times.',
      'Gemeten op {rows} rijen van {people} mensen, uit een periode of van mensen die het model niet had gezien. De AUC is {auc}. Intervallen komen van opnieuw trekken van mensen, {times} keer.',
    ),
    {
      rows: num('ranking', ({ test }) => test.n, COUNT),
      people: num('ranking', ({ test }) => test.people, COUNT),
      auc: range('ranking', ({ test }) => ({ value: test.auc.estimate, bounds: test.auc }), numbers(3)),
      times: num('ranking', ({ bootstrap }) => bootstrap.replicates, COUNT),
    },
  )}</p>
${figuresOf(scene, 'cumulative-capture')}${cutsTable(t)}${figuresOf(scene, 'deciles', 'recall-by-quarter', 'list-churn')}${intakeText(t)}`
}
