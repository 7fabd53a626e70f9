import type { RankingExaminationResult } from '../../../data-schemas/results/ranking-examination.js'
import { COUNT, percents } from '../../figures/format.js'
import { type Html, html } from '../html.js'
import { absentHtml, type Scene } from '../section.js'
import { tableHtml } from '../table.js'
import type { Teller } from '../teller.js'

const POINTS = { kind: 'points', decimals: 1, signed: true } as const

/** A simple rule by the label of the study, else by its name. */
export const ruleHtml = (t: Teller, index: number): Html => {
  const name = t.sources.ranking.baselines[index]!.name
  const label = t.sources.study?.evaluation.baselines.find((one) => one.name === name)
  const shown =
    name === 'random'
      ? t.say('a random list', 'een willekeurige lijst')
      : label?.kind === 'rule'
        ? label.label
        : undefined
  const text = typeof shown === 'object' ? shown[t.language] : (shown ?? name)
  return t.named('ranking', ({ baselines }) => baselines[index]!.name, text)
}

/** By how many points more people the model finds than a rule does, with its interval. */
export const leadHtml = (t: Teller, index: number): Html => {
  if (t.sources.ranking.baselines[index]!.difference === null)
    return t.num('ranking', ({ baselines }) => baselines[index]!.difference)
  return t.range(
    'ranking',
    ({ baselines }) => ({ value: baselines[index]!.difference!.estimate, bounds: baselines[index]!.difference! }),
    POINTS,
  )
}

const rulesTable = (t: Teller): Html =>
  tableHtml(
    t.say('Simple rules, each at its own list size', 'Eenvoudige regels, elk bij de eigen lijstlengte'),
    [
      { head: t.say('rule', 'regel') },
      { head: t.say('places', 'plaatsen'), numeric: true },
      { head: t.say('rule finds', 'regel vindt'), numeric: true },
      { head: t.say('model finds', 'model vindt'), numeric: true },
      { head: t.say('difference in points (interval)', 'verschil in punten (interval)'), numeric: true },
    ],
    t.sources.ranking.baselines.map((_, i) => [
      ruleHtml(t, i),
      t.num('ranking', ({ baselines }) => baselines[i]!.size, COUNT),
      t.num('ranking', ({ baselines }) => baselines[i]!.recall, percents(1)),
      t.num('ranking', ({ baselines }) => baselines[i]!.modelRecall, percents(1)),
      leadHtml(t, i),
    ]),
  )

type Champion = Extract<RankingExaminationResult['champion'], { readonly modelId: string }>

const championHtml = (t: Teller): Html => {
  const { say, sources, num } = t
  const champion = sources.rankingExamination?.champion
  if (champion === undefined || 'because' in champion)
    return absentHtml(
      say(
        'There is no model in use that this one was compared with.',
        'Er is geen model in gebruik waarmee dit is vergeleken.',
      ),
    )
  const verdicts = {
    higher: say('finds more', 'vindt meer'),
    lower: say('finds fewer', 'vindt minder'),
    'cannot-tell': say('cannot tell', 'niet te zeggen'),
  }
  const value = (pick: (of: Champion) => unknown, format: Parameters<Teller['num']>[2]): Html =>
    num('rankingExamination', (result) => ('because' in result.champion ? null : pick(result.champion)), format)
  return tableHtml(
    say('Beside the model in use, on the same people', 'Naast het model in gebruik, op dezelfde mensen'),
    [
      { head: say('share offered help', 'deel dat hulp krijgt aangeboden') },
      { head: say('model in use finds', 'model in gebruik vindt'), numeric: true },
      { head: say('new model finds', 'nieuw model vindt'), numeric: true },
      { head: say('difference in points', 'verschil in punten'), numeric: true },
      { head: say('verdict', 'oordeel') },
    ],
    champion.recall.map(({ verdict }, i) => [
      value((of) => of.recall[i]!.k, percents(0)),
      value((of) => of.recall[i]!.champion, percents(1)),
      value((of) => of.recall[i]!.model, percents(1)),
      value((of) => of.recall[i]!.difference.estimate, POINTS),
      t.named(
        'rankingExamination',
        (of) => ('because' in of.champion ? null : of.champion.recall[i]!.verdict),
        verdicts[verdict],
      ),
    ]),
  )
}

const challengerHtml = (t: Teller): Html => {
  const { say, both, sources } = t
  if (sources.challenger === undefined)
    return absentHtml(
      say(
        'No less explainable model was trained beside this one.',
        'Er is geen minder uitlegbaar model naast dit model getraind.',
      ),
    )
  return html`<p>${both('challenger', (of) => (of.status === 'trained' ? of.verdict : of.because))}</p>
`
}

/** What simple rules, the model in use and a less explainable model find. */
export const rulesSection = ({ t }: Scene): Html =>
  html`<p>${t.say('A model is worth its burden only if it finds more people than a rule that anybody can apply.', 'Een model is zijn last alleen waard als het meer mensen vindt dan een regel die iedereen kan toepassen.')}</p>
${rulesTable(t)}${championHtml(t)}${challengerHtml(t)}`
