import { describe, expect, it } from 'vitest'
import { type Aside, asideOf, awaited, begun } from '../../src/rooms/aside.js'

/** Tasks that no thread ever takes. */
const nobody = (tasks: (() => void)[]): Aside => ({
  ask: () => Promise.reject(new Error('not asked for here')),
  help: async () => {
    const next = tasks.shift()
    next?.()
    return next !== undefined
  },
})

describe('waiting for work on another thread', () => {
  it('does what no thread has taken, oldest first, and stops when the work is there', async () => {
    const done: string[] = []
    let finish: (value: string) => void = () => undefined
    const work = new Promise<string>((resolve) => {
      finish = resolve
    })
    const tasks = [
      () => done.push('first'),
      () => {
        done.push('second')
        finish('its result')
      },
      () => done.push('third'),
    ]
    expect(await awaited({ aside: nobody(tasks) }, work)).toBe('its result')
    expect(done).toEqual(['first', 'second'])
  })

  it('does nothing where the work is there already, and nothing where there is no other thread', async () => {
    const done: string[] = []
    expect(await awaited({ aside: nobody([() => done.push('one')]) }, Promise.resolve(1))).toBe(1)
    expect(done).toEqual([])
    expect(await awaited({}, Promise.resolve(2))).toBe(2)
  })

  it('hands a failure on', async () => {
    await expect(awaited({ aside: nobody([]) }, Promise.reject(new Error('no model')))).rejects.toThrow('no model')
  })
})

describe('work that is asked for', () => {
  it('is done in the calling thread where there is no other', async () => {
    const rows = { blocks: [], outcome: Uint8Array.of(0, 1), fold: Uint8Array.of(0, 1) }
    expect(await asideOf({})('scoreSets', rows, [])).toEqual({ scores: [], without: [] })
  })
})

describe('work that is begun', () => {
  const silent: Aside = { ask: () => new Promise(() => undefined), help: async () => false }
  const task = { blocks: [], outcome: new Uint8Array(0), fold: new Uint8Array(0) }

  it('is let go when it has asked for a task, not when that is done', async () => {
    const read: string[] = []
    const { work } = await begun(silent, async (watched) => {
      read.push('rows')
      await Promise.resolve()
      return watched.ask('scoreSets', task, [])
    })
    expect(read).toEqual(['rows'])
    expect(await Promise.race([work, Promise.resolve('still at work')])).toBe('still at work')
  })

  it('is let go when it ends without asking, and keeps its failure for who waits for it', async () => {
    const { work } = await begun(silent, async () => {
      throw new Error('no rows')
    })
    await expect(work).rejects.toThrow('no rows')
  })
})
