import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { challengerResult } from '../../data-schemas/results/challenger.js'
import { gatesResult } from '../../data-schemas/results/gates.js'
import { cli, everything, json, scratch } from '../support/command-line.js'
import { flatRows, flatStudy, writeStudy, writeTable } from '../support/small-flat.js'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const bench = () => {
  const folder = scratch()
  folders.push(folder)
  const run = join(folder, 'run')
  const line = [
    'retrain',
    '--study',
    writeStudy(folder, flatStudy()),
    '--data',
    writeTable(folder, flatRows()),
    '--out',
    run,
  ]
  return { run, retrain: (...more: string[]) => cli([...line, ...more]) }
}
const gate = (run: string, name: string) =>
  gatesResult.parse(json(run, '09-gates.json')).gates.find((one) => one.name === name)

describe('the examination of a run', () => {
  it('is part of it, and a quick run without it is refused by name', async () => {
    const whole = bench()
    expect((await whole.retrain()).code).toBe(0)
    expect(gate(whole.run, 'examined')).toMatchObject({ passed: true })
    const quick = bench()
    const ran = await quick.retrain('--quick')
    expect(ran.code).toBe(3)
    expect(gate(quick.run, 'examined')).toMatchObject({ passed: false, severity: 'refuse' })
    expect(everything(quick.run).filter((path) => path.includes('examination'))).toEqual([])
    expect(everything(quick.run)).not.toContain('model')
  })

  it('trains the challenger when it is asked for, and then only', async () => {
    const { run, retrain } = bench()
    const { code, out } = await retrain('--challenger', '--lang', 'nl')
    expect(code).toBe(0)
    const found = challengerResult.parse(json(run, '10-challenger.json'))
    expect(found.status).toBe('trained')
    expect(out).toContain('DE PRIJS VAN UITLEGBAARHEID')
    expect(out).toContain(found.status === 'trained' ? found.verdict.nl : '')
  })
})
