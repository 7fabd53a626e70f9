import type { Comparison, FairnessResult, Verdict } from '../../data-schemas/results/fairness.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import {
  attributeLabel,
  capital,
  type FigureContext,
  intervalWords,
  type Say,
  sayIn,
  slug,
  sourceOf,
  tooFew,
} from './context.js'
import type { Figure, Mark } from './figure.js'
import { type Format, percents, TEXT, withInterval, written } from './format.js'
import type { Colour } from './palette.js'

type Attribute = FairnessResult['attributes'][number]
type Metric = Comparison['metric']

const POINTS: Format = { kind: 'points', decimals: 1, signed: true }

const METRICS: Readonly<Record<Metric, readonly [en: string, nl: string]>> = {
  recall: ['people found (recall)', 'gevonden mensen (recall)'],
  selectionRate: ['people listed', 'mensen op de lijst'],
  precision: [
    'with the outcome among those listed (precision)',
    'met de uitkomst onder wie op de lijst staat (precisie)',
  ],
}

const VERDICTS: Readonly<
  Record<
    Verdict,
    {
      readonly en: string
      readonly nl: string
      readonly colour: Colour
      readonly shape: 'circle' | 'square' | 'diamond'
    }
  >
> = {
  gap: { en: 'a gap', nl: 'een verschil', colour: 'vermilion', shape: 'square' },
  equivalent: { en: 'within the margin', nl: 'binnen de marge', colour: 'blue', shape: 'circle' },
  'cannot-tell': { en: 'cannot tell', nl: 'niet te zeggen', colour: 'grey', shape: 'diamond' },
}

const GROUPS: Readonly<Record<string, readonly [en: string, nl: string]>> = {
  man: ['men', 'mannen'],
  woman: ['women', 'vrouwen'],
  true: ['yes', 'ja'],
  false: ['no', 'nee'],
  Europe: ['Europe', 'Europa'],
  outside: ['outside Europe', 'buiten Europa'],
}

/** A group in the words of people, where its code is a known one; else as it stands in the data. */
export const groupWords = (value: string, say: Say): string => {
  const known = GROUPS[value]
  return known === undefined ? value : say(...known)
}

const differenceWords = (one: Comparison | undefined, context: FigureContext): string =>
  one === undefined || one.difference === null
    ? tooFew(sayIn(context))
    : withInterval({ value: one.difference, lower: one.lower, upper: one.upper }, POINTS, context.language)

const seriesOf = (comparisons: readonly Comparison[], context: FigureContext): readonly Mark[] => {
  const say = sayIn(context)
  return (['equivalent', 'cannot-tell', 'gap'] as const).flatMap((verdict) => {
    const { en, nl, colour, shape } = VERDICTS[verdict]
    const points = comparisons.flatMap(({ verdict: own, group, difference, lower, upper }) =>
      own === verdict && difference !== null
        ? [{ x: difference, y: groupWords(group, say), lower, upper, label: say(en, nl) }]
        : [],
    )
    return points.length === 0
      ? []
      : [{ kind: 'points', name: say(en, nl), unkeyed: true, colour, along: 'x', shape, points } as const]
  })
}

interface Compared {
  readonly attribute: Attribute
  readonly metric: Metric
  readonly comparisons: readonly Comparison[]
  readonly others: readonly string[]
}

const alternative = ({ comparisons, others, metric }: Compared, reference: string, context: FigureContext): string => {
  const say = sayIn(context)
  const parts = others.map((value) => {
    const one = comparisons.find(({ group }) => group === value)
    const verdict =
      one === undefined || one.difference === null ? '' : `, ${say(VERDICTS[one.verdict].en, VERDICTS[one.verdict].nl)}`
    return `${groupWords(value, say)}: ${differenceWords(one, context)}${verdict}`
  })
  return `${say(...METRICS[metric])}, ${say('difference with', 'verschil met')} ${groupWords(reference, say)}, ${say('in percentage points', 'in procentpunten')}. ${parts.join('; ')}.`
}

