"""Expected values of the audit tests. Run: python generate.py > expected.json"""
import json, sys
import numpy as np, scipy, statsmodels
from scipy import stats, optimize
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.power import normal_sample_size_one_tail
from statsmodels.stats.proportion import samplesize_proportions_2indep_onetail
from statsmodels.stats.meta_analysis import _fit_tau_iterative

out = dict(versions=dict(numpy=np.__version__, scipy=scipy.__version__, statsmodels=statsmodels.__version__))

out['fisher'] = []
for a, b in (((4, 53), (4, 169)), ((9, 288), (5, 99)), ((2, 24), (1, 76)), ((0, 12), (7, 30)), ((7, 7), (3, 9)),
             ((40, 900), (2, 1100)), ((310, 4000), (520, 9000)), ((1, 1), (0, 1)), ((0, 5), (0, 9)), ((5, 10), (5, 10)),
             ((6600, 60000), (48000, 510000))):
    t = [[a[0], a[1] - a[0]], [b[0], b[1] - b[0]]]
    r = dict(a=a, b=b)
    for alt, name in (('greater', 'upper'), ('less', 'lower'), ('two-sided', 'twoSided')):
        r[name] = stats.fisher_exact(t, alternative=alt)[1]
    out['fisher'].append(r)

rng = np.random.default_rng(68)
out['mantelHaenszel'] = []
for strata in (1, 2, 5):
    tables = []
    for s in range(strata):
        n1, n0 = int(rng.integers(30, 200)), int(rng.integers(30, 200))
        p = rng.uniform(0.1, 0.6)
        tables.append(((int(rng.binomial(n1, p)), n1), (int(rng.binomial(n0, p * 0.8)), n0)))
    st = StratifiedTable([np.array([[a, n - a], [c, m - c]], float) for (a, n), (c, m) in tables])
    test = st.test_null_odds(correction=False)
    out['mantelHaenszel'].append(dict(tables=tables, oddsRatio=st.oddsratio_pooled, logStandardError=st.logodds_pooled_se,
                                      riskRatio=st.riskratio_pooled, chiSquare=test.statistic, p=test.pvalue))

out['sampleSize'] = []
for p1, p2, ratio, alpha, power in ((.14, .013, .225, .05, .8), (.02, .01, .225, .05, .8), (.02, .01, 1, .05, .9),
                                    (.3, .25, 2.5, .005, .8), (.013, .14, .225, .05 / 6, .8)):
    real = np.sqrt(p1 * (1 - p1) + p2 * (1 - p2) / ratio)
    row = dict(p1=p1, p2=p2, ratio=ratio, alpha=alpha, power=power)
    for sides, a in (('one', alpha), ('two', alpha / 2)):
        row['unpooled_' + sides] = normal_sample_size_one_tail(abs(p1 - p2), power, a, std_null=real, std_alternative=real)
        row['pooled_' + sides] = samplesize_proportions_2indep_onetail(p1 - p2, p2, power, ratio=ratio, alpha=a,
                                                                     alternative='larger' if p1 > p2 else 'smaller')
    out['sampleSize'].append(row)

# Area-level shrinkage (Fay and Herriot 1979; Prasad and Rao 1990), weighted residual sum = degrees of freedom for tau2.
def shrink(y, v, X):
    def gls(t):
        w = 1 / (v + t)
        return np.linalg.solve(X.T @ (w[:, None] * X), X.T @ (w * y))
    q = lambda t: np.sum((y - X @ gls(t)) ** 2 / (v + t)) - (len(y) - X.shape[1])
    tau2 = 0.0 if q(0) <= 0 else optimize.brentq(q, 0, 100, xtol=1e-16, rtol=1e-14)
    beta = gls(tau2)
    fit = X @ beta
    g = tau2 / (tau2 + v)
    est = fit + g * (y - fit)
    w = 1 / (v + tau2)
    C = np.linalg.inv(X.T @ (w[:, None] * X))
    g1 = g * v
    g2 = (1 - g) ** 2 * np.einsum('ij,jk,ik->i', X, C, X)
    g3 = v ** 2 / (v + tau2) ** 3 * 2 * len(y) / np.sum(w) ** 2
    return dict(tau2=tau2, fitted=fit.tolist(), estimate=est.tolist(), mse=(g1 + g2 + 2 * g3).tolist())

def paule_mandel(y, v):
    tau2, converged = _fit_tau_iterative(y, v, atol=1e-14, maxiter=500)
    return float(tau2) if converged and tau2 > 0 else None   # its iteration gives up from a start of 0 on some data

out['shrink'] = []
for rows, cols, spread in ((3, 4, 0.06), (2, 5, 0.0), (4, 3, 0.15)):
    a, b = np.repeat(np.arange(rows), cols), np.tile(np.arange(cols), rows)
    X = np.column_stack([np.ones(rows * cols)] + [a == i for i in range(1, rows)] + [b == j for j in range(1, cols)]).astype(float)
    v = rng.uniform(0.0004, 0.01, rows * cols)
    y = 0.4 + 0.1 * a / rows - 0.05 * b + rng.normal(0, spread, rows * cols) + rng.normal(0, np.sqrt(v))
    out['shrink'].append(dict(first=a.tolist(), second=b.tolist(), y=y.tolist(), v=v.tolist(), additive=shrink(y, v, X),
                              overall=shrink(y, v, np.ones((rows * cols, 1))),
                              tau2_statsmodels=paule_mandel(y, v)))
import statsmodels.api as sm
rows = 400
a, b, c = rng.integers(0, 3, rows), rng.integers(0, 2, rows), rng.normal(0, 1, rows)
events = (rng.random(rows) < 1 / (1 + np.exp(-(-1 + 0.5 * (a == 1) + 0.7 * b + 0.4 * c)))).astype(float)
def fit(*columns):
    X = np.column_stack([np.ones(rows), *columns]).astype(float)
    m = sm.Logit(events, X).fit(disp=0, tol=1e-14, method='newton', maxiter=100)
    return m.llf, m.predict()
full, p = fit(a == 1, a == 2, b, c)
less, q = fit(b, c)
out['conditional'] = dict(a=a.tolist(), b=b.tolist(), c=c.tolist(), events=events.tolist(), statistic=2 * (full - less), df=2,
                          p=stats.chi2.sf(2 * (full - less), 2), meanAbsolute=np.mean(abs(p - q)), rootMeanSquare=np.sqrt(np.mean((p - q) ** 2)))
json.dump(out, sys.stdout, indent=1, default=float)
