import { QUESTIONS } from '../../data-schemas/examination/fairness.js'
import type { MetricChoice } from '../../data-schemas/results/fairness-audit.js'
import { type Issue, RefusedError } from '../errors.js'

export { QUESTIONS }
export type Question = keyof typeof QUESTIONS

/** An answer with the reason behind it. */
export interface Answer<Q extends Question = Question> {
  readonly answer: (typeof QUESTIONS)[Q][number]
  /** At least ten characters. */
  readonly reason: string
  readonly author: string
  /** Day, YYYY-MM-DD. */
  readonly date: string
}

/** One answer for each question. */
export type Answers = { readonly [Q in Question]: Answer<Q> }

type Primary = MetricChoice['primary']

interface Advice {
  readonly primary: Primary
  readonly beside: readonly string[]
  readonly family: string
  readonly because: { readonly nl: string; readonly en: string }
}

const MISSED: Advice = {
  primary: 'recall',
  beside: ['for', 'selectionRate', 'observedToExpected'],
  family: 'people missed: recall and false omission',
  because: {
    nl: 'Wie gemist wordt krijgt geen aanbod. Daarom telt per groep vooral welk deel van de mensen met de uitkomst op de lijst staat.',
    en: 'Whoever is missed gets no offer. What counts most per group is therefore the share of people with the outcome who are on the list.',
  },
}

const UNNEEDED: Advice = {
  primary: 'precision',
  beside: ['fpr', 'recall', 'selectionRate'],
  family: 'people listed without need: precision and false positives',
  because: {
    nl: 'Een aanbod aan wie het niet nodig heeft kost hier het meest. Daarom telt per groep welk deel van de lijst de uitkomst heeft. Mensen die gemist worden blijven ernaast staan.',
    en: 'An offer to people without need costs most here. What counts per group is therefore the share of the list that has the outcome. People missed stay beside it.',
  },
}

const BOTH: Advice = {
  primary: 'recall',
  beside: ['fpr', 'precision', 'selectionRate'],
  family: 'both mistakes: conditional parity (equalised odds)',
  because: {
    nl: 'Beide fouten tellen even zwaar. Daarom worden groepen vergeleken bij gelijke uitkomst: wie op de lijst staat met en zonder de uitkomst.',
    en: 'Both mistakes weigh alike. Groups are therefore compared within the same outcome: who is listed with it and without it.',
  },
}

const UNTRUSTED: Advice = {
  primary: 'selectionRate',
  beside: ['scoreGivenOutcome', 'score'],
  family: 'shares on the list: demographic parity',
  because: {
    nl: 'De uitkomst meet de behoefte niet in alle groepen gelijk. Daarom telt per groep welk deel op de lijst staat. Wat op de uitkomst rust staat ernaast, met dit voorbehoud.',
    en: 'The outcome does not measure need alike in all groups. What counts per group is therefore the share on the list. What rests on the outcome stands beside it, with this reservation.',
  },
}

const contradiction = (
  rule: string,
  words: { readonly expected: string; readonly found: string; readonly advice: string },
): Issue => ({
  rule,
  ...words,
  severity: 'refuse',
})

const reasonsMissing = (answers: Answers): readonly Issue[] =>
  (Object.keys(QUESTIONS) as Question[]).flatMap((question) => {
    const { answer, reason, author, date } = answers[question]
    const known = (QUESTIONS[question] as readonly string[]).includes(answer)
    const said = reason.trim().length >= 10 && author.trim() !== '' && /^\d{4}-\d{2}-\d{2}$/.test(date)
    return known && said
      ? []
      : [
          contradiction('answer-without-reason', {
            expected: `one of ${QUESTIONS[question].join(', ')}, with a reason of ten characters or more, an author and a day`,
            found: 'an answer that lacks one of these',
            advice: `complete the answer to "${question}"`,
          }),
        ]
  })

const contradictions = (answers: Answers, metrics: readonly Primary[], primary: Primary): readonly Issue[] => {
  const issues: Issue[] = []
  if (answers.consequence.answer === 'burden')
    issues.push(
      contradiction('not-an-offer', {
        expected: 'a list for an offer of help',
        found: 'a list that brings a burden',
        advice:
          'this workbench is for offers of help only; a list that burdens people needs another instrument and another test',
      }),
    )
  if (answers.worst.answer === 'missed' && answers.outcome.answer === 'not-trusted')
    issues.push(
      contradiction('missed-without-outcome', {
        expected: 'an outcome that tells who was missed, when people missed count most',
        found: 'an outcome that is not trusted',
        advice:
          'find an outcome that is trusted, draw a random sample beside the list, or say that shares on the list count most',
      }),
    )
  if (answers.worst.answer === 'listed-without-need' && answers.capacity.answer === 'fixed')
    issues.push(
      contradiction('unneeded-with-fixed-capacity', {
        expected: 'an open number of places, when listing people without need counts most',
        found: 'a number of places that is filled whatever the need',
        advice: 'choose the number of places by the cost of an offer, or let people missed count most',
      }),
    )
  if (!metrics.includes(primary))
    issues.push(
      contradiction('chosen-metric-not-measured', {
        expected: `"${primary}" among the metrics of the study, because it follows from the answers`,
        found: metrics.join(', '),
        advice: 'add it to fairness.metrics of the study',
      }),
    )
  return issues
}

const adviceFor = ({ worst, outcome }: Answers): Advice => {
  if (outcome.answer === 'not-trusted') return UNTRUSTED
  if (worst.answer === 'missed') return MISSED
  return worst.answer === 'both-alike' ? BOTH : UNNEEDED
}

/** Earlier offers change the outcome of those who got them: the share on the list then stands beside whatever is chosen. */
const besideOf = ({ outcome }: Answers, { beside, primary }: Advice): readonly string[] => {
  if (outcome.answer !== 'shaped-by-earlier-offers' || primary === 'selectionRate') return beside
  return [...new Set(['selectionRate', 'recallWithoutEarlierOffers', ...beside])]
}

/**
 * The guided choice of the metric that counts most, for an offer of help: where people missed count most it is recall with false
 * omission beside it. Answers are kept with their reasons for the dossier.
 * @param metrics the metrics that the study measures
 * @throws RefusedError `metric-choice` with every answer that lacks a reason and every contradiction between answers
 */
export const chooseMetric = (answers: Answers, metrics: readonly Primary[]): MetricChoice => {
  const advice = adviceFor(answers)
  const issues = [...reasonsMissing(answers), ...contradictions(answers, metrics, advice.primary)]
  if (issues.length > 0) throw new RefusedError('metric-choice', issues, 'study.fairness')
  return {
    kind: 'metric-choice',
    answers: (Object.keys(QUESTIONS) as Question[]).map((question) => {
      const { answer, reason, author, date } = answers[question]
      return { question, answer, reason, author, date }
    }),
    primary: advice.primary,
    beside: [...besideOf(answers, advice)],
    family: advice.family,
    because: { ...advice.because },
  }
}
