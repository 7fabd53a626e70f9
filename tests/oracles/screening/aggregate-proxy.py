"""AUC of invented published tables by scikit-learn (weights: people x share), its error by the jackknife over people, and the AUC of the
population. Run: python aggregate-proxy.py > aggregate-proxy.json"""
import json
import numpy as np
from sklearn.metrics import roc_auc_score

rng = np.random.default_rng(11)

def auc(n, share):
    weight = np.concatenate([n * share, n * (1 - share)])
    return roc_auc_score(np.repeat([1, 0], len(n)), np.concatenate([share, share]), sample_weight=weight)

def one(k, strength):
    population = rng.integers(2000, 90000, k)
    rate = 1 / (1 + np.exp(-(-1.5 + strength * rng.normal(size=k))))
    group = np.round(population * rate).astype(int); rest = population - group
    people = rng.integers(0, 200, k)
    share = group / population
    total = people.sum()
    theta = auc(people, share)
    left = np.array([auc(np.where(np.arange(k) == c, people - 1, people), share) if people[c] > 0 else 0 for c in range(k)])
    mean = (people * left).sum() / total
    se = np.sqrt((total - 1) / total * (people * (left - mean) ** 2).sum())
    return dict(people=people.tolist(), group=group.tolist(), rest=rest.tolist(), auc=theta, jackknife=se, population=auc(population, share))

print(json.dumps([one(4, 1.0), one(30, 0.6), one(120, 0.0), one(120, 1.5)], indent=1))
