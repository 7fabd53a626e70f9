import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type SelectionExaminationResult,
  selectionExaminationResult,
} from '../../data-schemas/results/selection-examination.js'
import type { StudyInput } from '../../data-schemas/study.js'
import { codedRows, patterns } from '../../src/encoding/patterns.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { random } from '../../src/random.js'
import { examineSelection } from '../../src/rooms/examine-selection.js'
import type { Examined } from '../../src/rooms/examined.js'
import { screenAgain, screenable } from '../../src/screening/screen-again.js'
import { type Cells, flatRows, flatStudy, SURNAME, writeTable } from '../support/small-flat.js'
import { makePanel, panelStudy } from '../support/small-panel.js'
import { runToSelection, type SelectedRun } from '../support/small-run.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'examine-selection-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ASKED = { replicates: 30, resamples: 4 }

const walk = async (study: StudyInput, data: string): Promise<SelectedRun> =>
  runToSelection(await openDuckDB(), study, data)

const examine = (of: SelectedRun): Promise<SelectionExaminationResult> => examineSelection(of as unknown as Examined)

const guardOf = ({ guards }: SelectionExaminationResult, name: string) => guards.find((one) => one.name === name)

describe('the examination of the selection on a panel', () => {
  let run: SelectedRun
  let result: SelectionExaminationResult
  beforeAll(async () => {
    const data = await makePanel(folder)
    run = await walk(panelStudy({ examination: { selection: ASKED } }), data)
    result = await examine(run)
  }, 60_000)

  it('is plain JSON that meets its schema, and the same twice', async () => {
    const text = JSON.stringify(result)
    expect(selectionExaminationResult.parse(JSON.parse(text))).toEqual(JSON.parse(text))
    expect(JSON.stringify(await examine(run))).toBe(text)
  })

  it('begins with the selected set, and compares every near-optimal set with it', () => {
    expect(result.near.sets[0]?.set).toEqual(run.judged.selection.selected)
    expect(result.burden).toHaveLength(result.near.sets.length)
    if ('kind' in result.lists) throw new Error(result.lists.because)
    expect(result.lists.lists.map(({ name }) => name)).toEqual(result.near.sets.map((_, i) => `set ${i + 1}`))
    const [first] = result.lists.lists
    expect(first?.recall.difference.estimate).toBe(0)
    expect(first?.overlap.share).toBe(1)
    expect(first?.gaps.map(({ attribute }) => attribute)).toEqual(run.run.study.audit.map(({ name }) => name))
  })

  it('logs each reading of a protected attribute, and has an alternative or none for each', () => {
    const names = run.run.study.audit.map(({ name }) => name)
    expect(names.length).toBeGreaterThan(0)
    expect(result.readings.map(({ attribute }) => attribute)).toEqual(names)
    expect(result.alternatives.map(({ attribute }) => attribute)).toEqual(names)
  })

  it('prices each selected indicator, and counts who is selected in resamples', () => {
    if ('kind' in result.prices) throw new Error(result.prices.because)
    expect(result.prices.map(({ indicator }) => indicator)).toEqual(run.judged.selection.selected)
    if ('kind' in result.resampled) throw new Error(result.resampled.because)
    const { inclusion, admitted } = result.resampled
    expect(inclusion.replicates).toBe(ASKED.resamples)
    const failed = inclusion.failed.reduce((sum, { times }) => sum + times, 0)
    const chosen = inclusion.candidates.reduce((sum, { times }) => sum + times, 0)
    expect(chosen).toBe(run.judged.selection.constraints.size * (ASKED.resamples - failed))
    for (const { candidate, times } of inclusion.candidates) {
      expect(admitted.find((one) => one.candidate === candidate)?.times).toBeGreaterThanOrEqual(times)
    }
  })

  it('screens the sample once more as the screening room did', async () => {
    const { study, coded, encoders } = run.run
    const names = screenable(run.judged.screening.candidates)
    const own = encoders.filter(({ name }) => names.includes(name))
    const where = { kind: 'sample' } as const
    const design = await patterns(coded, own, { where })
    const rows = await codedRows(coded, own, { where })
    expect(screenAgain(study, { encoders: own, design, rows })).toEqual(run.judged.screening.admissible)
  })
})

/** Copies, noise and a relation against its sign beside the small flat study's candidates. */
const planted = (seed: number): Cells[] => {
  const draw = random(seed, 'planted')
  return flatRows(600).map((row) => ({
    ...row,
    copy: String(Number(row['age']) + (draw.uniform() < 0.1 ? 1 : 0)),
    noise: String(draw.below(50)),
  }))
}

