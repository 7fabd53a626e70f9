import type { Bilingual } from '../../data-schemas/bilingual.js'
import type { Language } from '../report/words.js'

/**
 * How the values of a column are written. `share`: as a percentage. `points`: a difference of two shares. `before`: as the column before
 * it, for the bounds of an interval. `chance`: a p-value. `name`: the name of a measure, in words. `candidate`: with its label.
 * `reason`: a sentence of a result, in the reader's language. `bound`: of a gate, a number or a range.
 * `step`: of the panel. `reading`: who read a protected attribute, and for what.
 */
export type Form =
  | 'plain'
  | 'share'
  | 'points'
  | 'before'
  | 'chance'
  | 'name'
  | 'candidate'
  | 'reason'
  | 'bound'
  | 'step'
  | 'reading'

/** How a column is headed, with its unit, and how its values are written. */
export interface Head {
  readonly head: string
  readonly form: Form
}

interface Named extends Bilingual {
  readonly form?: Form
}

const of = (en: string, nl: string, form?: Form): Named => (form === undefined ? { en, nl } : { en, nl, form })

const DATA: Readonly<Record<string, Named>> = {
  table: of('table', 'tabel'),
  file: of('file', 'bestand'),
  column: of('column', 'kolom'),
  columns: of('columns', 'kolommen'),
  type: of('type', 'type'),
  rows: of('rows', 'rijen'),
  refusedRows: of('rows refused', 'rijen geweigerd'),
  missing: of('missing (rows)', 'ontbreekt (rijen)'),
  notApplicable: of('not applicable (rows)', 'niet van toepassing (rijen)'),
  special: of('special value (rows)', 'bijzondere waarde (rijen)'),
  distinct: of('distinct values', 'verschillende waarden'),
  severity: of('if broken', 'bij schending', 'name'),
  rule: of('rule', 'regel', 'name'),
  count: of('rows that break it', 'rijen die hem schenden'),
  expected: of('expected', 'verwacht'),
  found: of('found', 'gevonden'),
  step: of('step', 'stap', 'step'),
  people: of('people', 'mensen'),
  droppedRows: of('rows taken away', 'rijen weggenomen'),
  reason: of('reason', 'reden', 'reason'),
  side: of('side', 'kant', 'name'),
  from: of('from', 'van'),
  until: of('until', 'tot'),
  to: of('to', 'tot'),
  events: of('rows with the outcome', 'rijen met de uitkomst'),
  eventPeople: of('people with the outcome', 'mensen met de uitkomst'),
  rate: of('outcome (of all rows)', 'uitkomst (van alle rijen)', 'share'),
  proof: of('known by', 'bekend door', 'name'),
  late: of('rows known too late', 'rijen te laat bekend'),
}

const MODEL: Readonly<Record<string, Named>> = {
  candidate: of('candidate', 'kandidaat', 'candidate'),
  validity: of('validity', 'validiteit', 'name'),
  explainability: of('explainability', 'uitlegbaarheid', 'name'),
  quality: of('data quality', 'datakwaliteit', 'name'),
  ethics: of('ethics', 'ethiek', 'name'),
  informationValue: of('information value', 'informatiewaarde'),
  auc: of('AUC (0.5 is chance)', 'AUC (0,5 is toeval)'),
  decision: of('decision', 'besluit', 'name'),
  level: of('level', 'niveau'),
  kind: of('kind', 'soort', 'name'),
  woe: of('weight of evidence (log-odds)', 'gewicht van bewijs (log-odds)'),
  loglikLost: of('lost without it (log-likelihood)', 'verlies zonder (log-likelihood)'),
  loglik: of('log-likelihood', 'log-likelihood'),
  place: of('place', 'plaats'),
  distance: of('behind the best (log-likelihood)', 'achter de beste (log-likelihood)'),
  in: of('comes in', 'komt erin'),
  out: of('goes out', 'gaat eruit'),
  what: of('what was covered', 'wat is gedekt', 'name'),
  value: of('value', 'waarde', 'name'),
  term: of('term', 'term', 'candidate'),
  estimate: of('estimate', 'schatting'),
  standardError: of('standard error', 'standaardfout'),
  lower: of('from', 'van', 'before'),
  upper: of('to', 'tot', 'before'),
  p: of('p', 'p', 'chance'),
  df: of('degrees of freedom', 'vrijheidsgraden'),
  statistic: of('test statistic', 'toetsgrootheid'),
  method: of('method', 'methode', 'name'),
  points: of('points', 'punten'),
  rounded: of('whole points', 'hele punten'),
  chosen: of('chosen', 'gekozen'),
  logLoss: of('log loss (nats a row)', 'log loss (nats per rij)'),
  gain: of('gain (nats a row)', 'winst (nats per rij)'),
  gainStandardError: of('its standard error', 'standaardfout daarvan'),
  distinctProbabilities: of('distinct chances', 'verschillende kansen'),
  measure: of('measure', 'maat', 'name'),
  before: of('before recalibration', 'voor herkalibratie'),
  meanPredicted: of('predicted (mean)', 'voorspeld (gemiddeld)', 'share'),
  observed: of('observed', 'waargenomen', 'share'),
}

