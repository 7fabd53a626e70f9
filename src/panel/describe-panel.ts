import type { PanelResult } from '../../data-schemas/results/panel.js'
import type { OpenedData } from '../contract/opened.js'
import { describeExposure } from './describe-exposure.js'
import { discloseCells, discloseCount, discloseCountdown } from './disclose.js'
import type { Knowledge } from './knowledge.js'
import type { PanelPlan } from './plan.js'
import type { PanelSizes } from './size-issues.js'
import type { Step } from './steps.js'
import type { SideCounts } from './table.js'
import type { Attrition, BothSides } from './tally.js'
import { addMonthsBack, daysBetween, isUsed, timelineOf, type Week } from './weeks.js'
import type { Weighing } from './weigh-exposure.js'

/** Last day on which outcomes were seen, and who says so. */
export interface Observed {
  readonly until: string | null
  readonly from: 'study' | 'manifest' | 'last-start' | null
}

/** Everything that was counted while the panel was built. Not for disclosure. */
export interface PanelFindings {
  readonly plan: PanelPlan
  readonly opened: OpenedData
  readonly weeks: readonly Week[]
  readonly steps: readonly Step[]
  readonly observed: Observed
  readonly attrition: Attrition
  readonly both: BothSides
  readonly sizes: PanelSizes
  readonly open: readonly { readonly month: string; readonly count: number; readonly people: number }[]
  readonly lists: readonly { readonly people: number; readonly lists: number }[]
  readonly knowledge: readonly Knowledge[]
  readonly weighing?: Weighing
}

type Side = PanelResult['split']['train']

const describeSide = ({ rows, people, events, eventPeople }: SideCounts, minimum: number): Side => {
  const small = (eventPeople > 0 && eventPeople < minimum) || (people > eventPeople && people - eventPeople < minimum)
  return {
    rows,
    people,
    events: small ? null : events,
    eventPeople: small ? null : eventPeople,
    rate: small || rows === 0 ? null : events / rows,
  }
}

const describeWaterfall = ({ plan, attrition, steps }: PanelFindings): PanelResult['waterfall'] => {
  const minimum = plan.study.disclosure.minimum
  const rows = discloseCountdown(attrition.rows, attrition.steps, minimum)
  const people = discloseCountdown(
    attrition.people,
    attrition.steps.map(({ left }) => ({ dropped: left, people: left })),
    minimum,
  )
  const start = {
    step: plan.kind === 'flat' ? 'rows' : 'snapshots',
    reason: 'rows that passed the contract',
    rows: rows.start,
    people: people.start,
    droppedRows: null,
  }
  return [
    start,
    ...steps.map(({ name, reason }, index) => ({
      step: name,
      reason,
      rows: rows.steps[index]?.after ?? null,
      people: people.steps[index]?.after ?? null,
      droppedRows: rows.steps[index]?.dropped ?? null,
    })),
  ]
}

const describeOutcome = ({ plan, observed }: PanelFindings): PanelResult['outcome'] => {
  const { outcome } = plan.study
  const event = outcome.kind === 'event'
  return {
    kind: outcome.kind,
    horizonMonths: event ? outcome.withinMonths : null,
    observedUntil: observed.until,
    observedFrom: observed.from,
    positive: event
      ? `${outcome.table}.${outcome.start} after the snapshot and within ${outcome.withinMonths} calendar months of it`
      : `${outcome.column} is ${outcome.positive.map(String).join(' or ')}`,
  }
}

const ends = (days: readonly Week[]): readonly [string | null, string | null] => [
  days[0]?.day ?? null,
  days.at(-1)?.day ?? null,
]

