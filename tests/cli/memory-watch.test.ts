import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { memoryLine, watchMemory } from '../../src/cli/memory-watch.js'

const spill = mkdtempSync(join(tmpdir(), 'memory-watch-'))
afterAll(() => rmSync(spill, { recursive: true, force: true }))

describe('memory of a run', () => {
  it('is the largest of process and scratch so far, scratch that has gone included', () => {
    const watch = watchMemory('300MB', spill)
    expect(watch.read().spilledPeak).toBe(0)
    writeFileSync(join(spill, 'block'), Buffer.alloc(5000))
    expect(watch.read().spilledPeak).toBe(5000)
    rmSync(join(spill, 'block'))
    const { engineLimit, processPeak, spilledPeak } = watch.read()
    expect([engineLimit, spilledPeak]).toEqual(['300MB', 5000])
    expect(processPeak).toBeGreaterThan(20e6)
    watch.close()
  })

  it('needs no folder', () => {
    const watch = watchMemory('300MB', join(spill, 'nowhere'))
    expect(watch.read().spilledPeak).toBe(0)
    watch.close()
  })

  it('is told in one line, in both languages', () => {
    const memory = { engineLimit: '4000MB', processPeak: 3.26e9, spilledPeak: 0 }
    expect(memoryLine(memory, 'en')).toBe('memory: 3.3 GB at most; limit of the engine 4000MB')
    expect(memoryLine({ ...memory, spilledPeak: 1.24e9 }, 'en')).toContain('1.2 GB on disk')
    expect(memoryLine({ ...memory, spilledPeak: 1.24e9 }, 'nl')).toContain('1.2 GB op schijf')
  })
})
