import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parityResult, parityTable } from '../../data-schemas/results/parity.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import { writeModel } from '../../src/artifact/write.js'
import { sha256 } from '../../src/digest.js'
import { pinOf, readRegistry } from '../../src/registry/log.js'
import { writePin } from '../../src/registry/pin-file.js'
import { cli } from '../support/command-line.js'
import { levelled, nineModel, partsOf } from '../support/model.js'
import { approved, frozen, KEYS, modelOf, moment, newRegistry } from '../support/registry.js'

let folder: string
const place = (...names: readonly string[]): string => join(folder, ...names)
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'))
  writeModel(place('model'), nineModel())
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (out: string, ...more: readonly string[]) =>
  cli(['export', place('model'), '--out', place(out), '--rows', '100', ...more])
const parityOf = (path: string) => parityResult.parse(JSON.parse(readFileSync(path, 'utf8')))

describe('export', () => {
  it('writes a folder with the files it lists and their digests, and prints the parity table', async () => {
    const { code, out } = await run('ts', '--to', 'typescript')
    expect(code).toBe(0)
    expect(out).toMatch(/typescript +Node .* same bits +same bits +same +same .* holds/)
    const parity = parityOf(place('ts', 'parity.json'))
    expect(readdirSync(place('ts')).sort()).toEqual([...parity.files.map(({ name }) => name), 'parity.json'].sort())
    for (const { name, sha256: digest } of parity.files) expect(sha256(readFileSync(place('ts', name)))).toBe(digest)
  })

  it('writes the main file under the name asked for, the others beside it', async () => {
    expect((await run('card.sql', '--to', 'sql', '--lang', 'nl')).code).toBe(0)
    expect(readFileSync(place('card.sql'), 'utf8')).toContain('dialect: portable')
    for (const name of ['card.score.sqlite.sql', 'card.contract.json', 'card.reasons.json', 'card.parity.json'])
      expect(existsSync(place(name))).toBe(true)
  })

  it('writes the same bytes again, over an earlier export but over nothing else', async () => {
    await run('again', '--to', 'json')
    const before = readFileSync(place('again', 'parity.json'))
    expect((await run('again', '--to', 'json')).code).toBe(0)
    expect(readFileSync(place('again', 'parity.json'))).toEqual(before)
    mkdirSync(place('mine'))
    writeFileSync(place('mine', 'thesis.txt'), 'years of work')
    const refused = await run('mine', '--to', 'json')
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.err).toContain('not-an-export')
    expect(readdirSync(place('mine'))).toEqual(['thesis.txt'])
  })

  it('makes all exports at once, with one table of them all', async () => {
    const { code, out } = await run('all', '--to', 'all')
    expect(code).toBe(0)
    const table = parityTable.parse(JSON.parse(readFileSync(place('all', 'parity.json'), 'utf8')))
    expect(table.exports.map(({ target }) => target)).toEqual(
      expect.arrayContaining(['json', 'sql', 'typescript', 'python']),
    )
    for (const { target, checks } of table.exports) {
      expect(existsSync(place('all', target, 'parity.json'))).toBe(true)
      for (const check of checks) if (check.kind === 'checked') expect(check.passed).toBe(true)
      expect(out).toContain(target)
    }
  })

  it('refuses a model that does not verify, and leaves nothing', async () => {
    writeModel(place('flipped'), nineModel())
    const file = place('flipped', 'model.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('-2.123456789', '-2.123456788'))
    const { code, err } = await cli(['export', place('flipped'), '--to', 'json', '--out', place('x')])
    expect({ code, wrong: /wrong-digest/.test(err), there: existsSync(place('x')) }).toEqual({
      code: 2,
      wrong: true,
      there: false,
    })
  })

  it('refuses a draft unless it is allowed, and never for production', async () => {
    const made = [levelled('single', { type: 'boolean' }, { kind: 'intervals', edges: [0.5] })]
    const draft = { refusedGates: [{ name: 'recall', reason: 'too low' }] }
    writeModel(place('draft'), freezeModel(partsOf(made, { draft })))
    const asked = ['export', place('draft'), '--to', 'json', '--out', place('d'), '--rows', '100']
    expect(await cli(asked)).toMatchObject({ code: 3 })
    expect(await cli([...asked, '--allow-draft', '--for-production'])).toMatchObject({ code: 3 })
    expect(existsSync(place('d'))).toBe(false)
    expect(await cli([...asked, '--allow-draft'])).toMatchObject({ code: 0 })
    expect(parityOf(place('d', 'parity.json')).draft).toBe(true)
  })
})

describe('export for production', () => {
  it('asks for a registry, then for approvals, and signs what was exported', async () => {
    const registry = place('registry')
    await newRegistry(registry)
    const model = modelOf()
    const { place: of } = await frozen(registry, model)
    const at = moment('2026-11-25')
    const pin = place('pin.json')
    writePin(pin, pinOf(await readRegistry(registry, { now: at })))
    const key = place('exporter.pem')
    writeFileSync(key, KEYS.exporter.key.export({ type: 'pkcs8', format: 'pem' }))
    const asked = [
      'export',
      of,
      '--to',
      'json',
      '--out',
      place('prod'),
      '--rows',
      '100',
      '--for-production',
      '--key',
      key,
    ]
    expect(await cli(asked, { at })).toMatchObject({ code: 1, err: expect.stringContaining('no-pin') })
    const early = await cli([...asked, '--pin', pin], { at })
    expect(early).toMatchObject({ code: 3, err: expect.stringContaining('model-unapproved') })
    expect(existsSync(place('prod'))).toBe(false)
    await approved(of, model)
    expect(await cli([...asked, '--pin', pin], { at })).toMatchObject({ code: 0 })
    const { entries } = await readRegistry(registry, { now: at })
    expect(entries.at(-1)).toMatchObject({
      by: KEYS.exporter.public.id,
      event: { kind: 'export', to: 'json', sha256: sha256(readFileSync(place('prod', 'parity.json'))) },
    })
    expect(dirname(of)).toBe(registry)
  })
})
