import type { Encoder } from '../../data-schemas/encoder.js'
import type { ScreenedCandidate } from '../../data-schemas/results/screening.js'
import type { Study } from '../../data-schemas/study.js'
import type { BestSetOptions } from './best-set.js'
import { legalBurden } from './legal-burden.js'
import type { TypedConstraints } from './typed-constraints.js'

/** What a search is asked by the study. */
export type AskedSelection = Pick<BestSetOptions, 'size' | 'keep' | 'never' | 'work'> & TypedConstraints

/** Signs of columns: a weight of evidence counts upwards, a value that enters as it is goes the way that is expected of it. */
const expectedSigns = (study: Study, encoders: readonly Encoder[]): Readonly<Record<string, '+' | '-'>> =>
  Object.fromEntries(
    encoders.flatMap(({ name, encoding, columns }): (readonly [string, '+' | '-'])[] => {
      const column = columns[0] as string
      if (encoding === 'woe') return [[column, '+']]
      const expected = study.candidates.find((candidate) => candidate.name === name)?.expected ?? 'any'
      return encoding === 'linear' && expected !== 'any' ? [[column, expected]] : []
    }),
  )

/**
 * The constraints of the study's selection for a search among the given candidates: names, groups, signs and the burden of each candidate as the
 * screening ledger tells it. Names in groups that do not reach the search bind nothing. Throws what `legalBurden` throws.
 */
export const askedSelection = (
  study: Study,
  encoders: readonly Encoder[],
  ledger: readonly ScreenedCandidate[],
): AskedSelection => {
  const { size, keep, never, atMostOneOf, signs, burden, work } = study.selection
  const points = (): Readonly<Record<string, number>> =>
    Object.fromEntries(encoders.map(({ name }) => [name, legalBurden([name], ledger).points]))
  return {
    size,
    keep,
    never,
    ...(atMostOneOf === undefined ? {} : { atMostOneOf }),
    ...(signs === 'expected' ? { signs: expectedSigns(study, encoders) } : {}),
    ...(burden === undefined ? {} : { burden: { points: points(), budget: burden } }),
    ...(work === undefined ? {} : { work }),
  }
}
