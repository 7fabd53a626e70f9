import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { brokenPeers, measure } from '../../bench/support/measure.js'
import { startPeer } from '../../bench/support/peer.js'
import { section } from '../../bench/support/report.js'
import { type Absent, type Contender, isHad } from '../../bench/support/types.js'

/** A peer's script that answers the first message with `open` and the next ones with `run`; both are JavaScript. */
const script = (open: string, run: string): string => `
const say = (answer) => console.log('@@' + JSON.stringify(answer))
let opened = false
process.stdin.on('data', () => { if (!opened) { opened = true; ${open} } else { ${run} } })
`
const OPENS = "say({ versions: 'peer 1' })"
const RUNS = 'say({ seconds: 0.002, cpu: 0.001, value: 7 })'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'peer-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const peer = (name: string, text: string, command = process.execPath): Promise<Contender | Absent> => {
  writeFileSync(join(folder, `${name}.cjs`), text)
  const options = { script: `${name}.cjs`, task: 'work', how: 'in a test', arguments: {} }
  return startPeer(name, options, { command, folder })
}

const ours: Contender = {
  name: 'ours',
  versions: '1',
  how: 'here',
  ours: true,
  run: async () => ({ seconds: 0.001, cpu: 0.001, value: 7 }),
  close: () => undefined,
}

const measured = async (contenders: readonly (Contender | Absent)[]) =>
  measure(
    { name: 'test', title: 'A test', target: { text: 'none', met: () => null } },
    { size: 'small', contenders, main: 'ours', agree: () => [], notes: [] },
    { repetitions: 2, warm: false },
  )

describe('a peer that works', () => {
  it('has times, and nothing is broken', async () => {
    const one = await peer('works', script(OPENS, RUNS))
    const found = await measured([ours, one])
    expect(found.times.map(({ name }) => name)).toEqual(['ours', 'works'])
    expect(brokenPeers(found)).toEqual([])
  })
})

describe('a peer that is not installed', () => {
  it.each([
    [
      'whose package is not there',
      script("say({ error: 'no package called x', missing: true })", RUNS),
      process.execPath,
    ],
    [
      'whose script cannot import',
      "console.error('ModuleNotFoundError: No module named x'); process.exit(1)",
      process.execPath,
    ],
    ['whose interpreter is not there', script(OPENS, RUNS), '/nowhere/python'],
  ])('%s is not had, which is no fault', async (name, text, command) => {
    const one = await peer(name.replaceAll(' ', '-'), text, command)
    expect(isHad(one)).toBe(false)
    const found = await measured([ours, one])
    expect(brokenPeers(found)).toEqual([])
    expect(section(found)).toContain('Not had here: ')
  })
})

describe('a peer that breaks', () => {
  it.each([
    ['while it loads', script("say({ error: 'KeyError: x' })", RUNS)],
    ['before it says anything', "throw new Error('KeyError: x')"],
    ['in its work', script(OPENS, "say({ error: 'KeyError: x' })")],
    ['by ending in its work', script(OPENS, "console.error('KeyError: x'); process.exit(3)")],
    [
      'because it is killed in its work',
      script(OPENS, "console.error('KeyError: x'); process.kill(process.pid, 'SIGKILL')"),
    ],
  ])('%s is named as broken, never as not had; the others have their times', async (name, text) => {
    const one = await peer(name.replaceAll(' ', '-'), text)
    const found = await measured([ours, one])
    expect(found.times.map((time) => time.name)).toEqual(['ours'])
    expect(brokenPeers(found)).toEqual([expect.stringMatching(/^test: \S+ broke: .*KeyError: x/)])
    expect(section(found)).toContain('**Broke here, so not measured**: ')
    expect(section(found)).not.toContain('Not had here')
  })

  it('after its first run stops the benchmark, named', async () => {
    const later = `let runs = 0; ${script(OPENS, `runs += 1; if (runs > 1) process.exit(3); ${RUNS}`)}`
    const one = await peer('later', later)
    await expect(measured([ours, one])).rejects.toThrow(/later: the process ended/)
  })
})
