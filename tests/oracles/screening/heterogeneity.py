"""Q, Paule-Mandel and Q-profile for correlated estimates by scipy (root finding on the definition, dense inverse).
Run: python heterogeneity.py > heterogeneity.json"""
import json
import numpy as np
from scipy import optimize, stats

rng = np.random.default_rng(5)

def one(k, spread, rho):
    sd = rng.uniform(0.01, 0.04, k)
    R = np.full((k, k), rho); np.fill_diagonal(R, 1)
    V = R * np.outer(sd, sd)
    theta = 0.68 + spread * rng.normal(size=k) + rng.multivariate_normal(np.zeros(k), V)
    def gls(t2):
        W = np.linalg.inv(V + t2 * np.eye(k)); o = np.ones(k)
        mu = o @ W @ theta / (o @ W @ o); r = theta - mu
        return r @ W @ r, mu
    Q = lambda t: gls(t * t)[0]
    def cross(level):
        return 0.0 if Q(0) <= level else float(optimize.brentq(lambda t: Q(t) - level, 0, 5, xtol=1e-15))
    df = k - 1
    est = cross(df)
    return dict(theta=theta.tolist(), covariance=V.ravel().tolist(), q=float(Q(0)), p=float(stats.chi2.sf(Q(0), df)), estimate=est,
                lower=cross(stats.chi2.isf(0.025, df)), upper=cross(stats.chi2.isf(0.975, df)), mean=float(gls(est ** 2)[1]))

print(json.dumps([one(k, s, r) for k, s, r in [(2, 0.05, 0), (5, 0, 0), (5, 0.05, 0.3), (12, 0.03, 0.6), (12, 0, 0.2), (30, 0.1, 0.1)]], indent=1))
