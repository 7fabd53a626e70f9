import type { Encoder } from '../../data-schemas/encoder.js'
import { ident, literal } from '../engine/engine.js'
import { type Issue, RefusedError, WorkbenchError } from '../errors.js'
import { type PanelCandidate, type PanelTable, STATE } from '../panel/table.js'
import type { CodedColumn, CodedTable } from './coded.js'
import { firstHolding, sqlNumber } from './sql-number.js'

/** Code of a value that has no level: an unseen category the study refuses. Never in a coded table. */
export const NO_LEVEL = 65_535

/** Categories above which a mapping table is joined instead of a list of conditions. */
const MAX_CONDITIONS = 20

/** Level of special code j of the encoder; the missing level where there is none. */
const specialLevels = (encoder: Encoder): readonly number[] =>
  encoder.levels.filter((level) => level.kind === 'special').map((level) => level.code)

/**
 * Level of a value, in JavaScript: what {@link codeExpression} computes in the engine. For tests, reports and single values.
 * @param state as in the panel: 0 value, 1 missing, 2 not applicable, 3 + j special code j
 * @param value ignored unless `state` is 0; a number for interval rules, a text for groups
 * @returns the level's code; {@link NO_LEVEL} for an unseen category that the study refuses
 */
export const levelCode = (encoder: Encoder, state: number, value: number | string | null): number => {
  const missing = encoder.missingLevel ?? NO_LEVEL
  if (state === STATE.missing) return missing
  if (state === STATE.notApplicable) return encoder.notApplicableLevel ?? missing
  if (state >= STATE.special) return specialLevels(encoder)[state - STATE.special] ?? missing
  if (encoder.rule.kind === 'groups') {
    const group = encoder.rule.groups.findIndex((names) => names.includes(String(value)))
    return group < 0 ? (encoder.unseenLevel ?? NO_LEVEL) : group
  }
  if (encoder.rule.kind === 'linear') throw linearHasNoLevel(encoder.name)
  const above = encoder.rule.edges.findIndex((edge) => Number(value) < edge)
  return above < 0 ? encoder.rule.edges.length : above
}

const linearHasNoLevel = (name: string): WorkbenchError =>
  new WorkbenchError('no-level', {
    expected: 'an encoder with levels',
    found: `"${name}", which enters the model as it is`,
    advice: 'this is a bug: use the value',
  })

const groupConditions = (encoder: Encoder, groups: readonly (readonly string[])[], value: string): string => {
  const whens = groups.flatMap((names, group) =>
    names.length === 0 ? [] : [`WHEN ${value} IN (${names.map(literal).join(', ')}) THEN ${group}`],
  )
  const unseen = encoder.unseenLevel ?? NO_LEVEL
  return whens.length === 0 ? String(unseen) : `CASE ${whens.join(' ')} ELSE ${unseen} END`
}

const valueExpression = (encoder: Encoder, candidate: PanelCandidate, mapped: string | null): string => {
  const value = `p.${ident(candidate.value)}`
  if (encoder.rule.kind === 'groups') {
    return mapped === null
      ? groupConditions(encoder, encoder.rule.groups, value)
      : `coalesce(${mapped}.code, ${encoder.unseenLevel ?? NO_LEVEL})`
  }
  if (encoder.rule.kind === 'linear') throw linearHasNoLevel(encoder.name)
  return firstHolding(encoder.rule.edges.map((edge) => `${value} < ${sqlNumber(edge)}`))
}

/**
 * SQL for the level code of a candidate, over the panel under the alias `p`; the same as {@link levelCode}.
 * @param mapped alias of a joined mapping table with a column `code`, for categories; null to list them as conditions
 */
export const codeExpression = (encoder: Encoder, candidate: PanelCandidate, mapped: string | null = null): string => {
  const state = `p.${ident(candidate.state)}`
  const missing = encoder.missingLevel ?? NO_LEVEL
  const special = specialLevels(encoder).map((code, j) => `WHEN ${STATE.special + j} THEN ${code}`)
  return [
    `CASE ${state} WHEN ${STATE.value} THEN ${valueExpression(encoder, candidate, mapped)}`,
    `WHEN ${STATE.missing} THEN ${missing} WHEN ${STATE.notApplicable} THEN ${encoder.notApplicableLevel ?? missing}`,
    ...special,
    `ELSE ${missing} END`,
  ].join(' ')
}

interface Plan extends CodedColumn {
  readonly candidate: PanelCandidate
  /** Mapping table, and its alias in the query; null when not needed. */
  readonly map: { readonly table: string; readonly alias: string } | null
}

