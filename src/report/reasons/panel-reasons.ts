import type { Reason } from './reason.js'

/** Why rows are not in the panel, and how it is known that a value was known in time. */
export const PANEL_REASONS: readonly Reason[] = [
  ['an earlier offer of help touched the outcome', 'eerdere hulp raakte de uitkomst'],
  [
    'an earlier offer of help touched the outcome of these training rows; unexposed rows of the same stratum stand in for them',
    'eerdere hulp raakte de uitkomst van deze rijen om te leren; rijen zonder hulp uit hetzelfde deel vallen in',
  ],
  ['known on the date in {column}', 'bekend op de datum in {column}'],
  [
    'lives in the audit table: judged by its declaration and never read',
    'staat in de audittabel: beoordeeld naar zijn beschrijving en nooit gelezen',
  ],
  [
    'one table without snapshots: when values were known cannot be read from it',
    'één tabel zonder peildatums: wanneer waarden bekend waren is er niet uit af te lezen',
  ],
  ['rows that passed the contract', 'rijen die door het contract kwamen'],
  ['the cohort holds snapshots {period}', 'het cohort heeft peildatums {period}'],
  ['the cohort keeps one snapshot week in {every}', 'het cohort houdt één peilweek op de {every}'],
  ['the outcome is not known', 'de uitkomst is niet bekend'],
  [
    'the outcome window closes after the last day on which outcomes were observed',
    'het venster van de uitkomst sluit na de laatste dag waarop uitkomsten zijn waargenomen',
  ],
  [
    'the outcome window of this training snapshot closes after the test starts on {date}',
    'het venster van deze peildatum om te leren sluit nadat de test begint op {date}',
  ],
  [
    'the person also has rows on the test side; these training rows are left out',
    'de persoon heeft ook rijen aan de testkant; deze rijen om te leren tellen niet mee',
  ],
  ['the person has no row in clients', 'de persoon heeft geen rij in clients'],
  [
    'the snapshot lies before the training period or after the test period',
    'de peildatum ligt voor de leerperiode of na de testperiode',
  ],
  [
    'the snapshot lies between the training period and the test period',
    'de peildatum ligt tussen de leerperiode en de testperiode',
  ],
  [
    'the snapshot lies on or after the start of a bijstand spell that began while the person was listed',
    'de peildatum ligt op of na het begin van bijstand die begon terwijl de persoon in de gegevens stond',
  ],
  ['"{column}" holds a value of neither side', '"{column}" heeft een waarde van geen van beide kanten'],
]
