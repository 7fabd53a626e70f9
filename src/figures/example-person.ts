import type { Model } from '../../data-schemas/artifact.js'
import { type Contributions, contributionsOf } from '../explanation/contributions.js'
import { averageReference, rowReference } from '../explanation/reference.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { buildKernel, scoreRow } from '../scoring/kernel.js'

/**
 * Contributions of one made-up person: the first generated golden vector of the model that has every value and scores above the reference,
 * else the first that has every value. Against the average of training; where an indicator enters as a number, against another golden vector.
 */
export const exampleContributions = (model: Model): Contributions | Undefined => {
  const kernel = buildKernel(model)
  const whole = model.golden.vectors.filter(
    ({ about, input }) => about.startsWith('generated') && input.every((value) => value !== null),
  )
  const rowOf = ({ input }: Model['golden']['vectors'][number]) =>
    Object.fromEntries(model.inputs.map(({ name }, index) => [name, input[index]]))
  const other = whole.at(-1)
  if (other === undefined) return undefinedBecause('the model holds no generated golden vector with every value')
  const average = averageReference(model)
  const reference =
    average.kind === 'reference'
      ? average
      : rowReference(model, { nl: 'een andere verzonnen persoon', en: 'another made-up person' }, rowOf(other))
  const chosen = whole.find(({ linearPredictor }) => linearPredictor > reference.linearPredictor) ?? other
  const scored = scoreRow(kernel, rowOf(chosen))
  return scored.kind === 'refused'
    ? undefinedBecause('the golden vector is refused')
    : contributionsOf(kernel, scored, reference)
}
