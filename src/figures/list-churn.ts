import type { RankingExaminationResult } from '../../data-schemas/results/ranking-examination.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type FigureContext, sayIn, sourceOf, tooFew } from './context.js'
import type { Figure, LineMark } from './figure.js'
import { COUNT, DATE, percents, written } from './format.js'

type Change = Extract<RankingExaminationResult['churn'], { changes: unknown }>['changes'][number]
type Counted = 'both' | 'entrants' | 'leavers'

const pointsOf = (changes: readonly Change[], what: Counted): LineMark['points'] =>
  changes.map((change) => {
    const y = change[what]
    return y === null ? null : { x: change.to, y }
  })

const countWords = (value: number | null, context: FigureContext): string =>
  value === null ? tooFew(sayIn(context)) : written(value, COUNT, context.language)

const alternative = (changes: readonly Change[], context: FigureContext): string => {
  const say = sayIn(context)
  const ends = changes.length > 1 ? [changes[0], changes.at(-1)] : [changes[0]]
  const parts = ends.flatMap((change) =>
    change === undefined
      ? []
      : [
          say(
            `on ${change.to}: stayed ${countWords(change.both, context)}, came on ${countWords(change.entrants, context)}, went off ${countWords(change.leavers, context)}`,
            `op ${change.to}: bleef ${countWords(change.both, context)}, kwam erop ${countWords(change.entrants, context)}, ging eraf ${countWords(change.leavers, context)}`,
          ),
        ],
  )
  return `${say('First and last change', 'Eerste en laatste wisseling')}: ${parts.join('; ')}.`
}

const tableOf = (changes: readonly Change[], context: FigureContext): Figure['table'] => {
  const say = sayIn(context)
  const right = (en: string, nl: string): { readonly head: string; readonly align: 'right' } => ({
    head: say(en, nl),
    align: 'right',
  })
  return {
    columns: [
      { head: say('from', 'van'), align: 'left' },
      { head: say('to', 'naar'), align: 'left' },
      right('stayed', 'bleef'),
      right('came on', 'kwam erop'),
      right('went off', 'ging eraf'),
      right('overlap (Jaccard)', 'overlap (Jaccard)'),
    ],
    rows: changes.map(({ from, to, both, entrants, leavers, jaccard }) => [
      from,
      to,
      countWords(both, context),
      countWords(entrants, context),
      countWords(leavers, context),
      typeof jaccard === 'number' ? written(jaccard, percents(0), context.language) : tooFew(say),
    ]),
  }
}

/** Who stays on the list, comes on and goes off between one list date and the next. Undefined without dates. */
export const listChurnFigure = (result: RankingExaminationResult, context: FigureContext): Figure | Undefined => {
  const { churn } = result
  if ('kind' in churn) return undefinedBecause(churn.because)
  const { changes, k } = churn
  if (changes.every(({ suppressed }) => suppressed)) return undefinedBecause('too few people change')
  const say = sayIn(context)
  const line = (what: Counted, label: string, look: Pick<LineMark, 'colour' | 'dash'>): LineMark => ({
    kind: 'line',
    name: label,
    unkeyed: true,
    label,
    points: pointsOf(changes, what),
    ...look,
  })
  const list = written(k, percents(0), context.language)
  const people = say('people', 'mensen')
  return {
    kind: 'figure',
    id: 'list-churn',
    language: context.language,
    title: say(
      'How much does the list change from date to date?',
      'Hoeveel verandert de lijst van peildatum tot peildatum?',
    ),
    subtitle: say(
      `People on a list of ${list}, counted at each list date against the one before; counts, so no intervals. A gap: too few people to show.`,
      `Mensen op een lijst van ${list}, geteld op elke peildatum tegenover de vorige; tellingen, dus zonder interval. Een onderbreking: te weinig mensen om te tonen.`,
    ),
    alternative: alternative(changes, context),
    table: tableOf(changes, context),
    x: {
      title: say('date (year and month)', 'datum (jaar en maand)'),
      unit: say('date', 'datum'),
      scale: 'time',
      format: DATE,
    },
    y: { title: people, unit: people, scale: 'linear', format: COUNT, show: [0] },
    marks: [
      line('both', say('stayed', 'bleef'), { colour: 'grey', dash: 'solid' }),
      line('entrants', say('came on', 'kwam erop'), { colour: 'blue', dash: 'solid' }),
      line('leavers', say('went off', 'ging eraf'), { colour: 'vermilion', dash: 'dashed' }),
    ],
    source: sourceOf(result),
  }
}
