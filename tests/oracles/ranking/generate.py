"""Expected values for tests/ranking: AUC with ties, hypergeometric draws at the cut, recall within lists, deciles."""
import json
from math import floor
from pathlib import Path

import numpy as np
from scipy.stats import hypergeom
from sklearn.metrics import roc_auc_score

rng = np.random.default_rng(20261122)
n = 400
person = rng.integers(0, 150, n)
lists = rng.integers(0, 7, n)
score = np.round(rng.normal(size=n) + 0.4 * (person % 3), 1)  # heavily tied
label = (rng.uniform(size=n) < 1 / (1 + np.exp(2.2 - score))).astype(int)
probability = 1 / (1 + np.exp(2.2 - score))


def top(score, label, k):
    order = np.argsort(-score, kind="stable")
    if k == 0:
        return dict(size=0, expected=0.0, worst=0, best=0, variance=0.0, tied=0, drawn=0)
    threshold = score[order[k - 1]]
    above, tied = score > threshold, score == threshold
    m, t, e = k - above.sum(), tied.sum(), label[tied].sum()
    h = hypergeom(t, e, m)
    low, high = h.support()
    certain = label[above].sum()
    return dict(size=int(k), threshold=float(threshold), expected=float(certain + h.mean()), worst=int(certain + low),
                best=int(certain + high), variance=0.0 if m == t else float(h.var()), tied=int(t), drawn=int(m))


pooled = {str(k): top(score, label, floor(k * n)) for k in (0.1, 0.2, 0.5)}
within = {}
for k in (0.1, 0.2, 0.5):
    parts = [top(score[lists == c], label[lists == c], floor(k * (lists == c).sum())) for c in range(7)]
    within[str(k)] = {f: float(sum(p[f] for p in parts)) for f in ("size", "expected", "worst", "best", "variance", "tied", "drawn")}

cumulative = [top(score, label, floor(j * n / 10))["expected"] for j in range(1, 11)]
predicted = []
for j in range(1, 11):
    k = floor(j * n / 10)
    threshold = np.sort(score)[::-1][k - 1]
    tied = score == threshold
    predicted.append(float(probability[score > threshold].sum() + (k - (score > threshold).sum()) * probability[tied].mean()))

here = Path(__file__).parent
(here / "input.json").write_text(json.dumps(dict(score=score.tolist(), label=label.tolist(), person=person.tolist(),
                                                  list=lists.tolist(), probability=probability.tolist())) + "\n")
(here / "expected.json").write_text(json.dumps(dict(auc=float(roc_auc_score(label, score)), pooled=pooled, within=within,
                                                     cumulativeEvents=cumulative, cumulativePredicted=predicted), indent=1) + "\n")
