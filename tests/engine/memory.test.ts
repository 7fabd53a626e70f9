import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { defaultMemory } from '../../src/engine/memory.js'

const spill = mkdtempSync(join(tmpdir(), 'memory-'))
afterAll(() => rmSync(spill, { recursive: true, force: true }))

const limitOf = async (memory?: string): Promise<string> => {
  const engine = await openDuckDB({ threads: 1, spill, ...(memory === undefined ? {} : { memory }) })
  try {
    const [found] = await engine.rows("SELECT current_setting('memory_limit') AS said")
    return String(found?.['said'])
  } finally {
    engine.close()
  }
}

describe('memory of the embedded engine', () => {
  it('is half of what there is, and never more than 4 GB', () => {
    expect(defaultMemory(2e9)).toBe('1000MB')
    expect(defaultMemory(8e9)).toBe('4000MB')
    expect(defaultMemory(512e9)).toBe('4000MB')
    expect(defaultMemory(1)).toBe('1MB')
  })

  it('is what the user names, or the default', async () => {
    expect(await limitOf('500MB')).toBe('476.8 MiB')
    const megabytes = Number.parseInt(defaultMemory(), 10)
    expect(Number.parseFloat(await limitOf())).toBeCloseTo(megabytes / (megabytes > 1073 ? 1073.741824 : 1.048576), 0)
  })

  it('too little of it ends with an error that says what to do, and names no value', async () => {
    const engine = await openDuckDB({ threads: 1, memory: '20MB', spill })
    try {
      const statement = "SELECT list(range || 'secret') AS all_of_them FROM range(3000000)"
      const failing = engine.run(`CREATE TABLE t AS ${statement}`)
      await expect(failing).rejects.toMatchObject({
        code: 'out-of-memory',
        advice: expect.stringContaining('--memory'),
      })
      await engine.run('CREATE TABLE small AS SELECT 1 AS one')
    } finally {
      engine.close()
    }
  })
})
