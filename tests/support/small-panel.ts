import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StudyInput } from '../../data-schemas/study.js'
import { synthesize } from '../../src/population/synthesize.js'

const CANDIDATES = [
  'prior_bijstand',
  'ww_months_left',
  'ww_amount',
  'side_income',
  'tw_supplement',
  'household_single',
  'weekly_hours',
]

const flagship = (): StudyInput =>
  JSON.parse(readFileSync('data-schemas/studies/maatwerkscan.study.json', 'utf8')) as StudyInput

/** The flagship study on seven of its candidates, for a population too small for the whole of it. */
export const panelStudy = (changes: Partial<StudyInput> = {}): StudyInput => {
  const full = flagship()
  return {
    ...full,
    name: 'small-panel',
    split: { kind: 'person-hash', testShare: 0.4 },
    candidates: full.candidates
      .filter(({ name }) => CANDIDATES.includes(name))
      .map((one) => ({ ...one, encoding: one.type === 'boolean' ? 'woe' : 'linear', expected: 'any' })),
    contract: {},
    screening: { minInformationValue: 0, maxMissing: 1, maxProxyAuc: 1 },
    encoding: { prebins: 12, maxBins: 4, minShare: 0, minEvents: 2, minPeople: 10 },
    selection: { size: 2, sample: 'all', nearOptimal: 2 },
    evaluation: { k: [0.1], bootstrap: 20 },
    calibration: { methods: ['none', 'intercept'], folds: 2 },
    gates: [],
    ...changes,
  }
}

/** A synthetic population as text files, small enough to be made within a second. */
export const makePanel = async (folder: string): Promise<string> => {
  const out = join(folder, 'population')
  await synthesize({ out, clients: 500, weeks: 40, seed: 3, scenario: 'base', format: 'csv', workers: 1 })
  return out
}

/** A change of one table, as text: from all its lines to all its lines, without the header. */
export type Patch = (lines: readonly string[]) => readonly string[]

/** A copy of a population with some of its tables changed; a table that is null is left out. */
export const patched = (
  source: string,
  folder: string,
  patches: Readonly<Partial<Record<'clients' | 'snapshots' | 'bijstand' | 'audit', Patch | null>>>,
): string => {
  const out = join(folder, 'data')
  mkdirSync(out)
  for (const name of readdirSync(source).filter((file) => /\.csv$|^manifest/.test(file))) {
    const patch = patches[name.replace('.csv', '') as keyof typeof patches]
    if (patch === null) continue
    if (patch === undefined) copyFileSync(join(source, name), join(out, name))
    else {
      const [header = '', ...lines] = readFileSync(join(source, name), 'utf8').trimEnd().split('\n')
      writeFileSync(join(out, name), `${[header, ...patch(lines)].join('\n')}\n`)
    }
  }
  return out
}

/** Changes the cells of the first `count` lines that `fits` picks, by place in the line. */
export const cells =
  (count: number, change: (cells: string[]) => readonly string[] | undefined): Patch =>
  (lines) => {
    let left = count
    return lines.map((line) => {
      if (left === 0) return line
      const next = change(line.split(','))
      if (next === undefined) return line
      left -= 1
      return next.join(',')
    })
  }
