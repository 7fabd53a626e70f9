import { loadLayersModel } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Model } from '../../data-schemas/artifact.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import { type Backend, openTensorFlow } from '../../src/challenger/tensorflow.js'
import { exportModel } from '../../src/exports/export-model.js'
import { tfjsFiles, tfjsPlaces } from '../../src/exports/tfjs.js'
import { tfjsTarget } from '../../src/exports/tfjs-target.js'
import { buildKernel } from '../../src/scoring/kernel.js'
import { exportModels, otherMade, typedReferences } from '../support/export-models.js'
import { levelled, nineModel, partsOf } from '../support/model.js'

let backend: Backend
beforeAll(async () => {
  backend = await openTensorFlow({ backend: 'wasm' })
})

const json = (model: Model, name: string) => JSON.parse(new TextDecoder().decode(tfjsFiles(model).get(name)))

const load = (model: Model) => {
  const { modelTopology, weightsManifest } = json(model, 'model.json')
  const weightData = (tfjsFiles(model).get('weights.bin') as Uint8Array).slice().buffer
  return loadLayersModel(
    backend.tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
  )
}

/** Single precision cannot follow these; see the refusal below. */
const followed = exportModels().filter(({ about }) => !about.includes('isotonic of 6'))
const gentle = {
  kind: 'isotonic' as const,
  knots: [[-5, 0] as const, [-3, 0.01] as const, [-1, 0.01] as const, [0.5, 0.4] as const, [2, 1] as const].map(
    ([x, y]): [number, number] => [x, y],
  ),
}

describe('the LayersModel', () => {
  it.each([...followed, { about: 'nine inputs, isotonic', model: nineModel(gentle) }])(
    'gives the scores of the kernel in single precision: $about',
    async ({ model }) => {
      const { parity } = await exportModel(model, tfjsTarget, { rows: 400, references: typedReferences(model, 400) })
      const [check] = parity.checks
      expect(check).toMatchObject({ kind: 'checked', passed: true, refusalsDiffering: 0 })
      if (check?.kind !== 'checked') return
      expect(check.probability.largest).toBeLessThan(1e-6)
      // It is single precision: hardly a number is the same in every bit, and the report counts who crosses the cut.
      expect(check.probability.differing).toBeGreaterThan(0)
      expect(check.crossing.length).toBeGreaterThan(0)
    },
  )

  it('is written as TensorFlow.js itself writes it', async () => {
    for (const { model } of followed.slice(0, 5)) {
      const loaded = await load(model)
      const own = loaded.toJSON(undefined, false) as unknown as { config: { layers: { name: string }[] } }
      const { config } = json(model, 'model.json').modelTopology
      expect(own.config.layers.map(({ name }) => name)).toEqual(
        config.layers.map((layer: { name: string }) => layer.name),
      )
      expect(own.config).toMatchObject({ input_layers: config.input_layers, output_layers: config.output_layers })
      expect(loaded.outputNames).toEqual(['probability', 'linear_predictor', 'contributions'])
      loaded.dispose()
    }
  })

  it('gives each contribution of a golden vector', async () => {
    const model = freezeModel(partsOf(otherMade()))
    const kernel = buildKernel(model)
    const places = tfjsPlaces(kernel)
    const columns = places.reduce((total, place) => total + place.columns, 0)
    const loaded = await load(model)
    const row = new Float32Array(columns)
    // First level of each input, and the number 2 for those that enter as they are.
    for (const { from, factor } of places) row[from] = factor === null ? 1 : 2 * factor
    const found = backend.tf.tidy(() => {
      const outputs = loaded.predict(backend.tf.tensor2d(row, [1, columns]))
      return Array.isArray(outputs) ? Array.from(outputs[2]?.dataSync() ?? []) : []
    })
    loaded.dispose()
    const expected = kernel.slots.map(({ slope, contributions }) => (slope === null ? contributions[0] : 2 * slope))
    for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value ?? 0, 6)
  })

  it('comes with the table that encodes its input, the contract and the reasons', () => {
    const model = nineModel()
    const encoding = json(model, 'encoding.json')
    expect(encoding.columns).toBe(model.encoders.reduce((total, { levels }) => total + levels.length, 0))
    expect(encoding.inputs.map(({ name, rule }: { name: string; rule: unknown }) => ({ name, rule }))).toEqual(
      model.encoders.map(({ name, rule }) => ({ name, rule })),
    )
    expect(json(model, 'contract.json').modelId).toBe(model.modelId)
    expect(json(model, 'reasons.json').modelId).toBe(model.modelId)
    expect(json(model, 'model.json').userDefinedMetadata.modelId).toBe(model.modelId)
    expect(tfjsFiles(model)).toEqual(tfjsFiles(model))
  })

  it('refuses steps that single precision cannot follow', () => {
    const made = levelled('months', { type: 'integer' }, { kind: 'intervals', edges: [3] })
    const knots = (width: number): [number, number][] => [
      [-1, 0.1],
      [-1 + width, 0.2],
    ]
    const of = (width: number): Model =>
      freezeModel(partsOf([made], { calibration: { kind: 'isotonic', knots: knots(width) } }))
    expect(() => tfjsFiles(of(1e-6))).toThrow(/cannot-export[\s\S]*single precision/)
    expect(() => tfjsFiles(of(0.5))).not.toThrow()
  })
})