const LIST: Readonly<Record<string, Named>> = {
  k: of('length of list (of all rows)', 'lengte van de lijst (van alle rijen)', 'share'),
  share: of('length of list (of all rows)', 'lengte van de lijst (van alle rijen)', 'share'),
  size: of('rows on the list', 'rijen op de lijst'),
  recall: of('found (recall)', 'gevonden (recall)', 'share'),
  recallLower: of('from', 'van', 'before'),
  recallUpper: of('to', 'tot', 'before'),
  precision: of('outcome on the list (precision)', 'uitkomst op de lijst (precisie)', 'share'),
  lift: of('times the average (lift)', 'maal het gemiddelde (lift)'),
  decile: of('tenth of the list', 'tiende van de lijst'),
  cumulativeRecall: of('found so far (recall)', 'tot hier gevonden (recall)', 'share'),
  modelRecall: of('found by the model (recall)', 'gevonden door het model (recall)', 'share'),
  difference: of('difference (percentage points)', 'verschil (procentpunten)', 'points'),
  period: of('period', 'periode'),
  metric: of('measure', 'maat', 'name'),
  published: of('published', 'gepubliceerd'),
  tolerance: of('may differ by', 'mag verschillen'),
  reproduced: of('in this run', 'in deze run'),
  within: of('within', 'binnen'),
  source: of('source', 'bron'),
  attribute: of('attribute', 'kenmerk', 'name'),
  group: of('group', 'groep'),
  reference: of('reference', 'referentie'),
  selectionRate: of('on the list', 'op de lijst', 'share'),
  verdict: of('verdict', 'oordeel', 'name'),
  pAdjusted: of('p, corrected', 'p, gecorrigeerd', 'chance'),
  because: of('because', 'omdat', 'reason'),
  reader: of('who read it', 'wie het las', 'reading'),
  purpose: of('what for', 'waarvoor', 'reading'),
  name: of('check', 'controle'),
  passed: of('passed', 'gehaald'),
  threshold: of('bound', 'grens', 'bound'),
  verified: of('verified', 'geverifieerd'),
  draft: of('draft', 'concept'),
  modelId: of('model (SHA-256)', 'model (SHA-256)'),
  files: of('files', 'bestanden'),
  goldenVectors: of('examples with a known answer', 'voorbeelden met een bekend antwoord'),
  goldenRefusals: of('examples that must be refused', 'voorbeelden die geweigerd moeten worden'),
}

const HEADS: Readonly<Record<string, Named>> = { ...DATA, ...MODEL, ...LIST }

