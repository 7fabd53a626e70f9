"""Metrics, calibration and clustered errors of rows of people, from JSON on stdin; JSON on stdout."""
import json
import sys

import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

rows = {k: np.array(v) for k, v in json.load(sys.stdin).items()}
y, p, person = rows["label"], rows["probability"], rows["person"]
X = np.column_stack([np.ones(len(y)), rows["first"], rows["second"]] + [(rows["week"] == k).astype(float) for k in (1, 2, 3, 4)])
model = sm.GLM(y, X, family=sm.families.Binomial())
plain = model.fit(tol=1e-15, maxiter=200)
clustered = model.fit(tol=1e-15, maxiter=200, cov_type="cluster", cov_kwds=dict(groups=person, use_correction=False))
G = len(np.unique(person))
observed, predicted = calibration_curve(y, p, n_bins=10, strategy="uniform")
ridge = LogisticRegression(C=0.4, tol=1e-13, max_iter=10000, solver="newton-cholesky").fit(X[:, 1:], y)
levels = np.unique(p)
json.dump(dict(
    versions=dict(numpy=np.__version__, scipy=scipy.__version__, statsmodels=statsmodels.__version__, sklearn=sklearn.__version__),
    estimates=plain.params.tolist(), errors=plain.bse.tolist(), loglik=float(plain.llf),
    clustered=(clustered.bse * np.sqrt(G / (G - 1))).tolist(),
    auc=[roc_auc_score(y, rows["first"]), roc_auc_score(y, rows["second"])],
    scores=[brier_score_loss(y, p), log_loss(y, p)],
    curve=dict(observed=observed.tolist(), predicted=predicted.tolist()),
    levels=levels.tolist(), isotonic=IsotonicRegression(out_of_bounds="clip").fit(p, y).predict(levels).tolist(),
    ridge=[float(ridge.intercept_[0]), *ridge.coef_[0].tolist()],
), sys.stdout)
