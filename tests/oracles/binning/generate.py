"""Expected optimal binnings: optbinning 1.0.0 (constraint programming) on the same pre-splits and constraints.

Run: python generate.py   (writes expected.json beside this file)
"""
import json
import os
import platform
from pathlib import Path

import numpy as np
import optbinning
import ortools
from optbinning import OptimalBinning

rng = np.random.default_rng(20261122)


def rising(n):
    x = rng.integers(0, 24, n)
    p = 1 / (1 + np.exp(-(-3 + 0.12 * x)))
    return x, (rng.random(n) < p).astype(int)


def falling_with_noise(n):
    x = rng.integers(18, 67, n)
    p = 1 / (1 + np.exp(-(-1.2 - 0.02 * x + 0.3 * np.sin(x))))
    return x, (rng.random(n) < p).astype(int)


def hump(n):
    x = np.round(rng.gamma(2.0, 4.0, n)).clip(0, 35).astype(int)
    p = 1 / (1 + np.exp(-(-2.5 + 0.25 * x - 0.012 * x * x)))
    return x, (rng.random(n) < p).astype(int)


def null(n):
    return rng.integers(0, 15, n), (rng.random(n) < 0.1).astype(int)


def solve(x, y, trend, max_bins, size, each):
    values = np.unique(x)
    splits = (values[:-1] + values[1:]) / 2
    model = OptimalBinning(
        dtype="numerical", solver="cp", monotonic_trend=trend, max_n_bins=max_bins, min_prebin_size=1e-6,
        min_bin_size=size, min_bin_n_event=each, min_bin_n_nonevent=each, user_splits=list(splits), time_limit=int(os.environ.get("BINNING_SECONDS", "60")),
    )
    model.fit(x, y)
    table = model.binning_table.build(add_totals=False)
    bins = table[table["Count"] > 0]
    return {
        "trend": {None: "none", "ascending": "increasing", "descending": "decreasing"}[trend],
        "maxBins": max_bins,
        "minRows": int(np.ceil(size * len(x))),
        "each": each,
        "status": model.status,
        "edges": [float(s) for s in model.splits],
        "iv": float(model.binning_table.iv),
        # optbinning: ln(share of non-events / share of events); here the sign is the other way
        "woe": [-float(w) for w in bins["WoE"]],
    }


cases = []
for name, make, n in [("rising", rising, 6000), ("falling", falling_with_noise, 20000), ("hump", hump, 8000), ("null", null, 3000)]:
    x, y = make(n)
    values = np.unique(x)
    counts = [[int(v), int((x == v).sum()), int(y[x == v].sum())] for v in values]
    runs = [
        solve(x, y, trend, max_bins, size, each)
        for trend in ("ascending", "descending", None)
        for max_bins, size, each in ((8, 0.01, 10), (4, 0.05, 25), (3, 0.1, 10))
    ]
    cases.append({"name": name, "counts": counts, "runs": runs})

out = {"tool": f"optbinning {optbinning.__version__}, ortools {ortools.__version__}, numpy {np.__version__}, Python {platform.python_version()}", "cases": cases}
Path(__file__).with_name("expected.json").write_text(json.dumps(out, indent=1) + "\n")
print(out["tool"])
for c in cases:
    for r in c["runs"]:
        print(c["name"], r["trend"], r["maxBins"], r["status"], round(r["iv"], 6), r["edges"])
