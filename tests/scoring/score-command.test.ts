import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { putInUse, withdrawModel } from '../../src/registry/change-state.js'
import { pinOf, readRegistry } from '../../src/registry/log.js'
import { writePin } from '../../src/registry/pin-file.js'
import { cli, type Ran } from '../support/command-line.js'
import { nineModel } from '../support/model.js'
import { approved, frozen, KEYS, moment, newRegistry } from '../support/registry.js'
import { line, people, rulesBut, scoreBench } from '../support/score-bench.js'

describe('score on the command line', () => {
  const bench = scoreBench({ rules: rulesBut(), beside: { profile: 2, random: 1, signals: 1 } })
  const run = (...more: string[]): Promise<Ran> =>
    cli(['score', '--model', bench.at('model'), '--data', bench.at('data.csv'), '--jobs', '1', ...more])

  it('writes reasons in the language asked for', async () => {
    bench.data(people(5))
    expect((await run('--out', bench.at('nl.csv'), '--lang', 'nl')).code).toBe(0)
    expect((await run('--out', bench.at('en.csv'), '--lang', 'en', '--reasons', '1')).code).toBe(0)
    const [nl] = await bench.rows('nl.csv')
    const [en] = await bench.rows('en.csv')
    expect(Object.keys(en ?? {})).toContain('reason_1')
    expect(Object.keys(en ?? {})).not.toContain('reason_2')
    expect(nl?.['reason_1']).not.toBe(en?.['reason_1'])
  })

  it('draws blind with the share of the study and a seed that only the sealed file has', async () => {
    bench.data(people(90))
    const blind = [
      '--places',
      '9',
      '--random-share',
      '--sealed',
      bench.at('sealed.parquet'),
      '--out',
      bench.at('l.csv'),
    ]
    const ran = await run(...blind)
    expect(ran.code).toBe(0)
    expect(JSON.parse(ran.out)).toMatchObject({ places: { placed: 18, drawn: 6 } })
    const [first] = await bench.rows('sealed.parquet')
    const seed = String(first?.['seed'])
    expect(seed).toMatch(/^[0-9a-f]{32}$/)
    expect(ran.out + ran.err + readFileSync(bench.at('l.csv'), 'utf8')).not.toContain(seed)
  })

  it.each([
    ['places without a random part', ['--places', '9']],
    ['a random part without places', ['--random-share', '0.2', '--open']],
    ['a random part that is neither sealed nor open', ['--random-share', '0.2', '--places', '9']],
    ['a random part that is both', ['--random-share', '0.2', '--places', '9', '--open', '--sealed', 'x.csv']],
  ])('refuses %s as wrong use', async (_name, more) => {
    bench.data(people(3))
    const ran = await run('--out', bench.at('out.csv'), ...more)
    expect([ran.code, /wrong-use/.test(ran.err)]).toEqual([1, true])
    expect(existsSync(bench.at('out.csv'))).toBe(false)
  })

  it('ends with 2 and a report when the data are refused, and draws no random list for that', async () => {
    bench.data([...people(3), line({ client_id: 'x', right: '99' })])
    const report = ['--report', bench.at('report.json')]
    const ran = await run('--out', bench.at('out.csv'), ...report, '--fallback', 'random')
    expect(ran.code).toBe(2)
    expect(bench.names()).toEqual(['data.csv', 'model', 'report.json'])
  })

  it('draws a random list for a model that does not verify, when that is asked and the keys are named', async () => {
    bench.data(people(6))
    const path = bench.at('model/model.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"intercept":', '"intercept": '))
    expect((await run('--out', bench.at('out.csv'))).code).toBe(2)
    expect((await run('--out', bench.at('out.csv'), '--fallback', 'random')).err).toContain('--key')
    const keys = ['--key', 'client_id', '--list-by', 'municipality', 'week']
    const ran = await run('--out', bench.at('out.csv'), '--fallback', 'random', ...keys, '--seed', 's')
    expect(ran.code).toBe(0)
    expect(JSON.parse(ran.out)).toMatchObject({ kind: 'random-list', because: 'model-refused', lists: 2, seed: 's' })
    expect(new Set((await bench.rows('out.csv')).map((row) => row['method']))).toEqual(new Set(['random']))
  })
})

describe('score with a model of a registry', () => {
  const bench = scoreBench()

  it('works while the model is in use, and refuses it once approvals have run out or it was withdrawn', async () => {
    bench.data(people(6))
    const registry = bench.at('registry')
    await newRegistry(registry)
    const model = nineModel()
    const { place } = await frozen(registry, model)
    const pin = bench.at('pin.json')
    const score = (day: string, ...more: string[]): Promise<Ran> =>
      cli(
        ['score', '--model', place, '--pin', pin, '--data', bench.at('data.csv'), '--out', bench.at('o.csv'), ...more],
        { at: moment(day) },
      )
    writePin(pin, pinOf(await readRegistry(registry, { now: moment('2026-11-11') })))
    expect((await score('2026-11-12')).err).toContain('model-unapproved')
    await approved(place, model)
    const exporter = { registry, key: KEYS.exporter }
    await putInUse(place, { ...exporter, now: moment('2026-11-24') })
    expect(await score('2026-11-25')).toMatchObject({ code: 0 })
    const late = await score('2028-11-25')
    expect([late.code, late.err.includes('approval-expired')]).toEqual([3, true])
    await withdrawModel(basename(place), { ...exporter, now: moment('2026-12-01'), reason: 'the law changed' })
    const gone = await score('2026-12-02')
    expect([gone.code, gone.err.includes('model-withdrawn')]).toEqual([3, true])
    const random = await score('2026-12-02', '--fallback', 'random')
    expect(random.code).toBe(0)
    expect(JSON.parse(random.out)).toMatchObject({ kind: 'random-list', because: 'model-withdrawn', rows: 6 })
    expect(join(registry, basename(place))).toBe(place)
  })
})
