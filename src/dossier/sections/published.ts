import { type Format, numbers, percents } from '../../figures/format.js'
import { publishedFigures } from '../../report/published.js'
import { type Html, html } from '../html.js'
import { absentHtml, type Scene } from '../section.js'
import { tableHtml } from '../table.js'
import type { Teller } from '../teller.js'

const NAMES: Readonly<Record<string, { readonly en: string; readonly nl: string }>> = {
  recall: { en: 'people found, in the top', nl: 'mensen gevonden, in de top' },
  precision: { en: 'rate in the top', nl: 'aandeel in de top' },
  baseRate: { en: 'rate over all', nl: 'aandeel in het geheel' },
  probabilityAtCut: { en: 'probability at the cut of the top', nl: 'kans bij de grens van de top' },
  auc: { en: 'AUC', nl: 'AUC' },
}

const reproducedHtml = ({ num }: Teller, metric: string, k: number | null): Html => {
  const decile = /^decileRate(\d+)$/.exec(metric)?.[1]
  const one = percents(1)
  if (decile !== undefined)
    return num('ranking', ({ test }) => test.deciles.find((of) => of.decile === Number(decile))?.rate, one)
  switch (metric) {
    case 'recall':
    case 'precision':
      return num('ranking', ({ test }) => test.atK.find((at) => at.k === k)?.[metric].expected, one)
    case 'probabilityAtCut':
      return num('ranking', ({ test }) => test.atK.find((at) => at.k === k)?.probabilityAtCut, one)
    case 'baseRate':
      return num('panel', ({ split }) => split.test.rate, percents(2))
    default:
      return num('ranking', ({ test }) => test.auc.estimate, numbers(3))
  }
}

const formatOf = (metric: string): Format => (metric === 'auc' ? numbers(3) : percents(metric === 'baseRate' ? 2 : 1))

const nameHtml = ({ named, num, language }: Teller, metric: string, index: number): Html => {
  const decile = /^decileRate(\d+)$/.exec(metric)?.[1]
  if (decile !== undefined) {
    const text = language === 'nl' ? `aandeel in deciel ${decile}` : `rate in decile ${decile}`
    return named('study', ({ evaluation }) => evaluation.published[index]!.metric, text)
  }
  const name = named(
    'study',
    ({ evaluation }) => evaluation.published[index]!.metric,
    NAMES[metric]?.[language] ?? metric,
  )
  return metric === 'auc' || metric === 'baseRate'
    ? name
    : html`${name} ${num('study', ({ evaluation }) => evaluation.published[index]!.k, percents(0))}`
}

/** What was published, beside what this run found. */
export const publishedSection = ({ t }: Scene): Html => {
  const { say, num, sources } = t
  const { study } = sources
  if (study === undefined)
    return absentHtml(
      say(
        'The study file was not at hand, so that published figures cannot be set beside these.',
        'Het studiebestand was niet bij de hand, zodat gepubliceerde cijfers niet hiernaast kunnen staan.',
      ),
    )
  const figures = publishedFigures(study, sources)
  if (figures.length === 0)
    return absentHtml(say('The study names no published figures.', 'De studie noemt geen gepubliceerde cijfers.'))
  const within = (is: boolean | null): string =>
    is === null ? say('no tolerance', 'geen marge') : is ? say('yes', 'ja') : say('no', 'nee')
  return html`${
    sources.run.study.synthetic
      ? html`<p>${say(
          'These data are synthetic, made to resemble what was published; agreement says that the method is rebuilt, not that the model is right.',
          'Deze gegevens zijn synthetisch, gemaakt om te lijken op wat is gepubliceerd; overeenstemming zegt dat de methode is nagebouwd, niet dat het model klopt.',
        )}</p>\n`
      : ''
  }${tableHtml(
    say('Published and reproduced', 'Gepubliceerd en nagebouwd'),
    [
      { head: say('figure', 'cijfer') },
      { head: say('published', 'gepubliceerd'), numeric: true },
      { head: say('reproduced', 'nagebouwd'), numeric: true },
      { head: say('within its tolerance', 'binnen de marge') },
      { head: say('source', 'bron') },
    ],
    figures.map(({ metric, k, reproduced, within: inside }, i) => [
      nameHtml(t, metric, i),
      num('study', ({ evaluation }) => evaluation.published[i]!.value, formatOf(metric)),
      reproduced === null ? say('not in this run', 'niet in deze run') : reproducedHtml(t, metric, k),
      within(inside),
      t.spoken('study', ({ evaluation }) => evaluation.published[i]!.source),
    ]),
  )}`
}
