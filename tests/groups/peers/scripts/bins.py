"""Optimal binnings and information values of columns of Adult by optbinning, from JSON on stdin; JSON on stdout."""
import json
import sys

import numpy as np
import optbinning
import pandas as pd
from optbinning import OptimalBinning

given = json.load(sys.stdin)
rows = pd.read_csv(given["data"])
y = (rows["income-per-year"] == ">50K").astype(int).to_numpy()
out = []
for case in given["cases"]:
    x = rows[case["column"]].to_numpy(dtype=float)
    model = OptimalBinning(dtype="numerical", solver="cp", monotonic_trend=case["trend"], max_n_bins=case["maxBins"], min_prebin_size=1e-6,
                           min_bin_n_event=50, min_bin_n_nonevent=50, user_splits=case["splits"], time_limit=30)
    model.fit(x, y)
    table = model.binning_table.build(add_totals=False)
    bins = table[table["Count"] > 0]
    out.append(dict(status=model.status, edges=[float(s) for s in model.splits], iv=float(model.binning_table.iv),
                    woe=[-float(w) for w in bins["WoE"]], events=[int(e) for e in bins["Event"]], rows=[int(n) for n in bins["Count"]]))
json.dump(dict(version=optbinning.__version__, cases=out), sys.stdout)
