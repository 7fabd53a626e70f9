import type { Model } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import type { Bilingual } from '../../data-schemas/study.js'
import { WorkbenchError } from '../errors.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { buildKernel, type Kernel, type RawRow, scoreRow } from '../scoring/kernel.js'

/** Whom a person is compared with: a contribution for each indicator of the model, in its order. */
export interface Reference {
  readonly kind: 'reference'
  readonly name: Bilingual
  /** Log-odds, in the order of the model's indicators. */
  readonly contributions: readonly number[]
  /** Intercept + contributions, added from left to right, as the kernel does. */
  readonly linearPredictor: number
}

/** What a reference needs of a model. */
export type ReferenceModel = Pick<Model, 'inputs' | 'encoders' | 'intercept' | 'terms' | 'calibration'>

const referenceOf = (kernel: Kernel, name: Bilingual, contributions: readonly number[]): Reference => ({
  kind: 'reference',
  name,
  contributions,
  linearPredictor: contributions.reduce((sum, contribution) => sum + contribution, kernel.intercept),
})

const meanOfLevels = (encoder: Encoder, contributions: Float64Array): number | null => {
  let rows = 0
  let sum = 0
  for (const level of encoder.levels) {
    rows += level.rows ?? 0
    sum += (level.rows ?? 0) * (contributions[level.code] as number)
  }
  return rows === 0 ? null : sum / rows
}

/**
 * The average person of training: for each indicator the mean contribution over the rows that the artifact counts per level. Levels whose
 * count is hidden (fewer people than the disclosure threshold) do not weigh. For an indicator that enters as a number the artifact holds
 * no mean: give it in `means`, by name.
 * @returns undefined, with the indicator, where no mean can be formed
 */
export const averageReference = (
  model: ReferenceModel,
  means: Readonly<Record<string, number>> = {},
): Reference | Undefined => {
  const kernel = buildKernel(model)
  const found = kernel.slots.map((slot, index) => {
    if (slot.slope === null) return meanOfLevels(model.encoders[index] as Encoder, slot.contributions)
    const mean = Object.hasOwn(means, slot.name) ? means[slot.name] : undefined
    return mean === undefined || !Number.isFinite(mean) ? null : mean * slot.slope
  })
  const without = kernel.inputs.filter((_, index) => found[index] === null)
  if (without.length > 0) return undefinedBecause(`no training mean is known of ${without.join(', ')}`)
  return referenceOf(
    kernel,
    { nl: 'het gemiddelde van de trainingsgegevens', en: 'the average of the training data' },
    found.map((mean) => mean ?? 0),
  )
}

/**
 * A made-up person as reference: a raw value for each input, as it would be scored.
 * @throws WorkbenchError `invalid-reference` when the model refuses the values
 */
export const rowReference = (model: ReferenceModel, name: Bilingual, row: RawRow): Reference => {
  const kernel = buildKernel(model)
  const scored = scoreRow(kernel, row)
  if (scored.kind === 'scored') return referenceOf(kernel, name, scored.contributions)
  throw new WorkbenchError('invalid-reference', {
    expected: 'a value for each input that the model accepts',
    found: scored.problems.map(({ input, rule }) => `${input}: ${rule}`).join(', '),
    where: 'rowReference',
  })
}
