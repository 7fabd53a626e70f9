import type { RankingExaminationResult } from '../../data-schemas/results/ranking-examination.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type FigureContext, intervalWords, sayIn, sourceOf, tooFew } from './context.js'
import type { Figure, Mark, Shape } from './figure.js'
import { type Format, percents, TEXT, withInterval, written } from './format.js'
import type { Colour } from './palette.js'

const PERCENT: Format = percents(1)

type Trend = Extract<RankingExaminationResult['quarters'], readonly unknown[]>[number]
type Period = Trend['periods'][number]

const LOOKS: readonly { readonly colour: Colour; readonly shape: Shape }[] = [
  { colour: 'blue', shape: 'circle' },
  { colour: 'orange', shape: 'square' },
  { colour: 'green', shape: 'triangle' },
]

const listWords = ({ k }: Trend, context: FigureContext): string =>
  sayIn(context)(
    `list of ${written(k ?? 0, percents(0), context.language)}`,
    `lijst van ${written(k ?? 0, percents(0), context.language)}`,
  )

const periodWords = ({ estimate, lower, upper }: Period, context: FigureContext): string =>
  estimate === null
    ? tooFew(sayIn(context))
    : withInterval({ value: estimate, lower, upper }, PERCENT, context.language)

const seriesOf = (trends: readonly Trend[], context: FigureContext): readonly Mark[] =>
  trends.map((trend, index) => {
    const room = 0.3
    const dodge = trends.length === 1 ? 0 : (index / (trends.length - 1) - 0.5) * room
    const look = LOOKS[index % LOOKS.length] as (typeof LOOKS)[number]
    return {
      kind: 'points',
      name: listWords(trend, context),
      ...look,
      along: 'y',
      dodge,
      points: trend.periods.flatMap(({ name, estimate, lower, upper }) =>
        estimate === null
          ? []
          : [{ x: name, y: estimate, lower, upper, label: written(estimate, percents(0), context.language) }],
      ),
    } as const
  })

/** Recall of the list by quarter, for each length, with intervals. Undefined where periods are not compared. */
export const recallByQuarterFigure = (result: RankingExaminationResult, context: FigureContext): Figure | Undefined => {
  const { quarters } = result
  if ('kind' in quarters) return undefinedBecause(quarters.because)
  const trends = quarters.filter(({ measure, k }) => measure === 'recall' && k !== null)
  const names = trends[0]?.periods.map(({ name }) => name) ?? []
  if (names.length === 0) return undefinedBecause('no recall by quarter')
  const say = sayIn(context)
  const hidden = trends.flatMap(({ periods }) =>
    periods.filter(({ estimate }) => estimate === null).map(({ name }) => name),
  )
  return {
    kind: 'figure',
    id: 'recall-by-quarter',
    language: context.language,
    title: say(
      'Does the list keep finding people, quarter after quarter?',
      'Blijft de lijst mensen vinden, kwartaal na kwartaal?',
    ),
    subtitle: `${say('Test side, recall per quarter (% of rows with the outcome)', 'Testkant, recall per kwartaal (% van de rijen met de uitkomst)')}; ${intervalWords(say)}.`,
    alternative: trends
      .map(
        (trend) =>
          `${listWords(trend, context)}: ${trend.periods.map((period) => `${period.name} ${periodWords(period, context)}`).join(', ')}.`,
      )
      .join(' '),
    table: {
      columns: [
        { head: say('quarter', 'kwartaal'), align: 'left' },
        ...trends.map((trend) => ({ head: listWords(trend, context), align: 'right' as const })),
      ],
      rows: names.map((name, index) => [
        name,
        ...trends.map(({ periods }) => {
          const period = periods[index]
          return period === undefined ? tooFew(say) : periodWords(period, context)
        }),
      ]),
    },
    x: { title: say('quarter', 'kwartaal'), unit: null, scale: 'category', format: TEXT, categories: names },
    y: {
      title: say('found (recall, %)', 'gevonden (recall, %)'),
      unit: '%',
      scale: 'linear',
      format: percents(0),
      show: [0, 1],
    },
    marks: [
      ...seriesOf(trends, context),
      ...[...new Set(hidden)].map(
        (name) => ({ kind: 'note', x: name, y: 0, text: tooFew(say), side: 'above' }) as const,
      ),
    ],
    source: sourceOf(result),
  }
}