/** Words of results that stand in cells. In English the name itself, with spaces, unless something else is better. */
const CELLS: Readonly<Record<string, Bilingual>> = {
  recall: of('found (recall)', 'gevonden (recall)'),
  precision: of('outcome on the list (precision)', 'uitkomst op de lijst (precisie)'),
  selectionRate: of('on the list', 'op de lijst'),
  baseRate: of('with the outcome, all rows', 'met de uitkomst, alle rijen'),
  probabilityAtCut: of('chance at the cut', 'kans bij de grens'),
  auc: of('AUC', 'AUC'),
  intercept: of('intercept (0 is right)', 'intercept (0 is goed)'),
  slope: of('slope (1 is right)', 'helling (1 is goed)'),
  observedToExpected: of('observed ÷ expected (1 is right)', 'waargenomen ÷ verwacht (1 is goed)'),
  brier: of('Brier score', 'Brierscore'),
  logLoss: of('log loss (nats a row)', 'log loss (nats per rij)'),
  kind: of('kind of proof', 'soort bewijs'),
  subsets: of('sets', 'verzamelingen'),
  fits: of('models fitted', 'modellen geschat'),
  bounds: of('bounds computed', 'grenzen berekend'),
  pruned: of('groups of sets ruled out together', 'groepen verzamelingen samen uitgesloten'),
  subsetsPruned: of('sets ruled out by a bound', 'verzamelingen uitgesloten door een grens'),
  subsetsFitted: of('sets fitted', 'verzamelingen geschat'),
  collinear: of('sets without a model (collinear)', 'verzamelingen zonder model (collineair)'),
  bestBound: of(
    'best that any set ruled out could be (log-likelihood)',
    'beste dat een uitgeslotene kan zijn (log-likelihood)',
  ),
  slack: of('added to each bound against rounding', 'bij elke grens opgeteld tegen afronding'),
  choice: of('how the winner was chosen', 'hoe de winnaar is gekozen'),
  shortlist: of('sets on the short list', 'verzamelingen op de korte lijst'),
  exact: of('exact', 'exact'),
  stopped: of('stopped', 'gestopt'),
  'best-of-all': of('best of all', 'beste van alle'),
  pass: of('good', 'goed'),
  warn: of('warns', 'waarschuwt'),
  refuse: of('refuses', 'weigert'),
  fail: of('fails', 'valt af'),
  keep: of('keep', 'behouden'),
  justify: of('justify first', 'eerst motiveren'),
  drop: of('drop', 'laten vallen'),
  gap: of('gap', 'verschil'),
  equivalent: of('equivalent', 'gelijkwaardig'),
  'cannot-tell': of('cannot tell', 'niet te zeggen'),
  train: of('training side', 'trainkant'),
  test: of('test side', 'testkant'),
  'selection sample': of('sample for the selection', 'steekproef voor de selectie'),
  none: of('none', 'geen'),
  isotonic: of('isotonic', 'isotoon'),
  random: of('random order', 'willekeurige volgorde'),
  'by-construction': of('by construction', 'door hoe het is gemaakt'),
  event: of('event', 'gebeurtenis'),
  column: of('column', 'kolom'),
  flat: of('flat', 'één tabel'),
  'not-read': of('not read', 'niet gelezen'),
  bin: of('level', 'niveau'),
  missing: of('missing', 'ontbreekt'),
}

const RECALL_AT = /^recall@([\d.]+)$/
const DECILE_RATE = /^decileRate(\d+)$/

/** A name of code as words: `subsetsFitted` and `subsets-fitted` are `subsets fitted`. */
const spaced = (name: string): string =>
  name
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .replace(/(?<=\w)[-_](?=\w)/g, ' ')
    .toLowerCase()

/** How a column of a table is headed. A column that has no head of its own is headed by its name in words. */
export const headOf = (column: string, language: Language): Head => {
  const named = HEADS[column]
  if (named !== undefined) return { head: named[language], form: named.form ?? 'plain' }
  const k = RECALL_AT.exec(column)?.[1]
  if (k === undefined) return { head: spaced(column), form: 'plain' }
  const share = `${Number((100 * Number(k)).toFixed(4))}%`
  return {
    head: language === 'nl' ? `gevonden bij ${share} (recall)` : `found at ${share} (recall)`,
    form: 'share',
  }
}

/** True for a column with a head of its own: every column of the library's tables has one. */
export const hasHead = (column: string): boolean => column in HEADS || RECALL_AT.test(column)

/** The name of a measure, a verdict or a step, in words. */
export const cellWords = (name: string, language: Language): string => {
  const decile = DECILE_RATE.exec(name)?.[1]
  if (decile !== undefined)
    return language === 'nl' ? `met de uitkomst, tiende deel ${decile}` : `with the outcome, tenth ${decile}`
  return CELLS[name]?.[language] ?? (/^[a-z][\w-]*$/i.test(name) && /[a-z]/.test(name) ? spaced(name) : name)
}
