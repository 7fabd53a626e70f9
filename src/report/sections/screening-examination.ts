import type { ScreeningExaminationResult } from '../../../data-schemas/results/screening-examination.js'
import { textTable } from '../table.js'
import { type Language, NOTHING, number, percent, word } from '../words.js'

type Strength = ScreeningExaminationResult['strength'][number]

const points = ({ recallLost }: Strength, language: Language): string =>
  typeof recallLost.estimate === 'number' ? number(100 * recallLost.estimate, 1, language) : NOTHING

const range = ({ recallLost: { lower, upper } }: Strength, language: Language): string =>
  lower === null || upper === null
    ? NOTHING
    : `${number(100 * lower, 1, language)} – ${number(100 * upper, 1, language)}`

const stability = ({ period }: Strength, language: Language): string =>
  'kind' in period || 'kind' in period.heterogeneity
    ? NOTHING
    : number(period.heterogeneity.stability.estimate, 2, language)

const substitute = ({ redundancy }: ScreeningExaminationResult, name: string): string => {
  const found = redundancy.find(({ candidate }) => candidate === name)
  return found?.substitute ?? NOTHING
}

/** The chosen candidates: what the list loses without each, whether it holds over time and over weights, and who could stand in. */
export const screeningExaminationSection = (result: ScreeningExaminationResult, language: Language): string => {
  const chosen = result.sensitivity.shares.filter(({ selected }) => selected)
  if (chosen.length === 0) return ''
  return textTable(
    [
      { head: word('candidate', language) },
      { head: word('recallLost', language), align: 'right' },
      { head: word('interval', language), align: 'right' },
      { head: word('stability', language), align: 'right' },
      { head: word('underWeights', language), align: 'right' },
      { head: word('substitute', language) },
    ],
    chosen.flatMap(({ candidate, share }) => {
      const own = result.strength.find((one) => one.candidate === candidate)
      if (own === undefined) return []
      return [
        [
          candidate,
          points(own, language),
          range(own, language),
          stability(own, language),
          percent(share, language, 0),
          substitute(result, candidate),
        ],
      ]
    }),
  )
}
