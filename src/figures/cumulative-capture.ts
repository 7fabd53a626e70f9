import type { RankingResult } from '../../data-schemas/results/ranking.js'
import type { Study } from '../../data-schemas/study.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type FigureContext, sayIn, sourceOf, tooFew } from './context.js'
import type { Figure, LineMark, Mark, MarkPoint } from './figure.js'
import { type Format, percents, withInterval, written } from './format.js'

const PERCENT: Format = percents(1)

type Cut = RankingResult['test']['atK'][number]

const cutPoint = ({ k, recall }: Cut, { language }: FigureContext): readonly MarkPoint[] =>
  typeof recall.expected !== 'number'
    ? []
    : [
        {
          x: k,
          y: recall.expected,
          lower: recall.lower,
          upper: recall.upper,
          label: written(recall.expected, PERCENT, language),
        },
      ]

const publishedRecall = (study: Study | undefined): readonly { readonly k: number; readonly value: number }[] =>
  (study?.evaluation.published ?? []).flatMap(({ metric, k, value }) =>
    metric === 'recall' && k !== undefined ? [{ k, value }] : [],
  )

const ruleLabel = (name: string, { study, language }: FigureContext): string => {
  const found = study?.evaluation.baselines.find((one) => one.name === name)
  return (found?.kind === 'rule' ? found.label?.[language] : undefined) ?? name.replaceAll('-', ' ')
}

const rulePoints = (result: RankingResult, context: FigureContext): readonly MarkPoint[] =>
  result.baselines.flatMap(({ kind, name, share, recall }) =>
    kind === 'rule' && share !== null && typeof recall === 'number'
      ? [{ x: share, y: recall, label: ruleLabel(name, context) }]
      : [],
  )

const capacityRules = (result: RankingResult, context: FigureContext): readonly Mark[] =>
  result.test.atK.map(({ k }) => ({
    kind: 'rule',
    axis: 'x',
    at: k,
    label: written(k, percents(0), context.language),
    colour: 'grey',
    dash: 'dotted',
  }))

const cutWords = (cut: Cut, context: FigureContext): string => {
  const say = sayIn(context)
  const list = written(cut.k, percents(0), context.language)
  const { expected, lower, upper } = cut.recall
  const found =
    typeof expected === 'number'
      ? withInterval({ value: expected, lower, upper }, PERCENT, context.language)
      : tooFew(say)
  return say(`a list of ${list} finds ${found}`, `een lijst van ${list} vindt ${found}`)
}

const alternative = (result: RankingResult, context: FigureContext): string => {
  const say = sayIn(context)
  const cuts = result.test.atK.map((cut) => cutWords(cut, context))
  const published = publishedRecall(context.study).map(
    ({ k, value }) =>
      `${written(value, PERCENT, context.language)} ${say('at', 'bij')} ${written(k, percents(0), context.language)}`,
  )
  const beside = published.length === 0 ? '' : ` ${say('Published', 'Gepubliceerd')}: ${published.join(', ')}.`
  return `${say('Of the people at risk', 'Van de mensen met risico')}: ${cuts.join('; ')}.${beside}`
}

const tableOf = (result: RankingResult, context: FigureContext): Figure['table'] => {
  const { language } = context
  const say = sayIn(context)
  return {
    columns: [
      { head: say('list', 'lijst'), align: 'left' },
      { head: say('length (% of rows)', 'lengte (% van de rijen)'), align: 'right' },
      { head: say('found (recall)', 'gevonden (recall)'), align: 'right' },
    ],
    rows: [
      ...result.test.atK.map(({ k, recall: { expected, lower, upper } }) => [
        say('model', 'model'),
        written(k, percents(0), language),
        typeof expected === 'number' ? withInterval({ value: expected, lower, upper }, PERCENT, language) : tooFew(say),
      ]),
      ...publishedRecall(context.study).map(({ k, value }) => [
        say('published', 'gepubliceerd'),
        written(k, percents(0), language),
        written(value, PERCENT, language),
      ]),
      ...result.baselines
        .filter(({ kind }) => kind === 'rule')
        .map(({ name, share, recall }) => [
          ruleLabel(name, context),
          share === null ? tooFew(say) : written(share, PERCENT, language),
          typeof recall === 'number' ? written(recall, PERCENT, language) : tooFew(say),
        ]),
    ],
  }
}

