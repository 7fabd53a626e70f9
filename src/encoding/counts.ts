import { ident } from '../engine/engine.js'
import { WorkbenchError } from '../errors.js'
import type { PanelCandidate } from '../panel/table.js'
import { type Column, countColumn } from './column-counts.js'
import { type Cut, heavyCuts, isLeft, orderCuts, quantileCuts } from './prebins.js'
import { readColumns } from './read-columns.js'
import { separator } from './separator.js'
import { firstHolding, sqlNumber } from './sql-number.js'
import { addTallies, emptyTally, type Tally } from './tally.js'
import { sumsSql, type Training, tallySql } from './training.js'
import type { CategoryCounts, NumericCounts, Prebin, StateCount } from './training-counts.js'

/** How a number is cut into prebins. */
export interface NumericCountOptions {
  /** Prebins aimed at: every distinct value when there are no more, else quantiles; see `quantileCuts`. */
  readonly prebins: number
  /** Cut points fixed by hand; they replace the prebins. */
  readonly edges?: readonly number[]
  /** Distinct values up to which JavaScript sees each of them; above, the engine finds the quantiles. Default 20,000. */
  readonly distinctLimit?: number
  /** The candidate's rows where they were read already (`readColumns`); used when the training side is counted in memory. */
  readonly column?: Column
}

const wanted = { n: 'f64', events: 'f64', people: 'f64', event_people: 'f64', other_people: 'f64' } as const

type Counted = { readonly [K in keyof typeof wanted]: Float64Array }

const tallyAt = (columns: Counted, i: number): Tally => ({
  rows: columns.n[i] as number,
  events: columns.events[i] as number,
  people: columns.people[i] as number,
  eventPeople: columns.event_people[i] as number,
  nonEventPeople: columns.other_people[i] as number,
})

interface Keyed {
  readonly atoms: readonly Prebin[]
  readonly states: readonly StateCount[]
}

/** A table with the counts of every distinct value and state of one candidate. */
interface ValueTable {
  readonly engine: Training['engine']
  readonly table: string
  readonly candidate: string
}

const withValueTable = async <T>(
  training: Training,
  candidate: PanelCandidate,
  use: (values: ValueTable) => Promise<T>,
): Promise<T> => {
  const table = ident(`${training.name}_values_${candidate.index}`)
  await training.engine.run(`CREATE OR REPLACE TABLE ${table} AS ${tallySql(training, candidate)}`)
  try {
    return await use({ engine: training.engine, table, candidate: candidate.candidate.name })
  } finally {
    await training.engine.run(`DROP TABLE ${table}`)
  }
}

const notFinite = (candidate: string): WorkbenchError =>
  new WorkbenchError('value-not-finite', {
    expected: `finite values in candidate "${candidate}"`,
    found: 'a null, NaN or infinity that is not marked as missing',
    where: 'encoding, training side',
    advice: 'this is a bug in the panel or the contract: such values must be a state of their own',
  })

/** Counts by state and by a key of the value `item`, in order. */
const countBy = async (values: ValueTable, key: string): Promise<Keyed> => {
  const found = await values.engine.columns(
    `SELECT state, CASE WHEN state = 0 THEN ${key} END AS place, min(item) AS lowest, max(item) AS highest, ${sumsSql}
     FROM ${values.table} GROUP BY 1, 2 ORDER BY 1, 2`,
    { state: 'u8', lowest: 'f64', highest: 'f64', ...wanted },
  )
  const atoms: Prebin[] = []
  const states: StateCount[] = []
  for (let i = 0; i < found.rows; i += 1) {
    const state = found.state[i] as number
    if (state > 0) states.push({ state, ...tallyAt(found, i) })
    else atoms.push({ lowest: found.lowest[i] as number, highest: found.highest[i] as number, ...tallyAt(found, i) })
  }
  if (atoms.some((atom) => !Number.isFinite(atom.lowest) || !Number.isFinite(atom.highest)))
    throw notFinite(values.candidate)
  return { atoms, states }
}

/** The cuts of `quantileCuts`, found by the engine. */
const engineCuts = async (values: ValueTable, prebins: number): Promise<readonly Cut[]> => {
  const source = `FROM ${values.table} WHERE state = 0 AND n > 0`
  const [all] = await values.engine.rows(`SELECT CAST(sum(n) AS BIGINT) AS total ${source}`)
  const total = Number(all?.['total'])
  const heavy = await values.engine.columns(`SELECT item, n ${source} AND n * ${prebins} > ${total} ORDER BY item`, {
    item: 'f64',
    n: 'f64',
  })
  const lightRows = total - heavy.n.reduce((sum, n) => sum + n, 0)
  const parts = Math.max(1, prebins - heavy.rows)
  // reached = parts × rows at or under the value, rounded down to a multiple of lightRows: whole numbers only
  const light = await values.engine.columns(
    `SELECT min(item) AS item FROM (
      SELECT item, ${parts} * cumulated - (${parts} * cumulated) % ${lightRows} AS reached FROM (
        SELECT item, CAST(sum(n) OVER (ORDER BY item) AS BIGINT) AS cumulated ${source} AND n * ${prebins} <= ${total}))
     WHERE reached > 0 GROUP BY reached ORDER BY 1`,
    { item: 'f64' },
  )
  return orderCuts([...heavyCuts([...heavy.item]), ...[...light.item].map((at) => ({ at, inclusive: true }))])
}

