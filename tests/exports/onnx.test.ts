import * as onnxruntime from 'onnxruntime-web'
import protobuf from 'protobufjs/light.js'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Model, RawValue } from '../../data-schemas/artifact.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import { exportModel } from '../../src/exports/export-model.js'
import { generatedInputs } from '../../src/exports/generated-inputs.js'
import { ONNX_FILE, onnxFiles } from '../../src/exports/onnx.js'
import { type OnnxRuntime, type OnnxScores, runOnnx } from '../../src/exports/onnx-run.js'
import { onnxTarget } from '../../src/exports/onnx-target.js'
import { buildKernel, scoreRow } from '../../src/scoring/kernel.js'
import { REFUSALS } from '../../src/scoring/states.js'
import { exportModels, otherMade, typedReferences } from '../support/export-models.js'
import { levelled, nineModel, partsOf } from '../support/model.js'

const runtime = onnxruntime as unknown as OnnxRuntime
beforeAll(() => {
  onnxruntime.env.wasm.numThreads = 1
})

const run = (model: Model, rows: readonly (readonly RawValue[])[]): Promise<OnnxScores> =>
  runOnnx(runtime, onnxFiles(model).get(ONNX_FILE) as Uint8Array, { model, rows })

/** Without Python: the test group `exports` runs that. */
const inWasm = { ...onnxTarget, engines: onnxTarget.engines.slice(0, 1) }

