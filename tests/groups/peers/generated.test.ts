import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { firthmodels, named, optbinning, r, science, type Tool } from './tools.js'

/** Each script that made expected values, what it makes, and whether it writes that itself or prints it. */
const scripts: readonly (readonly [script: string, result: string, prints: boolean, tool: Tool])[] = [
  ['binning/generate.py', 'expected.json', false, optbinning],
  ['calibration/generate.py', 'expected.json', false, science],
  ['calibration-examination/generate.R', 'expected.json', false, r('jsonlite', 'rms')],
  ['comparison/generate.py', 'expected.json', false, science],
  ['comparison/generate.R', 'proc.json', false, r('jsonlite', 'pROC')],
  ['exposure/generate.py', 'expected.json', true, science],
  ['fairness/generate.py', 'expected.json', true, science],
  ['fairness-audit/generate.py', 'expected.json', true, science],
  ['fit/generate.R', 'expected-r.json', false, r('MASS', 'brglm2', 'glmnet')],
  ['fit/generate.py', 'expected.json', false, firthmodels],
  ['lists/generate.py', 'expected.json', false, science],
  ['logistic/generate.py', 'expected.json', false, science],
  ['ranking/generate.py', 'expected.json', false, science],
  ['reliability/generate.py', 'expected.json', false, science],
  ['screening/generate.py', 'expected.json', true, science],
  ['screening/aggregate-proxy.py', 'aggregate-proxy.json', true, science],
  ['screening/false-discovery.py', 'false-discovery.json', true, science],
  ['screening/heterogeneity.py', 'heterogeneity.json', true, science],
  ['screening/hotelling.py', 'hotelling.json', true, science],
  ['selection/generate.py', 'expected.json', false, science],
  ['sum/generate.py', 'expected.json', false, science],
  ['tie-rule/generate.R', 'expected.json', true, r('stats')],
]

/** Names of tools and versions: they may differ where the numbers do not. */
const VERSIONS = new Set(['version', 'versions', 'tool', 'tools'])

/** A binning that the other solver did not prove within its time: what it has by then depends on the machine. */
const unproven = (of: object): boolean => 'status' in of && of.status !== 'OPTIMAL'

/** Where two results differ by more than a relative 1e-8; the path of the first few places. */
const drift = (stored: unknown, made: unknown, path = ''): readonly string[] => {
  if (typeof stored === 'number' && typeof made === 'number')
    return Math.abs(stored - made) <= 1e-8 * Math.max(Math.abs(stored), 1e-6)
      ? []
      : [`${path}: ${stored} became ${made}`]
  if (typeof stored !== 'object' || stored === null || typeof made !== 'object' || made === null)
    return stored === made ? [] : [`${path}: ${stored} became ${made}`]
  if (unproven(stored) || unproven(made)) return []
  const keys = new Set([...Object.keys(stored), ...Object.keys(made)].filter((key) => !VERSIONS.has(key)))
  const at = (of: object, key: string): unknown => (of as Record<string, unknown>)[key]
  return [...keys].flatMap((key) => drift(at(stored, key), at(made, key), `${path}/${key}`)).slice(0, 5)
}

const started = (command: string, script: string, folder: string): Promise<string> =>
  new Promise((done, failed) => {
    const child = spawn(command, [script], { cwd: folder, env: { ...process.env, BINNING_SECONDS: '20' } })
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (part: Buffer) => out.push(part))
    child.stderr.on('data', (part: Buffer) => err.push(part))
    child.on('error', failed)
    child.on('close', (code) =>
      code === 0
        ? done(Buffer.concat(out).toString())
        : failed(new Error(`${script} ended with ${code}: ${Buffer.concat(err)}`)),
    )
  })

describe('the scripts that made the expected values', () => {
  const folder = mkdtempSync(join(tmpdir(), 'generated-'))
  cpSync('tests/oracles', folder, { recursive: true })

  it('are all run here', () => {
    const there = readdirSync('tests/oracles', { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(py|R)$/.test(name),
    )
    expect(scripts.map(([script]) => script).sort()).toEqual(there.sort())
  })

  for (const [script, result, prints, tool] of scripts) {
    const test = tool.absent === null ? it.concurrent : it.skip
    test(named(`make the same today: ${script}`, tool), async () => {
      const at = join(folder, dirname(script))
      const command = tool.command === 'Rscript' ? tool.command : resolve(tool.command)
      const printed = await started(command, basename(script), at)
      if (prints) writeFileSync(join(at, result), printed)
      const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
      expect(drift(read(join('tests/oracles', dirname(script), result)), read(join(at, result)))).toEqual([])
    })
  }

  it('a drift of a stored number would be seen', () => {
    expect(drift({ a: [1, 2] }, { a: [1, 2 + 1e-6] })).toHaveLength(1)
    expect(drift({ a: 1, version: 'x' }, { a: 1, version: 'y' })).toEqual([])
    expect(drift({ a: 1 }, { a: 1, b: 2 })).toHaveLength(1)
  })
})
