import type { CalibrationResult } from '../../data-schemas/results/calibration.js'
import type { CalibrationExaminationResult } from '../../data-schemas/results/calibration-examination.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type FigureContext, intervalWords, sayIn, sourceOf } from './context.js'
import { estimateOf } from './estimate.js'
import type { BandMark, Figure, LineMark, Mark } from './figure.js'
import { COUNT, type Format, numbers, percents, withInterval, written } from './format.js'

const PERCENT: Format = percents(1)

/** The smooth curve with its band, and the band within which right predictions stay; nothing without an examination. */
const examined = (result: CalibrationExaminationResult | undefined, context: FigureContext): readonly Mark[] => {
  const say = sayIn(context)
  if (result === undefined) return []
  const { reliability, smooth } = result
  const band: BandMark[] =
    'because' in reliability
      ? []
      : [
          {
            kind: 'band',
            name: say('where right predictions stay', 'waar juiste kansen blijven'),
            colour: 'grey',
            points: reliability.band.map(({ probability, lower, upper }) => ({ x: probability, lower, upper })),
          },
        ]
  if ('because' in smooth) return band
  const name = say('smooth curve with band', 'vloeiende lijn met band')
  const smoothBand: BandMark = {
    kind: 'band',
    name,
    unkeyed: true,
    colour: 'orange',
    points: smooth.points.flatMap(({ predicted, lower, upper }) =>
      lower === null || upper === null ? [] : [{ x: predicted, lower, upper }],
    ),
  }
  const line: LineMark = {
    kind: 'line',
    name,
    colour: 'orange',
    points: smooth.points.map(({ predicted, observed }) => ({ x: predicted, y: observed })),
  }
  return [...band, smoothBand, line]
}

const alternative = (result: CalibrationResult, context: FigureContext): string => {
  const { language } = context
  const say = sayIn(context)
  const groups = result.curve.map(
    ({ meanPredicted, observed }) =>
      `${written(meanPredicted, PERCENT, language)} → ${written(observed, PERCENT, language)}`,
  )
  const slope = estimateOf(result.test.slope)
  const end =
    slope === null
      ? ''
      : say(
          ` Slope ${withInterval(slope, numbers(2), language)}; a slope of one is right.`,
          ` Helling ${withInterval(slope, numbers(2), language)}; een helling van één is juist.`,
        )
  return `${say('Predicted and observed, from low to high', 'Voorspeld en waargenomen, van laag naar hoog')}: ${groups.join('; ')}.${end}`
}

const tableOf = (result: CalibrationResult, context: FigureContext): Figure['table'] => {
  const say = sayIn(context)
  const { language } = context
  const right = (en: string, nl: string): { readonly head: string; readonly align: 'right' } => ({
    head: say(en, nl),
    align: 'right',
  })
  return {
    columns: [
      right('predicted, from', 'voorspeld, van'),
      right('to', 'tot en met'),
      right('rows', 'rijen'),
      right('mean predicted', 'gemiddeld voorspeld'),
      right('observed', 'waargenomen'),
    ],
    rows: result.curve.map(({ from, to, rows, meanPredicted, observed, lower, upper }) => [
      written(from, percents(2), language),
      written(to, percents(2), language),
      written(rows, COUNT, language),
      written(meanPredicted, PERCENT, language),
      withInterval({ value: observed, lower, upper }, PERCENT, language),
    ]),
  }
}

/** The examination where there is one, and how much of the axes is shown. */
export interface ReliabilityOptions {
  readonly examination?: CalibrationExaminationResult | undefined
  /** `groups`: only as far as the groups of rows reach, where most people are. */
  readonly part?: 'whole' | 'groups'
}

/** As far as the groups and their intervals reach. */
const groupLimit = ({ curve }: CalibrationResult): readonly [number, number] => [
  0,
  curve.reduce((most, { meanPredicted, observed, upper }) => Math.max(most, meanPredicted, observed, upper ?? 0), 0),
]

/** Reliability on the test side: groups with their intervals, and where there is an examination the smooth curve and the band of right predictions. */
export const reliabilityFigure = (
  result: CalibrationResult,
  { examination, part = 'whole' }: ReliabilityOptions,
  context: FigureContext,
): Figure | Undefined => {
  if (result.curve.length === 0) return undefinedBecause('no group of rows may be shown')
  const say = sayIn(context)
  const shown = part === 'whole' ? { show: [0] } : { limit: groupLimit(result) }
  return {
    kind: 'figure',
    id: part === 'whole' ? 'reliability' : 'reliability-groups',
    language: context.language,
    title:
      part === 'whole'
        ? say('Do predicted chances come true?', 'Komen voorspelde kansen uit?')
        : say(
            'Do predicted chances come true? Where most people are',
            'Komen voorspelde kansen uit? Waar de meeste mensen zitten',
          ),
    subtitle: `${say('Test side, share of rows with the outcome by predicted probability', 'Testkant, aandeel rijen met de uitkomst naar voorspelde kans')}; ${intervalWords(say, written(result.confidence, percents(0), context.language))}.`,
    alternative: alternative(result, context),
    table: tableOf(result, context),
    x: {
      title: say('predicted probability (%)', 'voorspelde kans (%)'),
      unit: '%',
      scale: 'linear',
      format: percents(0),
      ...shown,
    },
    y: {
      title: say('observed (% of rows)', 'waargenomen (% van de rijen)'),
      unit: '%',
      scale: 'linear',
      format: percents(0),
      ...shown,
    },
    marks: [
      ...examined(examination, context),
      { kind: 'diagonal', label: say('right', 'juist'), colour: 'grey' },
      {
        kind: 'points',
        name: say('groups of equal numbers of rows', 'groepen met evenveel rijen'),
        colour: 'blue',
        along: 'y',
        shape: 'circle',
        points: result.curve.map(({ meanPredicted, observed, lower, upper }) => ({
          x: meanPredicted,
          y: observed,
          lower,
          upper,
        })),
      },
    ],
    source: sourceOf(result),
  }
}
