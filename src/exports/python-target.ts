import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Model } from '../../data-schemas/artifact.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { contractFile, reasonsFile } from './companions.js'
import { type ExportTarget, type ParityEngine, type ParityRequest, textFiles } from './export.js'
import type { EngineScores } from './parity.js'
import { PYTHON_TEXT } from './python-template.js'
import { runPython } from './run-python.js'
import { asciiJson, scorerHead, scorerSpec } from './scorer-spec.js'

/** A text as a Python literal: ASCII only, on one line. */
const pythonText = (ascii: string): string => `'${ascii.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const scorerText = (model: Model): string =>
  [
    ...scorerHead(model).map((line) => `# ${line}`),
    'import bisect',
    'import hashlib',
    'import json',
    'import math',
    'import numbers',
    'import re',
    'import sys',
    '',
    `_TEXT = ${pythonText(asciiJson(scorerSpec(model)))}`,
    PYTHON_TEXT.slice(1),
  ].join('\n')

/** Reads rows, scores and ranks them with the export; Python writes the shortest text that reads back as the same double. */
const HARNESS = `
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("scorer", sys.argv[1])
scorer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(scorer)
out, people = [], []
for line in open(sys.argv[2], encoding="utf-8"):
    row, person, values = json.loads(line)
    scored = scorer.score({name: value for (name, _), value in zip(scorer.INPUTS, row)})
    good = scored["kind"] == "scored"
    out.append([scored["linear_predictor"], scored["probability"]] if good else None)
    people.append((person, values, scored["linear_predictor"] if good and None not in values else None))
json.dump({"version": sys.version.split()[0], "scores": out, "ranks": scorer.rank(people)}, sys.stdout)
`

interface Answer {
  readonly version: string
  readonly scores: readonly (readonly [number, number] | null)[]
  readonly ranks: readonly (number | null)[]
}

/** JSON that Python reads back as what it was: NaN and infinities by the names that its reader knows, 1 apart from true. */
const line = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(line).join(',')}]`
    : typeof value === 'number' && !Number.isFinite(value)
      ? String(value)
      : Object.is(value, -0)
        ? '-0.0'
        : JSON.stringify(value)

const scoresOf = ({ version, scores, ranks }: Answer): EngineScores => ({
  engine: `Python ${version}, scorer.py`,
  linearPredictor: Float64Array.from(scores, (score) => score?.[0] ?? Number.NaN),
  probability: Float64Array.from(scores, (score) => score?.[1] ?? Number.NaN),
  refused: Uint8Array.from(scores, (score) => (score === null ? 1 : 0)),
  rank: Int32Array.from(ranks, (rank) => rank ?? 0),
})

const run = async ({ files, reference }: ParityRequest): Promise<EngineScores | Undefined> => {
  if ((await runPython(['--version'])) === null) return undefinedBecause('python3 is not at hand')
  const folder = mkdtempSync(join(tmpdir(), 'maatwerkscan-parity-'))
  try {
    const [scorer, rows, harness] = ['scorer.py', 'rows.jsonl', 'harness.py'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    const { persons, lists } = reference.inputs
    writeFileSync(scorer, files.get('scorer.py') ?? new Uint8Array())
    writeFileSync(harness, HARNESS)
    writeFileSync(rows, reference.inputs.rows.map((row, index) => line([row, persons[index], lists[index]])).join('\n'))
    const answer = await runPython([harness, scorer, rows])
    if (answer === null) {
      const none = new Float64Array(persons.length).fill(Number.NaN)
      const refused = new Uint8Array(persons.length).fill(2)
      return { engine: 'Python, scorer.py (it failed)', linearPredictor: none, probability: none, refused, rank: null }
    }
    return scoresOf(JSON.parse(answer) as Answer)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const python3: ParityEngine = {
  engine: 'Python, scorer.py',
  tolerance: { linearPredictor: 0, probability: 0, order: 'same' },
  keyed: false,
  anyType: true,
  run,
}

/** One file for Python 3.8 or later, without dependencies. Equal to the kernel in every bit. */
export const pythonTarget: ExportTarget = {
  name: 'python',
  about: 'one file for Python 3.8 or later, without dependencies',
  extension: '.py',
  write: (model) =>
    textFiles({
      'scorer.py': scorerText(model),
      'contract.json': contractFile(model),
      'reasons.json': reasonsFile(model),
    }),
  engines: [python3],
}
