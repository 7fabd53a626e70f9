import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StudyInput } from '../../data-schemas/study.js'
import { random } from '../../src/random.js'

/** One row of a table, by column, as text. */
export type Cells = Record<string, string>

/** A name and a key that no message, log or result may repeat. */
export const SURNAME = 'Quistenburgh'
export const secretKey = (i: number): string => `SECRET-${String(i).padStart(5, '0')}`

const basis = 'Invented for this test.'

/** A flat study of three candidates that a few hundred rows suffice for. */
export const flatStudy = (changes: Partial<StudyInput> = {}): StudyInput => ({
  name: 'small-flat',
  data: { kind: 'flat' },
  key: { person: 'id' },
  outcome: { kind: 'column', column: 'outcome', positive: ['yes'] },
  split: { kind: 'person-hash', testShare: 0.3 },
  candidates: [
    { name: 'age', type: 'integer', encoding: 'linear', min: 18, max: 66, legalBasis: basis },
    { name: 'months', type: 'integer', encoding: 'woe', min: 0, max: 24, legalBasis: basis },
    { name: 'amount', type: 'number', encoding: 'linear', min: 0, max: 6000, legalBasis: basis },
    { name: 'single', type: 'boolean', encoding: 'woe', legalBasis: basis },
  ],
  screening: { minInformationValue: 0, maxMissing: 1, maxProxyAuc: 1 },
  encoding: { prebins: 12, maxBins: 4 },
  selection: { size: 2, nearOptimal: 2 },
  evaluation: { k: [0.2], bootstrap: 20 },
  calibration: { methods: ['none', 'intercept'], folds: 2 },
  ...changes,
})

/** Rows of {@link flatStudy}: people who do not exist, whose outcome depends on all four candidates. */
export const flatRows = (people = 400): Cells[] => {
  const draw = random(7, 'small-flat')
  return Array.from({ length: people }, (_, i) => {
    const age = 18 + draw.below(48)
    const months = draw.below(25)
    const amount = 300 + draw.below(280_000) / 100
    const single = draw.uniform() < 0.4
    const eta = 0.3 + 0.03 * (age - 42) - 0.12 * (months - 12) - 0.0006 * (amount - 1700) + (single ? 0.7 : -0.4) - 1
    return {
      id: secretKey(i),
      name: `${SURNAME} ${i}`,
      age: String(age),
      months: String(months),
      amount: amount.toFixed(2),
      single: single ? '1' : '0',
      outcome: draw.uniform() < 1 / (1 + Math.exp(-eta)) ? 'yes' : 'no',
    }
  })
}

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A table as delimited text. */
export const csvText = (rows: readonly Cells[], delimiter = ','): string => {
  const names = Object.keys(rows[0] ?? {})
  const lines = rows.map((row) => names.map((name) => cell(row[name] ?? '')).join(delimiter))
  return `${[names.join(delimiter), ...lines].join('\n')}\n`
}

/** Writes a study into a folder and returns its path. */
export const writeStudy = (folder: string, study: unknown): string => {
  const path = join(folder, 'study.json')
  writeFileSync(path, typeof study === 'string' ? study : JSON.stringify(study, null, 1))
  return path
}

/** Writes a table into a folder and returns its path. */
export const writeTable = (
  folder: string,
  content: string | Uint8Array | readonly Cells[],
  name = 'data.csv',
): string => {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' || content instanceof Uint8Array ? content : csvText(content))
  return path
}
