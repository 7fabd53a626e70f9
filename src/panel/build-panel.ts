import type { PanelResult } from '../../data-schemas/results/panel.js'
import type { Study } from '../../data-schemas/study.js'
import type { OpenedData } from '../contract/opened.js'
import { type Engine, ident } from '../engine/engine.js'
import { type Issue, RefusedError } from '../errors.js'
import { type Building, dropScaffold, panelNames } from './building.js'
import { createDays, readDays } from './create-days.js'
import { createKept, createKeys } from './create-keys.js'
import { createPanel } from './create-panel.js'
import { createPeople } from './create-people.js'
import { createRows } from './create-rows.js'
import { createSpells } from './create-spells.js'
import { describePanel, type Observed, type PanelFindings } from './describe-panel.js'
import { duplicates, missingKeys, welfareIssues } from './key-issues.js'
import { lateIssues, proveKnowledge } from './knowledge.js'
import { periodDates } from './period-dates.js'
import { planPanel } from './plan.js'
import { sizeIssues } from './size-issues.js'
import { planSteps } from './steps.js'
import type { PanelTable } from './table.js'
import { tallyBoth, tallyLists, tallyOpen, tallySides, tallySteps } from './tally.js'
import { isUsed, planWeeks } from './weeks.js'
import { anyExposed, weighExposure } from './weigh-exposure.js'

/** What the caller may add to the study. */
export interface PanelOptions {
  /** Last day on which outcomes were observed, as the manifest of the data says; the study's own date goes first. ISO date. */
  readonly observedUntil?: string
  /** Name of the table in the engine; other tables of the panel start with it. Default `panel`. */
  readonly table?: string
}

/** The panel: what may be told of it, and the table that the next rooms work on. */
export interface Panel {
  readonly result: PanelResult
  readonly table: PanelTable
}

const observed = async ({ engine, plan }: Building, options: PanelOptions): Promise<Observed> => {
  if (plan.outcome.kind !== 'event') return { until: null, from: null }
  const { data } = plan.study
  const declared = data.kind === 'panel' ? data.observedUntil : undefined
  if (declared !== undefined) return { until: declared, from: 'study' }
  if (options.observedUntil !== undefined) return { until: options.observedUntil, from: 'manifest' }
  const [last] = await engine.rows(
    `SELECT CAST(MAX(${ident(plan.outcome.start)}) AS VARCHAR) AS day FROM ${ident(plan.outcome.table.name)}`,
  )
  return { until: last?.day === null || last === undefined ? '0000-01-01' : String(last.day), from: 'last-start' }
}

/** Where nobody was offered help, nothing is weighed: the run is that of the treatment `keep`. */
const withoutIdleWeights = async (building: Building): Promise<Building> => {
  if (building.plan.weighting === undefined || (await anyExposed(building))) return building
  const { weighting: _, ...plan } = building.plan
  return { ...building, plan }
}

const checked = (issues: readonly Issue[]): void => {
  if (issues.some(({ severity }) => severity === 'refuse')) throw new RefusedError('panel-refused', issues)
}

const find = async (building: Building, opened: OpenedData, options: PanelOptions): Promise<PanelFindings> => {
  const { plan } = building
  await createPeople(building)
  const until = await observed(building, options)
  const weeks = planWeeks(plan.study, await readDays(building), until.until)
  const steps = planSteps(plan)
  await createDays(building, weeks, steps)
  await createSpells(building)
  await createRows(building, steps)
  await createKept(building, steps.length + 1)
  const training = weeks.filter((week) => isUsed(week) && week.role === 'train').length
  await createKeys(building, training)
  const both = await tallyBoth(building)
  const weighing = await weighExposure(building, steps)
  return {
    plan,
    opened,
    weeks,
    steps,
    observed: until,
    both,
    attrition: await tallySteps(building, steps, both),
    sizes: await tallySides(building),
    open: await tallyOpen(building, steps),
    lists: plan.lists.length === 0 ? [] : await tallyLists(building),
    knowledge: await proveKnowledge(building),
    ...(weighing === undefined ? {} : { weighing }),
  }
}

/**
 * Builds the panel: one row per person per snapshot, with its outcome, its side of the split and its candidates.
 *
 * The outcome of kind "event" is positive when an event starts after the snapshot and on or before the same day of the month
 * `withinMonths` calendar months later (the last day of the month where it is shorter). Rows whose window is not yet closed are
 * left out, as are training rows whose window closes after the first test day: the embargo follows from the horizon. No person
 * is on both sides; the training rows leave. Values known after their snapshot become missing, or the study is refused.
 * A flat table takes the same road; without a person column each row is a person.
 *
 * Throws `RefusedError` (`panel-refused`, exit 2) with all problems at once: unknown columns, missing declarations of when a
 * value was known, late values beyond `screening.maxLate`, an empty side, one class only, fewer events than candidates.
 */
export const buildPanel = async (
  engine: Engine,
  study: Study,
  opened: OpenedData,
  options: PanelOptions = {},
): Promise<Panel> => {
  const issues: Issue[] = []
  const planned = planPanel(study, opened, { kind: engine.kind, issues })
  if (planned === undefined) throw new RefusedError('panel-refused', issues)
  const building = await withoutIdleWeights({ engine, plan: planned, names: panelNames(options.table ?? 'panel') })
  const { plan } = building
  checked(await missingKeys(building))
  try {
    const findings = await find(building, opened, options)
    checked([
      ...issues,
      ...(await duplicates(building)),
      ...welfareIssues(findings),
      ...lateIssues(findings.knowledge, study.screening.maxLate),
      ...sizeIssues(plan, findings.weeks, findings.sizes),
    ])
    await createPanel(building, findings.knowledge)
    const table = tableOf(building, findings)
    return { result: describePanel(findings), table: await withDates(table, study, opened) }
  } finally {
    await dropScaffold(engine, building.names)
  }
}

const tableOf = (
  { engine, names }: Building,
  { plan, opened, sizes, knowledge, weighing }: PanelFindings,
): PanelTable => ({
  engine,
  table: names.panel,
  candidates: knowledge.map(({ planned, late }) => ({
    index: planned.index,
    candidate: planned.candidate,
    value: `v_${planned.index}`,
    state: `s_${planned.index}`,
    read: planned.proof.kind !== 'not-read',
    late,
  })),
  digest: opened.digest,
  counts: { train: sizes.train, test: sizes.test },
  ...(weighing === undefined ? {} : { weights: weighing.weights }),
  clustered: plan.person !== undefined && sizes.train.rows + sizes.test.rows > sizes.train.people + sizes.test.people,
})

const withDates = async (table: PanelTable, study: Study, opened: OpenedData): Promise<PanelTable> => {
  if (study.candidates.every(({ bins }) => bins?.steady === undefined)) return table
  const dates = await periodDates(study, opened, table)
  return 'because' in dates ? table : { ...table, dates }
}
