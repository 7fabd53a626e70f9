import { describe, expect, it } from 'vitest'
import { type Aside, asideOf, awaited } from '../../src/rooms/aside.js'

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