const describeSplit = (found: PanelFindings): PanelResult['split'] => {
  const { plan, weeks, sizes, both } = found
  const { split, disclosure, selection } = plan.study
  const dated = plan.time === undefined ? [] : weeks.filter(isUsed)
  const train = dated.filter(({ role }) => role === 'train')
  const test = split.kind === 'time' ? dated.filter(({ role }) => role === 'test') : split.kind === 'none' ? [] : train
  const lastClose = train.at(-1)?.closes
  const firstTest = test[0]?.day
  const byTime = split.kind === 'time'
  const months = plan.outcome.kind === 'event' ? plan.outcome.months : 0
  const [trainFrom, trainUntil] = ends(train)
  const [testFrom, testUntil] = ends(test)
  return {
    kind: split.kind,
    embargoDays: byTime && lastClose && firstTest ? daysBetween(lastClose, firstTest) : null,
    latestTrain: byTime ? addMonthsBack(split.testFrom, months) : null,
    trainFrom,
    trainUntil,
    testFrom,
    testUntil,
    train: describeSide(sizes.train, disclosure.minimum),
    test: describeSide(sizes.test, disclosure.minimum),
    sample: { kind: selection.sample, ...describeSide(sizes.sample, disclosure.minimum) },
    peopleOnBothSides: discloseCount(both.people, both.people, disclosure.minimum),
    timeline: plan.time === undefined ? [] : [...timelineOf(weeks)],
  }
}

const describeLists = ({ plan, lists }: PanelFindings): PanelResult['lists'] => {
  if (plan.lists.length === 0) return null
  const total = lists.reduce((sum, { lists: n }) => sum + n, 0)
  const at = (place: number): number => {
    let seen = 0
    return (
      lists.find(({ lists: n }) => {
        seen += n
        return seen > place
      })?.people ?? 0
    )
  }
  const small = lists.filter(({ people }) => people < plan.study.disclosure.minimum)
  return {
    count: total,
    people: {
      median: (at(Math.floor((total - 1) / 2)) + at(Math.floor(total / 2))) / 2,
      underMinimum: small.reduce((sum, { lists: n }) => sum + n, 0),
    },
  }
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)}%`

const describeWarnings = (found: PanelFindings): PanelResult['warnings'] => {
  const { both, sizes, observed, knowledge, plan } = found
  const minimum = plan.study.disclosure.minimum
  const before = sizes.train.rows + both.rows
  const warnings: PanelResult['warnings'][number][] = []
  if (observed.from === 'last-start') {
    warnings.push({
      rule: 'observed-until-assumed',
      text: `neither the study nor the data say until when outcomes were observed; taken is the last start date seen, ${observed.until}`,
      ...(observed.until === null ? {} : { values: { until: observed.until } }),
    })
  }
  const shown = sizes.train.eventPeople >= minimum && (both.eventPeople === 0 || both.eventPeople >= minimum)
  if (both.people >= minimum && shown) {
    const rates = `from ${percent(sizes.train.events + both.events, before)} to ${percent(sizes.train.events, sizes.train.rows)}`
    const why =
      both.events === 0
        ? '; none of them had the outcome, as people who are still listed in the test period cannot have had it, so check calibration among those with long spells'
        : ''
    warnings.push({
      rule: 'people-left-training',
      text: `training rows of people who are also on the test side were left out; the rate among training rows went ${rates}${why}`,
      values: {
        before: (sizes.train.events + both.events) / before,
        after: sizes.train.events / sizes.train.rows,
        ...(both.events === 0 ? { events: 0 } : {}),
      },
    })
  }
  const late = knowledge.filter(({ late: rows }) => rows > 0).map(({ planned }) => planned.candidate.name)
  if (late.length > 0) {
    warnings.push({
      rule: 'late-values-made-missing',
      text: `values known after their snapshot, within the share that the study allows, count as missing: ${late.join(', ')}`,
      values: { candidates: late.join(', ') },
    })
  }
  return warnings
}

/** The result of the room: everything counted, with nothing that singles out a few people. */
export const describePanel = (found: PanelFindings): PanelResult => {
  const { plan, opened, open, knowledge } = found
  const minimum = plan.study.disclosure.minimum
  const cells = discloseCells(open, minimum)
  return {
    kind: 'panel',
    study: plan.study.name,
    data: opened.digest,
    synthetic: plan.study.synthetic,
    waterfall: describeWaterfall(found),
    outcome: describeOutcome(found),
    open: open.map(({ month }, index) => ({ month, rows: cells[index] ?? null })),
    knowledge: knowledge.map(({ planned, rows, late, latePeople }) => ({
      candidate: planned.candidate.name,
      proof: planned.proof.kind,
      rows,
      late: discloseCount(late, latePeople, minimum),
      reason: planned.proof.reason,
    })),
    split: describeSplit(found),
    lists: describeLists(found),
    ...(found.weighing === undefined ? {} : { exposure: describeExposure(plan.study, found.weighing) }),
    warnings: describeWarnings(found),
  }
}