describe('the ONNX file', () => {
  it.each(exportModels())('gives the scores of the kernel: $about', async ({ model }) => {
    const { parity } = await exportModel(model, inWasm, { rows: 600, references: typedReferences(model, 600) })
    expect(parity.checks).toMatchObject([
      { kind: 'checked', passed: true, refusalsDiffering: 0, ranksDiffering: 0, linearPredictor: { differing: 0 } },
    ])
    const [check] = parity.checks
    expect(check?.kind === 'checked' && check.probability.largest).toBeLessThan(1e-15)
    expect(check?.kind === 'checked' && check.refused).toBeGreaterThan(50)
  })

  it('gives levels, refusals and contributions of the kernel, to the last bit', async () => {
    for (const model of [nineModel(), freezeModel(partsOf(otherMade()))]) {
      const kernel = buildKernel(model)
      const { rows } = generatedInputs(model, { count: 600 })
      const found = await run(model, rows)
      for (const [index, row] of rows.entries()) {
        const scored = scoreRow(kernel, Object.fromEntries(kernel.inputs.map((name, at) => [name, row[at] ?? null])))
        const at = index * kernel.inputs.length
        const level = [...found.level.subarray(at, at + kernel.inputs.length)]
        if (scored.kind === 'refused') {
          const named = level.flatMap((code, place) =>
            code < 0 ? [{ input: kernel.inputs[place], rule: REFUSALS[-1 - code] }] : [],
          )
          // A text that is no date has no number; it is given as one that is not finite.
          const problems = scored.problems.map((problem) =>
            problem.rule === 'unreadable' ? { ...problem, rule: 'not-finite' } : problem,
          )
          expect(named).toEqual(problems)
          expect(found.probability[index]).toBeNaN()
          expect(found.linearPredictor[index]).toBeNaN()
        } else {
          expect(level).toEqual(scored.levels.map((code) => code ?? 0))
          expect([...found.contributions.subarray(at, at + kernel.inputs.length)]).toEqual(scored.contributions)
        }
      }
    }
  })

  it('is the same, byte for byte, each time', () => {
    expect(onnxFiles(nineModel())).toEqual(onnxFiles(nineModel()))
  })

  it('scores no rows, and one', async () => {
    const model = nineModel()
    expect((await run(model, [])).probability).toHaveLength(0)
    const vector = model.golden.vectors[0]
    expect((await run(model, [vector?.input ?? []])).linearPredictor[0]).toBe(vector?.linearPredictor)
  })

  it('takes the empty text and NaN for no value', async () => {
    const model = freezeModel(partsOf(otherMade()))
    const feeds = Object.fromEntries(
      model.inputs.map(({ name, contract }) => {
        const text = ['category', 'string'].includes(contract.type) || name === 'school'
        return [
          name,
          new onnxruntime.Tensor(text ? 'string' : 'float64', (text ? [''] : [Number.NaN]) as never, [1, 1]),
        ]
      }),
    )
    const session = await onnxruntime.InferenceSession.create(onnxFiles(model).get(ONNX_FILE) as Uint8Array)
    const found = Array.from((await session.run(feeds))['levels']?.data as BigInt64Array, Number)
    const missing = model.inputs.map(({ missing: policy }, index) =>
      policy === 'refuse' ? -1 : model.encoders[index]?.missingLevel,
    )
    expect(found).toEqual(missing)
  })

  it('asks for the state of a value where a code is no number, or the empty text is a value', async () => {
    const made = [
      levelled(
        'months',
        {
          type: 'integer',
          nullable: true,
          codes: [
            { value: 'unknown', state: 'special' },
            { value: 'none', state: 'missing' },
          ],
        },
        { kind: 'intervals', edges: [3] },
        { extra: ['missing', 'special'] },
      ),
      levelled(
        'town',
        { type: 'string', nullable: true },
        { kind: 'groups', groups: [[''], ['a']] },
        { extra: ['missing'] },
      ),
    ]
    const found = await run(freezeModel(partsOf(made)), [
      [2, ''],
      ['unknown', 'a'],
      ['none', null],
      [null, 'b'],
    ])
    expect([...found.level]).toEqual([0, 0, 3, 1, 2, 2, 2, -1 - REFUSALS.indexOf('unseen-category')])
  })

  it('says which operator sets it needs and carries model id, contract and reasons in both languages', () => {
    const model = nineModel()
    const bytes = onnxFiles(model).get(ONNX_FILE) as Uint8Array
    const pair = new protobuf.Type('Pair')
      .add(new protobuf.Field('key', 1, 'string'))
      .add(new protobuf.Field('value', 2, 'string'))
    const opset = new protobuf.Type('Opset')
      .add(new protobuf.Field('domain', 1, 'string'))
      .add(new protobuf.Field('version', 2, 'int32'))
    const type = new protobuf.Type('Model')
      .add(new protobuf.Field('ir', 1, 'int32'))
      .add(new protobuf.Field('opsets', 8, 'Opset', 'repeated'))
      .add(new protobuf.Field('metadata', 14, 'Pair', 'repeated'))
    new protobuf.Root().add(pair).add(opset).add(type)
    const read = type.toObject(type.decode(bytes)) as {
      ir: number
      opsets: unknown
      metadata: { key: string; value: string }[]
    }
    expect(read.ir).toBe(7)
    expect(read.opsets).toEqual([{ version: 13 }, { domain: 'ai.onnx.ml', version: 2 }])
    const metadata = Object.fromEntries(read.metadata.map(({ key, value }) => [key, value]))
    expect(metadata['model_id']).toBe(model.modelId)
    expect(JSON.parse(metadata['input_contract'] ?? '')).toMatchObject({ inputs: model.inputs })
    expect(metadata['refusals']?.split(' ')).toEqual(REFUSALS)
    const reasons = JSON.parse(metadata['reasons'] ?? '')
    expect(reasons.texts).toHaveLength(model.encoders.reduce((total, { levels }) => total + levels.length, 0))
    for (const { nl, en } of reasons.texts) expect(Math.min(nl.length, en.length)).toBeGreaterThan(5)
  })

  it('refuses a model whose names or texts it cannot hold', () => {
    const of = (name: string, category: string): Model =>
      freezeModel(partsOf([levelled(name, { type: 'category' }, { kind: 'groups', groups: [[category], ['b']] })]))
    for (const model of [of('probability', 'a'), of('step_1', 'a'), of('constant_1', 'a'), of('town', 'a\u0000')])
      expect(() => onnxFiles(model)).toThrow(/cannot-export/)
    expect(() => onnxFiles(of('town', 'a'))).not.toThrow()
  })
})
