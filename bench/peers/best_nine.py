"""The best nine of twenty candidates in a logistic regression."""
from itertools import combinations

import numpy as np
from harness import serve


def _newton(x, y):
    """Maximum log-likelihood with an intercept; x holds the chosen columns."""
    x = np.column_stack([np.ones(len(y)), x])
    beta = np.zeros(x.shape[1])
    for _ in range(25):
        eta = x @ beta
        p = 1 / (1 + np.exp(-eta))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x, x.T @ (y - p))
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    eta = x @ beta
    return float(y @ eta - np.logaddexp(0, eta).sum())


def _load(matrix, outcome):
    return np.asfortranarray(np.load(matrix)), np.load(outcome).astype(np.float64)


def abess(matrix, outcome, size):
    from abess.linear import LogisticRegression

    x, y = _load(matrix, outcome)
    x = np.ascontiguousarray(x)

    def work():
        fit = LogisticRegression(support_size=size).fit(x, y)
        return np.flatnonzero(fit.coef_).tolist()

    def with_likelihood():
        chosen = work()
        return {"set": chosen, "loglik": _newton(x[:, chosen], y)}

    return with_likelihood


def brute(matrix, outcome, fits, best):
    x, y = _load(matrix, outcome)
    random = np.random.default_rng(1)
    sets = [np.sort(random.choice(x.shape[1], len(best), replace=False)) for _ in range(fits)]
    small = max(((_newton(x[:, list(one)], y), one) for one in combinations(range(10), 3)))
    known = {"own": _newton(x[:, best], y), "small": {"set": list(small[1]), "loglik": small[0]}}

    def work():
        for one in sets:
            _newton(x[:, one], y)
        return known

    return work


serve({"abess": abess, "brute": brute}, {"abess": ["abess", "numpy"], "brute": ["numpy"]})
