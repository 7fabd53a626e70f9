"""Expected values for screening. Run: python generate.py > expected.json (writes input.json too)."""
import json, sys
import numpy as np, pandas as pd, scipy, sklearn, statsmodels
import statsmodels.api as sm
from scipy import stats
from sklearn.metrics import roc_auc_score
from statsmodels.stats.outliers_influence import variance_inflation_factor

rng = np.random.default_rng(7)
people = 220
person = np.repeat(np.arange(people), rng.integers(1, 5, people))
n = len(person)
frail = rng.normal(0, 1, people)[person]
z = rng.normal(0, 1, n)
codes = dict(
    a=np.digitize(frail + rng.normal(0, 1, n), [-1, 0, 1]),
    b=np.digitize(frail + 0.4 * rng.normal(0, 1, n), [-0.5, 0.7]),
    c=(rng.random(n) < 0.3).astype(int),
    d=rng.integers(0, 5, n),
)
outcome = (rng.random(n) < 1 / (1 + np.exp(-(-1.2 + 0.8 * frail + 0.5 * z)))).astype(int)
tables = {k: np.round(rng.normal(0, 1, codes[k].max() + 1), 3) for k in codes}
tables['a'] = np.array([-0.9, -0.2, 0.35, 1.1]); tables['b'] = np.array([-0.8, 0.1, 0.9])
json.dump(dict(person=person.tolist(), outcome=outcome.tolist(), z=z.tolist(),
               codes={k: v.tolist() for k, v in codes.items()}, tables={k: v.tolist() for k, v in tables.items()}), open('input.json', 'w'))

values = {k: tables[k][codes[k]] for k in codes} | dict(z=z)
X = pd.DataFrame(values)

def clustered_auc(x, y, who):
    pos, neg = x[y == 1], x[y == 0]
    m, k = len(pos), len(neg)
    v10 = np.array([((neg < v).sum() + 0.5 * (neg == v).sum()) / k for v in x])
    v01 = np.array([((pos > v).sum() + 0.5 * (pos == v).sum()) / m for v in x])
    A = v10[y == 1].mean()
    u = np.where(y == 1, (v10 - A) / m, (v01 - A) / k)
    c = pd.Series(u).groupby(who).sum().to_numpy()
    G = len(c)
    delong = np.sqrt(v10[y == 1].var(ddof=1) / m + v01[y == 0].var(ddof=1) / k)
    return A, np.sqrt(G / (G - 1) * (c**2).sum()), delong

out = dict(versions=dict(numpy=np.__version__, scipy=scipy.__version__, sklearn=sklearn.__version__, statsmodels=statsmodels.__version__))
out['auc'] = {}
for k, v in values.items():
    A, se, delong = clustered_auc(v, outcome, person)
    h = stats.norm.ppf(0.975) * se / (A * (1 - A)); l = np.log(A / (1 - A))
    out['auc'][k] = dict(sklearn=roc_auc_score(outcome, v), estimate=A, se=se, delong=delong,
                         lower=1 / (1 + np.exp(-(l - h))), upper=1 / (1 + np.exp(-(l + h))))

out['iv'] = {}
def iv(w, k):
    ev = np.bincount(codes[k], weights=w * outcome, minlength=codes[k].max() + 1)
    ne = np.bincount(codes[k], weights=w * (1 - outcome), minlength=codes[k].max() + 1)
    p, q = ev / ev.sum(), ne / ne.sum()
    return ((p - q) * np.log(p / q)).sum()
for k in codes:
    # infinitesimal jackknife by numerical derivative in the weight of each person
    G, eps = people, 1e-4
    u = []
    for g in range(G):
        up, dn = np.ones(n), np.ones(n)
        up[person == g] += eps; dn[person == g] -= eps
        u.append((iv(up, k) - iv(dn, k)) / (2 * eps))
    out['iv'][k] = dict(value=iv(np.ones(n), k), se=float(np.sqrt(G / (G - 1) * (np.array(u)**2).sum())))

out['correlation'] = np.corrcoef(X.to_numpy().T).tolist()
D = sm.add_constant(X)
out['vif'] = [variance_inflation_factor(D.to_numpy(), i + 1) for i in range(X.shape[1])]
full = sm.Logit(outcome, D).fit(disp=0, tol=1e-12, method='newton')
out['gain'] = {}
for k in X.columns:
    small = sm.Logit(outcome, D.drop(columns=k)).fit(disp=0, tol=1e-12, method='newton')
    lr = 2 * (full.llf - small.llf)
    out['gain'][k] = dict(loglik=full.llf - small.llf, p=stats.chi2.sf(lr, 1))
L = pd.get_dummies(pd.Series(codes['d']), prefix='d', drop_first=True).astype(float)
base = sm.Logit(outcome, D[['const', 'a']]).fit(disp=0, tol=1e-12, method='newton')
more = sm.Logit(outcome, pd.concat([D[['const', 'a']], L], axis=1)).fit(disp=0, tol=1e-12, method='newton')
out['levels'] = dict(loglik=more.llf - base.llf, df=4, p=stats.chi2.sf(2 * (more.llf - base.llf), 4))
json.dump(out, sys.stdout, indent=1, default=float)
