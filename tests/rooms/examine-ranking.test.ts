import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Model } from '../../data-schemas/artifact.js'
import {
  type RankingExaminationResult,
  rankingExaminationResult,
} from '../../data-schemas/results/ranking-examination.js'
import { runComparison } from '../../data-schemas/results/run-comparison.js'
import type { StudyInput } from '../../data-schemas/study.js'
import { cli, json, type Ran, scratch } from '../support/command-line.js'
import { csvText, flatRows, flatStudy, SURNAME, secretKey } from '../support/small-flat.js'
import { makePanel, panelStudy } from '../support/small-panel.js'

let folder: string
let panel: string
let flat: string
beforeAll(async () => {
  folder = scratch()
  panel = await makePanel(folder)
  flat = join(folder, 'flat.csv')
  writeFileSync(flat, csvText(flatRows()))
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The same people with more of them, by time, in lists of office and date. */
const timed = (changes: Partial<StudyInput> = {}): StudyInput =>
  panelStudy({ disclosure: { minimum: 2 }, gates: [], ...changes })

const retrain = (study: StudyInput, run: string, ...more: string[]): Promise<Ran> => {
  const path = join(folder, `${run.replaceAll('/', '-')}.study.json`)
  writeFileSync(path, JSON.stringify(study))
  const data = study.data.kind === 'flat' ? flat : panel
  return cli([
    'retrain',
    '--study',
    path,
    '--data',
    data,
    '--out',
    join(folder, run),
    '--jobs',
    '1',
    '--draft',
    ...more,
  ])
}
const examined = (run: string): RankingExaminationResult =>
  rankingExaminationResult.parse(json(folder, run, '07-ranking-examination.json'))
type Undefined = { readonly kind: 'undefined'; readonly because: string }
const defined = <T>(value: T): Exclude<T, Undefined> => {
  if (typeof value === 'object' && value !== null && 'because' in value) throw new Error(String(value.because))
  return value as Exclude<T, Undefined>
}

const RULE = { k: 0.1, overChampion: -0.01, reason: 'Hardly worse than the model in use.' } as const

describe('the examination of a ranking, on a small panel', () => {
  beforeAll(async () => {
    expect([0, 3]).toContain((await retrain(timed(), 'a/run')).code)
  }, 120_000)

  it('follows the list through time and capacity', () => {
    const found = examined('a/run')
    expect(defined(found.quarters).map(({ measure }) => measure)).toContain('base-rate')
    const intake = defined(found.intake)
    expect(intake.course.map(({ date }) => date)).toEqual([...intake.course.map(({ date }) => date)].sort())
    expect(intake.places).toEqual({ kind: 'share', share: 0.1 })
    const churn = defined(found.churn)
    expect(churn.changes).toHaveLength(intake.periods - 1)
    expect(churn.drivers.rose).toHaveLength(3)
    expect(defined(found.ties).salt).toBe('small-panel')
    expect(found.champion).toMatchObject({ because: 'no model in use was given' })
    expect(found.guards.map(({ name }) => name)).toContain('shifted-quarter:base-rate')
  })

  it('finds no difference with the model itself, to the last bit', async () => {
    const model = join(folder, 'a/run/model')
    expect([0, 3]).toContain((await retrain(timed(), 'b/run', '--champion', model)).code)
    const champion = defined(examined('b/run').champion)
    const { modelId } = json(model, 'model.json') as unknown as Model
    expect(champion).toMatchObject({ modelId, refused: null, rankCorrelation: 1 })
    for (const { difference } of champion.recall) {
      if (typeof difference.estimate === 'number') expect(difference).toEqual({ estimate: 0, lower: 0, upper: 0 })
    }
    expect(champion.auc.difference).toEqual({ estimate: 0, lower: 0, upper: 0 })
    const { rank } = defined(champion.atAdoption)
    expect(rank.coefficients).toBe(0)
    expect(rank.data + rank.cohort).toBeGreaterThan(0)
    expect(champion.atAdoption).not.toHaveProperty('kind')
  }, 120_000)

  it('judges an adoption rule, and tells when the test side was opened before under another one', async () => {
    const model = join(folder, 'a/run/model')
    const study = timed({ evaluation: { k: [0.1], bootstrap: 20, adoption: RULE, champion: { model } } })
    await retrain(study, 'c/one')
    const first = examined('c/one')
    expect(defined(first.adoption).conditions.map(({ name }) => name)).toEqual(['over-champion'])
    expect(defined(first.openings)).toEqual({ number: 1, otherRules: 0 })
    expect(first.guards.find(({ name }) => name === 'test-opened-before')?.passed).toBe(true)

    const softer = { ...RULE, overChampion: -0.5 }
    await retrain({ ...study, evaluation: { ...study.evaluation, adoption: softer } }, 'c/two')
    const second = examined('c/two')
    expect(defined(second.openings)).toEqual({ number: 2, otherRules: 1 })
    expect(defined(second.adoption).adopt).toBe(true)
    expect(second.guards.find(({ name }) => name === 'test-opened-before')).toMatchObject({
      passed: false,
      severity: 'warn',
      value: 1,
    })
    const log = readFileSync(join(folder, 'c/openings.jsonl'), 'utf8')
    expect(log.trimEnd().split('\n')).toHaveLength(2)

    // The same run again is the same opening, with the same bytes.
    const before = readFileSync(join(folder, 'c/two/07-ranking-examination.json'), 'utf8')
    await retrain({ ...study, evaluation: { ...study.evaluation, adoption: softer } }, 'c/two')
    expect(readFileSync(join(folder, 'c/two/07-ranking-examination.json'), 'utf8')).toBe(before)
    expect(readFileSync(join(folder, 'c/openings.jsonl'), 'utf8')).toBe(log)

    appendFileSync(join(folder, 'c/openings.jsonl'), `${log.split('\n')[0]}\n`)
    const ran = await retrain(study, 'c/three')
    expect([ran.code, ran.err]).toMatchObject([3, expect.stringContaining('opening-log-broken')])
  }, 240_000)

  it('is what a comparison of the two runs, or of their models, shows in both languages', async () => {
    const out = join(folder, 'comparison.json')
    const ran = await cli(['compare', join(folder, 'a/run'), join(folder, 'b/run'), '--out', out])
    expect([ran.code, ran.err]).toEqual([0, ''])
    const found = runComparison.parse(json(out))
    expect(found.same).toEqual({ study: true, data: true, code: true, seed: true })
    expect(found.choices).toMatchObject({ added: [], removed: [] })
    expect(found.coefficients.every(({ difference }) => difference === 0)).toBe(true)
    expect(found.bins).toEqual([])
    const lists = found.lists
    if ('kind' in lists) throw new Error(lists.because)
    expect(lists.map(({ k }) => k)).toEqual([0.1])

    const models = await cli(['compare', join(folder, 'a/run/model'), join(folder, 'b/run'), '--lang', 'nl'])
    expect(models.code).toBe(0)
    for (const words of ['COËFFICIËNTEN', 'in beide', 'recall 10%']) expect(models.out).toContain(words)
    const back = await cli(['compare', join(folder, 'b/run/model'), join(folder, 'a/run/model')])
    expect(back.out).toContain('not compared: run B with the model of A as --champion')

    cpSync(join(folder, 'b/run'), join(folder, 'changed'), { recursive: true })
    writeFileSync(join(folder, 'changed/05-fit.json'), '{}')
    for (const [place, rule] of [
      ['changed', 'wrong-digest'],
      ['nowhere', 'no-run'],
    ] as const) {
      const refused = await cli(['compare', join(folder, place), join(folder, 'b/run')])
      expect([refused.code, refused.err]).toMatchObject([2, expect.stringContaining(rule)])
    }
  })

  it('refuses a model in use that was touched, that is another, or whose inputs the study lacks', async () => {
    const model = join(folder, 'a/run/model')
    const touched = join(folder, 'touched')
    cpSync(model, touched, { recursive: true })
    const text = readFileSync(join(touched, 'model.json'), 'utf8')
    writeFileSync(join(touched, 'model.json'), text.replace('"intercept":', '"intercept": '))
    const tampered = await retrain(timed(), 'd/run', '--champion', touched)
    expect([tampered.code, tampered.err]).toMatchObject([2, expect.stringContaining('model-refused')])
    const absent = await retrain(timed(), 'd/run', '--champion', join(folder, 'nowhere'))
    expect(absent.code).toBe(2)

    const another = timed({ evaluation: { k: [0.1], bootstrap: 20, champion: { model, id: 'a'.repeat(64) } } })
    const wrong = await retrain(another, 'd/run')
    expect([wrong.code, wrong.err]).toMatchObject([2, expect.stringContaining('another-model')])

    const { inputs } = json(model, 'model.json') as unknown as Model
    const names = inputs.map(({ name }) => name)
    const lacking = timed()
    const study = { ...lacking, candidates: lacking.candidates.filter(({ name }) => !names.includes(name)) }
    const missing = await retrain(study, 'd/lacking', '--champion', model)
    expect([missing.code, missing.err]).toMatchObject([2, expect.stringContaining('champion-refused')])
    for (const name of names) expect(missing.err).toContain(`missing-input in ${name}`)
  }, 120_000)
})

describe('the examination of a ranking, on a flat table', () => {
  it('says of each part why it is not there, and names nobody', async () => {
    expect([0, 3]).toContain((await retrain(flatStudy(), 'flat/run')).code)
    const found = examined('flat/run')
    const why = 'the study names no date'
    for (const part of [found.quarters, found.intake, found.churn])
      expect(part).toEqual({ kind: 'undefined', because: why })
    expect(found.maturity).toMatchObject({ because: 'the outcome has no window that can be open' })
    expect(defined(found.missed).people).toBeGreaterThan(0)
    const text = JSON.stringify(found)
    for (const secret of [SURNAME, secretKey(0).slice(0, 7)]) expect(text).not.toContain(secret)
  }, 60_000)
})
