import { describe, expect, it } from 'vitest'
import { challengerExamination } from '../../data-schemas/examination/challenger.js'
import { type Challenged, type ChallengerResult, challengerResult } from '../../data-schemas/results/challenger.js'
import { challengerRoom } from '../../src/challenger/challenger-room.js'
import type { ChallengerInput, ChallengerOptions } from '../../src/challenger/input.js'
import { openTensorFlow } from '../../src/challenger/tensorflow.js'
import { canonicalJson } from '../../src/digest.js'
import { additive, challengeOf, exclusive } from './people.js'

const examination = challengerExamination.parse({
  variants: ['network', 'wide-and-deep'],
  hidden: [16, 8],
  epochs: 25,
  batch: 64,
  learningRate: 0.01,
  patience: 6,
  backend: 'wasm',
})

const options: ChallengerOptions = {
  stamp: { study: 'made-up', data: '0'.repeat(64), synthetic: true },
  examination,
  shares: [0.1, 0.2],
  replicates: 200,
  seed: 1,
  minimum: 10,
}

const trained = (result: ChallengerResult): Challenged => {
  if (result.status !== 'trained') throw new Error(result.because.en)
  return result
}

const run = async (input: ChallengerInput, more: Partial<ChallengerOptions> = {}): Promise<Challenged> =>
  trained(await challengerRoom(input, { ...options, ...more }))

const differenceAt = (result: Challenged, k: number) => {
  const found = result.test.recall.find((at) => at.k === k)
  if (found === undefined) throw new Error(`no recall at ${k}`)
  return found.difference
}