const planOf = (panel: PanelTable, encoder: Encoder, place: { index: number; table: string }): Plan => {
  const candidate = panel.candidates.find((item) => item.candidate.name === encoder.name)
  if (candidate === undefined || !candidate.read) {
    throw new WorkbenchError('unknown-candidate', {
      expected: 'encoders of candidates that the panel holds',
      found: `"${encoder.name}"`,
      advice: "learn the encoders on this panel, or build the panel from the model's study",
    })
  }
  const many = encoder.rule.kind === 'groups' && encoder.rule.groups.flat().length > MAX_CONDITIONS
  const map = many ? { table: `${place.table}_map_${place.index}`, alias: `m${place.index}` } : null
  return { encoder, candidate, column: `e_${place.index}`, map }
}

const makeMap = async (panel: PanelTable, plan: Plan): Promise<void> => {
  if (plan.map === null || plan.encoder.rule.kind !== 'groups') return
  const pairs = plan.encoder.rule.groups.flatMap((names, group) => names.map((name) => `(${literal(name)}, ${group})`))
  await panel.engine.run(
    `CREATE OR REPLACE TABLE ${ident(plan.map.table)} AS SELECT * FROM (VALUES ${pairs.join(', ')}) AS t(category, code)`,
  )
}

const columnSql = (plan: Plan): string =>
  plan.encoder.rule.kind === 'linear'
    ? `CASE WHEN p.${ident(plan.candidate.state)} = 0 THEN p.${ident(plan.candidate.value)} + 0.0 END AS ${plan.column}`
    : `CAST(${codeExpression(plan.encoder, plan.candidate, plan.map?.alias ?? null)} AS USMALLINT) AS ${plan.column}`

const codedSql = (panel: PanelTable, plans: readonly Plan[]): string => {
  const keys = ['row_id', 'person', 'list', 'period', 'outcome', 'split', 'sample', 'fold'].map((name) => `p.${name}`)
  const joins = plans.flatMap(({ map, candidate }) =>
    map === null
      ? []
      : [`LEFT JOIN ${ident(map.table)} ${map.alias} ON p.${ident(candidate.value)} = ${map.alias}.category`],
  )
  if (panel.weights !== undefined) {
    keys.push('z.stratum')
    joins.push(`LEFT JOIN ${ident(panel.weights.table)} z ON z.row_id = p.row_id`)
  }
  return `SELECT ${[...keys, ...plans.map(columnSql)].join(', ')} FROM ${ident(panel.table)} p ${joins.join(' ')} WHERE p.split <> 0`
}

const refusals = async (coded: CodedTable, plans: readonly Plan[]): Promise<readonly Issue[]> => {
  const checks = plans.map(({ encoder, column }) =>
    encoder.rule.kind === 'linear'
      ? `count(*) FILTER (WHERE ${column} IS NULL)`
      : `count(*) FILTER (WHERE ${column} = ${NO_LEVEL})`,
  )
  if (checks.length === 0) return []
  const [found] = await coded.engine.rows(
    `SELECT count(*) AS n, ${checks.map((check, i) => `${check} AS c${i}`).join(', ')} FROM ${ident(coded.table)}`,
  )
  return plans.flatMap(({ encoder }, i): Issue[] => {
    const count = Number(found?.[`c${i}`])
    if (count === 0) return []
    const linear = encoder.rule.kind === 'linear'
    return [
      {
        rule: linear ? 'linear-with-missing' : 'unseen-category',
        column: encoder.name,
        expected: linear ? 'a value in every row' : 'categories that training has seen',
        found: linear ? 'rows without a value' : 'rows with another category',
        advice: linear
          ? 'use the encoding `woe` or `levels`, in which missing has a level of its own'
          : 'set `unseen` to "neutral" or "missing" for this candidate, or leave these rows out',
        severity: 'refuse',
      },
    ]
  })
}

/**
 * Puts the panel in codes: makes the engine table `table` (see {@link CodedTable}); an older one of that name is replaced.
 * Throws `RefusedError` when a `linear` candidate has rows without a value, or a category is unseen and the study refuses it.
 * @param encoders in the order of the columns `e_0`, `e_1`, …
 * @param table name of the table to make
 */
export const createCoded = async (
  panel: PanelTable,
  encoders: readonly Encoder[],
  table = 'coded',
): Promise<CodedTable> => {
  const plans = encoders.map((encoder, index) => planOf(panel, encoder, { index, table }))
  for (const plan of plans) await makeMap(panel, plan)
  await panel.engine.run(`CREATE OR REPLACE TABLE ${ident(table)} AS ${codedSql(panel, plans)}`)
  for (const { map } of plans) if (map !== null) await panel.engine.run(`DROP TABLE ${ident(map.table)}`)
  const coded = {
    engine: panel.engine,
    table,
    columns: plans.map(({ encoder, column }) => ({ encoder, column })),
    ...(panel.weights === undefined ? {} : { weight: panel.weights.weight }),
  }
  const issues = await refusals(coded, plans)
  if (issues.length > 0) {
    await panel.engine.run(`DROP TABLE ${ident(table)}`)
    throw new RefusedError('not-encodable', issues, 'encoding of the panel')
  }
  return coded
}
