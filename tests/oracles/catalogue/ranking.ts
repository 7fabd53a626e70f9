import type { OracleRows } from './oracle-row.js'
import { NUMPY, PANDAS, PROC, PYTHON, SCIPY, SKLEARN } from './tools.js'

const DATA = 'tests/oracles/ranking'
const LISTS = 'tests/oracles/lists'
const RANKING = '../shared/reference/ranking.json'
const SHARED = '../shared/data/student_dropout, ubduration_austria'

export const RANKING_ROWS = {
  auc: {
    statistic: 'AUC, heavily tied',
    definition: 'P(higher with the outcome) + ½·P(equal)',
    reference: SKLEARN,
    data: DATA,
    scale: 'absolute',
    tolerance: 1e-14,
  },
  'top-k-bounds': {
    statistic: 'Events in the top k: worst and best over the ties, size, tied, drawn, threshold',
    definition: 'k = floor(share·n) of each list',
    reference: `${PYTHON}, by sorting`,
    data: `${DATA}, pooled and within lists`,
    scale: 'absolute',
    tolerance: 0,
  },
  'top-k-expected': {
    statistic: 'Events in the top k: expectation and variance over the ties',
    definition: 'hypergeometric distribution of those drawn among the tied',
    reference: SCIPY,
    data: `${DATA}, pooled and within lists`,
    scale: 'absolute',
    tolerance: 5e-11,
  },
  deciles: {
    statistic: 'Deciles: cumulative events and predicted events, ties shared',
    definition: 'expectation over the order of the tied',
    reference: SCIPY,
    data: DATA,
    scale: 'absolute',
    tolerance: 5e-11,
  },
  'recall-at-k': {
    statistic: 'Recall, precision and lift at 10% and 20%',
    definition: 'events listed ÷ events; ÷ size; ÷ base rate',
    reference: 'numpy (reference made with scikit-learn 1.2.1)',
    data: SHARED,
    scale: 'absolute',
    tolerance: 1e-12,
    needs: RANKING,
  },
  'auc-shared': {
    statistic: 'AUC',
    definition: 'as above',
    reference: 'scikit-learn 1.2.1',
    data: SHARED,
    scale: 'absolute',
    tolerance: 1e-10,
    needs: RANKING,
  },
  delong: {
    statistic: 'DeLong: two AUCs, errors, difference with interval, z and p',
    definition: 'placement values (DeLong, DeLong and Clarke-Pearson 1988), one row a person',
    reference: PROC,
    data: 'tests/oracles/comparison',
    scale: 'absolute',
    tolerance: 1e-12,
  },
  'delong-clustered': {
    statistic: 'DeLong clustered by person: two AUCs, errors, z and p',
    definition: 'Obuchowski (1997), eq. 4 to 6',
    reference: `${NUMPY} and ${SCIPY}, over all pairs`,
    data: 'tests/oracles/comparison',
    scale: 'absolute',
    tolerance: 1e-12,
  },
  intake: {
    statistic: 'Intake with a fixed number of places: offered, reached, quartiles of the lead, course',
    definition: 'the best who were not yet offered help, each week and office',
    reference: PANDAS,
    data: LISTS,
    scale: 'absolute',
    tolerance: 0,
  },
  'repeat-listings': {
    statistic: 'Places that repeat listings would take',
    definition: 'places ÷ people offered help − 1; and as a share of places',
    reference: PANDAS,
    data: LISTS,
    scale: 'absolute',
    tolerance: 5e-13,
  },
  churn: {
    statistic: 'Churn of the list: both, entrants, leavers, Jaccard, and why',
    definition: 'sets of people of successive weeks',
    reference: `${PYTHON} sets`,
    data: LISTS,
    scale: 'absolute',
    tolerance: 0,
  },
  'rank-correlation': {
    statistic: 'Rank correlation with ties',
    definition: 'Spearman, mid-ranks',
    reference: SCIPY,
    data: LISTS,
    scale: 'absolute',
    tolerance: 5e-13,
  },
  'maturity-bounds': {
    statistic: 'Bounds on recall from unknown outcomes: known, worst, best, as predicted',
    definition: 'lowest and highest over all 2^u outcomes',
    reference: `${PYTHON}, every outcome`,
    data: LISTS,
    scale: 'absolute',
    tolerance: 5e-13,
  },
} as const satisfies OracleRows