describe('the price of explainability', () => {
  // Three tests read the same result.
  let made: Promise<Challenged> | undefined
  const interaction = (): Promise<Challenged> => {
    made ??= run(challengeOf(exclusive, { seed: 7 }))
    return made
  }

  it('is above 0 where the outcome follows an interaction that a sum of indicators cannot see', async () => {
    const result = await interaction()
    for (const k of [0.1, 0.2]) {
      expect(differenceAt(result, k)).toMatchObject({ verdict: 'higher' })
      expect(differenceAt(result, k).lower).toBeGreaterThan(0)
    }
    expect(result.test.auc).toMatchObject({ difference: { lower: expect.any(Number) } })
    if ('kind' in result.test.auc) throw new Error('no AUC')
    expect(result.test.auc.difference.lower).toBeGreaterThan(0.05)
    expect(result.verdict.en).toContain('that is what being explainable costs')
    expect(result.verdict.nl).toContain('dat is wat uitlegbaarheid kost')
  })

  it('is nothing that can be told where the outcome is a sum of indicators', async () => {
    const result = await run(challengeOf(additive, { seed: 11 }))
    for (const k of [0.1, 0.2]) expect(differenceAt(result, k).verdict).not.toBe('higher')
    expect(Math.abs(differenceAt(result, 0.2).estimate as number)).toBeLessThan(0.02)
  })

  it('comes with probabilities that are right: no weights by class', async () => {
    const { test } = await interaction()
    expect(test.calibration.intercept.lower).toBeLessThan(0.15)
    expect(test.calibration.intercept.upper).toBeGreaterThan(-0.15)
    expect(test.calibration.observedToExpected.estimate).toBeGreaterThan(0.9)
    expect(test.calibration.observedToExpected.estimate).toBeLessThan(1.1)
    expect(test.calibration.slope.estimate).toBeGreaterThan(0.85)
    expect(test.calibration.slope.estimate).toBeLessThan(1.15)
  })

  it('is the same twice, to the last bit, and another for another seed', async () => {
    const input = challengeOf(exclusive, { seed: 3, rows: 3000 })
    const short = { examination: { ...examination, epochs: 4 } }
    const [one, two, other] = [
      await run(input, short),
      await run(input, short),
      await run(input, { ...short, seed: 2 }),
    ]
    expect(canonicalJson(one)).toBe(canonicalJson(two))
    expect(one.variants[0]?.validationLosses).not.toEqual(other.variants[0]?.validationLosses)
  })

  it('fits its schema, names the backend and the variant with the lowest validation loss', async () => {
    const result = await interaction()
    expect(challengerResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
    expect(result.backend).toEqual({ name: 'wasm', version: '4.22.0' })
    const lowest = [...result.variants].sort((a, b) => a.validationLoss - b.validationLoss)[0]
    expect(result.challenger).toBe(lowest?.variant)
    for (const { epochs, validationLosses, validationLoss } of result.variants) {
      expect(validationLosses).toHaveLength(epochs.run + 1)
      expect(validationLosses[epochs.best]).toBe(Math.min(...validationLosses))
      expect(Math.abs(validationLoss - Math.min(...validationLosses))).toBeLessThan(0.005)
    }
  })

  it('frees every tensor', async () => {
    const { tf } = await openTensorFlow({ backend: 'wasm' })
    const before = { ...tf.memory() }
    await run(challengeOf(additive, { seed: 5, rows: 1500 }))
    expect(tf.memory().numTensors).toBe(before.numTensors)
    expect(tf.memory().numBytes).toBe(before.numBytes)
  })
})

describe('a request to stop', () => {
  it('is heard in the middle of training, and frees every tensor', async () => {
    const { tf } = await openTensorFlow({ backend: 'wasm' })
    const before = tf.memory().numTensors
    const abort = new AbortController()
    const shares: number[] = []
    const stopped = challengerRoom(challengeOf(additive, { seed: 5, rows: 3000 }), {
      ...options,
      signal: abort.signal,
      onProgress: ({ share }) => {
        shares.push(share)
        if (shares.length === 2) abort.abort()
      },
    })
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
    expect(shares).toHaveLength(2)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('tells how far training is: shares that grow to 1 at most', async () => {
    const shares: number[] = []
    await run(challengeOf(additive, { seed: 5, rows: 1500 }), { onProgress: ({ share }) => shares.push(share) })
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.at(-1)).toBeLessThanOrEqual(1)
    expect(shares.length).toBeGreaterThan(4)
  })
})

describe('when there is nothing to learn', () => {
  const input = challengeOf(additive, { seed: 5, rows: 1500 })

  it('says so for a training side with one class', async () => {
    const { trials } = input.training
    for (const events of [new Float64Array(trials.length), trials]) {
      const result = await challengerRoom({ ...input, training: { ...input.training, events } }, options)
      expect(challengerResult.parse(result)).toMatchObject({ status: 'not-trained' })
    }
  })

  it('says so for an empty validation part and for no candidate', async () => {
    const empty = {
      blocks: input.training.blocks.map((block) => ({ ...block, codes: new Uint16Array(0) })),
      trials: new Float64Array(0),
      events: new Float64Array(0),
    }
    const without = <T extends object>(side: T): T => ({ ...side, blocks: [] })
    const none = { training: without(input.training), validation: without(input.validation), test: without(input.test) }
    expect(await challengerRoom({ ...input, validation: empty }, options)).toMatchObject({ status: 'not-trained' })
    expect(await challengerRoom({ ...input, ...none }, options)).toMatchObject({
      status: 'not-trained',
      because: { en: 'No candidate may be used.' },
    })
  })

  it('withholds every number of a test side with fewer people with the outcome than may be shown', async () => {
    const label = new Uint8Array(input.test.label.length)
    label.fill(1, 0, 4)
    const result = await run({ ...input, test: { ...input.test, label } })
    for (const { challenger, model, difference } of result.test.recall) {
      for (const value of [challenger, model, difference.estimate]) expect(value).toMatchObject({ kind: 'undefined' })
      expect([difference.lower, difference.upper]).toEqual([null, null])
    }
    expect(result.test.auc).toMatchObject({ kind: 'undefined' })
    expect(result.test.calibration.brier.estimate).toMatchObject({ kind: 'undefined' })
    expect(result.verdict.en).toContain('nothing can be said')
  })
})

describe('wrong use', () => {
  const input = challengeOf(additive, { seed: 5, rows: 1500 })

  it('refuses sides with different candidates', async () => {
    const test = { ...input.test, blocks: [...input.test.blocks].reverse() }
    await expect(challengerRoom({ ...input, test }, options)).rejects.toMatchObject({ code: 'mismatched-candidates' })
  })

  it('refuses options that make no sense', () => {
    for (const wrong of [
      { hidden: [] },
      { hidden: [0] },
      { epochs: 0 },
      { learningRate: 0 },
      { learningRate: Number.NaN },
      { batch: 1.5 },
      { variants: [] },
      { variants: ['network', 'network'] },
      { variants: ['forest'] },
      { penalty: -1 },
      { unknown: 1 },
    ]) {
      expect(challengerExamination.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false)
    }
  })

  it('says what to install when a backend is asked for that is not there', async () => {
    const asked = { ...examination, backend: 'tensorflow' as const }
    await expect(challengerRoom(input, { ...options, examination: asked, native: '/nowhere' })).rejects.toMatchObject({
      code: 'no-backend',
      advice: expect.stringContaining('tfjs-node'),
    })
  })

  it('falls back on WebAssembly where TensorFlow itself is not installed', async () => {
    const asked = { ...examination, epochs: 1, backend: 'available' as const }
    const result = await run(input, { examination: asked, native: '/nowhere' })
    expect(result.backend.name).toBe('wasm')
  })
})
