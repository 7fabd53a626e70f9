// Writes the run that the tests of figures and dossier read, cut down to what these show:
//   npm start
//   npx maatwerkscan synth --out DATA --clients 40000 --seed 1
//   npx maatwerkscan retrain --study data-schemas/studies/maatwerkscan.study.json --data DATA --out RUN --draft --challenger --champion runs/start/run/model
//   npm run fixture -- RUN
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { model as modelFile } from '../data-schemas/artifact.js'
import { RESULT_SCHEMAS, readRun } from '../src/run-folder-reader.js'

const folder = process.argv[2]
if (folder === undefined) throw new Error('npm run fixture -- RUN')
const { results, manifest } = readRun(folder)

/** What is shown of results that hold much more; the rest is emptied in the way that their schemas allow. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  screeningExamination: ['strength'],
  selectionExamination: ['lists', 'near', 'prices', 'distanceBecause'],
  calibrationExamination: ['reliability', 'smooth', 'ranks', 'chosen'],
  rankingExamination: ['quarters', 'churn', 'champion', 'adoption', 'openings', 'intake'],
}
const LEFT_OUT = { kind: 'undefined', because: 'left out of the fixture' }

const cut = (name: keyof typeof results, result: object): object => {
  let kept: Readonly<Record<string, unknown>> = { ...result }
  for (const [key, value] of Object.entries(result)) {
    if (SHOWN[name]?.includes(key) === true || JSON.stringify(value).length < 200) continue
    const smaller = [[], LEFT_OUT].map((empty) => ({ ...kept, [key]: empty }))
    kept = smaller.find((one) => RESULT_SCHEMAS[name].safeParse(one).success) ?? kept
  }
  return kept
}

const FIGURES = [
  'panel',
  'encoding',
  'screening',
  'screeningExamination',
  'selection',
  'selectionExamination',
  'calibration',
  'calibrationExamination',
  'ranking',
  'rankingExamination',
  'fairness',
] as const
const DOSSIER = ['contract', 'fit', 'scorecard', 'gates', 'challenger'] as const

const stored = (names: readonly (keyof typeof results)[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, name in SHOWN ? cut(name, results[name]!) : results[name]]))

const write = (path: string, value: unknown): void =>
  writeFileSync(new URL(`../tests/${path}`, import.meta.url), `${JSON.stringify(value)}\n`)

const { golden, ...rest } = modelFile.parse(JSON.parse(readFileSync(join(folder, 'model', 'model.json'), 'utf8')))
write('figures/synthetic-run.json', {
  ...stored(FIGURES),
  model: {
    ...rest,
    golden: {
      ...golden,
      vectors: golden.vectors.filter(({ about }, place) => place < 5 || /^generated \d\d?$/.test(about)),
    },
  },
})
write('dossier/rest-of-run.json', { ...stored(DOSSIER), manifest })