const tableOf = ({ attribute, comparisons, metric }: Compared, context: FigureContext): Figure['table'] => {
  const say = sayIn(context)
  return {
    columns: [
      { head: say('group', 'groep'), align: 'left' },
      { head: say(...METRICS[metric]), align: 'right' },
      { head: say('difference (points)', 'verschil (punten)'), align: 'right' },
      { head: say('verdict', 'oordeel'), align: 'left' },
    ],
    rows: attribute.groups.map((group) => {
      const one = comparisons.find((found) => found.group === group.value)
      const level = group.suppressed ? null : group[metric]
      const isReference = group.value === attribute.reference
      const none = isReference ? say('reference', 'referentie') : tooFew(say)
      return [
        groupWords(group.value, say),
        typeof level === 'number' ? written(level, percents(1), context.language) : tooFew(say),
        one === undefined ? none : differenceWords(one, context),
        one === undefined || one.difference === null ? '–' : say(VERDICTS[one.verdict].en, VERDICTS[one.verdict].nl),
      ]
    }),
  }
}

const marksOf = (
  { margin }: FairnessResult,
  { comparisons, others }: Compared,
  context: FigureContext,
): readonly Mark[] => {
  const say = sayIn(context)
  const hidden = others.filter(
    (value) => (comparisons.find(({ group }) => group === value)?.difference ?? null) === null,
  )
  const zone: readonly Mark[] =
    margin === null
      ? []
      : [
          {
            kind: 'zone',
            axis: 'x',
            from: -margin.difference,
            to: margin.difference,
            label: `±${written(margin.difference, { kind: 'points', decimals: 0 }, context.language)} ${say('points', 'punten')}`,
            colour: 'sky',
          },
        ]
  return [
    ...zone,
    { kind: 'rule', axis: 'x', at: 0, label: '', colour: 'ink', dash: 'solid' },
    ...seriesOf(comparisons, context),
    ...hidden.map((value) => ({ kind: 'note', x: 0, y: groupWords(value, say), text: tooFew(say) }) as const),
  ]
}

/** Each group of an audit attribute against the reference, with intervals and the zone that counts as equal. */
export const groupIntervalsFigure = (
  result: FairnessResult,
  { attribute: name, metric = 'recall' }: { readonly attribute: string; readonly metric?: Metric },
  context: FigureContext,
): Figure | Undefined => {
  const attribute = result.attributes.find((one) => one.name === name)
  const reference = attribute?.reference ?? null
  if (attribute === undefined || reference === null) return undefinedBecause(`${name} has no reference group`)
  const comparisons = attribute.comparisons.filter((one) => one.metric === metric)
  const others = attribute.groups.map(({ value }) => value).filter((value) => value !== reference)
  if (others.length === 0) return undefinedBecause(`${name} has one group`)
  const compared: Compared = { attribute, metric, comparisons, others }
  const say = sayIn(context)
  const label = attribute.label?.[context.language] ?? attributeLabel(name, context)
  const list = written(result.k, percents(0), context.language)
  const share = written(result.confidence, percents(0), context.language)
  return {
    kind: 'figure',
    id: `groups-${metric === 'selectionRate' ? 'listed' : metric}-${slug(name)}`,
    language: context.language,
    title: `${capital(label)}: ${say(...METRICS[metric])}, ${say('against', 'tegenover')} ${groupWords(reference, say)}`,
    subtitle: `${say(`List of ${list}, difference in percentage points`, `Lijst van ${list}, verschil in procentpunten`)}; ${intervalWords(say, share)}. ${result.margin === null ? say('No margin is declared.', 'Er is geen marge vastgelegd.') : say('Shaded: the margin within which groups count as equal.', 'Gearceerd: de marge waarbinnen groepen als gelijk gelden.')}`,
    alternative: alternative(compared, reference, context),
    table: tableOf(compared, context),
    x: {
      title: say('difference (percentage points)', 'verschil (procentpunten)'),
      unit: say('percentage points', 'procentpunten'),
      scale: 'linear',
      format: POINTS,
      show: [0],
    },
    y: {
      title: say('group', 'groep'),
      unit: null,
      scale: 'category',
      format: TEXT,
      categories: others.map((value) => groupWords(value, say)),
    },
    marks: marksOf(result, compared, context),
    source: sourceOf(result),
  }
}
