import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDuckDB } from '../../src/engine/duckdb.js'
import type { Engine } from '../../src/engine/engine.js'

let engine: Engine
beforeAll(async () => {
  engine = await openDuckDB({ threads: 1 })
  await engine.run('CREATE TABLE numbers AS SELECT CAST(range AS DOUBLE) AS x, range % 3 AS y FROM range(100000)')
})
afterAll(() => engine.close())

describe('a stream', () => {
  it('gives every row once, in parts', async () => {
    const sizes: number[] = []
    let sum = 0
    for await (const part of engine.stream('SELECT x, y FROM numbers', { x: 'f64', y: 'i32' }, 10_000)) {
      sizes.push(part.rows)
      for (const value of part.x) sum += value
    }
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(100_000)
    expect(sizes.length).toBeGreaterThan(5)
    expect(Math.max(...sizes)).toBeLessThan(13_000)
    expect(sum).toBe((99_999 * 100_000) / 2)
  })

  it('can be left half-way, may be empty, and names a statement that fails', async () => {
    for await (const part of engine.stream('SELECT x FROM numbers', { x: 'f64' })) {
      expect(part.rows).toBeGreaterThan(0)
      break
    }
    for await (const _ of engine.stream('SELECT x FROM numbers WHERE x < 0', { x: 'f64' })) expect.unreachable()
    const failing = async (): Promise<void> => {
      for await (const _ of engine.stream('SELECT nowhere FROM numbers', { nowhere: 'f64' })) expect.unreachable()
    }
    await expect(failing()).rejects.toMatchObject({ code: 'engine-failed' })
    expect((await engine.columns('SELECT x FROM numbers LIMIT 1', { x: 'f64' })).rows).toBe(1)
  })
})

describe('an appender', () => {
  it('takes rows while a stream is read, keeps every bit, and makes NaN a null', async () => {
    await engine.run('CREATE TABLE target (x DOUBLE, y DOUBLE)')
    const appender = await engine.append('target')
    for await (const { x } of engine.stream('SELECT x FROM numbers', { x: 'f64' }, 5_000)) {
      const third = Float64Array.from(x, (value) => (value % 1000 === 0 ? Number.NaN : value / 3))
      appender.append([x, third])
    }
    appender.append([new Float64Array(0), new Float64Array(0)])
    appender.close()
    const [counts] = await engine.rows('SELECT count(*) AS n, count(y) AS m FROM target')
    expect(counts).toEqual({ n: 100_000, m: 99_900 })
    const back = await engine.columns('SELECT x, y FROM target WHERE y IS NOT NULL', { x: 'f64', y: 'f64' })
    expect(back.y.every((value, index) => value === (back.x[index] as number) / 3)).toBe(true)
  })

  it('names a table that is not there', async () => {
    await expect(engine.append('nowhere')).rejects.toMatchObject({ code: 'engine-failed' })
  })
})
