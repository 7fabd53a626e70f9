import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDuckDB } from '../../src/engine/duckdb.js'
import type { Engine } from '../../src/engine/engine.js'

const ROWS = 100_000
const SQL = `SELECT concat('a person with a long number ', range) AS t, range AS n FROM range(${ROWS})`

/** Memory is tidied up all the time, and what was freed is written over. */
let engine: Engine
let other: Engine
let timer: NodeJS.Timeout
beforeEach(async () => {
  engine = await openDuckDB({ threads: 1 })
  other = await openDuckDB({ threads: 1 })
  setFlagsFromString('--expose_gc')
  const collect = runInNewContext('gc') as () => void
  timer = setInterval(() => {
    collect()
    void other.rows(`SELECT max(concat('XXXXXXXXXXXXXXXXXXXXXXXXXXXX', range)) AS t FROM range(10000)`)
  }, 2)
})
afterEach(async () => {
  clearInterval(timer)
  await other.rows('SELECT 1 AS n')
  other.close()
  engine.close()
})

const wrongOf = ({ t, n }: { readonly t: readonly (string | null)[]; readonly n: Float64Array }): number =>
  t.filter((text, row) => text !== `a person with a long number ${n[row]}`).length

it('long texts of a large result are what they were, whenever memory is tidied up', async () => {
  expect(wrongOf(await engine.columns(SQL, { t: 'text', n: 'f64' }))).toBe(0)
})

it('so are those of a stream in large parts', async () => {
  let [wrong, rows] = [0, 0]
  for await (const part of engine.stream(SQL, { t: 'text', n: 'f64' }, ROWS / 2)) {
    rows += part.rows
    wrong += wrongOf(part)
  }
  expect([rows, wrong]).toEqual([ROWS, 0])
})
