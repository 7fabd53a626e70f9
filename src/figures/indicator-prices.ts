import type { SelectionExaminationResult } from '../../data-schemas/results/selection-examination.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { candidateLabel, type FigureContext, intervalWords, sayIn, sourceOf } from './context.js'
import { type Estimate, estimateOf } from './estimate.js'
import type { Figure, Mark } from './figure.js'
import { type Format, numbers, percents, TEXT, withInterval, written } from './format.js'

const POINTS: Format = { kind: 'points', decimals: 1, signed: true }

type Price = Extract<SelectionExaminationResult['prices'], readonly unknown[]>[number]
type Priced = Price & { readonly lost: Estimate }

const pricedOf = (prices: readonly Price[]): readonly Priced[] =>
  prices
    .flatMap((price) => {
      const lost = estimateOf(price.recallLost)
      return lost === null ? [] : [{ ...price, lost }]
    })
    .sort((a, b) => b.lost.value - a.lost.value)

/** What the list loses when an indicator leaves and the others are fitted again, with intervals. Undefined where it was not computed. */
export const indicatorPricesFigure = (
  result: SelectionExaminationResult,
  context: FigureContext,
): Figure | Undefined => {
  if ('kind' in result.prices) return undefinedBecause(result.prices.because)
  const prices = pricedOf(result.prices)
  if (prices.length === 0) return undefinedBecause('no indicator has a price')
  const say = sayIn(context)
  const { language } = context
  const name = ({ indicator }: Price): string => candidateLabel(indicator, context)
  const marks: readonly Mark[] = [
    { kind: 'rule', axis: 'x', at: 0, label: '', colour: 'ink', dash: 'solid' },
    {
      kind: 'points',
      name: say('recall lost', 'recall-verlies'),
      unkeyed: true,
      colour: 'blue',
      along: 'x',
      shape: 'circle',
      points: prices.map((price) => ({
        x: price.lost.value,
        y: name(price),
        lower: price.lost.lower,
        upper: price.lost.upper,
        label: written(price.lost.value, POINTS, language),
      })),
    },
  ]
  return {
    kind: 'figure',
    id: 'indicator-prices',
    language,
    title: say('What is each indicator worth?', 'Wat is elke indicator waard?'),
    subtitle: `${say('Recall that the list loses without it, in percentage points, selection sample, held-out scores', 'Recall die de lijst zonder de indicator verliest, in procentpunten, selectiesteekproef, scores buiten de eigen groep')}; ${intervalWords(say)}.`,
    alternative: `${say('Recall lost without the indicator, in percentage points', 'Recall-verlies zonder de indicator, in procentpunten')}: ${prices
      .map((price) => `${name(price)} ${withInterval(price.lost, POINTS, language)}`)
      .join('; ')}.`,
    table: {
      columns: [
        { head: say('indicator', 'indicator'), align: 'left' },
        { head: say('recall lost (points)', 'recall-verlies (punten)'), align: 'right' },
        { head: say('of the list kept', 'van de lijst gebleven'), align: 'right' },
        { head: say('legal burden (points)', 'juridische last (punten)'), align: 'right' },
      ],
      rows: prices.map((price) => [
        name(price),
        withInterval(price.lost, POINTS, language),
        typeof price.listKept === 'number' ? written(price.listKept, percents(0), language) : '–',
        written(price.burden, numbers(1), language),
      ]),
    },
    x: {
      title: say('recall lost (percentage points)', 'recall-verlies (procentpunten)'),
      unit: say('percentage points', 'procentpunten'),
      scale: 'linear',
      format: POINTS,
      show: [0],
    },
    y: {
      title: say('indicator', 'indicator'),
      unit: null,
      scale: 'category',
      format: TEXT,
      categories: prices.map(name),
    },
    marks,
    source: sourceOf(result),
  }
}
