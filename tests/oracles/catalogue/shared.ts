import type { OracleRows } from './oracle-row.js'

const RANKING = '../shared/reference/ranking.json'
const NUMERICS = '../shared/reference/numerics.json'
const EFFECTS = '../shared/reference/effects.json'
const MODELS = '../shared/data/student_dropout, ubduration_austria'

export const SHARED = {
  'shared-fit': {
    statistic: 'Logistic regression on 20 and 21 columns: estimates and log-likelihood',
    definition: 'maximum likelihood on rows whose number is no multiple of five',
    reference: 'statsmodels 0.13.5',
    data: MODELS,
    scale: 1,
    tolerance: 1e-8,
    needs: RANKING,
  },
  'shared-fit-errors': {
    statistic: 'Logistic regression on 20 and 21 columns: standard errors',
    definition: 'inverse information',
    reference: 'statsmodels 0.13.5',
    data: MODELS,
    scale: 'relative',
    tolerance: 1e-8,
    needs: RANKING,
  },
  'shared-scores': {
    statistic: 'Probability of every row',
    definition: 'from our own fit',
    reference: 'statsmodels 0.13.5',
    data: MODELS,
    scale: 'absolute',
    tolerance: 1e-8,
    needs: RANKING,
  },
  'shared-calibration': {
    statistic: 'Brier score, log loss, observed ÷ expected, means, calibration intercept and slope with errors',
    definition: 'on the test rows',
    reference: 'statsmodels 0.13.5, scikit-learn 1.2.1',
    data: MODELS,
    scale: 1,
    tolerance: 1e-8,
    needs: RANKING,
  },
  'shared-groups': {
    statistic: 'Groups at the top 20%: counts, rates, AUC and mean score',
    definition: 'by gender, scholarship and nationality; a group without events has no recall and no AUC',
    reference: 'numpy, scikit-learn 1.2.1',
    data: MODELS,
    scale: 'absolute',
    tolerance: 1e-8,
    needs: RANKING,
  },
  'shared-base-rates': {
    statistic: 'Base rate per group',
    definition: 'share with the outcome',
    reference: 'the rates printed for the Adult census data',
    data: '../shared/data/adult',
    scale: 'absolute',
    tolerance: 1e-12,
    needs: RANKING,
  },
  'shared-numbers': {
    statistic: 'Deviance, AIC, McFadden’s R², AUC, Brier score, quantiles, log-likelihood of single candidates, recall',
    definition: 'the single numbers of the reference files',
    reference: 'R 4.2.2, statsmodels 0.13.5, scikit-learn 1.2.1',
    data: '../shared/data/numerics, student_dropout, ubduration_austria',
    scale: 1,
    tolerance: 1e-8,
    needs: NUMERICS,
  },
  'shared-val-prob': {
    statistic: 'Brier score, calibration intercept and slope',
    definition: 'on data that the model has not seen',
    reference: 'R 4.2.2, rms val.prob',
    data: '../shared/data/numerics (calib)',
    scale: 1,
    tolerance: 1e-8,
    needs: NUMERICS,
  },
  'lalonde-means': {
    statistic: 'Means of two arms, their difference and its HC0 error',
    definition: 'clustered difference with one row a person, the factor n ÷ (n − 1) taken off',
    reference: 'R 4.2.2',
    data: '../shared/data/nsw_lalonde',
    scale: 'relative',
    tolerance: 1e-8,
    needs: EFFECTS,
  },
  'lalonde-counts': {
    statistic: 'People without earnings in 1978, by arm',
    definition: 'counts',
    reference: 'R 4.2.2',
    data: '../shared/data/nsw_lalonde',
    scale: 'absolute',
    tolerance: 0,
    needs: EFFECTS,
  },
  'lalonde-tests': {
    statistic:
      'Two proportions: difference, unpooled error, Wald interval, risk and odds ratio, chi-square, p, Fisher’s p',
    definition: 'the audit’s tests; chi-square without correction is the squared pooled Z',
    reference: 'R 4.2.2',
    data: '../shared/data/nsw_lalonde',
    scale: 'relative',
    tolerance: 1e-8,
    needs: EFFECTS,
  },
} as const satisfies OracleRows
