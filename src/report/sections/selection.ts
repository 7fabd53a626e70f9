import type { SelectionResult } from '../../../data-schemas/results/selection.js'
import { textTable } from '../table.js'
import { type Language, number, word } from '../words.js'

/** The chosen set with what each candidate adds, and the certificate in one line. */
export const selectionSection = (
  result: SelectionResult,
  label: (candidate: string) => string,
  language: Language,
): string => {
  const byGain = [...result.gains].sort((a, b) => b.loglikLost - a.loglikLost)
  const table = textTable(
    [{ head: word('candidate', language) }, { head: '' }, { head: word('gain', language), align: 'right' }],
    byGain.map(({ candidate, loglikLost }) => [candidate, label(candidate), number(loglikLost, 1, language)]),
  )
  const { subsets, fits, bounds } = result.certificate
  const next = result.nearOptimal[0]
  return [
    table,
    `log-likelihood ${number(result.best.loglik, 4, language)}; ${word('certificate', language)}: ${number(subsets, 0, language)} (${number(fits, 0, language)} ${word('fits', language)}, ${number(bounds, 0, language)} ${word('bounds', language)})`,
    ...(next === undefined
      ? []
      : [
          `${word('runnerUp', language)}: ${number(next.distance, 1, language)}  (− ${next.out.join(', ')}; + ${next.in.join(', ')})`,
        ]),
  ].join('\n')
}
