"""Clustered DeLong (Obuchowski 1997) by its definition: all pairs, person by person.

Independent of the workbench: no ranks, no sorting; the m x n matrix of pairs is written out."""
import json
from pathlib import Path

import numpy as np
from scipy.stats import norm

rng = np.random.default_rng(20261123)
people = 120
person = np.repeat(np.arange(people), rng.integers(1, 5, people))
n = len(person)
base = rng.normal(size=people)[person]
label = (rng.uniform(size=people)[person] < 1 / (1 + np.exp(1.2 - base - 0.5 * rng.normal(size=n)))).astype(int)
first = np.round(base + 0.7 * rng.normal(size=n), 1)
second = np.round(0.6 * base + rng.normal(size=n), 1)


def parts(score, cluster):
    x, y = score[label == 1], score[label == 0]
    pairs = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
    theta = pairs.mean()
    cx, cy = cluster[label == 1], cluster[label == 0]
    names = np.unique(cluster)
    v10, v01 = pairs.mean(axis=1) - theta, pairs.mean(axis=0) - theta
    return theta, np.array([v10[cx == c].sum() for c in names]), np.array([v01[cy == c].sum() for c in names])


def covariance(a, b, cluster):
    m, k = (label == 1).sum(), (label == 0).sum()
    i10 = len(np.unique(cluster[label == 1]))
    i01 = len(np.unique(cluster[label == 0]))
    i = len(np.unique(cluster))
    s10 = i10 / ((i10 - 1) * m) * (a[1] * b[1]).sum()
    s01 = i01 / ((i01 - 1) * k) * (a[2] * b[2]).sum()
    s11 = i / (i - 1) * (a[1] * b[2]).sum()
    s11b = i / (i - 1) * (b[1] * a[2]).sum()
    return s10 / m + s01 / k + (s11 + s11b) / (m * k)


def compare(cluster):
    a, b = parts(first, cluster), parts(second, cluster)
    va, vb, vab = covariance(a, a, cluster), covariance(b, b, cluster), covariance(a, b, cluster)
    z = (a[0] - b[0]) / np.sqrt(va + vb - 2 * vab)
    return dict(first=a[0], second=b[0], seFirst=va ** 0.5, seSecond=vb ** 0.5,
                seDifference=(va + vb - 2 * vab) ** 0.5, z=z, p=2 * norm.sf(abs(z)))


here = Path(__file__).parent
rows = dict(person=person.tolist(), label=label.tolist(), first=first.tolist(), second=second.tolist())
(here / "input.json").write_text(json.dumps(rows) + "\n")
out = dict(clustered=compare(person), independent=compare(np.arange(n)))
(here / "expected.json").write_text(json.dumps(out, indent=1) + "\n")
