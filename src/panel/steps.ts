import { stateIn } from './column-ref.js'
import type { PanelPlan } from './plan.js'
import { sideSql } from './side-sql.js'
import { SIDE } from './table.js'
import type { Week } from './weeks.js'

/** One step of the attrition waterfall. A row is counted at the first step whose condition it meets. */
export interface Step {
  /** From 1, in order; rows that pass all steps carry one more than the last. */
  readonly id: number
  readonly name: string
  readonly reason: string
  /** Decided for the snapshot date as a whole. */
  readonly week?: (week: Week) => boolean
  /** Decided for the row: SQL over the aliases `s`, `c`, `p` and `x` (rows on which the person was in bijstand). */
  readonly row?: string
}

type Draft = Omit<Step, 'id'>

const cohortSteps = (plan: PanelPlan): readonly Draft[] => {
  const { every = 1, from, until } = plan.study.cohort ?? {}
  const period = [from === undefined ? '' : `from ${from}`, until === undefined ? '' : `until ${until}`]
  return [
    ...(plan.kind === 'panel'
      ? [{ name: 'without-client', reason: 'the person has no row in clients', row: 'p.crow IS NULL' }]
      : []),
    ...(from === undefined && until === undefined
      ? []
      : [
          {
            name: 'outside-cohort-period',
            reason: `the cohort holds snapshots ${period.filter(Boolean).join(' ')}`,
            week: (week: Week) => !week.inPeriod,
          },
        ]),
    ...(every === 1
      ? []
      : [
          {
            name: 'skipped-week',
            reason: `the cohort keeps one snapshot week in ${every}`,
            week: (week: Week) => !week.inRhythm,
          },
        ]),
    ...plan.filters.map(({ name, reason, condition }) => ({
      name: `filter: ${name}`,
      reason,
      row: `(${condition}) IS NOT TRUE`,
    })),
  ]
}

const outcomeSteps = (plan: PanelPlan): readonly Draft[] =>
  plan.outcome.kind === 'column'
    ? [{ name: 'no-outcome', reason: 'the outcome is not known', row: `${stateIn(plan.outcome.ref)} <> 0` }]
    : [
        {
          name: 'already-in-welfare',
          reason: 'the snapshot lies on or after the start of a bijstand spell that began while the person was listed',
          row: 'x.src IS NOT NULL',
        },
        {
          name: 'open-window',
          reason: 'the outcome window closes after the last day on which outcomes were observed',
          week: (week: Week) => !week.closed,
        },
      ]

const splitSteps = (plan: PanelPlan): readonly Draft[] => {
  const { split } = plan.study
  if (split.kind === 'column') {
    const sides = plan.sides ?? { train: 'FALSE', test: 'FALSE' }
    return [
      {
        name: 'on-no-side',
        reason: `"${split.column}" holds a value of neither side`,
        row: `(${sides.train} OR ${sides.test}) IS NOT TRUE`,
      },
    ]
  }
  if (split.kind !== 'time') return []
  return [
    {
      name: 'outside-split-periods',
      reason: 'the snapshot lies before the training period or after the test period',
      week: (week) => week.role === 'outside',
    },
    {
      name: 'embargo',
      reason: 'the snapshot lies between the training period and the test period',
      week: (week) => week.role === 'embargo',
    },
    {
      name: 'training-window-too-late',
      reason: `the outcome window of this training snapshot closes after the test starts on ${split.testFrom}`,
      week: (week) => week.lateWindow,
    },
  ]
}

/** Name of the step at which exposed training rows leave, where unexposed ones stand in for them. */
export const STOOD_IN = 'exposed-in-training'

const exposedSteps = (plan: PanelPlan): readonly Draft[] =>
  plan.weighting === undefined
    ? []
    : [
        {
          name: STOOD_IN,
          reason:
            'an earlier offer of help touched the outcome of these training rows; unexposed rows of the same stratum stand in for them',
          row: `(${sideSql(plan)} = ${SIDE.train} AND ${plan.weighting.exposed})`,
        },
      ]

/** The steps of the waterfall for this plan, in the order in which they are applied. */
export const planSteps = (plan: PanelPlan): readonly Step[] =>
  [
    ...cohortSteps(plan),
    ...outcomeSteps(plan),
    ...splitSteps(plan),
    ...exposedSteps(plan),
    ...(plan.study.split.kind === 'none' || plan.person === undefined
      ? []
      : [
          {
            name: 'person-on-both-sides',
            reason: 'the person also has rows on the test side; these training rows are left out',
          },
        ]),
  ].map((draft, index) => ({ id: index + 1, ...draft }))
