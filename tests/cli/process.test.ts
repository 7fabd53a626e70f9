import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { everything, scratch } from '../support/command-line.js'
import { flatRows, flatStudy, writeStudy, writeTable } from '../support/small-flat.js'

const folder = scratch()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = (...line: string[]): ChildProcess => spawn(process.execPath, ['dist/cli/main.js', ...line])

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const ended = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve) => {
    let [out, err] = ['', '']
    child.stdout?.on('data', (text) => {
      out += text
    })
    child.stderr?.on('data', (text) => {
      err += text
    })
    child.on('close', (code) => resolve({ code, out, err }))
  })

describe('the program as a process', () => {
  it('runs, with the exit code of its command', async () => {
    expect(await ended(start('--version'))).toMatchObject({ code: 0, err: '' })
    const missing = await ended(start('verify', join(folder, 'none')))
    expect(missing.code).toBe(2)
    expect(missing.err).toContain('no-model')
    expect((await ended(start('verfy'))).code).toBe(1)
  })

  it('stops on Ctrl-C with 130 and leaves nothing half-made', async () => {
    const out = join(folder, 'population')
    const child = start('synth', '--out', out, '--clients', '300000', '--jobs', '1', '--progress', 'plain')
    const end = ended(child)
    await new Promise((resolve) => child.stderr?.once('data', resolve))
    child.kill('SIGINT')
    const { code, err } = await end
    expect(code).toBe(130)
    expect(err).toContain('stopping after the current step')
    expect(everything(folder).filter((path) => path.includes('population'))).toEqual([])
  })

  it('stops a run on Ctrl-C with 130, and the same line goes on from there', async () => {
    const [study, data] = [writeStudy(folder, flatStudy()), writeTable(folder, flatRows(4000))]
    const line = ['retrain', '--study', study, '--data', data, '--out', join(folder, 'stopped'), '--progress', 'plain']
    const child = start(...line)
    const end = ended(child)
    await new Promise<void>((resolve) => {
      child.stderr?.on('data', (text) => {
        if (String(text).includes('selection')) resolve()
      })
    })
    child.kill('SIGINT')
    const { code, err } = await end
    expect(code).toBe(130)
    expect(err).toContain('stopped; what was finished is kept')
    const again = await ended(start(...line))
    expect([0, 3]).toContain(again.code)
    expect(again.err).toContain('screening (taken over)')
  })

  it('goes on when its reader has gone: the run is finished, without a stack trace', async () => {
    const study = writeStudy(folder, flatStudy())
    const data = writeTable(folder, flatRows())
    const child = start('retrain', '--study', study, '--data', data, '--out', join(folder, 'run'))
    child.stdout?.destroy()
    const { code, err } = await ended(child)
    expect([code, err]).toEqual([0, ''])
    expect(everything(join(folder, 'run'))).toContain('model/model.json')
  })
})
