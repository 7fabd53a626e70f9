"""Expected values for tests/numeric and tests/fit. Python 3, numpy, scipy, statsmodels (versions are written to expected.json)."""
import json, platform
import numpy as np, scipy, statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

rng = np.random.default_rng(20261122)
people = np.repeat(np.arange(60), rng.integers(1, 7, 60))
n = len(people)
effect = rng.normal(0, 0.8, 60)[people]
x1 = np.round(rng.normal(0, 1, n) + effect, 3)
x2 = np.round(1e6 * rng.uniform(0, 1, n), 0)
level = rng.integers(0, 4, n)
offset = np.round(rng.normal(0, 0.3, n), 3)
y = (rng.uniform(0, 1, n) < 1 / (1 + np.exp(-(-0.4 + 0.7 * x1 + 4e-7 * x2 - 0.5 * (level == 2) + effect)))).astype(int)
X = np.column_stack([np.ones(n), x1, x2] + [(level == k).astype(float) for k in (1, 2, 3)])


def fit(X, **kw):
    scale = np.maximum(1, np.abs(X).max(axis=0))
    m = sm.GLM(y, X / scale, family=sm.families.Binomial(), **{k: v for k, v in kw.items() if k == 'offset'})
    fit_kw = {k: v for k, v in kw.items() if k != 'offset'}
    r = m.fit(tol=1e-14, maxiter=200, **fit_kw)
    return r, scale


r, s = fit(X)
ro, so = fit(X, offset=offset)
rc, sc = fit(X, cov_type='cluster', cov_kwds={'groups': people, 'use_correction': False})
rd, sd = fit(X, cov_type='cluster', cov_kwds={'groups': people, 'use_correction': True})
rh, sh = fit(X, cov_type='HC0')
G = len(np.unique(people))

ridge = 2.5


def penalised(X, y):
    b = np.zeros(X.shape[1])
    P = ridge * np.eye(X.shape[1]); P[0, 0] = 0
    for _ in range(200):
        p = 1 / (1 + np.exp(-X @ b)); w = p * (1 - p)
        b = b + np.linalg.solve(X.T @ (X * w[:, None]) + P, X.T @ (y - p) - P @ b)
    eta = X @ b
    return b, float(np.sum(y * eta - np.logaddexp(0, eta)))


Xr = np.delete(X, 2, axis=1)
br, llr = penalised(Xr, y)
z = np.sort(np.round(rng.normal(0, 1, 13), 4))
out = {
    'tools': {'python': platform.python_version(), 'numpy': np.__version__, 'scipy': scipy.__version__, 'statsmodels': statsmodels.__version__},
    'data': {'person': people.tolist(), 'x1': x1.tolist(), 'x2': x2.tolist(), 'level': level.tolist(), 'offset': offset.tolist(), 'y': y.tolist()},
    'plain': {'estimates': (r.params / s).tolist(), 'se': (r.bse / s).tolist(), 'p': r.pvalues.tolist(), 'loglik': float(r.llf), 'null': float(r.llnull),
              'conf': (r.conf_int(0.1) / s[:, None]).tolist()},
    'offset': {'estimates': (ro.params / so).tolist(), 'se': (ro.bse / so).tolist(), 'loglik': float(ro.llf), 'null': float(ro.llnull)},
    'clustered': {'se_uncorrected': (rc.bse / sc).tolist(), 'se_statsmodels_default': (rd.bse / sd).tolist(), 'clusters': G, 'n': n},
    'hc0': {'se': (rh.bse / sh).tolist()},
    'ridge': {'ridge': ridge, 'estimates': br.tolist(), 'loglik': llr},
    'proportions': [
        {'successes': int(k), 'trials': int(m), 'confidence': c,
         'wilson': list(map(float, proportion_confint(k, m, 1 - c, 'wilson'))),
         'exact': list(map(float, proportion_confint(k, m, 1 - c, 'beta')))}
        for k, m, c in [(0, 12, 0.95), (12, 12, 0.95), (3, 40, 0.95), (50, 100, 0.9), (1, 5000, 0.99), (2499, 2500, 0.95), (137, 1013, 0.95)]],
    'quantiles': {'sorted': z.tolist(), 'p': [0, 0.025, 0.1, 0.5, 0.77, 0.975, 1], 'value': [float(np.quantile(z, p)) for p in [0, 0.025, 0.1, 0.5, 0.77, 0.975, 1]]},
}
json.dump(out, open('expected.json', 'w'), indent=1)
print(out['tools'], n, G)
