import { describe, expect, it } from 'vitest'
import { inputsOf } from '../../src/challenger/inputs.js'
import { linearStart } from '../../src/challenger/linear-start.js'
import { forward, initialWeights, logOdds, partsOf } from '../../src/challenger/network.js'
import { openTensorFlow } from '../../src/challenger/tensorflow.js'
import { meanLoss, type TrainOptions, trainNetwork } from '../../src/challenger/train.js'
import type { Design } from '../../src/numeric/design.js'
import { linearPredictor } from '../../src/numeric/linear-predictor.js'
import { logistic } from '../../src/numeric/link.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { random } from '../../src/random.js'
import { additive, exclusive, patternsOf, people } from './people.js'

const options: TrainOptions = {
  variant: 'wide-and-deep',
  seed: 1,
  hidden: [6, 5],
  epochs: 2,
  batch: 64,
  learningRate: 0.01,
  penalty: 1e-4,
}

const asRows = ({ blocks, label }: ReturnType<typeof people>): Design => ({
  blocks,
  trials: new Float64Array(label.length).fill(1),
  events: Float64Array.from(label),
})

/** Sum of the squared outputs of a network of 4 inputs and hidden layers of 5 and 3, written out in float64. */
const squares = (
  variant: TrainOptions['variant'],
  weights: readonly ArrayLike<number>[],
  input: ArrayLike<number>,
): number => {
  const times = (x: readonly number[], w: ArrayLike<number>, columns: number): readonly number[] =>
    Array.from({ length: columns }, (_, j) => x.reduce((sum, v, i) => sum + v * (w[i * columns + j] as number), 0))
  const layer = (x: readonly number[], at: number, columns: number): readonly number[] =>
    times(x, weights[at] ?? [], columns).map((v, j) => Math.max(0, v + (weights[at + 1]?.[j] as number)))
  let sum = 0
  for (let row = 0; row < 6; row += 1) {
    const x = Array.from({ length: 4 }, (_, j) => input[row * 4 + j] as number)
    const deep = variant === 'wide' ? 0 : (times(layer(layer(x, 0, 5), 2, 3), weights[4] ?? [], 1)[0] as number)
    const wide = variant === 'network' ? 0 : (times(x, weights.at(-2) ?? [], 1)[0] as number)
    sum += (deep + wide + (weights.at(-1)?.[0] as number)) ** 2
  }
  return sum
}

