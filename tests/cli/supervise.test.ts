import { describe, expect, it } from 'vitest'
import { STOPPED, supervise } from '../../src/cli/supervise.js'

/** A program that hears, when it hears anything, and then goes on for a while. */
const hearing = (milliseconds: number): string =>
  `process.on('message', () => { process.send('heard'); setTimeout(() => process.exit(7), ${milliseconds}) }); setInterval(() => undefined, 1000)`
const deaf = 'for (;;) ;'

interface Asked {
  readonly stop?: number
  readonly now?: number
}

const watched = async (program: string, asked: Asked, patience = { hear: 300, end: 300 }) => {
  const [stop, now] = [new AbortController(), new AbortController()]
  if (asked.stop !== undefined) setTimeout(() => stop.abort(), asked.stop)
  if (asked.now !== undefined) setTimeout(() => now.abort(), asked.now)
  return supervise(['-e', program], { stop: stop.signal, now: now.signal }, patience)
}

describe('a program that is watched', () => {
  it('ends with its own exit code', async () => {
    expect(await watched('process.exit(3)', {})).toEqual({ code: 3, killed: false })
    expect(await watched('', {})).toEqual({ code: 0, killed: false })
  })

  it('ends as the shell would tell it when something else killed it', async () => {
    expect(await watched("process.kill(process.pid, 'SIGKILL')", {})).toEqual({ code: 137, killed: false })
  })

  it('ends by itself when it hears that it must', async () => {
    expect(await watched(hearing(50), { stop: 2000 }, { hear: 5000, end: 5000 })).toEqual({ code: 7, killed: false })
  })

  it('is ended when it computes on and cannot hear', async () => {
    expect(await watched(deaf, { stop: 500 })).toEqual({ code: STOPPED, killed: true })
  })

  it('is ended when it heard and goes on all the same', async () => {
    expect(await watched(hearing(60_000), { stop: 2000 }, { hear: 5000, end: 200 })).toEqual({
      code: STOPPED,
      killed: true,
    })
  })

  it('is ended at once when asked again', async () => {
    expect(await watched(deaf, { stop: 300, now: 400 }, { hear: 60_000, end: 60_000 })).toEqual({
      code: STOPPED,
      killed: true,
    })
  })
})
