import type { ChallengerVariant } from '../../data-schemas/examination/challenger.js'
import type { Challenged } from '../../data-schemas/results/challenger.js'
import type { Bilingual } from '../../data-schemas/study.js'

type Recall = Challenged['test']['recall'][number]

/** What the sentences name. */
export interface VerdictContext {
  readonly variant: ChallengerVariant
  /** Number of candidates of the challenger, and of the model. */
  readonly candidates: number
  readonly model: number
  readonly confidence: number
  /** False when training made nothing better than the logistic regression it began at. */
  readonly beyondSum: boolean
}

type Language = 'nl' | 'en'

const NAMES: Readonly<Record<ChallengerVariant, Bilingual>> = {
  network: { en: 'a small neural network', nl: 'een klein neuraal netwerk' },
  'wide-and-deep': { en: 'a neural network with a linear part', nl: 'een neuraal netwerk met een lineair deel' },
  wide: { en: 'a linear model', nl: 'een lineair model' },
}

/** The price of explainability in words: one sentence on what was compared, then one for each size of the list. */
export const challengerVerdict = (recall: readonly Recall[], context: VerdictContext): Bilingual => ({
  en: [opening(context, 'en'), ...recall.map((at) => english(at, context))].join(' '),
  nl: [opening(context, 'nl'), ...recall.map((at) => dutch(at, context))].join(' '),
})

const opening = ({ variant, candidates, model, beyondSum }: VerdictContext, language: Language): string => {
  const compared =
    language === 'en'
      ? `Compared with the model of ${count(model, 'indicator', 'indicators')}: ${NAMES[variant].en} of ${candidates}.`
      : `Vergeleken met het model van ${count(model, 'indicator', 'indicatoren')}: ${NAMES[variant].nl} van ${candidates}.`
  return beyondSum ? compared : `${compared} ${NOTHING_BEYOND[language]}`
}

const NOTHING_BEYOND: Bilingual = {
  en: 'It found nothing to learn beyond a sum of the indicators.',
  nl: 'Het vond niets te leren naast een optelsom van de indicatoren.',
}

const count = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`

const decimals = (value: number, language: Language, digits: number): string => {
  const text = value.toFixed(digits)
  return language === 'nl' ? text.replace('.', ',') : text
}

/** A difference in percentage points, with a minus sign; never "−0.0". */
const points = (share: number, language: Language): string => {
  const text = decimals(Math.abs(100 * share), language, 1)
  return share < 0 && Number.parseFloat(text.replace(',', '.')) !== 0 ? `−${text}` : text
}

const shareOf = (k: number, language: Language): string => `${decimals(100 * k, language, 1).replace(/[.,]0$/, '')}%`

const english = (
  { k, difference: { estimate, lower, upper, verdict } }: Recall,
  { confidence }: VerdictContext,
): string => {
  const list = `On a list of ${shareOf(k, 'en')}`
  if (typeof estimate !== 'number') return `${list} nothing can be said: ${estimate.because}.`
  const found = `${list} it finds ${points(Math.abs(estimate), 'en')} percentage points ${estimate < 0 ? 'fewer' : 'more'} of the people with the outcome`
  if (lower === null || upper === null) return `${found}; without an interval that says little.`
  const range = `(${shareOf(confidence, 'en')} interval ${points(lower, 'en')} to ${points(upper, 'en')})`
  if (verdict === 'higher') return `${found} ${range}: that is what being explainable costs.`
  if (verdict === 'lower') return `${found} ${range}: being explainable costs nothing here.`
  return `${found} ${range}: this test cannot tell whether being explainable costs anything${
    upper > 0 ? `; more than ${points(upper, 'en')} points is unlikely` : ''
  }.`
}

const dutch = (
  { k, difference: { estimate, lower, upper, verdict } }: Recall,
  { confidence }: VerdictContext,
): string => {
  const list = `Op een lijst van ${shareOf(k, 'nl')}`
  if (typeof estimate !== 'number') return `${list} is niets te zeggen: te weinig mensen met de uitkomst.`
  const found = `${list} vindt het ${points(Math.abs(estimate), 'nl')} procentpunt ${estimate < 0 ? 'minder' : 'meer'} van de mensen met de uitkomst`
  if (lower === null || upper === null) return `${found}; zonder interval zegt dat weinig.`
  const range = `(${shareOf(confidence, 'nl')}-interval ${points(lower, 'nl')} tot ${points(upper, 'nl')})`
  if (verdict === 'higher') return `${found} ${range}: dat is wat uitlegbaarheid kost.`
  if (verdict === 'lower') return `${found} ${range}: uitlegbaarheid kost hier niets.`
  return `${found} ${range}: deze toets kan niet zeggen of uitlegbaarheid iets kost${
    upper > 0 ? `; meer dan ${points(upper, 'nl')} punt is onwaarschijnlijk` : ''
  }.`
}
