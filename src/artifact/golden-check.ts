import type { GoldenRefusal, GoldenVector, Model } from '../../data-schemas/artifact.js'
import type { Issue } from '../errors.js'
import { buildKernel, type Kernel } from '../scoring/kernel.js'
import { goldenCase, orderOfTies } from './golden.js'
import { fileProblem } from './safe-json.js'

const ADVICE =
  'do not score: this program and this model do not give the same answers; use the version named in its lineage'

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, index) => Object.is(value, b[index]))

const vectorHolds = (kernel: Kernel, vector: GoldenVector): boolean => {
  const again = goldenCase(kernel, vector.about, vector.input)
  return (
    'linearPredictor' in again &&
    vector.input.length === kernel.inputs.length &&
    Object.is(again.linearPredictor, vector.linearPredictor) &&
    Object.is(again.probability, vector.probability) &&
    sameNumbers(again.contributions, vector.contributions)
  )
}

const refusalHolds = (kernel: Kernel, refusal: GoldenRefusal): boolean => {
  const again = goldenCase(kernel, refusal.about, refusal.input)
  return 'rule' in again && again.rule === refusal.rule
}

const failing = (
  rule: string,
  all: readonly { readonly about: string }[],
  bad: readonly { readonly about: string }[],
): readonly Issue[] =>
  bad.length === 0
    ? []
    : [
        fileProblem(rule, 'model.json', {
          expected: `${all.length} golden cases with the same answer to the last bit`,
          found: `${bad.length} with another answer, first: ${bad
            .slice(0, 3)
            .map((item) => item.about)
            .join('; ')}`,
          advice: ADVICE,
        }),
      ]

/** Scores every golden case again; equal means equal in every bit. */
export const goldenProblems = (model: Model): readonly Issue[] => {
  const kernel = buildKernel(model)
  const { vectors, refusals, ties } = model.golden
  const order = orderOfTies(ties.salt, ties.keys)
  const tied = order.length === ties.order.length && order.every((key, index) => key === ties.order[index])
  return [
    ...failing(
      'golden-mismatch',
      vectors,
      vectors.filter((vector) => !vectorHolds(kernel, vector)),
    ),
    ...failing(
      'golden-refusal-mismatch',
      refusals,
      refusals.filter((refusal) => !refusalHolds(kernel, refusal)),
    ),
    ...failing('golden-ties-mismatch', [{ about: 'order of equals' }], tied ? [] : [{ about: 'order of equals' }]),
  ]
}