const placeSql = (cuts: readonly Cut[]): string =>
  firstHolding(cuts.map((cut) => `item ${cut.inclusive ? '<=' : '<'} ${sqlNumber(cut.at)}`))

const mergeAtoms = (atoms: readonly Prebin[]): Prebin => ({
  ...atoms.reduce<Tally>(addTallies, emptyTally),
  lowest: atoms[0]?.lowest ?? Number.NaN,
  highest: atoms.at(-1)?.highest ?? Number.NaN,
})

const within = (atoms: readonly Prebin[], cuts: readonly Cut[]): readonly Prebin[] => {
  const groups: Prebin[][] = Array.from({ length: cuts.length + 1 }, () => [])
  let group = 0
  for (const atom of atoms) {
    while (group < cuts.length && !isLeft(atom.lowest, cuts[group] as Cut)) group += 1
    groups[group]?.push(atom)
  }
  return groups.map(mergeAtoms)
}

const withEdges = (keyed: Keyed): NumericCounts => {
  const prebins = keyed.atoms.filter((atom) => atom.rows > 0)
  const edges = prebins.slice(1).map((next, i) => separator((prebins[i] as Prebin).highest, next.lowest))
  return { prebins, edges, states: keyed.states }
}

const engineCounts = (
  training: Training,
  candidate: PanelCandidate,
  options: NumericCountOptions,
): Promise<NumericCounts> =>
  withValueTable(training, candidate, async (values) => {
    if (options.edges !== undefined) {
      const cuts = options.edges.map((at) => ({ at, inclusive: false }))
      const { atoms, states } = await countBy(values, placeSql(cuts))
      return { prebins: within(atoms, cuts), edges: options.edges, states }
    }
    const [distinct] = await values.engine.rows(`SELECT count(*) AS n FROM ${values.table} WHERE n > 0`)
    if (Number(distinct?.['n']) > (options.distinctLimit ?? 20_000)) {
      return withEdges(await countBy(values, placeSql(await engineCuts(values, options.prebins))))
    }
    const { atoms, states } = await countBy(values, 'item')
    const cuts = quantileCuts(
      atoms.map((atom) => atom.lowest),
      atoms.map((atom) => atom.rows),
      options.prebins,
    )
    return withEdges({ atoms: within(atoms, cuts), states })
  })

/**
 * Training counts of a number (boolean, ordinal, date) in prebins, and of each state that is not a value.
 * Prebins are the distinct values when there are at most `prebins`, else quantiles; edges are the shortest decimals that
 * separate neighbouring values ({@link separator}). With `options.edges` the prebins are the bins fixed by hand.
 * Deterministic: whole-number counts, the same in memory and in the engine, on any number of threads and for any physical order
 * of the rows. Throws `value-not-finite` when the panel breaks its promise.
 */
export const numericCounts = async (
  training: Training,
  candidate: PanelCandidate,
  options: NumericCountOptions,
): Promise<NumericCounts> => {
  if (!training.inMemory) return engineCounts(training, candidate, options)
  const column = options.column ?? (await readColumns(training, [candidate]))[0]
  const counts = column === undefined ? null : countColumn(column, options)
  if (counts === null) throw notFinite(candidate.candidate.name)
  return counts
}

/** Training counts of each category and of each state that is not a value. Null when there are more than `limit` categories. */
export const categoryCounts = async (
  training: Training,
  candidate: PanelCandidate,
  limit = 50_000,
): Promise<CategoryCounts | null> => {
  const found = await training.engine.columns(
    `SELECT state, coalesce(item, '') AS item, ${sumsSql}
     FROM (${tallySql(training, candidate)}) GROUP BY state, item ORDER BY state, item LIMIT ${limit + 1}`,
    { state: 'u8', item: 'text', ...wanted },
  )
  if (found.rows > limit) return null
  const all = Array.from({ length: found.rows }, (_, i) => ({
    state: found.state[i] as number,
    name: found.item[i] ?? '',
    ...tallyAt(found, i),
  }))
  const categories = all.filter((item) => item.state === 0).map(({ state: _, ...item }) => item)
  return {
    categories: categories.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    states: all.filter((item) => item.state > 0).map(({ name: _, ...item }) => item),
  }
}
