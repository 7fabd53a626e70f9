import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { writeModel } from '../../src/artifact/write.js'
import { clusteredBootstrap } from '../../src/numeric/clustered-bootstrap.js'
import { cli, scratch } from '../support/command-line.js'
import { nineModel } from '../support/model.js'
import { flatRows, flatStudy, writeStudy, writeTable } from '../support/small-flat.js'

const folders: string[] = []
const place = (): string => {
  const folder = scratch()
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('trap 12: a verification prints failure and ends with 0', () => {
  const frozen = (): string => {
    const folder = join(place(), 'model')
    writeModel(folder, nineModel())
    return folder
  }

  it('ends with 0 for a whole model, and with 2 for a changed digit, a missing file, an extra file and a broken schema', async () => {
    expect((await cli(['verify', frozen()])).code).toBe(0)
    const changes: ((folder: string) => void)[] = [
      (folder) => {
        const text = readFileSync(join(folder, 'model.json'), 'utf8')
        writeFileSync(join(folder, 'model.json'), text.replace('"intercept":-2.1', '"intercept":-2.2'))
      },
      (folder) => rmSync(join(folder, 'manifest.json')),
      (folder) => rmSync(join(folder, 'model.json')),
      (folder) => writeFileSync(join(folder, 'more.json'), '{}'),
      (folder) => writeFileSync(join(folder, 'model.json'), '{"kind":"something else"}\n'),
    ]
    for (const change of changes) {
      const folder = frozen()
      change(folder)
      const { code, out } = await cli(['verify', folder])
      expect(code).toBe(2)
      expect(out).not.toContain('"kind":"verified"')
    }
  })
})

describe('trap 15: a cache is keyed on the configuration and not on the data, and a seed is not handed down', () => {
  it('refuses to add to a run that was made on other data, with the same study and seed', async () => {
    const folder = place()
    const line = ['retrain', '--study', writeStudy(folder, flatStudy()), '--out', join(folder, 'run')]
    expect((await cli([...line, '--data', writeTable(folder, flatRows())])).code).toBe(0)
    const before = readFileSync(join(folder, 'run', 'run.json'), 'utf8')
    const again = await cli([...line, '--data', writeTable(place(), flatRows(390))])
    expect([again.code, again.err.split(':')[0]]).toEqual([1, 'run-exists'])
    expect(readFileSync(join(folder, 'run', 'run.json'), 'utf8')).toBe(before)
  })

  it('draws the same for the same seed in any share of the work, and something else for another seed', () => {
    const draw = (seed: number, from: number, replicates: number): number[] => [
      ...clusteredBootstrap({ people: 50, replicates, seed, from }, 1, (weights, out) => {
        out[0] = weights.reduce((sum, weight, who) => sum + weight * who, 0)
      }),
    ]
    expect([...draw(1, 0, 7), ...draw(1, 7, 13)]).toEqual(draw(1, 0, 20))
    expect(draw(2, 0, 20)).not.toEqual(draw(1, 0, 20))
    expect(new Set(draw(1, 0, 20)).size).toBeGreaterThan(10)
  })
})
