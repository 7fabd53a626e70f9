import { describe, expect, it } from 'vitest'
import { type Optimism, optimism, type Pipeline } from '../../src/numeric/optimism.js'
import { random } from '../../src/random.js'
import { normal } from './designs.js'

const found = (value: Awaited<ReturnType<typeof optimism>>): Optimism => {
  if ('metrics' in value) return value
  throw new Error(value.because)
}

/** Minus the mean squared error of predicting everybody by the mean of the drawn people. */
const meanPipeline =
  (y: readonly number[]): Pipeline =>
  async (weights) => {
    const n = y.length
    const mean = y.reduce((sum, value, i) => sum + value * weights[i]!, 0) / n
    const error = (weight: (i: number) => number) =>
      y.reduce((sum, value, i) => sum - weight(i) * (value - mean) ** 2, 0) / n
    return {
      apparent: { fit: error((i) => weights[i]!) },
      test: { fit: error(() => 1) },
      outside: { fit: weights[0]! },
    }
  }

describe('optimism of a pipeline', () => {
  const source = random(3, 'optimism-test')
  const y = Array.from({ length: 25 }, () => normal(source))

  it('of a mean is twice the variance over the number of people, as theory says', async () => {
    const mean = y.reduce((sum, value) => sum + value, 0) / 25
    const variance = y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 25
    const [fit] = found(await optimism(meanPipeline(y), { people: 25, replicates: 4000, seed: 5 })).metrics
    const off = Math.abs((fit?.optimism as number) - (2 * variance) / 25)
    expect(off).toBeLessThan(4 * (fit?.standardError as number))
    expect(fit?.standardError as number).toBeLessThan((0.2 * variance) / 25)
    expect(fit?.corrected).toBeCloseTo((fit?.apparent as number) - (fit?.optimism as number), 14)
    expect(fit?.apparent).toBeCloseTo(-variance, 12)
    expect(Math.abs((fit?.outOfBag as number) - 1)).toBeLessThan(0.08)
  })

  it('is the same for the same seed, and another for another', async () => {
    const run = (seed: number) => optimism(meanPipeline(y), { people: 25, replicates: 20, seed })
    expect(await run(1)).toEqual(await run(1))
    expect(await run(1)).not.toEqual(await run(2))
  })

  it('counts replicates without a model apart, and metrics that do not exist nowhere', async () => {
    const why = { kind: 'undefined', because: 'separation' } as const
    let run = 0
    const pipeline: Pipeline = async () => {
      run += 1
      if (run % 3 === 0) return why
      return { apparent: { a: 1, b: run % 2 === 0 ? 1 : why }, test: { a: 0.5, b: 0.25 } }
    }
    const { metrics, failed } = found(await optimism(pipeline, { people: 4, replicates: 11, seed: 1 }))
    expect(failed).toEqual([{ because: 'separation', times: 4 }])
    expect(metrics[0]).toMatchObject({ metric: 'a', optimism: 0.5, corrected: 0.5, standardError: 0, replicates: 7 })
    expect(metrics[1]?.replicates).toBeLessThan(7)
    expect(metrics[1]).toMatchObject({ apparent: why, corrected: why, optimism: 0.75, outOfBag: { kind: 'undefined' } })
  })

  it('does not exist when the original people give no model, or too few resamples do', async () => {
    const why = { kind: 'undefined', because: 'no-events' } as const
    expect(await optimism(async () => why, { people: 3, replicates: 5, seed: 1 })).toEqual(why)
    const [fit] = found(await optimism(meanPipeline(y), { people: 25, replicates: 1, seed: 5 })).metrics
    expect(fit?.corrected).toMatchObject({ kind: 'undefined' })
  })
})
