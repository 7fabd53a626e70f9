"""Expected values for the group audit. Run: python generate.py > expected.json (writes input.json too)."""
import json, sys
import numpy as np, pandas as pd, scipy, statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint, confint_proportions_2indep, proportions_ztest
from statsmodels.stats.weightstats import ztost

rng = np.random.default_rng(20261122)
people = 160
weeks = rng.integers(1, 6, people)
person = np.repeat(np.arange(people), weeks)
n = len(person)
frail = rng.normal(0, 1, people)[person]
group = np.repeat(rng.integers(0, 3, people), weeks)
group = np.where(rng.random(n) < 0.06, (group + 1) % 3, group)       # some people change group
label = (rng.random(n) < 1 / (1 + np.exp(-(-1 + frail)))).astype(int)
score = np.round(1 / (1 + np.exp(-(-1 + 0.8 * frail + rng.normal(0, 1, n) + 0.3 * (group == 1)))), 2)
k = n // 5
cut = np.sort(score)[::-1][k - 1]
above = (score > cut).sum(); tied = (score == cut).sum()
chance = np.where(score > cut, 1.0, np.where(score == cut, (k - above) / tied, 0.0))
json.dump(dict(person=person.tolist(), group=group.tolist(), label=label.tolist(), score=score.tolist(), chance=chance.tolist()),
          open('input.json', 'w'))

metrics = dict(
    selectionRate=(chance, np.ones(n)), recall=(chance * label, label.astype(float)),
    precision=(chance * label, chance), observedToExpected=(label.astype(float), score))
out = dict(versions=dict(numpy=np.__version__, scipy=scipy.__version__, statsmodels=statsmodels.__version__), metrics={})
for name, (num, den) in metrics.items():
    rows = den > 0
    y, w, g, p = num[rows] / den[rows], den[rows], group[rows], person[rows]
    res = dict(groups=[], comparisons=[])
    for j in range(3):
        m = g == j
        clusters = len(np.unique(p[m]))
        f = sm.WLS(y[m], np.ones(m.sum()), weights=w[m]).fit(cov_type='cluster', cov_kwds=dict(groups=p[m]))
        R, se = f.params[0], f.bse[0]
        row = dict(estimate=R, se=se, people=clusters)
        if name != 'observedToExpected':
            neff = R * (1 - R) / se**2
            row['lower'], row['upper'] = proportion_confint(R * neff, neff, 0.05, 'wilson')
        else:
            z = stats.norm.ppf(0.975)
            row['lower'], row['upper'] = R * np.exp(-z * se / R), R * np.exp(z * se / R)
        res['groups'].append(row)
    for j in (1, 2):
        m = (g == j) | (g == 0)
        X = np.column_stack([g[m] == 0, g[m] == j]).astype(float)
        G = len(np.unique(p[m]))
        f = sm.WLS(y[m], X, weights=w[m]).fit(cov_type='cluster', cov_kwds=dict(groups=p[m], use_correction=False))
        V = f.cov_params() * G / (G - 1)
        d = f.params[1] - f.params[0]
        se = np.sqrt(V[1, 1] + V[0, 0] - 2 * V[0, 1])
        rho = V[0, 1] / np.sqrt(V[0, 0] * V[1, 1])
        pooled = (w[m] * y[m]).sum() / w[m].sum()
        e = w[m] * (y[m] - pooled)
        sign = np.where(g[m] == j, 1 / w[m][g[m] == j].sum(), -1 / w[m][g[m] == 0].sum())
        u = pd.Series(e * sign).groupby(p[m]).sum().to_numpy()
        z = d / np.sqrt(G / (G - 1) * (u**2).sum())
        row = dict(group=j, difference=d, se=se, correlation=rho, z=z, p=2 * stats.norm.sf(abs(z)))
        if name != 'observedToExpected':
            a, b = res['groups'][j], res['groups'][0]
            dl, du = a['estimate'] - a['lower'], a['upper'] - a['estimate']
            el, eu = b['estimate'] - b['lower'], b['upper'] - b['estimate']
            row['lower'] = d - np.sqrt(dl**2 + eu**2 - 2 * rho * dl * eu)
            row['upper'] = d + np.sqrt(du**2 + el**2 - 2 * rho * du * el)
        row['tost'] = max(stats.norm.cdf((d - 0.1) / se), stats.norm.sf((d + 0.1) / se))
        res['comparisons'].append(row)
    out['metrics'][name] = res

ps = [0.001, 0.0499, 0.2, 0.2, 0.9, 1.0, 0.012, 3e-12]
out['by'] = dict(p=ps, adjusted=multipletests(ps, method='fdr_by')[1].tolist())
lo, hi = confint_proportions_2indep(9, 41, 15, 38, method='newcomb', compare='diff', alpha=0.05)
out['newcombe'] = dict(a=[9, 41], b=[15, 38], lower=lo, upper=hi)
out['twoProportions'] = []
for a, b in (((4, 53), (4, 169)), ((9, 288), (5, 99)), ((2, 24), (1, 76)), ((0, 12), (7, 30))):
    z, p = proportions_ztest([a[0], b[0]], [a[1], b[1]], alternative='larger')
    out['twoProportions'].append(dict(a=a, b=b, z=z, upper=p, lower=1 - p))
json.dump(out, sys.stdout, indent=1, default=float)
