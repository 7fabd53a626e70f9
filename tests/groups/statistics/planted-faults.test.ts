import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { screeningExaminationResult } from '../../../data-schemas/results/screening-examination.js'
import type { StudyInput } from '../../../data-schemas/study.js'
import { synthesize } from '../../../src/population/synthesize.js'
import { type ExaminedScreening, examinedScreening } from '../../support/examined-screening.js'
import {
  type Planted,
  plantContamination,
  plantLeak,
  plantLetter,
  plantProxy,
  plantShiftedPeriod,
} from '../../support/planted.js'

const NAMES = [
  'prior_bijstand',
  'ww_months_left',
  'ww_amount',
  'side_income',
  'tw_supplement',
  'household_single',
  'weekly_hours',
]

/** The flagship study on a few candidates, for a population too small for the whole of it. */
const clean = (): StudyInput => {
  const full = JSON.parse(readFileSync('data-schemas/studies/maatwerkscan.study.json', 'utf8')) as StudyInput
  return {
    ...full,
    candidates: full.candidates.filter(({ name }) => NAMES.includes(name)),
    screening: { ...full.screening, minInformationValue: 0, overrides: [] },
    selection: { ...full.selection, size: 4, nearOptimal: 0 },
    audit: (full.audit ?? []).filter(({ name }) => name !== 'age_group'),
    gates: [],
  }
}

const seeds = [1, 2, 3, 4]
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'planted-'))
  for (const seed of seeds)
    await synthesize({
      out: join(folder, `clean-${seed}`),
      clients: 25_000,
      weeks: 156,
      seed,
      scenario: 'base',
      format: 'parquet',
      workers: 1,
    })
}, 600_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const examined = ({ folder: data, study }: Planted, change = (one: StudyInput) => one): Promise<ExaminedScreening> =>
  examinedScreening(change(study(clean())), data)

const failed = ({ examination }: ExaminedScreening): readonly string[] =>
  (examination?.guards ?? []).filter(({ passed }) => !passed).map(({ name }) => name)

const planted = (plant: (source: string, out: string) => Promise<Planted>, name: string): Promise<Planted> =>
  plant(join(folder, 'clean-1'), join(folder, name))

const decided =
  (candidate: string, decision: 'keep' | 'drop') =>
  (study: StudyInput): StudyInput => ({
    ...study,
    screening: {
      ...study.screening,
      overrides: [
        {
          candidate,
          decision,
          lens: 'validity',
          reason: 'Looked into for this test.',
          author: 'a tester',
          date: '2026-11-22',
        },
      ],
    },
  })

describe('planted faults', () => {
  it.each(seeds)('a clean population makes no guard fire (seed %d)', async (seed) => {
    const found = await examinedScreening(
      { ...clean(), exposure: { column: 'contaminated', required: false } },
      join(folder, `clean-${seed}`),
    )
    expect(found.stopped).toBeNull()
    expect(failed(found)).toEqual([])
    expect(screeningExaminationResult.safeParse(JSON.parse(JSON.stringify(found.examination))).error).toBeUndefined()
    expect(found.examination?.contamination).toMatchObject({ kind: 'undefined' })
  })

  it.each([
    ['welfare_soon', 'leak', plantLeak],
    ['welfare_letter', 'letter', plantLetter],
  ] as const)('a leak stops the run, names %s, and goes on once it is explained', async (name, place, plant) => {
    const fault = await planted(plant, place)
    const { stopped } = await examined(fault)
    expect(stopped?.message).toContain('too-good-to-be-true')
    expect(stopped?.message).toContain(` in ${name}:`)
    const left = await examined(fault, decided(name, 'drop'))
    expect(left.stopped).toBeNull()
    expect(left.screening.admissible).not.toContain(name)
    expect(failed(left)).toEqual([])
    const waived = await examined(fault, (study) => ({
      ...study,
      waivers: [
        {
          guard: `too-good-to-be-true:${name}`,
          reason: 'Looked into for this test.',
          author: 'a tester',
          date: '2026-11-22',
        },
      ],
    }))
    expect(failed(waived)).toEqual([`too-good-to-be-true:${name}`])
    expect(waived.screening.admissible).not.toContain(name)
  })

  it('a proxy of a protected attribute is kept out and named', async () => {
    const found = await examined(await planted(plantProxy, 'proxy'))
    expect(found.screening.admissible).not.toContain('district')
    expect(failed(found)).toEqual(['reveals:district'])
  })

  it('outcomes that help has touched refuse the model until they are left out', async () => {
    const fault = await planted(plantContamination, 'contaminated')
    const kept = await examined(fault)
    expect(failed(kept)).toEqual(['contaminated-outcome'])
    const before = kept.examination?.contamination
    if (before === undefined || 'kind' in before) throw new Error('no comparison')
    expect(before.exposedRows).toBeGreaterThan(100)
    for (const { asIs, excluded, weighted } of before.candidates) {
      expect(excluded?.baseRate).toBeGreaterThan(asIs.baseRate as number)
      expect(weighted?.baseRate).toBeGreaterThan(asIs.baseRate as number)
    }
    const left = await examined(fault, (study) => ({
      ...study,
      exposure: { column: 'contaminated', treatment: 'exclude' },
    }))
    expect(failed(left)).toEqual([])
    expect(left.examination?.contamination).toMatchObject({ treatment: 'exclude', exposedRows: 0 })
    expect(left.examination?.rows).toBeLessThan(kept.examination?.rows as number)
  })

  it('a candidate that was written down otherwise in one period is named', async () => {
    const found = await examined(await planted(plantShiftedPeriod, 'shifted'))
    expect(failed(found)).toContain('shifted-period:ww_amount')
  })
})
