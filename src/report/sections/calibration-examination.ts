import type { CalibrationExaminationResult } from '../../../data-schemas/results/calibration-examination.js'
import type { Interval } from '../../../data-schemas/results/common.js'
import { type Language, NOTHING, number, percent, type Word, word } from '../words.js'

type Result = CalibrationExaminationResult

const line = (label: Word, text: string, language: Language): string => `${word(label, language)}: ${text}`

const ratio = ({ estimate, lower, upper }: Interval, language: Language): string => {
  if (typeof estimate !== 'number') return NOTHING
  const bounds =
    lower === null || upper === null ? '' : ` (${number(lower, 2, language)} … ${number(upper, 2, language)})`
  return `${number(estimate, 2, language)}${bounds}`
}

const smoothLines = ({ smooth }: Result, language: Language): readonly string[] => {
  if ('kind' in smooth) return []
  const chance = 'kind' in smooth.chance ? NOTHING : percent(smooth.chance.upper, language, 2)
  return [
    line('smoothDistance', `${percent(smooth.ici, language, 2)} (${word('byChance', language)} ${chance})`, language),
  ]
}

const slopeLines = ({ optimism }: Result, language: Language): readonly string[] => {
  const slope = 'kind' in optimism ? undefined : optimism.metrics.find(({ metric }) => metric === 'slope')?.corrected
  return typeof slope === 'number' ? [line('slopeForNewPeople', number(slope, 3, language), language)] : []
}

const methodLines = ({ methods, chosen }: Result, language: Language): readonly string[] => {
  if ('kind' in methods) return []
  const name = (method: Result['chosen']): string => word(`method-${method}`, language)
  const text = `${name(methods.recommended)} (${word('inModel', language)}: ${name(chosen)})`
  return [line('nestedAdvice', text, language)]
}

const cutLines = ({ atCut }: Result, language: Language): readonly string[] =>
  atCut.map(({ k, listed, below }) => {
    const inside = ratio(listed.observedToExpected, language)
    const under = ratio(below.observedToExpected, language)
    return `${word('inTheList', language)} ${percent(k, language, 0)}: ${inside}; ${word('justBelow', language)}: ${under}`
  })

/** Parts that are off within the evidence, by name. */
const offLines = (result: Result, language: Language): readonly string[] => {
  const groups = result.attributes.flatMap(({ name, groups: parts }) =>
    parts.map((part) => ({ ...part, name: `${name} ${part.name}` })),
  )
  const periods = 'kind' in result.periods ? [] : result.periods
  const all = [...groups, ...periods]
  const off = all.filter(({ verdict }) => verdict === 'too-low' || verdict === 'too-high')
  const unknown = all.filter(({ verdict }) => verdict === 'insufficient-evidence').length
  if (all.length === 0) return []
  const named = off.map(({ name, observedToExpected }) => `${name} ${ratio(observedToExpected, language)}`).join('; ')
  return [
    line('partsOff', off.length === 0 ? word('noPartOff', language) : named, language),
    ...(unknown === 0 ? [] : [line('partsUnknown', `${unknown} / ${all.length}`, language)]),
  ]
}

/** What the examination of the calibration found, in a few lines. */
export const calibrationExaminationSection = (result: Result | undefined, language: Language): string =>
  result === undefined
    ? ''
    : [
        ...smoothLines(result, language),
        ...slopeLines(result, language),
        ...methodLines(result, language),
        ...cutLines(result, language),
        ...offLines(result, language),
      ].join('\n')
