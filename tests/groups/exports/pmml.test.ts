import { describe, expect, it } from 'vitest'
import { exportModel } from '../../../src/exports/export-model.js'
import { pmmlTarget } from '../../../src/exports/pmml-target.js'
import { exportModels as hostile } from '../../exports/export-models.js'
import { exportModels, typedReferences } from '../../support/export-models.js'
import { nineModel } from '../../support/model.js'
import { pythonHas } from './python.js'

const inJava = pythonHas('jpmml_evaluator')

/** Each start of Java costs seconds: every calibration and every kind of input once, not each with each. */
const wanted = ['other inputs, isotonic of 6', 'nine inputs, intercept', 'nine inputs, none']
const models = [
  [
    'nine inputs, beta, 100,000 rows',
    nineModel({ kind: 'beta', intercept: 0.1, low: 1.2, high: 0.8 }),
    100_000,
  ] as const,
  ...exportModels()
    .filter(({ about }) => wanted.includes(about))
    .map(({ about, model }) => [about, model, 1000] as const),
  ...hostile()
    .filter(([about]) => about === 'hostile names')
    .map(([about, model]) => [about, model, 1000] as const),
]

describe.each(models)('PMML of the model "%s"', (_, model, rows) => {
  it.skipIf(!inJava)('verifies its golden vectors and gives the scores of the kernel in jpmml_evaluator', async () => {
    const references = typedReferences(model, rows)
    const { parity } = await exportModel(model, pmmlTarget, { rows, references })
    expect(parity.checks).toMatchObject([{ kind: 'checked', problems: [], refusalsDiffering: 0, ranksDiffering: 0 }])
  })
})
