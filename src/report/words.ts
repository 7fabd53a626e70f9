import type { Bilingual } from '../../data-schemas/study.js'

/** Languages of what people read. */
export type Language = 'nl' | 'en'

/** True for a language the workbench speaks. */
export const isLanguage = (value: unknown): value is Language => value === 'nl' || value === 'en'

/** The language named, or English. */
export const languageOf = (name: string | undefined): Language => (isLanguage(name) ? name : 'en')

/** A number for people: fixed decimals, decimal comma in Dutch. */
export const number = (value: number, decimals: number, language: Language): string =>
  value.toLocaleString(language === 'nl' ? 'nl-NL' : 'en-GB', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })

/** A share for people, as a percentage. */
export const percent = (value: number, language: Language, decimals = 1): string =>
  `${number(100 * value, decimals, language)}%`

/** What stands in a table where a number may not be shown or does not exist. */
export const NOTHING = '–'

/** A label in the language asked for, or the name where the study gives none. */
export const labelOf = (label: Bilingual | null | undefined, name: string, language: Language): string =>
  label === null || label === undefined ? name : label[language]

const text = (en: string, nl: string): Bilingual => ({ en, nl })

/** Every fixed text of the terminal report, in both languages. */
export const WORDS = {
  synthetic: text('SYNTHETIC DATA: no person in it exists.', 'SYNTHETISCHE GEGEVENS: geen persoon hierin bestaat.'),
  draft: text('DRAFT: a gate refused. Not for use.', 'CONCEPT: een poort weigerde. Niet voor gebruik.'),
  population: text('Who is in', 'Wie telt mee'),
  step: text('step', 'stap'),
  rows: text('rows', 'rijen'),
  people: text('people', 'mensen'),
  events: text('with the outcome', 'met de uitkomst'),
  rate: text('rate', 'aandeel'),
  train: text('training side', 'trainkant'),
  test: text('test side', 'testkant'),
  side: text('side', 'kant'),
  candidates: text('The candidates on four criteria', 'De kandidaten op vier criteria'),
  candidate: text('candidate', 'kandidaat'),
  validity: text('validity', 'validiteit'),
  explainability: text('explainable', 'uitlegbaar'),
  quality: text('quality', 'kwaliteit'),
  ethics: text('ethics', 'ethiek'),
  decision: text('decision', 'besluit'),
  reason: text('reason', 'reden'),
  keep: text('keep', 'behouden'),
  drop: text('drop', 'laten vallen'),
  justify: text('justify first', 'eerst motiveren'),
  candidatesExamined: text('Do the chosen candidates hold?', 'Houden de gekozen kandidaten stand?'),
  recallLost: text('recall lost without it, points', 'recall-verlies zonder, punten'),
  stability: text('stability over periods', 'stabiliteit over periodes'),
  underWeights: text('among the best under', 'bij de beste onder'),
  substitute: text('best substitute', 'beste vervanger'),
  chosen: text('The best set, proven exact', 'De beste verzameling, bewezen exact'),
  gain: text('lost without it (log-likelihood)', 'verlies zonder (log-likelihood)'),
  certificate: text('sets covered', 'verzamelingen gedekt'),
  fits: text('fits', 'schattingen'),
  bounds: text('bounds', 'bovengrenzen'),
  runnerUp: text('next best set, distance in log-likelihood', 'op een na beste, afstand in log-likelihood'),
  selectionExamination: text('The choice, examined', 'De keuze, onderzocht'),
  indicator: text('indicator', 'indicator'),
  priceOfIndicator: text('people found less without it, in points', 'minder mensen gevonden zonder, in punten'),
  chosenAgain: text('chosen again', 'weer gekozen'),
  burden: text('to justify', 'te motiveren'),
  nearSet: text('set', 'verzameling'),
  nearSets: text(
    'sets near the best, within log-likelihood',
    'verzamelingen dicht bij de beste, binnen log-likelihood',
  ),
  notCertified: text('not certified', 'niet bewezen'),
  notInAll: text('not in all of them', 'niet in alle'),
  optimism: text(
    'people found, of which owed to choosing, in points',
    'gevonden mensen, waarvan door het kiezen, in punten',
  ),
  resamples: text('resamples', 'hertrekkingen'),
  bestOfAll: text('best set of all candidates read', 'beste verzameling van alle gelezen kandidaten'),
  recallMore: text('people found more, in points', 'meer mensen gevonden, in punten'),
  alternative: text(
    'set with the smallest gap in people found, in points',
    'verzameling met het kleinste verschil in gevonden mensen, in punten',
  ),
  shownSmaller: text('shown', 'aangetoond'),
  mayBeChance: text('may be chance', 'kan toeval zijn'),
  none: text('none better', 'geen betere'),
  ranking: text('The list on the test side', 'De lijst op de testkant'),
  list: text('list', 'lijst'),
  found: text('people at risk found (recall)', 'mensen met risico gevonden (recall)'),
  interval: text('95% interval', '95%-interval'),
  precision: text('rate in the list', 'aandeel in de lijst'),
  lift: text('lift', 'lift'),
  published: text('Published and reproduced', 'Gepubliceerd en nagemaakt'),
  figure: text('figure', 'cijfer'),
  source: text('published', 'gepubliceerd'),
  reproduced: text('reproduced', 'nagemaakt'),
  within: text('within', 'binnen'),
  withinTolerance: text('within its tolerance', 'binnen de marge'),
  origin: text('source', 'bron'),
  yes: text('yes', 'ja'),
  no: text('no', 'nee'),
  rules: text('Against simple rules, at the same list size', 'Tegen eenvoudige regels, bij gelijke lijstlengte'),
  rule: text('rule', 'regel'),
  ruleFinds: text('rule finds', 'regel vindt'),
  modelFinds: text('model finds', 'model vindt'),
  difference: text('difference', 'verschil'),
  calibration: text('Calibration on the test side', 'Kalibratie op de testkant'),
  intercept: text('intercept (0 is right)', 'intercept (0 is goed)'),
  slope: text('slope (1 is right)', 'helling (1 is goed)'),
  observedToExpected: text('observed ÷ expected (1 is right)', 'waargenomen ÷ verwacht (1 is goed)'),
  'method-none': text('none', 'geen'),
  'method-intercept': text('intercept', 'intercept'),
  'method-platt': text('Platt', 'Platt'),
  'method-beta': text('beta', 'bèta'),
  'method-isotonic': text('isotonic', 'isotoon'),
  method: text('recalibration chosen on validation folds', 'herkalibratie gekozen op validatiedelen'),
  wholePoints: text('What a card of whole points would change', 'Wat een kaart met hele punten zou veranderen'),
  changed: text('places that change hands', 'plaatsen die wisselen'),
  recallChange: text('people found, change (95%)', 'gevonden mensen, verandering (95%)'),
  tiedAtCut: text('tied at the cut', 'gelijk bij de grens'),
  pointsCertificate: text(
    'a better card of whole points could add at most this log-likelihood',
    'een betere kaart met hele punten kan hoogstens deze log-likelihood toevoegen',
  ),
  calibrationExamination: text('The calibration, examined', 'De kalibratie, onderzocht'),
  smoothDistance: text(
    'mean distance of prediction and smooth curve',
    'gemiddelde afstand van voorspelling en vloeiende kromme',
  ),
  byChance: text('right predictions show up to', 'juiste voorspellingen tonen tot'),
  slopeForNewPeople: text('slope that new people would show', 'helling die nieuwe mensen zouden laten zien'),
  nestedAdvice: text('recalibration that nested folds advise', 'herkalibratie die geneste delen aanraden'),
  inModel: text('in the model', 'in het model'),
  inTheList: text('observed ÷ expected in the list of', 'waargenomen ÷ verwacht in de lijst van'),
  justBelow: text('just below it', 'vlak eronder'),
  partsOff: text('groups and periods that are off', 'groepen en perioden die afwijken'),
  noPartOff: text('none beyond its margin', 'geen buiten de marge'),
  partsUnknown: text('groups and periods with insufficient evidence', 'groepen en perioden met te weinig bewijs'),
  challenger: text('The price of explainability', 'De prijs van uitlegbaarheid'),
  fairness: text('Groups at the real cut', 'Groepen bij de echte grens'),
  attribute: text('attribute', 'kenmerk'),
  group: text('group', 'groep'),
  selected: text('on the list', 'op de lijst'),
  recall: text('found', 'gevonden'),
  verdict: text('people found, against the reference', 'mensen gevonden, tegenover de referentie'),
  reference: text('reference', 'referentie'),
  gap: text('gap', 'verschil'),
  equivalent: text('equivalent', 'gelijkwaardig'),
  'cannot-tell': text('cannot tell', 'niet te zeggen'),
  suppressed: text('too few people to show', 'te weinig mensen om te tonen'),
  fairnessExamination: text('Groups, examined', 'Groepen, onderzocht'),
  theModel: text('the model', 'het model'),
  without: text('without', 'zonder'),
  gapBetweenGroups: text(
    'largest gap in people found, by attribute',
    'grootste verschil in gevonden mensen, per kenmerk',
  ),
  besideList: text(
    'places in one round: list, random draw, signals of staff',
    'plaatsen in één ronde: lijst, willekeurige trekking, signalen van medewerkers',
  ),
  toFindGroup: text(
    'people drawn at random to find a group at a base rate of',
    'mensen willekeurig te trekken om een groep te vinden met een basispercentage van',
  ),
  rounds: text('rounds', 'rondes'),
  gates: text('Gates', 'Poorten'),
  gate: text('gate', 'poort'),
  value: text('value', 'waarde'),
  threshold: text('threshold', 'grens'),
  passed: text('passed', 'door'),
  warning: text('warning', 'let op'),
  refused: text('REFUSED', 'GEWEIGERD'),
  where: text('Where everything is', 'Waar alles staat'),
  run: text('run folder', 'runmap'),
  model: text('frozen model', 'bevroren model'),
  noModel: text(
    'none: a gate refused (keep a draft with --draft)',
    'geen: een poort weigerde (bewaar een concept met --draft)',
  ),
  findings: text('Findings', 'Bevindingen'),
  accepted: text('accepted', 'geaccepteerd'),
  dataRefused: text('REFUSED: nothing was computed on these data', 'GEWEIGERD: er is niets mee berekend'),
  noFindings: text('no findings', 'geen bevindingen'),
  expected: text('expected', 'verwacht'),
  advice: text('what to do', 'wat te doen'),
  count: text('rows concerned', 'betrokken rijen'),
  refuse: text('refuses', 'weigert'),
  'refused-rows': text('rows left out', 'rijen weggelaten'),
  warn: text('warning', 'let op'),
  note: text('note', 'opmerking'),
  rankingExamination: text('The list, examined', 'De lijst, onderzocht'),
  byQuarter: text('people found, by quarter', 'gevonden mensen, per kwartaal'),
  trend: text('trend', 'trend'),
  openWindows: text('recall, whatever the open windows bring', 'recall, wat de open vensters ook brengen'),
  reachedInTime: text(
    'people reached before it happens, each offered help once',
    'mensen bereikt voordat het gebeurt, ieder één keer hulp aangeboden',
  ),
  medianLead: text('median lead in snapshots', 'mediane voorsprong in peildatums'),
  overlapOfLists: text('overlap of lists', 'overlap van lijsten'),
  fallen: text('fallen off', 'eraf gevallen'),
  rose: text('what brings people onto the list', 'wat mensen op de lijst brengt'),
  fell: text('what takes people off it', 'wat mensen eraf haalt'),
  missedPeople: text('people with the outcome never listed', 'mensen met de uitkomst die nooit op de lijst stonden'),
  moreOften: text('more often with', 'vaker bij'),
  besideChampion: text(
    'more people found than by the model in use',
    'meer mensen gevonden dan door het model in gebruik',
  ),
  keptOnList: text('of its list kept', 'van diens lijst behouden'),
  adoption: text('adoption rule', 'invoerregel'),
  adopt: text('met', 'gehaald'),
  doNotAdopt: text('not met', 'niet gehaald'),
  opening: text('opening of these test data, number', 'opening van deze testgegevens, nummer'),
  noFrozenModel: text('(no frozen model)', '(geen bevroren model)'),
  differsIn: text('differ in', 'verschillen in'),
  'same-study': text('study', 'studie'),
  'same-data': text('data', 'gegevens'),
  'same-code': text('code', 'code'),
  'same-seed': text('seed', 'seed'),
  chosenIndicators: text('Chosen indicators', 'Gekozen indicatoren'),
  keptIndicators: text('in both', 'in beide'),
  addedIndicators: text('new in B', 'nieuw in B'),
  removedIndicators: text('gone from A', 'weg uit A'),
  coefficients: text('Coefficients', 'Coëfficiënten'),
  coefficient: text('column', 'kolom'),
  bins: text('Bins', 'Klassen'),
  sameBins: text('the bins of all indicators are the same', 'de klassen van alle indicatoren zijn gelijk'),
  numbersBeside: text('Side by side, each as its own run found it', 'Naast elkaar, elk zoals de eigen run het vond'),
  listsBeside: text('Lists on the same people', 'Lijsten op dezelfde mensen'),
  listsNotCompared: text(
    'not compared: run B with the model of A as --champion',
    'niet vergeleken: draai B met het model van A als --champion',
  ),
  moreFound: text('more people found', 'meer mensen gevonden'),
  calibrationBy: text('recalibration', 'herkalibratie'),
  gatesRefused: text('gates that refused', 'poorten die weigerden'),
} as const

/** Name of a fixed text. */
export type Word = keyof typeof WORDS

/** A fixed text in one language. */
export const word = (name: Word, language: Language): string => WORDS[name][language]
