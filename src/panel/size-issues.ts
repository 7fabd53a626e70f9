import type { Issue } from '../errors.js'
import type { PanelPlan } from './plan.js'
import type { SideCounts } from './table.js'
import { fittingTimeSplit, type Week } from './weeks.js'

/** Sizes that the panel is judged by. */
export interface PanelSizes {
  readonly train: SideCounts
  readonly test: SideCounts
  readonly sample: SideCounts
}

const splitAdvice = (plan: PanelPlan, weeks: readonly Week[]): string => {
  if (plan.time === undefined) return 'choose another split, for example { "kind": "person-hash", "testShare": 0.25 }'
  const fits = fittingTimeSplit(weeks)
  if (fits === undefined) {
    return 'the data are too short for a split by time with a full outcome horizon between the sides: use { "kind": "person-hash", "testShare": 0.25 }, or data over more weeks'
  }
  return `a split by time that fits these data: { "kind": "time", "trainUntil": "${fits.trainUntil}", "testFrom": "${fits.testFrom}" }; or split by "person-hash"`
}

const emptySide = (side: 'train' | 'test', plan: PanelPlan, weeks: readonly Week[]): Issue => {
  const open = plan.outcome.kind === 'event' && weeks.every(({ role, closed }) => role !== side || !closed)
  return {
    rule: `no-${side}-rows`,
    expected: `rows on the ${side} side`,
    found: open ? 'none: no outcome window of that period is closed' : 'none: see the waterfall for where they left',
    advice: splitAdvice(plan, weeks),
    severity: 'refuse',
  }
}

const oneClass = (side: string, { rows, events }: SideCounts): Issue => ({
  rule: 'one-class',
  expected: `people with and without the outcome on the ${side} side`,
  found: events === 0 ? 'no row with the outcome' : 'no row without the outcome',
  rows,
  advice: 'check the outcome and its positive values, the horizon, and the periods of the split',
  severity: 'refuse',
})

/** Problems with the size of the sides: empty, one class only, fewer events than candidates. All at once. */
export const sizeIssues = (plan: PanelPlan, weeks: readonly Week[], sizes: PanelSizes): readonly Issue[] => {
  const { train, test } = sizes
  const readable = plan.candidates.filter(({ proof }) => proof.kind !== 'not-read').length
  const tested = plan.study.split.kind !== 'none'
  const issues: Issue[] = []
  const mixed = ({ rows, events }: SideCounts): boolean => events > 0 && events < rows
  if (train.rows === 0) issues.push(emptySide('train', plan, weeks))
  if (tested && test.rows === 0) issues.push(emptySide('test', plan, weeks))
  if (train.rows > 0 && !mixed(train)) issues.push(oneClass('train', train))
  if (tested && test.rows > 0 && !mixed(test)) issues.push(oneClass('test', test))
  const rarer = Math.min(train.events, train.rows - train.events)
  if (mixed(train) && rarer < readable) {
    issues.push({
      rule: 'fewer-events-than-candidates',
      expected: `at least as many training rows of each outcome as candidates (${readable})`,
      found: 'fewer',
      advice: 'use data over a longer period or more people, or study fewer candidates',
      severity: 'refuse',
    })
  }
  if (mixed(train) && !mixed(sizes.sample)) {
    issues.push({
      rule: 'one-class',
      expected: 'people with and without the outcome in the sample that the selection runs on',
      found: sizes.sample.rows === 0 ? 'no rows' : 'one outcome only',
      advice: 'run the selection on all training rows ("sample": "all"), or use more data',
      severity: 'refuse',
    })
  }
  return issues
}
