import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Model } from '../../data-schemas/artifact.js'
import { calibrationResult } from '../../data-schemas/results/calibration.js'
import { fairnessResult } from '../../data-schemas/results/fairness.js'
import { fitResult } from '../../data-schemas/results/fit.js'
import { panelResult } from '../../data-schemas/results/panel.js'
import { rankingResult } from '../../data-schemas/results/ranking.js'
import { selectionResult } from '../../data-schemas/results/selection.js'
import { contractRoom } from '../../src/contract/contract-room.js'
import { loadStudy } from '../../src/contract/study.js'
import { createCoded } from '../../src/encoding/code.js'
import { codedRows } from '../../src/encoding/patterns.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { linearPredictor } from '../../src/numeric/linear-predictor.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { RESULT_SCHEMAS } from '../../src/run-folder-reader.js'
import { RESULT_FILES, type RunResults } from '../../src/run-results.js'
import { buildKernel, scoreRow } from '../../src/scoring/kernel.js'
import { cli, everything, json, type Ran, scratch } from '../support/command-line.js'

const STUDENT = '../shared/data/student_dropout/data.csv'
const SELECTION = '../shared/reference/selection.json'
const ADULT = '../shared/data/adult/adult.csv'
const RANKING = '../shared/reference/ranking.json'
const noStudent = !existsSync(STUDENT) || !existsSync(SELECTION)
const noAdult = !existsSync(ADULT) || !existsSync(RANKING)

/** Every result but the one that only some studies ask for. */
const { challenger: _, ...SCHEMAS } = RESULT_SCHEMAS