/** The curve, broken where lengths between may not be shown. */
const curveOf = ({ test: { curve, n } }: RankingResult): LineMark['points'] =>
  curve.flatMap(({ share, recall }, index) => {
    const before = curve[index - 1]
    const apart = before !== undefined && share - before.share > 0.011 + 1 / n
    return apart ? [null, { x: share, y: recall }] : [{ x: share, y: recall }]
  })

/** Half of the rows at most, where everything worth seeing lies there. */
const lengthLimit = (result: RankingResult): { readonly limit?: readonly [number, number] } => {
  const shares = [...result.test.atK.map(({ k }) => k), ...result.baselines.map(({ share }) => share ?? 0)]
  return shares.every((share) => share <= 0.5) ? { limit: [0, 0.5] } : {}
}

/** People at risk found, by length of the list: the curve as far as it may be shown, the capacities, simple rules and published figures. */
export const cumulativeCaptureFigure = (result: RankingResult, context: FigureContext): Figure | Undefined => {
  if (result.test.curve.length === 0) return undefinedBecause('no length of the list may be shown')
  const say = sayIn(context)
  const published = publishedRecall(context.study)
  const confidence = written(result.bootstrap.confidence, percents(0), context.language)
  return {
    kind: 'figure',
    id: 'cumulative-capture',
    language: context.language,
    title: say('People at risk found, by length of the list', 'Gevonden mensen met risico, naar lengte van de lijst'),
    subtitle: say(
      `Test side, share of rows with the outcome that is on the list (recall). Bars: ${confidence} intervals, bootstrap of people. Dotted: straight between lengths, where too few people stand to show more.`,
      `Testkant, aandeel van de rijen met de uitkomst dat op de lijst staat (recall). Staven: ${confidence}-intervallen, bootstrap van mensen. Gestippeld: recht tussen lengtes, waar te weinig mensen zijn om meer te tonen.`,
    ),
    alternative: alternative(result, context),
    table: tableOf(result, context),
    x: {
      title: say('length of the list (% of rows)', 'lengte van de lijst (% van de rijen)'),
      unit: '%',
      scale: 'linear',
      format: percents(0),
      show: [0],
      ...lengthLimit(result),
    },
    y: {
      title: say('found (recall, % of rows with the outcome)', 'gevonden (recall, % van de rijen met de uitkomst)'),
      unit: '%',
      scale: 'linear',
      format: percents(0),
      show: [0, 1],
    },
    marks: [
      ...capacityRules(result, context),
      { kind: 'diagonal', label: say('drawn at random', 'willekeurig getrokken'), colour: 'grey' },
      {
        kind: 'line',
        name: say('between', 'ertussen'),
        unkeyed: true,
        colour: 'blue',
        dash: 'dotted',
        points: result.test.curve.map(({ share, recall }) => ({ x: share, y: recall })),
      },
      { kind: 'line', name: say('this model', 'dit model'), colour: 'blue', points: curveOf(result) },
      {
        kind: 'points',
        name: say('at the capacities', 'bij de capaciteiten'),
        unkeyed: true,
        colour: 'blue',
        along: 'y',
        shape: 'circle',
        points: result.test.atK.flatMap((cut) => cutPoint(cut, context)),
      },
      ...(published.length === 0
        ? []
        : [
            {
              kind: 'points',
              name: say('published', 'gepubliceerd'),
              colour: 'vermilion',
              along: 'y',
              shape: 'diamond',
              points: published.map(({ k, value }) => ({
                x: k,
                y: value,
                label: written(value, PERCENT, context.language),
              })),
            } as const,
          ]),
      {
        kind: 'points',
        name: say('simple rules', 'eenvoudige regels'),
        colour: 'grey',
        along: 'y',
        shape: 'square',
        points: rulePoints(result, context),
      },
    ],
    source: sourceOf(result),
  }
}
