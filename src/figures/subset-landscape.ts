import type { SelectionExaminationResult } from '../../data-schemas/results/selection-examination.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { attributeLabel, candidateLabel, type FigureContext, sayIn, slug, sourceOf } from './context.js'
import { type Estimate, estimateOf } from './estimate.js'
import type { Figure, MarkPoint } from './figure.js'
import { COUNT, type Format, numbers, withInterval, written } from './format.js'

const POINTS: Format = { kind: 'points', decimals: 1 }

interface Place {
  readonly name: string
  readonly distance: number
  readonly gap: Estimate
  readonly recall: Estimate | null
  readonly set: readonly string[]
}

const placesOf = ({ near, lists }: SelectionExaminationResult, attribute: string): readonly Place[] =>
  'kind' in lists
    ? []
    : near.sets.flatMap(({ distance, set }, index) => {
        const list = lists.lists.find(({ name }) => name === `set ${index + 1}`)
        const gap = estimateOf(list?.gaps.find((one) => one.attribute === attribute)?.recall)
        return list === undefined || gap === null
          ? []
          : [{ name: String(index + 1), distance, gap, recall: estimateOf(list.recall), set }]
      })

const pointOf = ({ name, distance, gap }: Place): MarkPoint => ({
  x: distance,
  y: gap.value,
  lower: gap.lower,
  upper: gap.upper,
  ...(name === '1' ? {} : { label: name }),
})

const alternative = (places: readonly Place[], result: SelectionExaminationResult, context: FigureContext): string => {
  const { language } = context
  const say = sayIn(context)
  const gap = (place: Place): string => withInterval(place.gap, POINTS, language)
  const smallest = places.reduce((best, place) => (place.gap.value < best.gap.value ? place : best))
  const chosen = places.find(({ name }) => name === '1')
  const first =
    chosen === undefined
      ? ''
      : say(
          `The best set has a gap of ${gap(chosen)} points. `,
          `De beste verzameling heeft een verschil van ${gap(chosen)} punten. `,
        )
  const distance = written(smallest.distance, numbers(2), language)
  return (
    first +
    say(
      `Of ${result.near.sets.length} sets, set ${smallest.name} has the smallest gap: ${gap(smallest)} points, at a distance of ${distance} in log-likelihood.`,
      `Van ${result.near.sets.length} verzamelingen heeft verzameling ${smallest.name} het kleinste verschil: ${gap(smallest)} punten, op een afstand van ${distance} in log-likelihood.`,
    )
  )
}

const tableOf = (places: readonly Place[], context: FigureContext): Figure['table'] => {
  const { language } = context
  const say = sayIn(context)
  return {
    columns: [
      { head: say('set', 'verzameling'), align: 'right' },
      { head: say('distance (log-likelihood)', 'afstand (log-likelihood)'), align: 'right' },
      { head: say('gap in recall (points)', 'verschil in recall (punten)'), align: 'right' },
      { head: say('recall (%)', 'recall (%)'), align: 'right' },
      { head: say('indicators', 'indicatoren'), align: 'left' },
    ],
    rows: places.map(({ name, distance, gap, recall, set }) => [
      name,
      written(distance, numbers(2), language),
      withInterval(gap, POINTS, language),
      recall === null ? '–' : withInterval(recall, POINTS, language),
      set.map((one) => candidateLabel(one, context)).join(', '),
    ]),
  }
}

/** Near-optimal sets: what each loses in likelihood beside the largest gap in recall between groups of one audit attribute. */
export const subsetLandscapeFigure = (
  result: SelectionExaminationResult,
  attribute: string,
  context: FigureContext,
): Figure | Undefined => {
  if ('kind' in result.lists) return undefinedBecause(result.lists.because)
  const places = placesOf(result, attribute)
  if (places.length === 0) return undefinedBecause(`no set has a gap for ${attribute}`)
  const say = sayIn(context)
  const label = attributeLabel(attribute, context)
  const share = written(result.lists.share, { kind: 'percent', decimals: 0 }, context.language)
  const replicates = written(result.lists.replicates, COUNT, context.language)
  return {
    kind: 'figure',
    id: `subset-landscape-${slug(attribute)}`,
    language: context.language,
    title: say(
      `Sets that are almost as good: gap by ${label}`,
      `Verzamelingen die bijna even goed zijn: verschil naar ${label}`,
    ),
    subtitle: say(
      `Largest gap in recall between groups, list of ${share}, in percentage points with 95% intervals (${replicates} resamples of people), by distance in log-likelihood. Number: place of the set.`,
      `Grootste verschil in recall tussen groepen, lijst van ${share}, in procentpunten met 95%-intervallen (${replicates} hertrekkingen van mensen), naar afstand in log-likelihood. Nummer: plaats van de verzameling.`,
    ),
    alternative: alternative(places, result, context),
    table: tableOf(places, context),
    x: {
      title: say('distance from the best set (log-likelihood)', 'afstand tot de beste verzameling (log-likelihood)'),
      unit: 'log-likelihood',
      scale: 'linear',
      format: numbers(1),
      show: [0],
    },
    y: {
      title: say('gap in recall (percentage points)', 'verschil in recall (procentpunten)'),
      unit: say('percentage points', 'procentpunten'),
      scale: 'linear',
      format: POINTS,
      show: [0],
    },
    marks: [
      {
        kind: 'points',
        name: say('other sets', 'andere verzamelingen'),
        colour: 'grey',
        along: 'y',
        shape: 'circle',
        pale: true,
        points: places.filter(({ name }) => name !== '1').map(pointOf),
      },
      {
        kind: 'points',
        name: say('the best set', 'de beste verzameling'),
        colour: 'blue',
        along: 'y',
        shape: 'diamond',
        points: places.filter(({ name }) => name === '1').map(pointOf),
      },
    ],
    source: sourceOf(result),
  }
}
