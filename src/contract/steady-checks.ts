import type { Candidate, Study } from '../../data-schemas/study.js'
import type { Issue } from '../errors.js'
import { studyIssue } from './study-issue.js'

/** Prebins up to which bins that hold their order in every period are found in seconds. */
const STEADY_PREBINS = 200

const hasNoOrder = ({ type, encoding, expected, bins }: Candidate): boolean => {
  if (type === 'category' || encoding === 'linear' || bins?.edges !== undefined || bins?.monotone === 'none')
    return true
  const asked = bins?.monotone ?? 'expected'
  return type !== 'boolean' && encoding === 'levels' && asked === 'expected' && expected === 'any'
}

/** Bins that must hold their order in every period need dates, an order, and prebins that can be searched. */
export const steadyChecks = (study: Study): readonly Issue[] =>
  study.candidates.flatMap((candidate, index): readonly Issue[] => {
    if (candidate.bins?.steady === undefined) return []
    const place = `candidates[${index}].bins.steady`
    return [
      ...(study.data.kind === 'flat' && study.key.time === undefined
        ? [
            studyIssue('steady-bins-without-time', place, [
              'a date for each row, because the order must hold in every period',
              'none',
              'Add "key": {"time": …}, or leave "steady" out.',
            ]),
          ]
        : []),
      ...(hasNoOrder(candidate)
        ? [
            studyIssue('steady-bins-without-order', place, [
              'a number whose bins are searched and whose risk must rise or fall',
              'a category, a linear encoding, cut points fixed by hand or bins without a direction',
              'Leave "steady" out, or let the search find bins with a direction.',
            ]),
          ]
        : []),
      ...(study.encoding.prebins > STEADY_PREBINS
        ? [
            studyIssue('steady-bins-too-fine', 'encoding.prebins', [
              `at most ${STEADY_PREBINS} prebins where bins must hold their order in every period`,
              'more',
              'Lower "prebins".',
            ]),
          ]
        : []),
    ]
  })
