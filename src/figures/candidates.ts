import type { Grade, ScreenedCandidate, ScreeningResult } from '../../data-schemas/results/screening.js'
import { candidateLabel, type FigureContext, type Say, sayIn, sourceOf } from './context.js'
import type { ClassesMark, Figure } from './figure.js'
import { numbers, TEXT, written } from './format.js'
import type { Colour } from './palette.js'

type Cell = ClassesMark['cells'][number]

const GRADES: Readonly<Record<Grade, { readonly en: string; readonly nl: string; readonly colour: Colour }>> = {
  pass: { en: '✓ passes', nl: '✓ voldoet', colour: 'sky' },
  warn: { en: '! noted', nl: '! aandacht', colour: 'yellow' },
  fail: { en: '✕ fails', nl: '✕ voldoet niet', colour: 'vermilion' },
}

const DECISIONS = {
  keep: { en: 'keep', nl: 'behouden', colour: 'blue' },
  justify: { en: 'justify first', nl: 'eerst motiveren', colour: 'orange' },
  drop: { en: 'drop', nl: 'laten vallen', colour: 'grey' },
} as const

const gradesOf = (one: ScreenedCandidate): readonly (Grade | null)[] => [
  one.validity?.grade ?? null,
  one.explainability?.grade ?? null,
  one.dataQuality?.grade ?? null,
  one.ethics.grade,
]

const gradeWords = (grade: Grade | null, say: Say): string =>
  grade === null ? say('not read', 'niet gelezen') : say(GRADES[grade].en, GRADES[grade].nl)

const columnsOf = (say: Say): readonly string[] => [
  say('validity', 'validiteit'),
  say('explainable', 'uitlegbaar'),
  say('data quality', 'datakwaliteit'),
  say('ethics', 'ethiek'),
  say('decision', 'besluit'),
]

const cellsOf = (one: ScreenedCandidate, context: FigureContext): readonly Cell[] => {
  const say = sayIn(context)
  const columns = columnsOf(say)
  const y = candidateLabel(one.name, context)
  const decision = DECISIONS[one.decision]
  return [
    ...gradesOf(one).map((grade, index) => ({
      x: columns[index] as string,
      y,
      colour: grade === null ? ('faint' as const) : GRADES[grade].colour,
      text: gradeWords(grade, say),
    })),
    { x: columns[4] as string, y, colour: decision.colour, text: say(decision.en, decision.nl) },
  ]
}

const strength = (one: ScreenedCandidate, context: FigureContext): string => {
  const estimate = one.validity?.informationValue.estimate
  return typeof estimate === 'number' ? written(estimate, numbers(3), context.language) : '–'
}

const alternative = ({ candidates }: ScreeningResult, context: FigureContext): string => {
  const say = sayIn(context)
  const lines = (['keep', 'justify', 'drop'] as const).flatMap((decision) => {
    const names = candidates.filter((one) => one.decision === decision).map(({ name }) => candidateLabel(name, context))
    return names.length === 0 ? [] : [`${say(DECISIONS[decision].en, DECISIONS[decision].nl)}: ${names.join(', ')}`]
  })
  return `${say('Decision per candidate', 'Besluit per kandidaat')}. ${lines.join('. ')}.`
}

/** The candidates on the four criteria, with the decision: a table of words, shaded. */
export const candidatesFigure = (result: ScreeningResult, context: FigureContext): Figure => {
  const say = sayIn(context)
  const columns = columnsOf(say)
  return {
    kind: 'figure',
    id: 'candidates',
    language: context.language,
    title: say('The candidates on four criteria', 'De kandidaten op vier criteria'),
    subtitle: say(
      'A grade for each criterion and the decision. Grades, so no unit and no interval; information values stand in the table.',
      'Een oordeel per criterium en het besluit. Oordelen, dus zonder eenheid of interval; informatiewaarden staan in de tabel.',
    ),
    alternative: alternative(result, context),
    table: {
      columns: [
        { head: say('candidate', 'kandidaat'), align: 'left' },
        ...columns.map((head) => ({ head, align: 'left' as const })),
        { head: say('information value', 'informatiewaarde'), align: 'right' },
      ],
      rows: result.candidates.map((one) => [
        candidateLabel(one.name, context),
        ...gradesOf(one).map((grade) => gradeWords(grade, say)),
        say(DECISIONS[one.decision].en, DECISIONS[one.decision].nl),
        strength(one, context),
      ]),
    },
    x: { title: say('criterion', 'criterium'), unit: null, scale: 'category', format: TEXT, categories: columns },
    y: {
      title: say('candidate', 'kandidaat'),
      unit: null,
      scale: 'category',
      format: TEXT,
      categories: result.candidates.map(({ name }) => candidateLabel(name, context)),
    },
    marks: [{ kind: 'classes', cells: result.candidates.flatMap((one) => cellsOf(one, context)) }],
    source: sourceOf(result),
  }
}
