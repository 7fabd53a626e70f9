import type { PanelResult } from '../../data-schemas/results/panel.js'
import { type FigureContext, type Say, sayIn, sourceOf, tooFew } from './context.js'
import type { Bar, Figure, Mark } from './figure.js'
import { COUNT, TEXT, written } from './format.js'

type Step = PanelResult['waterfall'][number]

const STEPS: Readonly<Record<string, readonly [en: string, nl: string]>> = {
  snapshots: ['snapshots that passed the contract', 'peilingen die aan het contract voldoen'],
  rows: ['rows that passed the contract', 'rijen die aan het contract voldoen'],
  'without-client': ['person not in the client table', 'persoon niet in de klanttabel'],
  'outside-cohort-period': ['outside the period of the cohort', 'buiten de periode van het cohort'],
  'skipped-week': ['weeks that the cohort skips', 'weken die het cohort overslaat'],
  'no-outcome': ['outcome not known', 'uitkomst niet bekend'],
  'already-in-welfare': ['already in welfare', 'al in de bijstand'],
  'open-window': ['outcome window not yet closed', 'uitkomstvenster nog niet gesloten'],
  'outside-split-periods': ['outside both periods', 'buiten beide periodes'],
  'on-no-side': ['on neither side of the split', 'aan geen kant van de splitsing'],
  embargo: ['embargo between training and test', 'embargo tussen training en test'],
  'training-window-too-late': ['training window closes too late', 'trainingsvenster sluit te laat'],
  'person-on-both-sides': ['person also on the test side', 'persoon ook aan de testkant'],
  exposed: ['touched by an earlier offer', 'geraakt door een eerder aanbod'],
}

/** A step from the data to the panel, in words. */
export const stepWords = (step: string, say: Say): string => {
  const known = STEPS[step]
  if (known !== undefined) return say(...known)
  return step.startsWith('filter: ')
    ? `${say('filter', 'filter')}: ${step.slice(8).replaceAll('-', ' ')}`
    : step.replaceAll('-', ' ')
}

/** Steps that take nobody away are said in the table, not drawn. */
const drawn = (steps: readonly Step[]): readonly Step[] =>
  steps.filter(({ droppedRows }, index) => index === 0 || droppedRows !== 0)

const keptBars = (steps: readonly Step[], name: (step: Step) => string, { language }: FigureContext): readonly Bar[] =>
  steps.flatMap((step) =>
    step.rows === null ? [] : [{ at: name(step), from: 0, to: step.rows, label: written(step.rows, COUNT, language) }],
  )

const droppedBars = (steps: readonly Step[], name: (step: Step) => string): readonly Bar[] =>
  steps.slice(1).flatMap((step, index) => {
    const before = steps[index]?.rows ?? null
    return step.rows === null || before === null ? [] : [{ at: name(step), from: step.rows, to: before }]
  })

const hiddenNotes = (steps: readonly Step[], name: (step: Step) => string, say: Say): readonly Mark[] =>
  steps
    .filter(({ rows }) => rows === null)
    .map((step) => ({ kind: 'note', x: 0, y: name(step), text: tooFew(say) }) as const)

const alternative = (steps: readonly Step[], name: (step: Step) => string, context: FigureContext): string => {
  const say = sayIn(context)
  const count = (value: number): string => written(value, COUNT, context.language)
  const lines = steps.slice(1).flatMap((step) => {
    if (step.droppedRows === null) return [`${name(step)}: ${tooFew(say)}`]
    const left = step.rows === null ? '' : say(`, ${count(step.rows)} left`, `, ${count(step.rows)} over`)
    return [`${name(step)}: ${count(step.droppedRows)} ${say('taken out', 'eruit')}${left}`]
  })
  const start = steps[0]?.rows ?? null
  const from = start === null ? '' : say(`Of ${count(start)} rows: `, `Van ${count(start)} rijen: `)
  return `${from}${lines.length === 0 ? say('none is taken out', 'er valt niets uit') : lines.join('; ')}.`
}

/** Attrition: rows left after each step that takes rows away, and the rows it takes. */
export const attritionFigure = (result: PanelResult, context: FigureContext): Figure => {
  const say = sayIn(context)
  const steps = drawn(result.waterfall)
  const name = (step: Step): string => stepWords(step.step, say)
  const cell = (value: number | null): string =>
    value === null ? tooFew(say) : written(value, COUNT, context.language)
  return {
    kind: 'figure',
    id: 'attrition',
    language: context.language,
    title: say('Who is in, and who is left out', 'Wie telt mee, en wie valt af'),
    subtitle: say(
      'Rows (people at a snapshot) left after each step; counts, so no intervals. Steps that take nobody away stand in the table only.',
      'Rijen (mensen op een peildatum) die na elke stap overblijven; tellingen, dus zonder interval. Stappen waarbij niets afvalt staan alleen in de tabel.',
    ),
    alternative: alternative(steps, name, context),
    table: {
      columns: [
        { head: say('step', 'stap'), align: 'left' },
        { head: say('rows left', 'rijen over'), align: 'right' },
        { head: say('people left', 'mensen over'), align: 'right' },
        { head: say('rows taken out', 'rijen eruit'), align: 'right' },
      ],
      rows: result.waterfall.map((step, index) => [
        name(step),
        cell(step.rows),
        cell(step.people),
        index === 0 ? '–' : cell(step.droppedRows),
      ]),
    },
    x: { title: say('rows', 'rijen'), unit: say('rows', 'rijen'), scale: 'linear', format: COUNT, show: [0] },
    y: { title: say('step', 'stap'), unit: null, scale: 'category', format: TEXT, categories: steps.map(name) },
    marks: [
      { kind: 'bars', name: say('left', 'over'), colour: 'blue', along: 'x', bars: keptBars(steps, name, context) },
      {
        kind: 'bars',
        name: say('taken out', 'eruit'),
        colour: 'orange',
        along: 'x',
        pale: true,
        bars: droppedBars(steps, name),
      },
      ...hiddenNotes(steps, name, say),
    ],
    source: sourceOf(result),
  }
}
