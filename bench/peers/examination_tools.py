"""What the parts of the examination share: logistic fits that start from a known one, clustered errors, and the list of a resample."""
import os
import sys
import time
from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
from scipy.stats import norm

Z = norm.ppf(0.975)


@contextmanager
def step(name):
    """Seconds of a step on the standard error, where STEPS asks for them."""
    begin = time.perf_counter()
    yield
    if "STEPS" in os.environ:
        print(f"{time.perf_counter() - begin:8.2f} s  {name}", file=sys.stderr, flush=True)


def sigmoid(eta):
    return 1 / (1 + np.exp(-eta))


def log_odds(p):
    clipped = np.clip(p, 1e-6, 1 - 1e-6)
    return np.log(clipped / (1 - clipped))


def with_one(x):
    return np.column_stack([np.ones(len(x)), x])


def newton(x, y, weight=None, start=None, offset=0.0, ridge=0.0, close=1e-6):
    """Logistic regression on the columns as they are; ends within a thousandth of a standard error of the maximum."""
    beta = np.zeros(x.shape[1]) if start is None else np.array(start, dtype=float)
    weight = 1.0 if weight is None else weight
    penalty = ridge * np.r_[0, np.ones(x.shape[1] - 1)]
    eta = x @ beta + offset
    for _ in range(30):
        p = sigmoid(eta)
        score = x.T @ (weight * (y - p)) - penalty * beta
        information = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        move = np.linalg.solve(information, score)
        change = x @ move
        # no row moves by more than this at once: without it a far start may run away
        scale = min(1.0, 4 / max(np.abs(change).max(), 1e-300))
        beta, eta = beta + scale * move, eta + scale * change
        if move @ score < close:
            break
    return SimpleNamespace(beta=beta, information=information)


def loglik(x, y, beta, offset=0.0):
    eta = x @ beta + offset
    return y @ eta - np.logaddexp(0, eta).sum()


def person_sums(values, person):
    """Sums by person; rows of a person lie next to each other."""
    return np.add.reduceat(values, np.flatnonzero(np.r_[True, np.diff(person) != 0]), axis=0)


def clustered(x, y, person, fit, offset=0.0):
    """Standard errors by person."""
    sums = person_sums(x * (y - sigmoid(x @ fit.beta + offset))[:, None], person)
    bread = np.linalg.inv(fit.information)
    return bread @ (sums.T @ sums) @ bread * len(sums) / (len(sums) - 1)


def ratio(numerator, denominator, person):
    """A ratio of sums with its error by person."""
    total = denominator.sum()
    if total == 0:
        return np.nan, np.nan
    value = numerator.sum() / total
    sums = person_sums(numerator - value * denominator, person)
    return value, np.sqrt(len(sums) / (len(sums) - 1) * (sums @ sums)) / total


def levels_of(woe):
    """Levels of a candidate from its weight of evidence, in ascending order."""
    return np.unique(woe, return_inverse=True)[1]


class TopList:
    """The list of the highest scores in a resample, at each share; equals at the cut share what places are left."""

    def __init__(self, score, y, person, shares, groups=()):
        order = np.argsort(-score, kind="stable")
        top = order[: int(min(1, 2 * max(shares)) * len(order))] if len(order) > 1000 else order
        self.shares, self.person, self.y = shares, person[top], y[top].astype(float)
        self.ends = np.flatnonzero(np.r_[np.diff(score[top]) != 0, True])
        self.rows, self.events = np.bincount(person), np.bincount(person, weights=y)
        self.groups = [(codes[top], codes.max() + 1) for codes in groups]

    def listed(self, weights):
        """Weight on the list of the rows from the top, for each share."""
        w = weights[self.person].astype(float)
        rows = np.cumsum(w)
        total = weights[: len(self.rows)] @ self.rows
        for share in self.shares:
            size = np.floor(share * total + 1e-9)
            cut = np.searchsorted(rows[self.ends], size)
            first, last = (self.ends[cut - 1] + 1 if cut else 0), self.ends[cut] + 1
            above = rows[first - 1] if first else 0.0
            on = w[:last].copy()
            on[first:] *= (size - above) / (rows[last - 1] - above)
            yield on

    def __call__(self, weights):
        """Recall and precision at each share."""
        events = weights[: len(self.events)] @ self.events
        return [number for on in self.listed(weights) for caught in [on @ self.y[: len(on)]] for number in (caught / events, caught / on.sum())]

    def by_group(self, weights):
        """At the first share, for each attribute: listed rows and listed events of every group."""
        on = next(self.listed(weights))
        found = on * self.y[: len(on)]
        return [(np.bincount(codes[: len(on)], on, count), np.bincount(codes[: len(on)], found, count)) for codes, count in self.groups]


def percentiles(drawn):
    return np.nanquantile(drawn, [0.025, 0.975], axis=0)
