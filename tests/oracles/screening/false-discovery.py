"""Adjusted p-values by statsmodels. Run: python false-discovery.py > false-discovery.json"""
import json
import numpy as np
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(3)
sets = [[0.2], [0.01, 0.01, 0.01], [0, 1, 0.5], list(rng.random(20)), list(rng.random(20) ** 4), [0.04, 0.03, 0.02, 0.01, 0.05],
        list(np.round(rng.random(40) ** 3, 2))]
print(json.dumps([dict(p=[float(x) for x in p], holm=multipletests(p, method='holm')[1].tolist(),
                       fdr_bh=multipletests(p, method='fdr_bh')[1].tolist()) for p in sets], indent=1))
