import type { Bilingual } from '../../data-schemas/bilingual.js'
import type { Language } from '../../data-schemas/reasons.js'
import type { Gate } from '../../data-schemas/study.js'

type Bound = Extract<Gate, { kind: 'bound' }>
type Fairness = Extract<Gate, { kind: 'fairness' }>

const METRICS: Readonly<Record<Bound['metric'] | Fairness['metric'], Bilingual>> = {
  recall: { en: 'people found', nl: 'mensen gevonden' },
  precision: { en: 'with the outcome, of the list', nl: 'met de uitkomst, van de lijst' },
  selectionRate: { en: 'on the list', nl: 'op de lijst' },
  lift: { en: 'times better than chance', nl: 'maal beter dan toeval' },
  auc: { en: 'AUC', nl: 'AUC' },
  brier: { en: 'Brier score', nl: 'Brier-score' },
  'calibration-slope': { en: 'slope of the calibration', nl: 'helling van de kalibratie' },
  'calibration-intercept': { en: 'intercept of the calibration', nl: 'intercept van de kalibratie' },
  'observed-to-expected': { en: 'observed ÷ expected', nl: 'waargenomen ÷ verwacht' },
  'events-per-parameter': { en: 'events per parameter', nl: 'uitkomsten per parameter' },
  'recall-minus-best-rule': {
    en: 'people found beyond the best simple rule, at its list size',
    nl: 'mensen gevonden boven de beste eenvoudige regel, bij de lijstlengte daarvan',
  },
}

const SIDES: Readonly<Record<Bound['side'], Bilingual>> = {
  estimate: { en: '', nl: '' },
  lower: { en: ', lower bound of the interval', nl: ', ondergrens van het interval' },
  upper: { en: ', upper bound of the interval', nl: ', bovengrens van het interval' },
}

/** A measure that a gate can ask for, in words; undefined for a name that is none. */
export const metricWords = (name: string): Bilingual | undefined =>
  Object.hasOwn(METRICS, name) ? METRICS[name as keyof typeof METRICS] : undefined

/** What a gate of a study measures, in words. */
export const gateWords = (gate: Gate): Bilingual => {
  switch (gate.kind) {
    case 'bound': {
      const [metric, side] = [METRICS[gate.metric], SIDES[gate.side]]
      return { en: `${metric.en}${side.en}`, nl: `${metric.nl}${side.nl}` }
    }
    case 'selected':
      return gate.signs
        ? {
            en: 'indicators chosen, each with the expected sign',
            nl: 'gekozen indicatoren, elk met het verwachte teken',
          }
        : { en: 'indicators chosen', nl: 'gekozen indicatoren' }
    case 'fairness':
      return {
        en: `largest difference between groups (${METRICS[gate.metric].en}); only a proven one beyond the bound refuses`,
        nl: `grootste verschil tussen groepen (${METRICS[gate.metric].nl}); alleen een bewezen verschil boven de grens weigert`,
      }
  }
}

const THRESHOLDS: Readonly<Record<string, string>> = {
  'beyond chance, over 0.05 and over half its strength':
    'meer dan toeval, meer dan 0,05 en meer dan de helft van zijn kracht',
}

/** A bound as a text, such as "0.9 to 1.1", in the reader's language. */
export const boundWords = (bound: string, language: Language): string =>
  language === 'en' ? bound : (THRESHOLDS[bound] ?? bound.replaceAll('.', ',').replace(' to ', ' tot '))
