"""Tail of Hotelling's T-squared by scipy's F distribution. Run: python hotelling.py > hotelling.json"""
import json
from scipy import stats

cases = []
for people in (8, 40, 120, 5000, 300000, 4000000):
    for df in (1, 2, 3, 7):
        for q in (0.3, 5.0, 7.815, 30.0, 90.0):
            cases.append(dict(q=q, df=df, people=people, p=float(stats.f.sf(q * (people - df) / (df * (people - 1)), df, people - df))))
print(json.dumps(cases))
