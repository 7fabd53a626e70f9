import { describe, expect, it } from 'vitest'
import { claim, newClaim } from '../../src/rooms/claim.js'
import { oneByOne } from '../../src/rooms/one-by-one.js'

describe('calls one by one', () => {
  it('begin in the order in which they were made, each after the one before has ended', async () => {
    const seen: string[] = []
    const work = oneByOne(async (name: string) => {
      seen.push(`${name} begins`)
      await new Promise((resolve) => setImmediate(resolve))
      seen.push(`${name} ends`)
      return name
    })
    expect(await Promise.all([work('first'), work('second')])).toEqual(['first', 'second'])
    expect(seen).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
  })

  it('go on after one that fails, and its failure goes to who called it', async () => {
    const work = oneByOne(async (name: string) => {
      if (name === 'bad') throw new Error('no model')
      return name
    })
    const [bad, good] = await Promise.allSettled([work('bad'), work('good')])
    expect(bad).toMatchObject({ status: 'rejected', reason: new Error('no model') })
    expect(good).toEqual({ status: 'fulfilled', value: 'good' })
  })
})

describe('a task that several threads may do', () => {
  it('is claimed by the first that asks only', () => {
    const shared = newClaim()
    expect([claim(shared), claim(shared), claim(shared)]).toEqual([true, false, false])
  })
})
