import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Encoder } from '../../data-schemas/encoder.js'
import { nextDown, nextUp } from '../../src/artifact/golden-inputs.js'
import { codeExpression, levelCode } from '../../src/encoding/code.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { type Engine, literal } from '../../src/engine/engine.js'
import type { PanelCandidate } from '../../src/panel/table.js'
import { random } from '../../src/random.js'
import { buildKernel } from '../../src/scoring/kernel.js'
import { type InputColumns, scoreColumns } from '../../src/scoring/score-columns.js'
import { nineModel } from '../support/model.js'

const model = nineModel()
const kernel = buildKernel(model)
const ROWS = 600

let engine: Engine
beforeAll(async () => {
  engine = await openDuckDB({ threads: 1 })
})
afterAll(() => engine.close())

/** Values as the panel holds them: mostly near the edges, in every state that the encoder has a level for. */
const valuesFor = (encoder: Encoder, index: number): { values: (number | string)[]; states: number[] } => {
  const stream = random(5, encoder.name)
  const { min = -30, max = 20_000 } = model.inputs[index]?.contract ?? {}
  const whole = encoder.type !== 'number'
  const pool: (number | string)[] =
    encoder.rule.kind === 'groups'
      ? encoder.type === 'category'
        ? [...encoder.rule.groups.flat(), 'elsewhere', 'utrecht']
        : [0, 1]
      : encoder.rule.kind === 'intervals' && encoder.type !== 'boolean'
        ? encoder.rule.edges.flatMap((edge) =>
            whole
              ? [Math.floor(edge) - 1, Math.floor(edge), Math.ceil(edge), Math.ceil(edge) + 1]
              : [nextDown(edge), edge, nextUp(edge), edge + 1],
          )
        : [0, 1]
  const inRange = pool.filter((value) => typeof value === 'string' || (value >= min && value <= max))
  const states = [
    0,
    ...(encoder.missingLevel === null ? [] : [1]),
    ...(encoder.notApplicableLevel === null ? [] : [2]),
    ...(encoder.levels.some((level) => level.kind === 'special') ? [3] : []),
  ]
  return {
    values: Array.from({ length: ROWS }, () => inRange[stream.below(inRange.length)] as number | string),
    states: Array.from({ length: ROWS }, () =>
      stream.uniform() < 0.7 ? 0 : (states[stream.below(states.length)] as number),
    ),
  }
}

const inEngine = async (
  encoder: Encoder,
  data: { values: (number | string)[]; states: number[] },
): Promise<Int32Array> => {
  const text = encoder.type === 'category'
  const sqlValue = (value: number | string): string =>
    text ? literal(value) : `CAST(${literal(String(value))} AS DOUBLE)`
  const rows = data.values.map(
    (value, row) =>
      `(${row}, ${data.states[row] === 0 ? sqlValue(value) : `CAST(NULL AS ${text ? 'VARCHAR' : 'DOUBLE'})`}, ${data.states[row]})`,
  )
  await engine.run(`CREATE OR REPLACE TABLE panel AS SELECT * FROM (VALUES ${rows.join(', ')}) AS t(row_id, v_0, s_0)`)
  const candidate = {
    index: 0,
    candidate: { name: encoder.name },
    value: 'v_0',
    state: 's_0',
    read: true,
  } as unknown as PanelCandidate
  const found = await engine.columns(
    `SELECT ${codeExpression(encoder, candidate)} AS code FROM panel p ORDER BY p.row_id`,
    { code: 'i32' },
  )
  return found.code
}

describe('levels in production', () => {
  it.each(model.encoders.map((encoder, index) => [encoder.name, encoder, index] as const))(
    '%s has the levels that training computed in the engine',
    async (name, encoder, index) => {
      const data = valuesFor(encoder, index)
      const trained = await inEngine(encoder, data)
      const slot = kernel.slots[index]
      const alone = { ...kernel, inputs: [name], slots: slot === undefined ? [] : [slot] }
      const values =
        encoder.type === 'category' ? (data.values as string[]) : Float64Array.from(data.values as number[])
      const columns = { [name]: { values, states: Uint8Array.from(data.states) } } as InputColumns
      const scored = scoreColumns(alone, columns, ROWS).levels[0] as Int16Array
      expect([...scored]).toEqual([...trained])
      expect([...scored]).toEqual(
        data.values.map((value, row) => levelCode(encoder, data.states[row] as number, value)),
      )
      expect(new Set(scored).size).toBeGreaterThan(1)
    },
  )
})
