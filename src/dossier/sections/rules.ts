import { COUNT, percents } from '../../figures/format.js'
import { type Html, html } from '../html.js'
import type { Scene } from '../section.js'
import { tableHtml } from '../table.js'
import type { Teller } from '../teller.js'
import { challengerPart, championPart } from './other-models.js'

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

/** What simple rules, the model in use and a less explainable model find. */
export const rulesSection = ({ t }: Scene): Html =>
  html`<p>${t.say('A model is worth its burden only if it finds more people than a rule that anybody can apply.', 'Een model is zijn last alleen waard als het meer mensen vindt dan een regel die iedereen kan toepassen.')}</p>
${rulesTable(t)}<h3>${t.say('The model in use', 'Het model in gebruik')}</h3>
${championPart(t)}<h3>${t.say('A less explainable model', 'Een minder uitlegbaar model')}</h3>
${challengerPart(t)}`
