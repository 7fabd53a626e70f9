import type { OracleRows } from './oracle-row.js'
import { AEQUITAS, BRGLM2, FAIRLEARN, GLMNET, OPTBINNING, PROC, R, RMS, SKLEARN, STATSMODELS } from './tools.js'

const PEOPLE = '400 simulated people with up to five weeks'
const DRAWN = 'counts and numbers drawn in the test'

const row = (
  statistic: string,
  reference: string,
  rest: { tolerance?: number; data?: string; definition?: string } = {},
) => ({
  statistic,
  definition: rest.definition ?? 'as in the sections above',
  reference,
  data: rest.data ?? PEOPLE,
  scale: 'relative' as const,
  tolerance: rest.tolerance ?? 1e-8,
  live: true as const,
})

export const PEERS = {
  'live-glm': row('Logistic regression: estimates, errors, log-likelihood', `${R} glm`),
  'live-lrm': row('Logistic regression: estimates', `${RMS} lrm`),
  'live-vcovcl': row('Person-clustered errors', 'R 4.2.2, sandwich 3.0-2 vcovCL', {
    definition: 'type HC0, G ÷ (G − 1)',
  }),
  'live-robcov': row('Person-clustered errors', `${RMS} robcov`, { definition: 'the factor G ÷ (G − 1) taken off' }),
  'live-proc': row('DeLong: AUCs, errors, interval, difference with interval, z and p', PROC, {
    data: `${PEOPLE}, first week`,
  }),
  'live-brglm2': row('Firth’s penalised likelihood: estimates and errors', BRGLM2, { data: '60 rows of these' }),
  'live-lasso': row('Lasso at three penalties', GLMNET),
  'live-ridge': row('Ridge at three penalties', GLMNET),
  'live-calibration': row('Calibration intercept and slope with model-based errors', `${R} glm`),
  'live-isoreg': row('Isotonic rates', `${R} isoreg`),
  'live-fisher': row('Fisher’s exact test, both tails and two-sided', R, { data: DRAWN }),
  'live-two-proportions': row('Two proportions: squared pooled Z and p', `${R} chisq.test`, { data: DRAWN }),
  'live-mantel-haenszel': row('Mantel–Haenszel: odds ratio, chi-square and p', R, { data: DRAWN }),
  'live-proportion': row('Wilson and Clopper–Pearson intervals', `${R} prop.test, binom.test`, { data: DRAWN }),
  'live-adjusted': row('Holm, Benjamini–Hochberg and Benjamini–Yekutieli', `${R} p.adjust`, { data: DRAWN }),
  'live-tails': row('Chi-square tail and normal quantile', R, { data: DRAWN }),
  'live-quantile': row('Quantile, Spearman’s rank correlation', R, { data: DRAWN }),
  'live-statsmodels': row('Logistic regression: estimates, errors, log-likelihood', STATSMODELS),
  'live-statsmodels-clustered': row('Person-clustered errors', STATSMODELS),
  'live-metrics': row('AUC, Brier score, log loss, calibration curve of equal widths', SKLEARN),
  'live-isotonic': row('Isotonic rates', SKLEARN),
  'live-sklearn-ridge': row('Ridge on columns as given', SKLEARN),
  'live-fairlearn': row('Rates of groups and their largest difference', `${FAIRLEARN} MetricFrame`),
  'live-aequitas': row('Counts, rates and disparities of groups at the top 10%', AEQUITAS, {
    data: '../shared/data/compas, no ties',
  }),
  'live-optbinning': row('Best binning: edges, information value, weights of evidence', OPTBINNING, {
    data: '../shared/data/adult, four columns',
  }),
} as const satisfies OracleRows
