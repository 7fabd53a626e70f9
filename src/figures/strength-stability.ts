import type { ScreeningExaminationResult } from '../../data-schemas/results/screening-examination.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { candidateLabel, type FigureContext, intervalWords, sayIn, sourceOf, tooFew } from './context.js'
import { estimateOf } from './estimate.js'
import type { Figure, HeatMark } from './figure.js'
import { type Format, numbers, TEXT, withInterval, written } from './format.js'

const AUC: Format = numbers(2)

type Strength = ScreeningExaminationResult['strength'][number]
type Over = Exclude<Strength['period'], { kind: 'undefined' }>
type Followed = Strength & { readonly period: Over }

const followedOf = (strength: readonly Strength[]): readonly Followed[] =>
  strength.filter((one): one is Followed => !('kind' in one.period))

const cellsOf = (followed: readonly Followed[], context: FigureContext): HeatMark['cells'] =>
  followed.flatMap(({ candidate, period }) =>
    period.groups.map(({ group, suppressed, auc }) => {
      const estimate = suppressed ? null : estimateOf(auc)
      return {
        x: group,
        y: candidateLabel(candidate, context),
        value: estimate?.value ?? null,
        text:
          estimate === null
            ? suppressed
              ? tooFew(sayIn(context))
              : '–'
            : written(estimate.value, AUC, context.language),
      }
    }),
  )

const stabilityWords = ({ period: { heterogeneity } }: Followed, context: FigureContext): string =>
  'kind' in heterogeneity
    ? '–'
    : withInterval({ value: heterogeneity.stability.estimate, ...bounds(heterogeneity) }, AUC, context.language)

const bounds = ({
  stability: { lower, upper },
}: {
  readonly stability: { readonly lower: number; readonly upper: number }
}): { readonly lower: number; readonly upper: number } => ({ lower, upper })

const periodWords = ({ suppressed, auc }: Over['groups'][number], context: FigureContext): string => {
  const estimate = suppressed ? null : estimateOf(auc)
  return estimate === null ? (suppressed ? tooFew(sayIn(context)) : '–') : withInterval(estimate, AUC, context.language)
}

/** Strength of each candidate alone, period by period: a strip per candidate. Undefined where periods are not compared. */
export const strengthStabilityFigure = (
  result: ScreeningExaminationResult,
  context: FigureContext,
): Figure | Undefined => {
  const followed = followedOf(result.strength)
  const periods = [...new Set(followed.flatMap(({ period }) => period.groups.map(({ group }) => group)))].sort()
  if (periods.length === 0) return undefinedBecause('periods are not compared')
  const say = sayIn(context)
  const name = ({ candidate }: Followed): string => candidateLabel(candidate, context)
  const lines = followed.map((one) => {
    const words = one.period.groups.map((group) => {
      const estimate = group.suppressed ? null : estimateOf(group.auc)
      return estimate === null ? tooFew(say) : written(estimate.value, AUC, context.language)
    })
    return `${name(one)}: ${words.join(', ')}`
  })
  return {
    kind: 'figure',
    id: 'strength-stability',
    language: context.language,
    title: say('Is a candidate as strong in every period?', 'Is een kandidaat in elke periode even sterk?'),
    subtitle: `${say('AUC of the candidate alone per period, selection sample; one half (lightest) is no relation. In the table', 'AUC van de kandidaat alleen per periode, selectiesteekproef; een half (lichtst) is geen verband. In de tabel')}: ${intervalWords(say)}.`,
    alternative: `${say('AUC per period', 'AUC per periode')} (${periods.join(', ')}). ${lines.join('. ')}.`,
    table: {
      columns: [
        { head: say('candidate', 'kandidaat'), align: 'left' },
        ...periods.map((head) => ({ head, align: 'right' as const })),
        { head: say('stability', 'stabiliteit'), align: 'right' },
      ],
      rows: followed.map((one) => [
        name(one),
        ...periods.map((period) => {
          const group = one.period.groups.find((found) => found.group === period)
          return group === undefined ? '–' : periodWords(group, context)
        }),
        stabilityWords(one, context),
      ]),
    },
    x: { title: say('period', 'periode'), unit: null, scale: 'category', format: TEXT, categories: periods },
    y: {
      title: say('candidate', 'kandidaat'),
      unit: null,
      scale: 'category',
      format: TEXT,
      categories: followed.map(name),
    },
    marks: [
      { kind: 'heat', name: '', colour: 'blue', lightest: 0.5, darkest: 0.85, cells: cellsOf(followed, context) },
    ],
    source: sourceOf(result),
  }
}