const plantedStudy = (changes: Partial<StudyInput> = {}): StudyInput => {
  const base = flatStudy()
  const legalBasis = 'Invented for this test.'
  return {
    ...base,
    candidates: [
      ...base.candidates.map((one) =>
        one.name === 'amount' ? { ...one, encoding: 'woe' as const, expected: '+' as const } : one,
      ),
      { name: 'copy', type: 'integer', encoding: 'linear', legalBasis },
      { name: 'noise', type: 'integer', encoding: 'linear', legalBasis },
    ],
    screening: { minInformationValue: 0.05, maxMissing: 1, maxProxyAuc: 1 },
    examination: { selection: ASKED },
    ...changes,
  }
}

describe('the examination of the selection on a flat table', () => {
  it.each([1, 2, 3])('screens anew what the screening room screened, with copies and noise (%i)', async (seed) => {
    const { run, judged } = await walk(plantedStudy(), writeTable(folder, planted(seed), `planted-${seed}.csv`))
    const names = screenable(judged.screening.candidates)
    const own = run.encoders.filter(({ name }) => names.includes(name))
    const where = { kind: 'sample' } as const
    const design = await patterns(run.coded, own, { where })
    const rows = await codedRows(run.coded, own, { where })
    expect(judged.screening.admissible.length).toBeLessThan(names.length)
    expect(screenAgain(run.study, { encoders: own, design, rows })).toEqual(judged.screening.admissible)
  })

  it('tells what leaving candidates out costs, and by which rules they were left out', async () => {
    const overrides = [
      {
        candidate: 'months',
        lens: 'all' as const,
        decision: 'drop' as const,
        reason: 'Left out to see what it costs.',
        author: 'test',
        date: '2026-01-01',
      },
    ]
    const study = plantedStudy({ screening: { minInformationValue: 0, maxMissing: 1, maxProxyAuc: 1, overrides } })
    const of = await walk(study, writeTable(folder, planted(4), 'landscape.csv'))
    const { landscape, near, readings, alternatives } = await examine(of)
    if (landscape.kind === 'undefined') throw new Error(landscape.because)
    expect(landscape.ahead).toBeCloseTo(landscape.loglik - (near.sets[0]?.loglik as number), 9)
    expect(landscape.ahead).toBeGreaterThan(0)
    expect(landscape.set).toContain('months')
    expect(landscape.leftOut.find(({ candidate }) => candidate === 'months')?.rules).toContain('declared-drop')
    expect(readings).toEqual([])
    expect(alternatives).toEqual([])
  })

  it('repeats no name or key of a person', async () => {
    const of = await walk(plantedStudy(), writeTable(folder, planted(5), 'names.csv'))
    expect(JSON.stringify(await examine(of))).not.toMatch(new RegExp(`${SURNAME}|SECRET`))
  })

  it('warns where other people would have led to another choice', async () => {
    const draw = random(9, 'noise')
    const legalBasis = 'Invented for this test.'
    const names = Array.from({ length: 8 }, (_, i) => `n${i}`)
    const rows = flatRows(400).map((row) => ({
      ...row,
      outcome: draw.uniform() < 0.3 ? 'yes' : 'no',
      ...Object.fromEntries(names.map((name) => [name, String(draw.below(1000))])),
    }))
    const study = flatStudy({
      candidates: names.map((name) => ({ name, type: 'integer', encoding: 'linear', legalBasis })),
      selection: { size: 2, nearOptimal: 2 },
      examination: { selection: { replicates: 0, resamples: 12, minInclusion: 0.9, maxOptimism: 0.0001 } },
    })
    const result = await examine(await walk(study, writeTable(folder, rows, 'noise.csv')))
    expect(guardOf(result, 'stable-selection')).toMatchObject({ passed: false, severity: 'warn' })
    expect(guardOf(result, 'selection-optimism')).toMatchObject({ passed: false, severity: 'warn' })
    expect(guardOf(result, 'certified-selection')).toMatchObject({ passed: true, severity: 'refuse' })
  })

  it('refuses a choice whose search was stopped', async () => {
    const study = plantedStudy({ selection: { size: 3, nearOptimal: 2, work: 1 } })
    const of = await walk(study, writeTable(folder, planted(6), 'stopped.csv'))
    expect(of.judged.selection.certificate.kind).toBe('stopped')
    const guard = guardOf(await examine(of), 'certified-selection')
    expect(guard).toMatchObject({ passed: false, severity: 'refuse' })
    expect(guard?.value).toBeGreaterThan(0)
  })
})
