import type { Language } from '../../data-schemas/reasons.js'
import type { EncodingResult } from '../../data-schemas/results/encoding.js'
import type { PanelResult } from '../../data-schemas/results/panel.js'
import { percent } from './words.js'

type Warning = PanelResult['warnings'][number]

const rate = (value: number | string | undefined, language: Language): string =>
  typeof value === 'number' ? percent(value, language, 2) : '–'

const DUTCH: Readonly<Record<string, (values: NonNullable<Warning['values']>) => string>> = {
  'observed-until-assumed': ({ until }) =>
    `studie noch gegevens zeggen tot wanneer uitkomsten zijn waargenomen; aangenomen is de laatste begindatum die is gezien, ${until}`,
  'people-left-training': ({ before, after, events }) =>
    `rijen van mensen die ook aan de testkant staan zijn uit de trainingskant gehaald; het aandeel met de uitkomst onder de trainingsrijen ging van ${rate(before, 'nl')} naar ${rate(after, 'nl')}${
      events === 0
        ? '; geen van hen had de uitkomst, want wie in de testperiode nog op de lijst staat kan die niet hebben gehad: let dus op de kalibratie bij lange duur'
        : ''
    }`,
  'late-values-made-missing': ({ candidates }) =>
    `waarden die pas na de peildatum bekend waren, binnen het deel dat de studie toestaat, tellen als ontbrekend: ${candidates}`,
}

/** What the panel warns of, in the reader's language; the result's own text where this view knows none. */
export const warningWords = ({ rule, text, values }: Warning, language: Language): string =>
  (language === 'nl' && values !== undefined ? DUTCH[rule]?.(values) : undefined) ?? text

/** Why a candidate has no levels, in the reader's language. */
export const skippedWords = ({ rule, because }: EncodingResult['skipped'][number], language: Language): string => {
  if (language === 'en') return because
  return rule === 'audit-only'
    ? 'staat in de audittabel: beoordeeld naar zijn beschrijving, nooit gelezen'
    : 'kon niet in niveaus worden gebracht'
}
