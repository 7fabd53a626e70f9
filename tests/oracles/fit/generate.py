"""Expected values for tests/fit. First run writes input.csv; `Rscript generate.R` then `python generate.py` write the expected values."""
import json, os, platform, sys
import numpy as np, scipy, sklearn, pandas as pd
from scipy.optimize import brentq, minimize
from sklearn.linear_model import LogisticRegression

here = os.path.dirname(os.path.abspath(__file__))
path = os.path.join(here, 'input.csv')
if not os.path.exists(path):
    rng = np.random.default_rng(20261123)
    parts = []
    for name, n in (('small', 80), ('separated', 60)):
        x = np.round(rng.normal(2, 3, n), 2)
        z = rng.integers(0, 2, n)
        level = rng.integers(0, 3, n)
        p = 1 / (1 + np.exp(-(-1.2 + 0.35 * x + 0.6 * z - 0.8 * (level == 2))))
        y = (rng.uniform(size=n) < p).astype(int)
        if name == 'separated':
            y[z == 1] = 1  # z = 1 holds events only: maximum likelihood does not exist
        parts.append(pd.DataFrame(dict(set=name, x=x, z=z, l1=(level == 1).astype(int), l2=(level == 2).astype(int), y=y)))
    pd.concat(parts).to_csv(path, index=False)
d = pd.read_csv(path)


def frame(name):
    s = d[d.set == name]
    return np.column_stack([np.ones(len(s)), s.x, s.z, s.l1, s.l2]).astype(float), s.y.to_numpy(float)


# Firth (1993), written from the definition: l*(b) = l(b) + log det(X'WX) / 2, maximised over the free coefficients.
def parts_of(X, y, b):
    eta = X @ b
    p = 1 / (1 + np.exp(-eta))
    w = p * (1 - p)
    info = X.T @ (X * w[:, None])
    value = np.sum(y * eta - np.logaddexp(0, eta)) + 0.5 * np.linalg.slogdet(info)[1]
    h = w * np.einsum('ij,jk,ik->i', X, np.linalg.inv(info), X)
    return value, X.T @ (y - p + h * (0.5 - p)), info


def best(X, y, fixed={}):
    k = X.shape[1]
    free = [j for j in range(k) if j not in fixed]
    b = np.zeros(k)
    for j, v in fixed.items():
        b[j] = v
    if not free:
        return parts_of(X, y, b)[0], b

    def f(t):
        c = b.copy(); c[free] = t
        value, score, _ = parts_of(X, y, c)
        return -value, -score[free]

    r = minimize(f, b[free], jac=True, method='BFGS', options=dict(gtol=1e-7, maxiter=5000))
    t = r.x
    # Newton with a numerical Hessian to the last digits
    for _ in range(8):
        g = f(t)[1]
        step = 1e-5
        H = np.array([(f(t + step * e)[1] - f(t - step * e)[1]) / (2 * step) for e in np.eye(len(t))])
        t = t - np.linalg.solve((H + H.T) / 2, g)
    b[free] = t
    return -f(t)[0], b


q = scipy.stats.chi2.ppf(0.95, 1)


def firth(name):
    X, y = frame(name)
    top, b = best(X, y)
    se = np.sqrt(np.diag(np.linalg.inv(parts_of(X, y, b)[2])))
    stat, lower, upper = [], [], []
    for j in range(len(b)):
        stat.append(2 * (top - best(X, y, {j: 0.0})[0]))
        g = lambda v: 2 * (top - best(X, y, {j: v})[0]) - q
        def root(side):
            far = 1.0
            while g(b[j] + side * far * se[j]) < 0:
                far *= 1.5
            return brentq(g, b[j], b[j] + side * far * se[j], xtol=1e-13, rtol=1e-13)
        lower.append(root(-1)); upper.append(root(1))
    return dict(estimates=b.tolist(), se=se.tolist(), penalised=top, statistic=stat, p=scipy.stats.chi2.sf(stat, 1).tolist(),
                lower=lower, upper=upper, blockStatistic=2 * (top - best(X, y, {3: 0.0, 4: 0.0})[0]))


def packaged(name):
    """firthmodels (an implementation of its own), at its own tolerances."""
    from firthmodels import FirthLogisticRegression
    X, y = frame(name)
    m = FirthLogisticRegression(gtol=1e-8, xtol=1e-8, max_iter=500).fit(X[:, 1:], y)
    ci = m.conf_int(alpha=0.05, method='pl')
    order = [len(ci) - 1] + list(range(len(ci) - 1))
    return dict(estimates=[m.intercept_, *m.coef_], lower=ci[order, 0].tolist(), upper=ci[order, 1].tolist())


X, y = frame('small')
sk = LogisticRegression(C=1 / 2.5, tol=1e-12, max_iter=5000, solver='newton-cholesky').fit(X[:, 1:], y)

# Weighted likelihood (case-control weights) with the sandwich covariance, from the definition.
w1, w0 = 0.2, 3.0
w = np.where(y == 1, w1, w0)
b = np.zeros(X.shape[1])
for _ in range(100):
    p = 1 / (1 + np.exp(-X @ b))
    bread = np.linalg.inv(X.T @ (X * (w * p * (1 - p))[:, None]))
    b = b + bread @ (X.T @ (w * (y - p)))
meat = X.T @ (X * ((w * (y - p)) ** 2)[:, None])
out = dict(
    tools=dict(python=platform.python_version(), numpy=np.__version__, scipy=scipy.__version__, sklearn=sklearn.__version__),
    firth=dict(small=firth('small'), separated=firth('separated')),
    ridge=dict(ridge=2.5, estimates=[float(sk.intercept_[0]), *sk.coef_[0].tolist()]),
    weighted=dict(events=w1, nonEvents=w0, estimates=b.tolist(), se=np.sqrt(np.diag(bread @ meat @ bread)).tolist()),
)
try:
    import firthmodels
    from importlib.metadata import version
    out['tools']['firthmodels'] = version('firthmodels')
    out['package'] = dict(small=packaged('small'), separated=packaged('separated'))
except ImportError:
    pass
json.dump(out, open(os.path.join(here, 'expected.json'), 'w'), indent=1)
