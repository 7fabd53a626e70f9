"""Expected values for tests/calibration: clustered intercept and slope, clustered scores, weighted isotonic regression."""
import json
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, log_loss

rng = np.random.default_rng(20261122)
people = 200
rows = np.repeat(np.arange(people), rng.integers(1, 6, people))
rng.shuffle(rows)
shift = rng.normal(scale=0.8, size=people)[rows]
eta = np.round(rng.normal(loc=-1.0, scale=1.2, size=rows.size), 2)
label = (rng.uniform(size=rows.size) < 1 / (1 + np.exp(-(0.2 + 0.8 * eta + shift)))).astype(int)
p = 1 / (1 + np.exp(-eta))
eta = np.log(p) - np.log1p(-p)


def clustered(model, **fit):
    plain = model.fit(tol=1e-14, maxiter=200, **fit)
    robust = model.fit(tol=1e-14, maxiter=200, cov_type="cluster",
                       cov_kwds=dict(groups=rows, use_correction=False), **fit)
    factor = np.sqrt(people / (people - 1))
    return dict(estimate=plain.params.tolist(), modelStandardError=plain.bse.tolist(),
                standardError=(robust.bse * factor).tolist())


binomial = sm.families.Binomial()
slope = clustered(sm.GLM(label, sm.add_constant(eta), family=binomial))
large = clustered(sm.GLM(label, np.ones((rows.size, 1)), family=binomial, offset=eta))


def mean_error(values):
    fit = sm.OLS(values, np.ones(rows.size)).fit(cov_type="cluster", cov_kwds=dict(groups=rows, use_correction=False))
    return float(fit.bse[0] * np.sqrt(people / (people - 1)))


brier = (p - label) ** 2
loss = -np.where(label == 1, np.log(p), np.log1p(-p))
ratio = label.sum() / p.sum()
by_person = np.array([np.sum((label - ratio * p)[rows == g]) for g in range(people)])

x, inverse = np.unique(eta, return_inverse=True)
trials = np.bincount(inverse).astype(float)
events = np.bincount(inverse, weights=label)
isotonic = IsotonicRegression().fit(x, events / trials, sample_weight=trials).predict(x)

here = Path(__file__).parent
(here / "input.json").write_text(json.dumps(dict(probability=p.tolist(), label=label.tolist(), person=rows.tolist())) + "\n")
(here / "expected.json").write_text(json.dumps(dict(
    slope=slope, large=large,
    brier=dict(estimate=float(brier_score_loss(label, p)), standardError=mean_error(brier)),
    logLoss=dict(estimate=float(log_loss(label, p)), standardError=mean_error(loss)),
    observedToExpected=dict(estimate=float(ratio),
                            standardError=float(np.sqrt(people / (people - 1) * np.sum(by_person**2)) / p.sum())),
    isotonic=dict(x=x.tolist(), rate=isotonic.tolist())), indent=1) + "\n")
