"""CORP decomposition and isotonic rates by the max-min formula (no pooling), checked against scikit-learn's isotonic regression."""
import json
from pathlib import Path

import numpy as np
from sklearn.isotonic import IsotonicRegression

rng = np.random.default_rng(20261124)
n = 300
probability = np.round(rng.beta(1, 4, n), 2)
person = rng.integers(0, 110, n)
u = np.where(rng.uniform(size=110)[person] < 0.6, rng.uniform(size=110)[person], rng.uniform(size=n))
label = (u < np.clip(1.4 * probability - 0.05, 0, 1)).astype(int)

levels = np.unique(probability)
w = np.array([(probability == p).sum() for p in levels])
e = np.array([label[probability == p].sum() for p in levels])
rate = np.array([max(min(e[i:j + 1].sum() / w[i:j + 1].sum() for j in range(k, len(levels))) for i in range(k + 1))
                 for k in range(len(levels))])
sk = IsotonicRegression().fit(probability, label).predict(levels)
assert np.abs(rate - sk).max() < 1e-12
fitted = dict(zip(levels, rate))
c = np.array([fitted[p] for p in probability])
s, sc, sr = ((probability - label) ** 2).mean(), ((c - label) ** 2).mean(), ((label.mean() - label) ** 2).mean()

common = pairs = 0.0
for who in np.unique(person):
    p, r = probability[person == who], (label - probability)[person == who]
    for i in range(len(p)):
        for j in range(i):
            pairs += r[i] * r[j]
            common += min(p[i], p[j]) - p[i] * p[j]

here = Path(__file__).parent
(here / "input.json").write_text(json.dumps(dict(probability=probability.tolist(), label=label.tolist(), person=person.tolist())) + "\n")
(here / "expected.json").write_text(json.dumps(dict(brier=s, miscalibration=s - sc, discrimination=sr - sc, uncertainty=sr,
    levels=levels.tolist(), rates=rate.tolist(), dependence=float(np.clip(pairs / common, 0, 1)), rawDependence=pairs / common), indent=1) + "\n")
