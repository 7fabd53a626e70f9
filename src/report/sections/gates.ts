import type { GateResult, GatesResult } from '../../../data-schemas/results/gates.js'
import { boundWords } from '../gate-words.js'
import { guardWords } from '../guard-words.js'
import { reasonWords, type SpeakingStudy, spokenIn } from '../reason-words.js'
import { textTable } from '../table.js'
import { type Language, NOTHING, number, word } from '../words.js'

const BUILT_IN: Readonly<Record<string, { readonly en: string; readonly nl: string }>> = {
  converged: { en: 'score per trial at the end of the fit', nl: 'score per waarneming aan het eind van de fit' },
  'no-separation': { en: 'terms without a finite estimate', nl: 'termen zonder eindige schatting' },
  'residual-degrees-of-freedom': { en: 'rows minus parameters', nl: 'rijen min parameters' },
  'selected-are-admissible': {
    en: 'selected, not admitted by screening',
    nl: 'gekozen, niet toegelaten door de screening',
  },
  'expected-signs': { en: 'coefficients against the expected sign', nl: 'coëfficiënten tegen het verwachte teken' },
  'events-per-parameter': { en: 'events per parameter', nl: 'uitkomsten per parameter' },
  examined: { en: 'guards of the examination', nl: 'bewakers van het onderzoek' },
}

/** What a gate of every run measures, in words; undefined for gates of a study. */
export const builtInWords = (name: string): { readonly en: string; readonly nl: string } | undefined => BUILT_IN[name]

/** Why a gate was not passed, where its result holds a sentence that is not known. */
const DUTCH: Readonly<Record<GateResult['kind'], string>> = {
  'built-in': 'niet gehaald',
  bound: 'niet binnen de grens',
  selected: 'niet de gevraagde verzameling, of een teken tegen de verwachting',
  guard: 'een bewaker van het onderzoek slaat aan',
  fairness: 'een bewezen verschil tussen groepen, of te weinig mensen om het uit te sluiten',
}

const notPassed = ({ name, kind, reason }: GateResult, study: SpeakingStudy, language: Language): string =>
  reasonWords(reason, language, spokenIn(study)) ?? BUILT_IN[name]?.nl ?? guardWords(name)?.nl ?? DUTCH[kind]

const shown = (value: GateResult['value'] | GateResult['threshold'], language: Language): string => {
  if (typeof value === 'string') return boundWords(value, language).replace(/ (?:to|tot) /, ' … ')
  if (value === null) return NOTHING
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential(0)
  return number(value, Number.isInteger(value) ? 0 : 3, language)
}

const verdict = ({ passed, severity }: GateResult, language: Language): string =>
  passed ? '✓' : word(severity === 'warn' ? 'warning' : 'refused', language)

/**
 * Every gate with its value and bound; why it was not passed, where it was not. Guards that passed are counted, not listed.
 * @param study whose reasons are quoted as they were written
 */
export const gatesSection = (
  result: GatesResult,
  study: SpeakingStudy,
  options: { readonly language: Language; readonly columns: number },
): string => {
  const { language, columns } = options
  return textTable(
    [
      { head: word('gate', language) },
      { head: '' },
      { head: word('value', language), align: 'right' },
      { head: word('threshold', language), align: 'right' },
      { head: '', width: Math.max(40, columns - 72) },
    ],
    result.gates
      .filter(({ kind, passed }) => kind !== 'guard' || !passed)
      .map((gate) => [
        gate.name,
        verdict(gate, language),
        shown(gate.value, language),
        shown(gate.threshold, language),
        gate.passed ? (BUILT_IN[gate.name]?.[language] ?? '') : notPassed(gate, study, language),
      ]),
  )
}
