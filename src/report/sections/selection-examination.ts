import type { SelectionExaminationResult } from '../../../data-schemas/results/selection-examination.js'
import { textTable } from '../table.js'
import { type Language, NOTHING, number, percent, type Word, word } from '../words.js'

type Result = SelectionExaminationResult
type Price = Extract<Result['prices'], readonly unknown[]>[number]

const line = (label: Word, text: string, language: Language): string => `${word(label, language)}: ${text}`

/** A difference of recall in points of a hundred, with its interval. */
const points = ({ estimate, lower, upper }: Price['recallLost'], language: Language): string => {
  if (typeof estimate !== 'number') return NOTHING
  const bounds = lower === null || upper === null ? '' : ` (${range(lower, upper, language)})`
  return `${number(100 * estimate, 1, language)}${bounds}`
}

const range = (lower: number, upper: number, language: Language): string =>
  `${number(100 * lower, 1, language)} … ${number(100 * upper, 1, language)}`

const again = ({ resampled }: Result, indicator: string, language: Language): string => {
  if ('kind' in resampled) return NOTHING
  const found = resampled.inclusion.candidates.find(({ candidate }) => candidate === indicator)
  return typeof found?.share === 'number' ? percent(found.share, language, 0) : NOTHING
}

const pricesTable = (result: Result, language: Language): readonly string[] => {
  const { prices } = result
  if ('kind' in prices) return []
  const lost = ({ recallLost: { estimate } }: Price): number => (typeof estimate === 'number' ? estimate : 0)
  const head = [
    { head: word('indicator', language) },
    { head: word('priceOfIndicator', language), align: 'right' as const },
    { head: word('chosenAgain', language), align: 'right' as const },
    { head: word('burden', language), align: 'right' as const },
  ]
  const rows = [...prices]
    .sort((a, b) => lost(b) - lost(a))
    .map((one) => [
      one.indicator,
      points(one.recallLost, language),
      again(result, one.indicator, language),
      number(one.burden, 1, language),
    ])
  return [textTable(head, rows)]
}

const near = ({ near: { sets, covered, candidates, complete, certified } }: Result, language: Language): string => {
  const optional = candidates.filter(({ role }) => role === 'optional').map(({ candidate }) => candidate)
  const count = `${complete ? '' : '≥ '}${sets.length}${certified ? '' : ` (${word('notCertified', language)})`}`
  const varies = optional.length === 0 ? '' : `; ${word('notInAll', language)} ${optional.join(', ')}`
  return line('nearSets', `${number(covered, 1, language)}: ${count}${varies}`, language)
}

const optimismLine = ({ resampled }: Result, language: Language): readonly string[] => {
  if ('kind' in resampled) return []
  return resampled.optimism.metrics
    .filter(({ metric }) => metric.startsWith('recall'))
    .flatMap(({ optimism, replicates }) =>
      typeof optimism === 'number'
        ? [
            line(
              'optimism',
              `${number(100 * optimism, 1, language)} (${replicates} ${word('resamples', language)})`,
              language,
            ),
          ]
        : [],
    )
}

const landscapeLine = ({ landscape }: Result, language: Language): readonly string[] => {
  if (landscape.kind === 'undefined') return []
  const { recall, leftOut, candidates } = landscape
  const more = 'kind' in recall ? NOTHING : points(recall.difference, language)
  const names = leftOut.map(({ candidate }) => candidate).join(', ')
  return [
    line(
      'bestOfAll',
      `${candidates}; ${word('recallMore', language)} ${more}${names === '' ? '' : `; ${names}`}`,
      language,
    ),
  ]
}

const alternativeLine = (found: Result['alternatives'][number], language: Language): string => {
  if (found.kind === 'none') return line('alternative', `${found.attribute}: ${word('none', language)}`, language)
  const { attribute, name, gapOfBest, gap, shown } = found
  const sure = word(shown ? 'shownSmaller' : 'mayBeChance', language)
  return line(
    'alternative',
    `${attribute}: ${name.replace(/^set\b/, word('nearSet', language))}, ${number(100 * gapOfBest, 1, language)} → ${number(100 * gap, 1, language)} (${sure})`,
    language,
  )
}

/** How far the choice could have been another: prices, near-optimal sets, resamples, the landscape, and alternatives. Empty for a quick run. */
export const selectionExaminationSection = (result: Result | undefined, language: Language): string =>
  result === undefined
    ? ''
    : [
        ...pricesTable(result, language),
        near(result, language),
        ...optimismLine(result, language),
        ...landscapeLine(result, language),
        ...result.alternatives.map((one) => alternativeLine(one, language)),
      ].join('\n')
