import type { PanelResult, PeriodRole } from '../../data-schemas/results/panel.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type FigureContext, type Say, sayIn, sourceOf } from './context.js'
import type { Figure, Mark } from './figure.js'
import { COUNT, DATE, TEXT, written } from './format.js'
import type { Colour } from './palette.js'

type Run = PanelResult['split']['timeline'][number]

const ROLES: Readonly<Record<PeriodRole, { readonly en: string; readonly nl: string; readonly colour: Colour }>> = {
  train: { en: 'training', nl: 'training', colour: 'blue' },
  embargo: { en: 'embargo, not used', nl: 'embargo, niet gebruikt', colour: 'grey' },
  test: { en: 'test', nl: 'test', colour: 'orange' },
  open: { en: 'outcome still open, not used', nl: 'uitkomst nog open, niet gebruikt', colour: 'sky' },
  outside: { en: 'outside both periods, not used', nl: 'buiten beide periodes, niet gebruikt', colour: 'purple' },
}

const roleWords = (role: PeriodRole, say: Say): string => say(ROLES[role].en, ROLES[role].nl)

const barsOf = (role: PeriodRole, runs: readonly Run[], say: Say): readonly Mark[] => {
  const own = runs.filter((run) => run.role === role)
  const at = roleWords(role, say)
  const { colour } = ROLES[role]
  return [
    {
      kind: 'bars',
      name: at,
      unkeyed: true,
      colour,
      along: 'x',
      thickness: 0.6,
      bars: own.map(({ from, until }) => ({ at, from, to: until })),
    },
    {
      kind: 'bars',
      name: at,
      unkeyed: true,
      colour,
      along: 'x',
      thickness: 0.3,
      pale: true,
      bars: own.map(({ until, closes }) => ({ at, from: until, to: closes })),
    },
  ]
}

const alternative = (split: PanelResult['split'], context: FigureContext): string => {
  const say = sayIn(context)
  const count = (value: number): string => written(value, COUNT, context.language)
  const lines = split.timeline.map(({ role, from, until, closes, snapshots }) =>
    say(
      `${roleWords(role, say)}: ${count(snapshots)} snapshot dates from ${from} to ${until}, last outcome window closes on ${closes}`,
      `${roleWords(role, say)}: ${count(snapshots)} peildata van ${from} t/m ${until}, laatste uitkomstvenster sluit op ${closes}`,
    ),
  )
  const days = split.embargoDays
  const gap =
    days === null
      ? ''
      : say(
          ` Between the close of the last training window and the first test snapshot lie ${count(days)} days.`,
          ` Tussen het sluiten van het laatste trainingsvenster en de eerste testpeiling liggen ${count(days)} dagen.`,
        )
  return `${lines.join('; ')}.${gap}`
}

/** Which snapshot dates train, test or wait, and until when their outcomes run. Undefined for rows without a date. */
export const splitTimelineFigure = (result: PanelResult, context: FigureContext): Figure | Undefined => {
  const { split } = result
  if (split.timeline.length === 0) return undefinedBecause('the rows carry no date')
  const say = sayIn(context)
  const roles = [...new Set(split.timeline.map(({ role }) => role))]
  const head = (en: string, nl: string): { readonly head: string; readonly align: 'left' } => ({
    head: say(en, nl),
    align: 'left',
  })
  const rules: readonly Mark[] =
    split.testFrom === null
      ? []
      : [
          {
            kind: 'rule',
            axis: 'x',
            at: split.testFrom,
            label: say(`test starts ${split.testFrom}`, `test begint ${split.testFrom}`),
            colour: 'ink',
            dash: 'dashed',
          },
        ]
  return {
    kind: 'figure',
    id: 'split-timeline',
    language: context.language,
    title: say('Training, embargo and test in time', 'Training, embargo en test in de tijd'),
    subtitle: say(
      'Thick: snapshot dates. Thin and pale: until the last outcome window closes. Dates, so no intervals.',
      'Dik: peildata. Dun en licht: tot het laatste uitkomstvenster sluit. Datums, dus zonder interval.',
    ),
    alternative: alternative(split, context),
    table: {
      columns: [
        head('use', 'gebruik'),
        head('from', 'van'),
        head('until', 't/m'),
        head('last window closes', 'laatste venster sluit'),
        { head: say('snapshot dates', 'peildata'), align: 'right' },
      ],
      rows: split.timeline.map(({ role, from, until, closes, snapshots }) => [
        roleWords(role, say),
        from,
        until,
        closes,
        written(snapshots, COUNT, context.language),
      ]),
    },
    x: {
      title: say('date (year and month)', 'datum (jaar en maand)'),
      unit: say('date', 'datum'),
      scale: 'time',
      format: DATE,
    },
    y: {
      title: say('use', 'gebruik'),
      unit: null,
      scale: 'category',
      format: TEXT,
      categories: roles.map((role) => roleWords(role, say)),
    },
    marks: [...roles.flatMap((role) => barsOf(role, split.timeline, say)), ...rules],
    source: sourceOf(result),
  }
}
