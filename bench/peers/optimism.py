"""Optimism of AUC and recall by refitting on resampled people: what one would write in Python."""
import numpy as np
from harness import serve
from sklearn.metrics import roc_auc_score


def _recall(eta, y, w, share):
    """Share of the events among the top `share` of the weighted rows; ties at the cut by expectation."""
    order = np.argsort(-eta, kind="stable")
    rows, events, eta = np.cumsum(w[order]), np.cumsum((w * y)[order]), eta[order]
    ends = np.flatnonzero(np.r_[eta[1:] != eta[:-1], True])
    rows, events = rows[ends], events[ends]
    size = np.floor(share * rows[-1] + 1e-9)
    cut = np.searchsorted(rows, size)
    above_rows, above = (rows[cut - 1], events[cut - 1]) if cut > 0 else (0, 0)
    return (above + (size - above_rows) * (events[cut] - above) / (rows[cut] - above_rows)) / events[-1]


def _loop(fit, matrix, outcome, person, known, replicates, share):
    x = np.ascontiguousarray(np.load(matrix))
    y = np.load(outcome).astype(np.float64)
    person, known = np.load(person), np.load(known)
    people = len(known)
    full = np.column_stack([np.ones(len(y)), x])
    every = np.ones(len(y))

    def measures(beta, w):
        eta = full @ beta
        kept = w > 0
        return roc_auc_score(y[kept], eta[kept], sample_weight=w[kept]), _recall(eta, y, w, share)

    # the fit on everyone and its measures are not timed: they come once, however many refits are run
    start, w = fit(full, y, every, None), known[person].astype(np.float64)
    (auc, recall), beta = measures(start, every), fit(full, y, w, start)
    answer = {"auc": auc, "recall": recall, "known": beta, "apparent": measures(beta, w)[0], "test": measures(beta, every)[0]}

    def work():
        random = np.random.default_rng(3)
        differences = []
        for _ in range(replicates):
            w = np.bincount(random.integers(people, size=people), minlength=people)[person].astype(np.float64)
            beta = fit(full, y, w, start)
            differences.append(np.subtract(measures(beta, w), measures(beta, every)))
        return {**answer, "optimism": np.mean(differences, axis=0)}

    return work


def _by_statsmodels(x, y, w, start):
    import statsmodels.api as sm

    kept = w > 0
    model = sm.GLM(y[kept], x[kept], family=sm.families.Binomial(), freq_weights=w[kept])
    return model.fit(start_params=start).params


def _by_sklearn(x, y, w, start):
    from sklearn.linear_model import LogisticRegression

    kept = w > 0
    fit = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-6, warm_start=True)
    if start is not None:
        fit.intercept_, fit.coef_ = start[:1], start[None, 1:]
    fit.fit(x[kept, 1:], y[kept], sample_weight=w[kept])
    return np.r_[fit.intercept_, fit.coef_[0]]


def _by_numpy(x, y, w, start):
    beta = np.zeros(x.shape[1]) if start is None else start.copy()
    kept = w > 0
    x, y, w = x[kept], y[kept], w[kept]
    for _ in range(25):
        p = 1 / (1 + np.exp(-(x @ beta)))
        step = np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x, x.T @ (w * (y - p)))
        beta += step
        if np.abs(step).max() < 1e-5:
            break
    return beta


serve(
    {
        "statsmodels": lambda **rest: _loop(_by_statsmodels, **rest),
        "sklearn": lambda **rest: _loop(_by_sklearn, **rest),
        "numpy": lambda **rest: _loop(_by_numpy, **rest),
    },
    {
        "statsmodels": ["statsmodels", "scikit-learn"],
        "sklearn": ["scikit-learn"],
        "numpy": ["numpy", "scikit-learn"],
    },
)
