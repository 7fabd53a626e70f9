import { ident } from '../engine/engine.js'
import { RefusedError } from '../errors.js'
import { type Building, baseJoins } from './building.js'
import { exposureStrata, joinSmall, type StratumCounts, standInWeights } from './exposure-strata.js'
import { count, recreate, tinySql } from './sql.js'
import { STOOD_IN, type Step } from './steps.js'
import { SIDE, type StratumWeights } from './table.js'

/** Rows of the test side whose outcome an earlier offer of help touched. Not for disclosure. */
interface ExposedTest {
  readonly rows: number
  readonly people: number
}

/** The weights, and what they were made of. Not for disclosure. */
export interface Weighing {
  readonly weights: StratumWeights
  readonly strata: readonly StratumCounts[]
  readonly cells: number
  readonly test: ExposedTest
}

/** Cells above which the columns of the study do not make groups any more. */
const MAX_CELLS = 100_000

const tooMany = (cells: number): RefusedError =>
  new RefusedError('panel-refused', [
    {
      rule: 'too-many-cells',
      expected: `at most ${MAX_CELLS} combinations of the columns in "exposure.weights.by"`,
      found: String(cells),
      advice: 'give numbers "edges" and dates a "period", or name fewer columns',
      severity: 'refuse',
    },
  ])

/** True when an earlier offer of help touched the outcome of any row of the data. */
export const anyExposed = async ({ engine, plan }: Building): Promise<boolean> => {
  if (plan.weighting === undefined) return false
  const clients =
    plan.clients === undefined || plan.kind === 'flat' || plan.person === undefined
      ? ''
      : `LEFT JOIN ${ident(plan.clients.name)} c ON c.${ident(plan.person)} = s.${ident(plan.person)}`
  const [found] = await engine.rows(
    `SELECT COUNT(CASE WHEN ${plan.weighting.exposed} THEN 1 END) AS n FROM ${ident(plan.base.name)} s ${clients}`,
  )
  return count(found, 'n') > 0
}

/** One row per training row, unexposed or not, of people without test rows: `src`, `pid`, `exposed` and `cell`, dense from 0 by the text. */
const createCells = async (building: Building, steps: readonly Step[]): Promise<void> => {
  const { engine, plan, names } = building
  const kept = steps.length + 1
  const step = steps.find(({ name }) => name === STOOD_IN)?.id ?? kept
  const cells = plan.weighting?.cells ?? []
  const named = cells.map((_, j) => `t_${j}`).join(', ')
  const rows = `SELECT r.src AS src, r.pid AS pid, CASE WHEN r.step = ${step} THEN 1 ELSE 0 END AS exposed,
      ${cells.map((sql, j) => `${sql} AS t_${j}`).join(', ')}
    ${baseJoins(building, { clients: true })} JOIN ${ident(names.rows)} r ON r.src = s.__row
    LEFT JOIN (SELECT DISTINCT pid FROM ${ident(names.kept)} WHERE side = ${SIDE.test}) o ON o.pid = r.pid
    WHERE r.side = ${SIDE.train} AND r.step IN (${step}, ${kept}) AND o.pid IS NULL`
  await recreate(
    engine,
    names.cells,
    `SELECT src, pid, exposed, CAST(DENSE_RANK() OVER (ORDER BY ${named}) - 1 AS INTEGER) AS cell FROM (${rows}) q`,
  )
}

const readCells = async ({ engine, names }: Building): Promise<readonly { exposed: number; free: number }[]> => {
  const found = await engine.rows(
    `SELECT cell, SUM(exposed) AS exposed, COUNT(*) AS n FROM ${ident(names.cells)} GROUP BY cell ORDER BY cell`,
  )
  if (found.length > MAX_CELLS) throw tooMany(found.length)
  return found.map((row) => ({ exposed: count(row, 'exposed'), free: count(row, 'n') - count(row, 'exposed') }))
}

const mapSql = (stratumOf: Int32Array): string =>
  `(SELECT * FROM (VALUES ${[...stratumOf].map((stratum, cell) => `(${cell}, ${stratum})`).join(', ')}) AS v(cell, stratum))`

const readStrata = async ({ engine, names }: Building, stratumOf: Int32Array): Promise<readonly StratumCounts[]> => {
  const found = await engine.rows(
    `SELECT m.stratum AS stratum, SUM(x.exposed) AS exposed, COUNT(*) AS n,
       COUNT(DISTINCT CASE WHEN x.exposed = 1 THEN x.pid END) AS exposed_people,
       COUNT(DISTINCT CASE WHEN x.exposed = 0 THEN x.pid END) AS free_people
     FROM ${ident(names.cells)} x JOIN ${mapSql(stratumOf)} m ON m.cell = x.cell GROUP BY m.stratum ORDER BY m.stratum`,
  )
  return found.map((row) => ({
    exposed: count(row, 'exposed'),
    free: count(row, 'n') - count(row, 'exposed'),
    exposedPeople: count(row, 'exposed_people'),
    freePeople: count(row, 'free_people'),
  }))
}

const settle = async (
  building: Building,
  first: Int32Array,
): Promise<{ readonly stratumOf: Int32Array; readonly strata: readonly StratumCounts[] }> => {
  let stratumOf = first
  for (;;) {
    const strata = await readStrata(building, stratumOf)
    const joined = joinSmall(strata, building.plan.study.disclosure.minimum)
    if (joined === null) return { stratumOf, strata }
    stratumOf = stratumOf.map((stratum) => joined[stratum] as number)
  }
}

const exposedTest = async (building: Building, kept: number): Promise<ExposedTest> => {
  const { engine, plan, names } = building
  const [found] = await engine.rows(
    `SELECT COUNT(*) AS n, COUNT(DISTINCT r.pid) AS people ${baseJoins(building, { clients: true })}
     JOIN ${ident(names.rows)} r ON r.src = s.__row
     WHERE r.side = ${SIDE.test} AND r.step = ${kept} AND ${plan.weighting?.exposed ?? 'FALSE'}`,
  )
  return { rows: count(found, 'n'), people: count(found, 'people') }
}

/**
 * The stratum of every training row that stays, as a table beside the panel, and what its rows weigh; undefined where the study asks for no
 * weights. Strata are made of the training side alone, the exposed rows that left it included. Called when the keys of the panel are there.
 * Throws `RefusedError` (`too-many-cells`) when the columns of the study make no groups.
 */
export const weighExposure = async (building: Building, steps: readonly Step[]): Promise<Weighing | undefined> => {
  const { engine, plan, names } = building
  const asked = plan.study.exposure?.weights
  if (plan.weighting === undefined || asked === undefined) return undefined
  await createCells(building, steps)
  const cells = await readCells(building)
  const { stratumOf, strata } = await settle(building, exposureStrata(cells, asked.strata))
  await recreate(
    engine,
    names.strata,
    `SELECT k.row_id AS row_id, ${tinySql(engine.kind, 'm.stratum')} AS stratum FROM ${ident(names.keys)} k
     JOIN ${ident(names.cells)} x ON x.src = k.src JOIN ${mapSql(stratumOf)} m ON m.cell = x.cell WHERE k.split = ${SIDE.train}`,
  )
  return {
    weights: { table: names.strata, weight: standInWeights(strata, asked.truncate) },
    strata,
    cells: cells.length,
    test: await exposedTest(building, steps.length + 1),
  }
}
