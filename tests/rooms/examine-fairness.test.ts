import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type FairnessExaminationResult,
  fairnessExaminationResult,
} from '../../data-schemas/results/fairness-examination.js'
import type { StudyInput } from '../../data-schemas/study.js'
import { contractRoom } from '../../src/contract/contract-room.js'
import { parseStudy } from '../../src/contract/study.js'
import { createCoded } from '../../src/encoding/code.js'
import { learnEncoders } from '../../src/encoding/learn.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { fairnessExaminationSection } from '../../src/report/sections/fairness-examination.js'
import { audit } from '../../src/rooms/audit.js'
import { calibrate, probabilities } from '../../src/rooms/calibrate.js'
import { examineFairness } from '../../src/rooms/examine-fairness.js'
import { fitSelected } from '../../src/rooms/fit-selected.js'
import { openTest } from '../../src/rooms/open-test.js'
import type { Run } from '../../src/rooms/run.js'
import { scratch } from '../support/command-line.js'
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

/** The rooms up to the audit, with these candidates chosen, and the examination of fairness alone. */
const examine = async (input: StudyInput, data: string, selected: string[]): Promise<FairnessExaminationResult> => {
  const engine = await openDuckDB({ threads: 1 })
  try {
    const study = parseStudy(input, 'study')
    const { opened } = await contractRoom(engine, study, data)
    const { table } = await buildPanel(engine, study, opened)
    const { encoders } = await learnEncoders(table, study)
    const coded = await createCoded(table, encoders)
    const stamp = { study: study.name, data: opened.digest, synthetic: study.synthetic }
    const run: Run = { study, stamp, opened, panel: table, coded, encoders }
    const fitted = await fitSelected(run, { selected } as Parameters<typeof fitSelected>[1])
    const test = await openTest(run, fitted)
    const probability = probabilities(test, await calibrate(run, fitted, test))
    const fairness = await audit(run, test, probability)
    const judged = { fairness } as Parameters<typeof examineFairness>[0]['judged']
    const result = await examineFairness({ run, judged, fitted, test, probability })
    return fairnessExaminationResult.parse(result)
  } finally {
    engine.close()
  }
}

const YES_NO = ['side_income', 'household_single']

/** Weekly lists on yes-or-no candidates alone: many people share a score. */
const tied = (changes: Partial<StudyInput> = {}): StudyInput => {
  const study = panelStudy()
  return {
    ...study,
    key: { person: 'client_id', time: 'snapshot_date', list: ['snapshot_date'] },
    candidates: study.candidates.filter(({ name }) => YES_NO.includes(name)),
    split: { kind: 'person-hash', testShare: 0.6 },
    evaluation: { k: [0.3], bootstrap: 0 },
    fairness: { k: 0.3 },
    disclosure: { minimum: 2 },
    examination: { fairness: { ...study.examination?.fairness, without: ['household_single'], replicates: 20 } },
    ...changes,
  }
}

const byAge: Partial<StudyInput> = {
  evaluation: { k: [0.3], bootstrap: 0, tieBreak: { kind: 'column', column: 'age_first_ww_day' } },
}

const guardNames = ({ guards }: FairnessExaminationResult, passed: boolean): string[] =>
  guards.filter((guard) => guard.passed === passed).map(({ name }) => name)

describe('the examination of fairness, on a small panel', () => {
  let clean: FairnessExaminationResult
  beforeAll(async () => {
    clean = await examine(tied(), panel, YES_NO)
  }, 60_000)

  it('answers for every attribute, logs its readings and names nobody', () => {
    const found = clean
    expect(found.conditionalParity.map(({ attribute }) => attribute)).toEqual([
      'sex',
      'origin',
      'disability',
      'age_group',
    ])
    expect(found.intersections).toHaveLength(6)
    expect(found.metricChoice).toMatchObject({ kind: 'metric-choice', primary: 'recall' })
    expect(found.frontiers[0]!.candidates.map(({ name }) => name)).toEqual(['model', 'without household_single'])
    expect(found.conditionalSignificance).toMatchObject({ refits: [{ without: ['household_single'] }] })
    expect(found.besideList).toMatchObject({ kind: 'beside-list' })
    expect(found.funnels).toMatchObject({ kind: 'undefined' })
    expect(new Set(found.readings.map(({ attribute }) => attribute))).toEqual(
      new Set(['sex', 'origin', 'disability', 'age_group']),
    )
    expect(guardNames(found, false)).not.toContain('tie-rule')
    expect(guardNames(found, true)).toContain('tie-rule')
    const people = readFileSync(join(panel, 'clients.csv'), 'utf8').trimEnd().split('\n').slice(1)
    const keys = people.map((line) => line.split(',')[0] as string)
    expect(keys.length).toBeGreaterThan(100)
    const text = JSON.stringify(found)
    expect(keys.filter((key) => text.includes(`"${key}"`))).toEqual([])
  })

  it('planted fault: equals in order of age fire the tie rule, and the model that keeps to its hash is named', async () => {
    const found = await examine(tied(byAge), panel, YES_NO)
    const worst = found.guards.find(({ name }) => name === 'tie-rule')!
    expect(worst).toMatchObject({ passed: false, severity: 'refuse' })
    expect(guardNames(found, false)).toContain('tie-rule-not-frozen')
    expect(worst.reason).toContain('age_group')
  }, 60_000)

  it('follows the steps after the list where the study names their columns', async () => {
    const funnel = [
      { name: 'contacted', column: 'repeat_ww_3y' },
      { name: 'helped', column: 'education', is: ['high', 'middle'] },
    ]
    const found = await examine(tied({ examination: { fairness: { funnel, replicates: 0 } } }), panel, YES_NO)
    expect(found.funnels).toMatchObject([{ steps: ['listed', 'contacted', 'helped'] }, {}, {}, {}])
    expect(guardNames(found, true).concat(guardNames(found, false))).toContain('funnel-step')
    const bad = tied({ examination: { fairness: { funnel: [{ name: 'helped', column: 'no_such_column' }] } } })
    await expect(examine(bad, panel, YES_NO)).rejects.toThrow(/no such column/)
  }, 60_000)

  it('is printed in both languages, and says which number of people a random part needs', () => {
    const study = parseStudy(tied(), 'study')
    const found = clean
    expect(fairnessExaminationSection(found, study, 'en')).toContain('without single household')
    expect(fairnessExaminationSection(found, study, 'nl')).toContain('zonder alleenstaand')
    expect(fairnessExaminationSection({ ...found, conditionalParity: [] }, study, 'nl')).toBe('')
  }, 60_000)
})

describe('the examination of fairness, on a flat table without attributes', () => {
  it('leaves groups out, says what is missing, and repeats no key', async () => {
    const found = await examine(flatStudy(), flat, ['months', 'single'])
    expect(found).toMatchObject({
      conditionalParity: [],
      frontiers: [],
      tieRule: { kind: 'hash', attributes: { kind: 'undefined' } },
      metricChoice: { kind: 'undefined' },
      conditionalSignificance: { kind: 'undefined' },
      funnels: { kind: 'undefined' },
      readings: [],
    })
    expect(found.guards.every(({ passed }) => passed)).toBe(true)
    const text = JSON.stringify(found)
    expect(text).not.toContain(SURNAME)
    expect(text).not.toContain(secretKey(0).slice(0, 7))
  }, 60_000)
})
