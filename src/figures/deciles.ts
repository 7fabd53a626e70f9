import type { RankingResult } from '../../data-schemas/results/ranking.js'
import { type FigureContext, sayIn, sourceOf, tooFew } from './context.js'
import type { Figure, Mark } from './figure.js'
import { COUNT, type Format, percents, TEXT, written } from './format.js'

const PERCENT: Format = percents(1)

type Decile = RankingResult['test']['deciles'][number]

const publishedRates = ({ study }: FigureContext): ReadonlyMap<number, number> =>
  new Map(
    (study?.evaluation.published ?? []).flatMap(({ metric, value }) => {
      const decile = /^decileRate(\d+)$/.exec(metric)?.[1]
      return decile === undefined ? [] : [[Number(decile), value] as const]
    }),
  )

const rateWords = ({ rate }: Decile, context: FigureContext): string =>
  rate === null ? tooFew(sayIn(context)) : written(rate, PERCENT, context.language)

const alternative = (deciles: readonly Decile[], context: FigureContext): string => {
  const say = sayIn(context)
  const published = publishedRates(context)
  const parts = deciles.map((one) => {
    const beside = published.get(one.decile)
    const also =
      beside === undefined ? '' : ` (${say('published', 'gepubliceerd')} ${written(beside, PERCENT, context.language)})`
    return `${one.decile}: ${rateWords(one, context)}${also}`
  })
  return `${say('Share with the outcome per tenth of the list', 'Aandeel met de uitkomst per tiende van de lijst')}: ${parts.join('; ')}.`
}

/** Share with the outcome in each tenth of the list, high to low, beside the published ones. */
export const decilesFigure = (result: RankingResult, context: FigureContext): Figure => {
  const { deciles } = result.test
  const say = sayIn(context)
  const published = publishedRates(context)
  const shown = deciles.filter((one): one is Decile & { rate: number } => one.rate !== null)
  const marks: readonly Mark[] = [
    {
      kind: 'bars',
      name: say('this model', 'dit model'),
      colour: 'blue',
      along: 'x',
      thickness: 0.62,
      bars: shown.map((one) => ({ at: String(one.decile), from: 0, to: one.rate, label: rateWords(one, context) })),
    },
    ...(published.size === 0
      ? []
      : [
          {
            kind: 'points',
            name: say('published', 'gepubliceerd'),
            colour: 'vermilion',
            along: 'x',
            shape: 'diamond',
            dodge: 0.42,
            points: [...published].map(([decile, value]) => ({
              x: value,
              y: String(decile),
              label: written(value, PERCENT, context.language),
            })),
          } as const,
        ]),
    ...deciles
      .filter(({ rate }) => rate === null)
      .map(({ decile }) => ({ kind: 'note', x: 0, y: String(decile), text: tooFew(say) }) as const),
  ]
  return {
    kind: 'figure',
    id: 'deciles',
    language: context.language,
    title: say('The tenths of the list, from high to low', 'De tienden van de lijst, van hoog naar laag'),
    subtitle: say(
      'Share of rows with the outcome in each tenth of the test side, highest scores first. The result holds no intervals for tenths.',
      'Aandeel rijen met de uitkomst in elk tiende van de testkant, hoogste scores eerst. Het resultaat geeft voor tienden geen intervallen.',
    ),
    alternative: alternative(deciles, context),
    table: {
      columns: [
        { head: say('tenth', 'tiende'), align: 'right' },
        { head: say('rows', 'rijen'), align: 'right' },
        { head: say('with the outcome', 'met de uitkomst'), align: 'right' },
        { head: say('published', 'gepubliceerd'), align: 'right' },
        { head: say('found so far', 'tot hier gevonden'), align: 'right' },
      ],
      rows: deciles.map((one) => {
        const beside = published.get(one.decile)
        return [
          String(one.decile),
          written(one.rows, COUNT, context.language),
          rateWords(one, context),
          beside === undefined ? '–' : written(beside, PERCENT, context.language),
          one.cumulativeRecall === null ? tooFew(say) : written(one.cumulativeRecall, PERCENT, context.language),
        ]
      }),
    },
    x: {
      title: say('with the outcome (% of rows)', 'met de uitkomst (% van de rijen)'),
      unit: '%',
      scale: 'linear',
      format: percents(0),
      show: [0],
    },
    y: {
      title: say('tenth of the list', 'tiende van de lijst'),
      unit: null,
      scale: 'category',
      format: TEXT,
      categories: deciles.map(({ decile }) => String(decile)),
    },
    marks,
    source: sourceOf(result),
  }
}
