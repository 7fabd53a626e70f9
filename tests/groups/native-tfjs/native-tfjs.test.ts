import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { challengerExamination } from '../../../data-schemas/examination/challenger.js'
import { challengerRoom } from '../../../src/challenger/challenger-room.js'
import type { ChallengerInput } from '../../../src/challenger/input.js'
import { logOdds, type Network } from '../../../src/challenger/network.js'
import { type Backend, openTensorFlow } from '../../../src/challenger/tensorflow.js'
import { type Trained, trainNetwork } from '../../../src/challenger/train.js'
import { canonicalJson } from '../../../src/digest.js'
import { challengeOf, exclusive } from '../../challenger/people.js'

const folder = process.env['MAATWERKSCAN_TFJS_NODE']
const missing = folder === undefined || !existsSync(join(folder, 'package.json'))
const where = missing ? ' (skipped: run .ci/native-tfjs, which installs @tensorflow/tfjs-node)' : ''

const native = (): Promise<Backend> => openTensorFlow({ backend: 'tensorflow', native: folder as string })
const wasm = (): Promise<Backend> => openTensorFlow({ backend: 'wasm' })

const VARIANTS = ['network', 'wide-and-deep', 'wide'] as const
type Variant = (typeof VARIANTS)[number]

const input: ChallengerInput = challengeOf(exclusive, { seed: 7 })

const train = ({ tf }: Backend, variant: Variant): Promise<Trained> =>
  trainNetwork(tf, input.training, {
    variant,
    seed: 1,
    hidden: [16, 8],
    epochs: 20,
    batch: 32,
    learningRate: 0.005,
    penalty: 1e-4,
    stopping: { held: input.validation, patience: 5 },
  })

const predict = ({ tf }: Backend, network: Network): Float64Array =>
  logOdds(tf, network, { blocks: input.test.blocks, rows: input.test.label.length })

/** Largest |a − b| ÷ max(1, |a|). */
const distance = (a: Float64Array, b: Float64Array): number =>
  a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - (b[i] as number)) / Math.max(1, Math.abs(x))), 0)

/** Four units in the last place of float32. */
const FLOAT32 = 4 * 2 ** -23

describe.skipIf(missing)(`TensorFlow's own library and WebAssembly${where}`, () => {
  it.each(VARIANTS)('give the same predictions within float32 for the same weights: %s', async (variant) => {
    const { network } = await train(await wasm(), variant)
    const ours = predict(await wasm(), network)
    const theirs = predict(await native(), network)
    expect(distance(ours, theirs)).toBeLessThan(FLOAT32)
    expect(new Set(theirs).size).toBeGreaterThan(20)
  })

  it.each(VARIANTS)('train to the same network, but for rounding that grows with the steps: %s', async (variant) => {
    const ours = await train(await wasm(), variant)
    const theirs = await train(await native(), variant)
    expect(theirs.epochs).toEqual(ours.epochs)
    for (const [pass, loss] of theirs.heldLosses.entries()) expect(loss).toBeCloseTo(ours.heldLosses[pass] as number, 5)
    const apart = distance(predict(await wasm(), ours.network), predict(await wasm(), theirs.network))
    expect(apart).toBeLessThan(1e-3)
  })

  it('computes with TensorFlow where it is asked for, the same twice, and frees every tensor', async () => {
    const backend = await native()
    expect(backend).toMatchObject({ name: 'tensorflow', version: '4.22.0' })
    expect(backend.tf.getBackend()).toBe('tensorflow')
    const before = backend.tf.memory().numTensors
    const run = () =>
      challengerRoom(input, {
        stamp: { study: 'made-up', data: '0'.repeat(64), synthetic: true },
        examination: challengerExamination.parse({ epochs: 5, backend: 'tensorflow' }),
        shares: [0.1, 0.2],
        replicates: 100,
        seed: 1,
        minimum: 10,
        native: folder as string,
      })
    const [one, two] = [await run(), await run()]
    expect(one).toMatchObject({ status: 'trained', backend: { name: 'tensorflow' } })
    expect(canonicalJson(one)).toBe(canonicalJson(two))
    expect(backend.tf.memory().numTensors).toBe(before)
  })
})