describe('training of the challenger', () => {
  it.each(['network', 'wide-and-deep', 'wide'] as const)('follows the slope of the loss: %s', async (variant) => {
    const { tf } = await openTensorFlow({ backend: 'wasm' })
    const architecture = { variant, inputs: 4, hidden: variant === 'wide' ? [] : [5, 3] }
    const stream = random(4, 'weights')
    const shapes = partsOf(architecture).map(({ shape }) => shape)
    const weights = initialWeights(architecture, { candidates: 2, rate: 0.3, seed: 1 }).map((values) =>
      values.map((value) => value + stream.uniform() - 0.5),
    )
    const input = Float32Array.from({ length: 24 }, () => stream.uniform())
    const lossOf = (given: readonly ArrayLike<number>[]): number => squares(variant, given, input)
    const variables = weights.map((values, i) =>
      tf.tidy(() => tf.variable(tf.tensor2d(values, [...(shapes[i] as readonly [number, number])]))),
    )
    const slopes = tf.tidy(() => {
      const x = tf.tensor2d(input, [6, 4])
      const { grads } = tf.variableGrads(() => tf.sum(tf.square(forward(tf, variant, variables, x))), variables)
      return variables.map(({ name }) => grads[name]?.dataSync() ?? new Float32Array(0))
    })
    tf.dispose(variables)
    for (const [part, slope] of slopes.entries()) {
      expect(slope).toHaveLength(weights[part]?.length ?? -1)
      for (const [i, exact] of slope.entries()) {
        const moved = (by: number) =>
          weights.map((w, j) => Float64Array.from(w, (v, n) => (j === part && n === i ? v + by : v)))
        const numeric = (lossOf(moved(1e-6)) - lossOf(moved(-1e-6))) / 2e-6
        expect(Math.abs(numeric - exact)).toBeLessThan(1e-5 * Math.max(1, Math.abs(exact)))
      }
    }
  })

  it('counts rows, not patterns: one step on patterns is the step on their rows', async () => {
    const { tf } = await openTensorFlow({ backend: 'wasm' })
    const made = people(600, exclusive, { seed: 2, candidates: 3 })
    const whole = { ...options, variant: 'network' as const, epochs: 3, batch: 1000 }
    const [rows, patterns] = [asRows(made), patternsOf(made)]
    expect(patterns.trials.length).toBeLessThan(100)
    const one = await trainNetwork(tf, rows, whole)
    const two = await trainNetwork(tf, patterns, whole)
    const at = { blocks: made.blocks, rows: 600 }
    const [a, b] = [logOdds(tf, one.network, at), logOdds(tf, two.network, at)]
    for (const [i, x] of a.entries()) expect(x).toBeCloseTo(b[i] as number, 4)
  })

  it('begins at the logistic regression on all candidates where there is a linear part', async () => {
    const { tf } = await openTensorFlow({ backend: 'wasm' })
    const design = patternsOf(people(3000, additive, { seed: 2 }))
    const held = patternsOf(people(1000, additive, { seed: 3 }))
    const { estimates } = fitLogistic(design)
    const expected = meanLoss(linearPredictor(held.blocks, estimates, held.trials.length), held)
    for (const variant of ['wide', 'wide-and-deep'] as const) {
      const found = await trainNetwork(tf, design, { ...options, variant, stopping: { held, patience: 1 } })
      expect(found.start).toBe('logistic')
      expect(found.heldLosses[0]).toBeCloseTo(expected, 6)
    }
    const network = await trainNetwork(tf, design, { ...options, variant: 'network', stopping: { held, patience: 1 } })
    expect(network.start).toBe('rate')
  })

  it.each(['network', 'wide-and-deep', 'wide'] as const)(
    'ends with probabilities that add up to the outcomes: %s',
    async (variant) => {
      const { tf } = await openTensorFlow({ backend: 'wasm' })
      const design = patternsOf(people(3000, exclusive, { seed: 2 }))
      const { network } = await trainNetwork(tf, design, { ...options, variant })
      const eta = logOdds(tf, network, { blocks: design.blocks, rows: design.trials.length })
      const expected = eta.reduce((sum, x, i) => sum + (design.trials[i] as number) * logistic(x), 0)
      const observed = design.events.reduce((sum, events) => sum + events, 0)
      expect(Math.abs(expected / observed - 1)).toBeLessThan(1e-6)
    },
  )

  it('begins at the rate where that regression does not exist', async () => {
    const { tf } = await openTensorFlow({ backend: 'wasm' })
    const made = patternsOf(people(3000, additive, { seed: 2 }))
    const twice = {
      ...made,
      blocks: [...made.blocks, { ...(made.blocks[0] as Design['blocks'][number]), name: 'again' }],
    }
    expect(linearStart(twice, inputsOf(twice))).toBeUndefined()
    const found = await trainNetwork(tf, twice, { ...options, stopping: { held: twice, patience: 2 } })
    expect(found.start).toBe('rate')
    expect(found.heldLosses.at(-1)).toBeLessThan(found.heldLosses[0] as number)
  })

  it('keeps the start when no pass makes it better', async () => {
    const { tf } = await openTensorFlow({ backend: 'wasm' })
    const design = patternsOf(people(3000, additive, { seed: 2 }))
    const found = await trainNetwork(tf, design, {
      ...options,
      learningRate: 0.9,
      epochs: 9,
      stopping: { held: design, patience: 3 },
    })
    expect(found.epochs).toEqual({ run: 3, best: 0 })
    const eta = logOdds(tf, found.network, { blocks: design.blocks, rows: design.trials.length })
    expect(meanLoss(eta, design)).toBeCloseTo(found.heldLosses[0] as number, 9)
    expect(found.trainingLoss).toBeCloseTo(found.heldLosses[0] as number, 9)
  })

  it('ends with an error that names the learning rate when the numbers run away', async () => {
    const { tf } = await openTensorFlow({ backend: 'wasm' })
    const before = tf.memory().numTensors
    const design = patternsOf(people(600, additive, { seed: 2 }))
    const wild = { ...design, events: design.trials.map((n, i) => (i === 0 ? Number.NaN : n / 2)) }
    await expect(trainNetwork(tf, { ...wild, events: wild.events }, options)).rejects.toMatchObject({
      code: expect.stringMatching(/one-class|training-diverged/),
    })
    const far = { ...options, variant: 'network' as const, learningRate: 1e30, stopping: { held: design, patience: 9 } }
    await expect(trainNetwork(tf, design, far)).rejects.toMatchObject({
      code: 'training-diverged',
      advice: expect.stringContaining('learningRate'),
    })
    expect(tf.memory().numTensors).toBe(before)
  })
})