let folder: string
beforeAll(() => {
  folder = scratch()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const retrain = (study: string, data: string, run: string, ...more: string[]): Promise<Ran> =>
  cli([
    'retrain',
    '--study',
    `data-schemas/studies/${study}.study.json`,
    '--data',
    data,
    '--out',
    join(folder, run),
    ...more,
  ])

/** Every number and text of a value, with the way to it. */
const leaves = (value: unknown, path = ''): readonly (readonly [path: string, leaf: unknown])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}/${key}`))
    : [[path, value]]

/** Every result is there, follows its schema, and holds no number that is none. */
const soundResults = (run: string): void => {
  for (const [room, schema] of Object.entries(SCHEMAS)) {
    const file = `${RESULT_FILES[room as keyof RunResults]}.json`
    const value = json(folder, run, file)
    expect(schema.safeParse(value).error, file).toBeUndefined()
    for (const [path, leaf] of leaves(value)) {
      expect(typeof leaf === 'number' && !Number.isFinite(leaf), `${file}${path}`).toBe(false)
      if (leaf === 'undefined' && path.endsWith('/kind')) continue
      expect(['NaN', 'Infinity', '-Infinity', 'undefined'].includes(String(leaf)), `${file}${path}`).toBe(false)
    }
  }
}

describe.skipIf(noStudent)(`the student study through the command line (${STUDENT}, ${SELECTION})`, () => {
  const best = (): readonly { loglik: number; vars: readonly string[] }[] =>
    (json(SELECTION)['student_train'] as { exhaustive_top5: { loglik: number; vars: string[] }[] }).exhaustive_top5
  beforeAll(async () => {
    expect((await retrain('student-dropout', STUDENT, 'one', '--jobs', '1')).code).toBe(0)
    expect((await retrain('student-dropout', STUDENT, 'two', '--jobs', '2')).code).toBe(0)
  }, 120_000)

  it('selects the nine of the reference, and the sets that come next', () => {
    const {
      selected,
      certificate,
      nearOptimal,
      best: first,
    } = selectionResult.parse(json(folder, 'one', '04-selection.json'))
    const [nine, ...next] = best()
    expect([...selected].sort()).toEqual([...(nine?.vars ?? [])].sort())
    expect(Math.abs(first.loglik - -1291.2075861)).toBeLessThan(1e-6)
    expect(Math.abs(first.loglik - (nine?.loglik ?? 0))).toBeLessThan(1e-6)
    expect(certificate).toMatchObject({ kind: 'exact', subsets: 167_960 })
    for (const [index, set] of next.entries()) {
      expect([...(nearOptimal[index]?.set ?? [])].sort()).toEqual([...set.vars].sort())
      expect(Math.abs((nearOptimal[index]?.loglik ?? 0) - set.loglik)).toBeLessThan(1e-6)
    }
  })

  it('fits the coefficients and errors of the reference', () => {
    const { terms, loglik, n } = fitResult.parse(json(folder, 'one', '05-fit.json'))
    const { coef, se } = (
      json(SELECTION)['student_train'] as { best_fit: Record<'coef' | 'se', Record<string, number>> }
    ).best_fit
    expect(n).toBe(3539)
    expect(Math.abs(loglik - -1291.2075861)).toBeLessThan(1e-6)
    expect(terms).toHaveLength(10)
    for (const { name, candidate, estimate, modelStandardError } of terms) {
      const key = candidate === null ? 'const' : name
      expect(Math.abs(estimate / (coef[key] as number) - 1), name).toBeLessThan(1e-7)
      expect(Math.abs(modelStandardError / (se[key] as number) - 1), name).toBeLessThan(1e-6)
    }
  })

  it('ranks and calibrates as the reference', () => {
    const { test } = rankingResult.parse(json(folder, 'one', '07-ranking.json'))
    expect([test.n, test.events]).toEqual([885, 274])
    expect(Math.abs((test.auc.estimate as number) - 0.897861)).toBeLessThan(1e-6)
    const recall = (k: number): unknown => test.atK.find((at) => at.k === k)?.recall.expected
    expect(Math.abs((recall(0.1) as number) - 0.3138686)).toBeLessThan(1e-6)
    expect(Math.abs((recall(0.2) as number) - 0.5620438)).toBeLessThan(1e-6)
    const { test: calibration } = calibrationResult.parse(json(folder, 'one', '06-calibration.json'))
    expect(Math.abs((calibration.brier.estimate as number) - 0.1053549)).toBeLessThan(1e-6)
  })

  it('writes results that follow their schemas, without NaN or infinity', () => soundResults('one'))

  it('writes every file and field that others rely on', () => {
    expect(everything(join(folder, 'one'))).toEqual(
      [
        ...Object.keys(SCHEMAS).map((room) => `${RESULT_FILES[room as keyof RunResults]}.json`),
        'card-en.html',
        'card-nl.html',
        'dossier',
        'dossier/index.html',
        'run.json',
        'model',
        'model/manifest.json',
        'model/model.json',
      ].sort(),
    )
    const fields: Readonly<Record<string, readonly string[]>> = {
      run: [
        'study.digest',
        'data',
        'code',
        'seed',
        'environment.engine.version',
        'milliseconds.selection',
        'files',
        'model',
      ],
      '04-selection': [
        'selected.0',
        'criterion',
        'best.loglik',
        'best.set.0',
        'certificate.kind',
        'certificate.subsets',
        'certificate.fits',
        'nearOptimal.0.set',
        'nearOptimal.0.loglik',
      ],
      '05-fit': [
        'n',
        'events',
        'loglik',
        'converged',
        'iterations',
        ...['name', 'estimate', 'standardError', 'z', 'p', 'lower', 'upper'].map((name) => `terms.0.${name}`),
      ],
      '06-calibration': [
        'method',
        'curve.0',
        ...['intercept', 'slope', 'brier', 'observedToExpected'].flatMap((name) =>
          ['estimate', 'lower', 'upper'].map((part) => `test.${name}.${part}`),
        ),
      ],
      '07-ranking': [
        'test.n',
        'test.events',
        'test.auc.estimate',
        'test.auc.lower',
        'test.auc.upper',
        'test.deciles.0',
        'baselines.0',
        ...['k', 'size', 'precision.expected', 'lift.expected'].map((name) => `test.atK.0.${name}`),
        ...['expected', 'worst', 'best', 'lower', 'upper'].map((name) => `test.atK.0.recall.${name}`),
      ],
      '08-fairness': [
        'attributes.0.name',
        ...['value', 'n', 'selectionRate', 'recall', 'precision', 'suppressed'].map(
          (name) => `attributes.0.groups.0.${name}`,
        ),
        ...['metric', 'group', 'reference', 'ratio', 'difference', 'lower', 'upper', 'p', 'pAdjusted', 'verdict'].map(
          (name) => `attributes.0.comparisons.0.${name}`,
        ),
      ],
      '09-gates': ['passed', ...['name', 'passed', 'value', 'threshold', 'reason'].map((name) => `gates.0.${name}`)],
    }
    for (const [file, paths] of Object.entries(fields)) {
      for (const path of paths) {
        let value: unknown = json(folder, 'one', `${file}.json`)
        for (const step of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[step]
        expect(value, `${file}.json ${path}`).not.toBeUndefined()
        expect(value, `${file}.json ${path}`).not.toBeNull()
      }
    }
  })

  it('gives the same bytes on one thread and on two, in the model and in every result', () => {
    for (const file of everything(join(folder, 'one')).filter(
      (path) => path.endsWith('.json') && path !== 'run.json',
    )) {
      expect(
        readFileSync(join(folder, 'two', file), 'utf8') === readFileSync(join(folder, 'one', file), 'utf8'),
        file,
      ).toBe(true)
    }
  })

  it('and another seed does not: the seed is in the model', async () => {
    expect((await retrain('student-dropout', STUDENT, 'seed', '--seed', '2')).code).toBe(0)
    const of = (run: string): Model => JSON.parse(readFileSync(join(folder, run, 'model/model.json'), 'utf8')) as Model
    expect([of('one').lineage.seed, of('seed').lineage.seed]).toEqual([1, 2])
    expect(of('seed').modelId).not.toBe(of('one').modelId)
    expect(of('seed').terms).toEqual(of('one').terms)
  })

  it('freezes a model that verifies, until one byte of it is flipped', async () => {
    const model = join(folder, 'flipped')
    cpSync(join(folder, 'one/model'), model, { recursive: true })
    const sound = await cli(['verify', model])
    expect([sound.code, JSON.parse(sound.out)]).toMatchObject([0, { kind: 'verified', name: 'student-dropout' }])
    const bytes = readFileSync(join(model, 'model.json'))
    const at = bytes.indexOf('"intercept":') + '"intercept":'.length + 4
    bytes[at] = bytes[at] === 0x31 ? 0x32 : 0x31
    writeFileSync(join(model, 'model.json'), bytes)
    const verified = await cli(['verify', model])
    expect([verified.code, verified.out]).toEqual([2, ''])
    for (const words of ['wrong-digest in model.json', 'wrong-model-id', 'do not use this model']) {
      expect(verified.err).toContain(words)
    }
    const out = join(folder, 'scores.csv')
    const scored = await cli(['score', '--model', model, '--data', STUDENT, '--out', out])
    expect([scored.code, scored.out]).toEqual([2, ''])
    expect(scored.err).toContain('wrong-digest in model.json')
    expect(existsSync(out)).toBe(false)
  })
})

describe.skipIf(noAdult)(`the income study through the command line (${ADULT}, ${RANKING})`, () => {
  let model: Model
  beforeAll(async () => {
    expect((await retrain('adult-income', ADULT, 'adult')).code).toBe(0)
    model = JSON.parse(readFileSync(join(folder, 'adult/model/model.json'), 'utf8')) as Model
  }, 120_000)

  it('writes results that follow their schemas, without NaN or infinity', () => soundResults('adult'))

  it('audits sex and race, with the rates of the reference', async () => {
    const reference = json(RANKING)['adult'] as {
      shape: [number, number]
      rate: number
      by_sex: Record<string, number>
      by_race: Record<string, number>
    }
    const panel = panelResult.parse(json(folder, 'adult', '02-panel.json'))
    const { train, test } = panel.split
    expect(train.rows + test.rows).toBe(reference.shape[0])
    expect(((train.events ?? 0) + (test.events ?? 0)) / reference.shape[0]).toBeCloseTo(reference.rate, 12)
    const fairness = fairnessResult.parse(json(folder, 'adult', '08-fairness.json'))
    expect(fairness.attributes.map(({ name }) => name)).toEqual(['sex', 'race'])
    const engine = await openDuckDB({ threads: 1 })
    for (const [name, rates] of [
      ['sex', reference.by_sex],
      ['race', reference.by_race],
    ] as const) {
      const attribute = fairness.attributes.find((one) => one.name === name)
      expect(attribute?.groups.map(({ value }) => value)).toEqual(Object.keys(rates))
      const counted = await engine.rows(
        `SELECT "${name}" AS value, count(*) AS n, count(*) FILTER (WHERE "income-per-year" = '>50K') AS events,
           count(*) FILTER (WHERE row % 5 = 0) AS tested
         FROM (SELECT *, row_number() OVER () - 1 AS row FROM read_csv('${ADULT}')) GROUP BY value ORDER BY value`,
      )
      for (const { value, n, events, tested } of counted) {
        expect(Number(events) / Number(n)).toBeCloseTo(rates[String(value)] as number, 12)
        const group = attribute?.groups.find((one) => one.value === value)
        expect(group).toMatchObject({ suppressed: false, n: tested })
      }
    }
    engine.close()
    const listed = fairness.attributes.map(({ groups }) =>
      groups.reduce((sum, one) => sum + (one.suppressed ? Number.NaN : one.n * (one.selectionRate as number)), 0),
    )
    for (const rows of listed) expect(rows).toBeCloseTo(Math.floor(0.2 * test.rows), 6)
  })

  it('scores each row in the file as training does, to 1e-12', async () => {
    const engine = await openDuckDB({ threads: 1 })
    const study = loadStudy('data-schemas/studies/adult-income.study.json')
    const { opened } = await contractRoom(engine, study, ADULT)
    const { table } = await buildPanel(engine, study, opened)
    const coded = await createCoded(table, model.encoders)
    const estimates = Float64Array.from([
      model.intercept,
      ...model.terms.flatMap(({ columns }) => columns.map(({ coefficient }) => coefficient)),
    ])
    const both = await Promise.all(
      (['train', 'test'] as const).map((kind) => codedRows(coded, model.encoders, { where: { kind } })),
    )
    const trained = new Float64Array(32_561).fill(Number.NaN)
    for (const rows of both) {
      const eta = linearPredictor(rows.blocks, estimates, rows.outcome.length)
      rows.rowId.forEach((row, i) => {
        trained[row] = eta[i] as number
      })
    }
    const out = join(folder, 'adult.parquet')
    const ran = await cli([
      'score',
      '--model',
      join(folder, 'adult/model'),
      '--data',
      ADULT,
      '--out',
      out,
      '--jobs',
      '1',
    ])
    expect([ran.code, ran.err.includes('refuse')]).toEqual([0, false])
    const scored = await engine.columns(`SELECT "row", linear_predictor AS lp FROM '${out}' ORDER BY "row"`, {
      row: 'f64',
      lp: 'f64',
    })
    expect(scored.lp).toHaveLength(32_561)
    let worst = 0
    scored.lp.forEach((lp, i) => {
      worst = Math.max(worst, Math.abs(lp - (trained[i] as number)))
    })
    expect(worst).toBeLessThanOrEqual(1e-12)
    expect(new Set(scored.lp).size).toBeGreaterThan(500)
    engine.close()
  })

  it('and the kernel, given the raw values of a row, says the same', async () => {
    const engine = await openDuckDB({ threads: 1 })
    const kernel = buildKernel(model)
    const out = join(folder, 'some.parquet')
    const some = join(folder, 'some.csv')
    const lines = readFileSync(ADULT, 'utf8').split('\n')
    writeFileSync(some, `${[lines[0], ...lines.slice(1).filter((_, i) => i % 97 === 0)].join('\n')}\n`)
    expect((await cli(['score', '--model', join(folder, 'adult/model'), '--data', some, '--out', out])).code).toBe(0)
    const [raw, scored] = [
      await engine.rows(`SELECT * FROM read_csv('${some}', all_varchar = true)`),
      await engine.rows(`SELECT * FROM '${out}' ORDER BY "row"`),
    ]
    expect(raw.length).toBeGreaterThan(300)
    raw.forEach((row, i) => {
      const values = Object.fromEntries(
        model.inputs.map(({ name, column, contract }) => {
          const text = row[column] === '?' ? null : (row[column] as string | null)
          return [name, text === null || contract.type === 'category' ? text : Number(text)]
        }),
      )
      const one = scoreRow(kernel, values)
      expect(one).toMatchObject({
        kind: 'scored',
        linearPredictor: scored[i]?.['linear_predictor'],
        probability: scored[i]?.['probability'],
        contributions: model.inputs.map(({ name }) => scored[i]?.[`c_${name}`]),
      })
    })
    engine.close()
  })
})
