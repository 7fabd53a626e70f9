"""Lists through time, by data frames and sets: intake with places, churn, and recall bounds over all outcomes of the unknown rows."""
import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

rng = np.random.default_rng(20261125)
rows = []
for who in range(400):
    office, enter, weeks = int(rng.integers(3)), int(rng.integers(6)), int(rng.integers(1, 10))
    risk = rng.normal()
    event = int(enter + rng.integers(12)) if rng.uniform() < 1 / (1 + np.exp(1 - risk)) else -1
    for week in range(enter, enter + weeks):
        if event >= 0 and week > event:
            break
        rows.append(dict(person=who, office=office, period=week, score=float(np.round(risk + 0.5 * rng.normal(), 1)), eventPeriod=event))
d = pd.DataFrame(rows)


def intake(by, capacity, leave=True):
    offered, places = {}, 0
    for key, part in d.groupby(by, sort=True):
        week = int(part.period.iloc[0])
        pool = part[~part.person.isin(offered)] if leave else part
        chosen = pool.sort_values("score", ascending=False, kind="stable").head(capacity)
        places += len(chosen)
        for who in chosen.person:
            offered.setdefault(who, week)
    event = d.groupby("person").eventPeriod.first()
    leads = sorted(event[w] - t for w, t in offered.items() if event[w] >= t)
    course = [sum(t <= week for t in offered.values()) for week in sorted(d.period.unique())]
    return dict(offered=len(offered), places=places, reached=len(leads), eventPeople=int((event >= 0).sum()),
                quartiles=np.quantile(leads, [.25, .5, .75]).tolist(), course=course)


churn = []
listed = d.groupby("period").score.rank(ascending=False, method="first") <= 40
weeks = sorted(d.period.unique())
for a, b in zip(weeks, weeks[1:]):
    pool = [set(d.person[d.period == w]) for w in (a, b)]
    on = [set(d.person[(d.period == w) & listed]) for w in (a, b)]
    churn.append(dict(both=len(on[0] & on[1]), entrants=len(on[1] - on[0]), leavers=len(on[0] - on[1]),
                      jaccard=len(on[0] & on[1]) / len(on[0] | on[1]), newInPool=len(on[1] - pool[0]), leftPool=len(on[0] - pool[1])))

n = 24
score = rng.integers(0, 6, n)
label = rng.choice([0, 1, 255], n, p=[.4, .25, .35])
k = 8
order = np.sort(score)[::-1]
t = order[k - 1]
chance = np.where(score > t, 1.0, np.where(score == t, (k - (score > t).sum()) / (score == t).sum(), 0.0))
unknown = np.flatnonzero(label == 255)
values = []
for fill in itertools.product([0, 1], repeat=len(unknown)):
    y = label.copy()
    y[unknown] = fill
    values.append((chance * y).sum() / y.sum())
known = label == 1
p = np.round(rng.uniform(size=n), 2)
e = np.where(label == 255, p, label)

here = Path(__file__).parent
(here / "input.json").write_text(json.dumps(dict(rows={c: d[c].tolist() for c in d}, listed=listed.astype(int).tolist(),
    maturity=dict(score=score.tolist(), label=label.tolist(), probability=p.tolist(), size=k))) + "\n")
(here / "expected.json").write_text(json.dumps(dict(
    offices=intake(["period", "office"], 5), one=intake(["period"], 20), staying=intake(["period", "office"], 5, False), churn=churn,
    spearman=float(spearmanr(d.score, d.person % 7).statistic),
    maturity=dict(known=float(chance[known].sum() / known.sum()), worst=float(min(values)), best=float(max(values)),
                  asPredicted=float((chance * e).sum() / e.sum()))), indent=1, default=int) + "\n")
