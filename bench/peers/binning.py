"""Binning of twenty candidates."""
import numpy as np
from harness import serve


def _one(x, y, trend, prebins, bins, share):
    from optbinning import OptimalBinning

    found = OptimalBinning(
        prebinning_method="quantile",
        max_n_prebins=prebins,
        min_prebin_size=1e-6,
        max_n_bins=bins,
        min_bin_size=share,
        monotonic_trend=trend,
        solver="cp",
        subsample=None,
    ).fit(x, y)
    return found.binning_table.build().loc["Totals", "IV"]


def optbinning(columns, outcome, prebins, bins, share):
    from joblib import Parallel, delayed

    xs, y = [np.load(path) for path in columns], np.load(outcome)
    trends = ["ascending" if j % 2 == 0 else "descending" for j in range(len(xs))]

    def work():
        return Parallel(n_jobs=-1)(
            delayed(_one)(x, y, trend, prebins, bins, share) for x, trend in zip(xs, trends)
        )

    return work


def scorecardpy(columns, outcome, bins, share):
    import contextlib
    import io

    import pandas as pd
    import scorecardpy as sc

    frame = pd.DataFrame({f"x{j}": np.load(path) for j, path in enumerate(columns)})
    frame["y"] = np.load(outcome).astype(int)

    def work():
        with contextlib.redirect_stdout(io.StringIO()):
            found = sc.woebin(frame, y="y", bin_num_limit=bins, count_distr_limit=share, method="tree")
        return [float(found[name]["total_iv"].iloc[0]) for name in frame.columns[:-1]]

    return work


if __name__ == "__main__":
    serve(
        {"optbinning": optbinning, "scorecardpy": scorecardpy},
        {"optbinning": ["optbinning", "ortools", "numpy"], "scorecardpy": ["scorecardpy", "pandas"]},
    )
