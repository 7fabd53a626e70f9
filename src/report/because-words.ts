import type { Language } from '../../data-schemas/reasons.js'

/** Why a number does not exist: the sentence of the result, and the same in Dutch. A number in it is kept. */
const DUTCH: readonly (readonly [pattern: RegExp, nl: string])[] = [
  [/^only one class is present$/, 'er is maar één uitkomst'],
  [/^all rows have the same outcome$/, 'alle rijen hebben dezelfde uitkomst'],
  [/^no row has the outcome$/, 'geen rij heeft de uitkomst'],
  [/^no rows?( is left| to take a share of)?$/, 'er zijn geen rijen'],
  [/^no trials$/, 'er zijn geen waarnemingen'],
  [/^nothing to divide by$/, 'er is niets om door te delen'],
  [/^the list is empty$/, 'de lijst is leeg'],
  [/^(a sample|both lists) (is|are) empty$/, 'een van de twee is leeg'],
  [/^one person gives no measure of spread$/, 'één persoon geeft geen maat van spreiding'],
  [/^no spread to test with$/, 'er is geen spreiding om mee te toetsen'],
  [/^a cell has no spread$/, 'een groep heeft geen spreiding'],
  [/^fewer than (\d+) people.*$/, 'minder dan $1 mensen'],
  [/^fewer than two people with the outcome, or without it$/, 'minder dan twee mensen met de uitkomst, of zonder'],
  [/^fewer people than parameters$/, 'minder mensen dan parameters'],
  [/^too few people.*$/, 'te weinig mensen'],
  [/^too few rows.*$/, 'te weinig rijen'],
  [/^the fitted slopes? (is|are) not positive$/, 'de geschatte helling is niet positief'],
  [/^(\d+) rows have a probability of exactly 0 or 1.*$/, '$1 rijen hebben een kans van precies 0 of 1'],
  [/^a probability of 0 was given to what happened in (\d+) rows$/, 'wat gebeurde kreeg in $1 rijen een kans van 0'],
  [/^the reference (group has a rate of 0|has no event)$/, 'de referentiegroep heeft geen uitkomsten'],
  [/^the group has no .*$/, 'de groep heeft die niet'],
  [/^no probabilities$/, 'er zijn geen kansen'],
  [/^no (resampling|resamples were asked for)$/, 'er is niet opnieuw getrokken'],
  [/^nothing was drawn$/, 'er is niets getrokken'],
  [/^the rows carry no date$/, 'de rijen dragen geen datum'],
  [/^the study names no (date|region)$/, 'de studie noemt die niet'],
  [/^the study does not ask for it$/, 'de studie vraagt er niet om'],
  [
    /^a score that is the same for all rows has no ranks$/,
    'een score die voor alle rijen gelijk is heeft geen rangorde',
  ],
  [/^levels separate the outcomes.*$/, 'niveaus scheiden de uitkomsten'],
  [/^the model cannot be fitted.*$/, 'het model is niet te schatten'],
  [/^no model in use was given$/, 'er is geen model in gebruik opgegeven'],
  [/^not computed$/, 'niet berekend'],
]

/** Why a number does not exist, in the reader's language; null in Dutch for a reason that has no words there yet. */
export const becauseWords = (because: string, language: Language): string | null => {
  if (language === 'en') return because
  const found = DUTCH.find(([pattern]) => pattern.test(because))
  return found === undefined ? null : because.replace(found[0], found[1])
}
