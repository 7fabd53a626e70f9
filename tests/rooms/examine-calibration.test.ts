import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type CalibrationExaminationResult,
  calibrationExaminationResult,
} from '../../data-schemas/results/calibration-examination.js'
import type { StudyInput } from '../../data-schemas/study.js'
import { contractRoom } from '../../src/contract/contract-room.js'
import { parseStudy } from '../../src/contract/study.js'
import { createCoded } from '../../src/encoding/code.js'
import { learnEncoders } from '../../src/encoding/learn.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { calibrationExaminationSection } from '../../src/report/sections/calibration-examination.js'
import { calibrate, probabilities } from '../../src/rooms/calibrate.js'
import { examineCalibration } from '../../src/rooms/examine-calibration.js'
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
  writeFileSync(flat, csvText(flatRows(900)))
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The rooms up to the calibration, with these candidates chosen, and its examination. */
const examine = async (
  input: StudyInput,
  data: string,
  of: { readonly selected: string[]; readonly threads?: number; readonly tied?: boolean },
): Promise<CalibrationExaminationResult> => {
  const engine = await openDuckDB({ threads: of.threads ?? 1 })
  try {
    const study = parseStudy(input, 'study')
    const { opened } = await contractRoom(engine, study, data)
    const { table } = await buildPanel(engine, study, opened)
    const { encoders } = await learnEncoders(table, study)
    const coded = await createCoded(table, encoders)
    const stamp = { study: study.name, data: opened.digest, synthetic: study.synthetic }
    const run: Run = { study, stamp, opened, panel: table, coded, encoders }
    const fitted = await fitSelected(run, { selected: of.selected } as Parameters<typeof fitSelected>[1])
    const test = await openTest(run, fitted)
    const calibration = await calibrate(run, fitted, test)
    const judged = { calibration } as Parameters<typeof examineCalibration>[0]['judged']
    const right = probabilities(test, calibration)
    const probability = of.tied === true ? right.map((p) => (1 + Math.floor(p * 8)) / 10) : right
    return calibrationExaminationResult.parse(await examineCalibration({ run, judged, fitted, test, probability }))
  } finally {
    engine.close()
  }
}

const asked = { calibration: { refits: 10, draws: 20 } }

describe('the calibration examination of a panel', () => {
  const study = (): StudyInput =>
    panelStudy({ disclosure: { minimum: 2 }, examination: asked, calibration: { folds: 4 } })
  const selected = ['ww_months_left', 'side_income']

  it('has every part, groups with their readings, and quarters in order of time', async () => {
    const found = await examine(study(), panel, { selected })
    expect(found.smooth).not.toHaveProperty('kind')
    expect(found.reliability).not.toHaveProperty('kind')
    expect(found.optimism).not.toHaveProperty('kind')
    expect(found.attributes.map(({ name }) => name)).toEqual(found.readings.map(({ attribute }) => attribute))
    expect(found.readings.every(({ reader }) => reader === 'calibration examination')).toBe(true)
    const periods = found.periods as readonly { name: string }[]
    expect(periods.length).toBeGreaterThan(1)
    expect(periods.map(({ name }) => name)).toEqual([...periods.map(({ name }) => name)].sort())
    expect(found.methods).toMatchObject({ folds: 4 })
    expect(found.guards.filter(({ severity, passed }) => severity === 'refuse' && !passed)).toEqual([])
  }, 60_000)

  it('gives the same on one thread and two', async () => {
    const [one, two] = [
      await examine(study(), panel, { selected }),
      await examine(study(), panel, { selected, threads: 2 }),
    ]
    expect(JSON.stringify(two)).toBe(JSON.stringify(one))
  }, 60_000)

  it('is told in a few lines, in both languages', async () => {
    const found = await examine(study(), panel, { selected })
    for (const language of ['nl', 'en'] as const) {
      const lines = calibrationExaminationSection(found, language).split('\n')
      expect(lines.length).toBeGreaterThan(3)
      expect(lines.length).toBeLessThan(11)
      expect(lines.join()).not.toMatch(/undefined|NaN|\[object/)
    }
    expect(calibrationExaminationSection(undefined, 'en')).toBe('')
  }, 60_000)
})

describe('the calibration examination of a flat table', () => {
  it('says that there is no date, and shows nobody', async () => {
    const found = await examine(flatStudy({ examination: asked }), flat, { selected: ['months', 'single'] })
    expect(found.periods).toEqual({ kind: 'undefined', because: 'the study names no date' })
    expect(found.attributes).toEqual([])
    const text = JSON.stringify(found)
    for (const secret of [SURNAME, secretKey(3)]) expect(text).not.toContain(secret)
  }, 60_000)

  it('has reasons instead of numbers where too few people have the outcome', async () => {
    const found = await examine(flatStudy({ examination: asked, disclosure: { minimum: 100_000 } }), flat, {
      selected: ['age', 'amount'],
    })
    expect(found.smooth).toMatchObject({ kind: 'undefined' })
    expect(found.reliability).toMatchObject({ kind: 'undefined' })
    expect(found.methods).toEqual({ kind: 'undefined', because: 'nested folds need three folds or more' })
    expect(found.atCut.map(({ listed, below }) => [listed.verdict, below.verdict])).toEqual([
      ['insufficient-evidence', 'insufficient-evidence'],
    ])
  }, 60_000)

  it('refuses a recalibration that ties people, until the study declares it', async () => {
    const guard = async (calibration: Record<string, unknown>) => {
      const study = flatStudy({ examination: { calibration: { refits: 0, draws: 0, ...calibration } } })
      const { guards, ranks } = await examine(study, flat, { selected: ['months', 'amount'], tied: true })
      return { guard: guards.find(({ name }) => name === 'ranks-kept'), ranks }
    }
    const silent = await guard({})
    expect(silent.ranks.pairsTied).toBeGreaterThan(0)
    expect(silent.guard).toMatchObject({ passed: false, severity: 'refuse', value: silent.ranks.pairsTied })
    const declared = await guard({ ranksMayChange: true })
    expect(declared.guard).toMatchObject({ passed: true, value: 0 })
    expect(declared.ranks).toEqual({ ...silent.ranks, declared: true })
  }, 60_000)
})
