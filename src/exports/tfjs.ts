import type { Model } from '../../data-schemas/artifact.js'
import type { Calibration } from '../../data-schemas/calibration.js'
import { buildKernel, type Kernel } from '../scoring/kernel.js'
import { cannotExport } from './cannot-export.js'
import { contractFile, reasonsFile } from './companions.js'
import { type ExportFiles, textFiles } from './export.js'
import { dense, inputLayer, type Layer, reluUpTo, topology } from './tfjs-layers.js'

/** Names of the files. */
export const TFJS_FILES = { model: 'model.json', weights: 'weights.bin', encoding: 'encoding.json' } as const
/** Outputs of the model, in order. */
export const TFJS_OUTPUTS = ['probability', 'linear_predictor', 'contributions'] as const

/** Where an input stands in the row that the model is given. */
export interface TfjsPlace {
  readonly name: string
  /** First column. */
  readonly from: number
  /** Columns: one per level, or 1 for a number that enters as it is. */
  readonly columns: number
  /** `one-hot`: 1 in the column of the level, 0 in the others. `product`: value × `factor`, made in double precision, held within ± `limit`. */
  readonly holds: 'one-hot' | 'product'
  readonly factor: number | null
  readonly limit: number | null
}

/** A contribution that drowns all others in single precision; what lies beyond has the same probability. */
const DROWNING = 1e6

/** Places of all inputs in the row. */
export const tfjsPlaces = (kernel: Kernel): readonly TfjsPlace[] => {
  let from = 0
  return kernel.slots.map((slot) => {
    const columns = slot.slope === null ? slot.contributions.length : 1
    const place: TfjsPlace = {
      name: slot.name,
      from,
      columns,
      holds: slot.slope === null ? 'one-hot' : 'product',
      factor: slot.slope,
      limit: slot.slope === null ? null : DROWNING,
    }
    from += columns
    return place
  })
}

/** Weights of each column of the row towards each contribution, row-major. */
const contributionWeights = (kernel: Kernel, places: readonly TfjsPlace[]): readonly number[] => {
  const inputs = kernel.slots.length
  return kernel.slots.flatMap((slot, index) => {
    const own = slot.slope === null ? [...slot.contributions] : [1]
    return own
      .slice(0, places[index]?.columns)
      .flatMap((value) => Array.from({ length: inputs }, (_, column) => (column === index ? value : 0)))
  })
}

type Isotonic = Calibration & { readonly kind: 'isotonic' }

/** Single precision holds a linear predictor of the usual size to this much. */
const RESOLUTION = 4e-6
/** Difference in probability that is taken for the same. */
export const TFJS_TOLERANCE = 1e-5

const refuseSteep = ({ knots }: Isotonic): void => {
  const largest = knots.slice(1).reduce((most, [x, y], index) => {
    const [x0, y0] = knots[index] as Isotonic['knots'][number]
    return Math.max(most, (y - y0) * Math.min(1, RESOLUTION / (x - x0)))
  }, 0)
  if (largest <= TFJS_TOLERANCE) return
  throw cannotExport(
    'tfjs',
    `an isotonic calibration that single precision can follow to ${TFJS_TOLERANCE}`,
    `a step of ${largest.toPrecision(2)} between linear predictors that single precision cannot tell apart`,
  )
}

/** Each straight piece as a ramp from 0 to 1, held within them, times its rise: no difference of large numbers. */
const isotonicLayers = (calibration: Isotonic): readonly Layer[] => {
  refuseSteep(calibration)
  const { knots } = calibration
  const [, low] = knots[0] as Isotonic['knots'][number]
  const pieces = knots.slice(1).map(([to, high], index) => {
    const [from, under] = knots[index] as Isotonic['knots'][number]
    return { from, width: to - from, rise: high - under }
  })
  // A single knot is a level line: one piece without a rise.
  const ramps = pieces.length === 0 ? [{ from: 0, width: 1, rise: 0 }] : pieces
  return [
    dense('ramps', 'linear_predictor', {
      kernel: ramps.map(({ width }) => 1 / width),
      bias: ramps.map(({ from, width }) => -from / width),
    }),
    reluUpTo('shares', 'ramps', 1),
    dense('probability', 'shares', { kernel: ramps.map(({ rise }) => rise), bias: [low] }),
  ]
}

const calibrationLayers = (calibration: Calibration): readonly Layer[] => {
  const straight = (slope: number, intercept: number): readonly Layer[] => [
    dense('probability', 'linear_predictor', { kernel: [slope], bias: [intercept], activation: 'sigmoid' }),
  ]
  switch (calibration.kind) {
    case 'none':
      return straight(1, 0)
    case 'intercept':
      return straight(1, calibration.intercept)
    case 'platt':
      return straight(calibration.slope, calibration.intercept)
    case 'beta':
      // ln p = −softplus(−x) and ln(1 − p) = −softplus(x).
      return [
        dense('logarithms', 'linear_predictor', { kernel: [-1, 1], bias: [0, 0], activation: 'softplus' }),
        dense('probability', 'logarithms', {
          kernel: [-calibration.low, calibration.high],
          bias: [calibration.intercept],
          activation: 'sigmoid',
        }),
      ]
    case 'isotonic':
      return isotonicLayers(calibration)
  }
}

const encodingFile = (model: Model, places: readonly TfjsPlace[]): string => {
  const inputs = places.map((place, index) => {
    const { encoder, input } = { encoder: model.encoders[index], input: model.inputs[index] }
    return {
      ...place,
      column: input?.column,
      rule: encoder?.rule,
      codes: encoder?.codes,
      missingLevel: input?.missing === 'level' ? encoder?.missingLevel : null,
      notApplicableLevel: encoder?.notApplicableLevel,
      unseenLevel: encoder?.unseenLevel,
      levels: encoder?.levels.map(({ code, kind, label }) => ({ code, kind, label })),
    }
  })
  const columns = places.reduce((total, place) => total + place.columns, 0)
  return `${JSON.stringify({ kind: 'tfjs-encoding', modelId: model.modelId, columns, outputs: TFJS_OUTPUTS, inputs }, null, 2)}\n`
}

/**
 * A model as a LayersModel of TensorFlow.js in single precision: levels as one-hot columns (`encoding.json` says which raw value has which
 * level) to contributions, linear predictor and probability.
 * @throws WorkbenchError `cannot-export` for an isotonic calibration with steps that single precision cannot follow
 */
export const tfjsFiles = (model: Model): ExportFiles => {
  const kernel = buildKernel(model)
  const places = tfjsPlaces(kernel)
  const columns = places.reduce((total, place) => total + place.columns, 0)
  const layers: readonly Layer[] = [
    inputLayer('levels', columns),
    dense('contributions', 'levels', {
      kernel: contributionWeights(kernel, places),
      units: kernel.slots.length,
    }),
    dense('linear_predictor', 'contributions', {
      kernel: kernel.slots.map(() => 1),
      bias: [model.intercept],
      units: 1,
    }),
    ...calibrationLayers(model.calibration),
  ]
  const { text, weights } = topology(layers, {
    outputs: TFJS_OUTPUTS,
    weightsFile: TFJS_FILES.weights,
    metadata: { modelId: model.modelId, model: model.name, draft: model.draft !== null },
  })
  return new Map([
    ...textFiles({ [TFJS_FILES.model]: text }),
    [TFJS_FILES.weights, weights],
    ...textFiles({
      [TFJS_FILES.encoding]: encodingFile(model, places),
      'contract.json': contractFile(model),
      'reasons.json': reasonsFile(model),
    }),
  ])
}
