import { type Engine, ident } from '../engine/engine.js'
import type { PanelPlan } from './plan.js'
import { dropTables } from './sql.js'

/** Names of the engine tables that the building uses. */
export interface PanelNames {
  readonly people: string
  readonly days: string
  readonly spells: string
  readonly welfare: string
  readonly rows: string
  readonly events: string
  readonly both: string
  readonly kept: string
  readonly keys: string
  readonly lists: string
  readonly cells: string
  readonly strata: string
  readonly panel: string
}

/** Names of the engine tables for a panel of this name. */
export const panelNames = (panel: string): PanelNames => ({
  people: `${panel}_people`,
  days: `${panel}_days`,
  spells: `${panel}_spells`,
  welfare: `${panel}_welfare`,
  rows: `${panel}_rows`,
  events: `${panel}_events`,
  both: `${panel}_both`,
  kept: `${panel}_kept`,
  keys: `${panel}_keys`,
  lists: `${panel}_lists`,
  cells: `${panel}_cells`,
  strata: `${panel}_strata`,
  panel,
})

/** What the steps of the building share. */
export interface Building {
  readonly engine: Engine
  readonly plan: PanelPlan
  readonly names: PanelNames
}

/** SQL of the person's key as a text; without a person column each row is its own person. */
export const personKey = (plan: PanelPlan, alias: string): string =>
  `CAST(${alias}.${ident(plan.person ?? '__row')} AS VARCHAR)`

/** Joins of the base table (`s`) with people (`p`), dates (`w`) and, where asked, `clients` (`c`). */
export const baseJoins = ({ plan, names }: Building, options: { readonly clients: boolean }): string =>
  [
    `FROM ${ident(plan.base.name)} s`,
    `JOIN ${ident(names.people)} p ON p.pkey = ${personKey(plan, 's')}`,
    `JOIN ${ident(names.days)} w ON w.day = ${plan.time === undefined ? "DATE '1970-01-01'" : `s.${ident(plan.time)}`}`,
    ...(options.clients && plan.clients !== undefined && plan.kind === 'panel'
      ? [`LEFT JOIN ${ident(plan.clients.name)} c ON c.__row = p.crow`]
      : []),
  ].join('\n')

/** Drops the tables that only the building needs; the panel, its keys and its people stay. */
export const dropScaffold = (engine: Engine, names: PanelNames): Promise<void> =>
  dropTables(engine, [
    names.days,
    names.spells,
    names.welfare,
    names.rows,
    names.events,
    names.both,
    names.kept,
    names.lists,
    names.cells,
  ])

/** SQL of the code of list column `j`, over the aliases `k` (kept rows) and `p` (people). */
export const listCode = (plan: PanelPlan, j: number): string => {
  const ref = plan.lists[j]
  if (ref?.table === 'clients') return `p.l_${j}`
  return ref?.column === plan.time ? 'k.wk' : `k.l_${j}`
}
