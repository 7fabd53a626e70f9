import { columnNames, type Design } from '../numeric/design.js'
import { type Likelihood, likelihood } from '../numeric/information.js'
import { INTERCEPT } from '../numeric/logistic.js'
import { multiply } from '../numeric/matrix.js'
import { type Scaled, scaleBlocks, unscaleMatrix } from '../numeric/scaled.js'

/** A likelihood on columns of standard deviation 1, with the way to and from the columns as given. */
export interface ScaledModel {
  readonly names: readonly string[]
  readonly trials: number
  readonly scaled: Scaled
  readonly likelihood: Likelihood
  /** Matrix A with estimates = A·parameters. */
  readonly back: Float64Array
  readonly toEstimates: (parameters: Float64Array) => Float64Array
  readonly toParameters: (estimates: Float64Array) => Float64Array
}

/**
 * Lays a design out for repeated passes. Centred columns are best for the arithmetic; uncentred ones keep the intercept a
 * parameter of its own, so that it can be held fixed.
 */
export const scaledModel = (
  design: Design,
  options: { readonly centre: boolean; readonly offset?: Float64Array | undefined },
): ScaledModel => {
  const scaled = scaleBlocks(design.blocks, design.trials, options.centre)
  const back = unscaleMatrix(scaled, true)
  const toParameters = (estimates: Float64Array): Float64Array => {
    const out = estimates.map((value, j) => (j === 0 ? value : value * (scaled.scales[j - 1] as number)))
    scaled.means.forEach((mean, j) => {
      out[0] = (out[0] as number) + (estimates[j + 1] as number) * mean
    })
    return out
  }
  return {
    names: [INTERCEPT, ...columnNames(design.blocks)],
    trials: design.trials.reduce((sum, value) => sum + value, 0),
    scaled,
    likelihood: likelihood(scaled.blocks, { ...design, offset: options.offset }, true),
    back,
    toEstimates: (parameters) => multiply(back, parameters),
    toParameters,
  }
}
