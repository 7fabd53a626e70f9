"""The whole retrain with the usual Python stack, step by step as the workbench does it, as fast as it can be written plainly.

1 panel        pandas                       files, checks, cohort, outcome, split (panel_steps.py)
2 bins         optbinning                   optimal bins with the expected order, on the training side; on all cores, from its own 20 prebins (with
                                            the 50 of the study its solver stops on one candidate at its limit of 100 seconds)
3 screening    scikit-learn, numpy          information value, AUC, correlation and variance inflation of each candidate; how well it tells groups apart
4 selection    scikit-learn                 the best nine by log-likelihood among all sets of what the lenses leave over; on all cores
5 fit          statsmodels                  logistic regression with standard errors clustered by person
6 calibration  scikit-learn, statsmodels    none, Platt or isotonic by five folds of people; slope and intercept, reliability on the test side
7 ranking      numpy                        AUC, recall and precision, of everyone and within lists, and what is won over each rule,
                                            all with person-clustered bootstrap intervals
8 fairness     fairlearn, statsmodels       selection rate, recall and precision of each group, intervals, tests of the differences
9 model        json                         bins and coefficients

Left out, and done by the workbench: what panel_steps.py lists; near-optimal sets and limits on sets; missing, unseen and special states;
intervals of proxies; bounds for ties; curves, bands and periods of the ranking; equivalence verdicts; gates; golden vectors and digests.
"""
import json
import tempfile
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import panel_steps
from harness import serve
from joblib import Parallel, delayed
from optbinning import OptimalBinning
from scipy.stats import norm
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

CATEGORIES = ["municipality", "sector", "contract_type", "education"]
TRENDS = {"+": "ascending", "-": "descending", "any": "auto_asc_desc"}


def bin_one(values, outcome, candidate):
    category = candidate["name"] in CATEGORIES
    found = OptimalBinning(
        dtype="categorical" if category else "numerical",
        min_prebin_size=0.01,
        max_n_bins=candidate["bins"],
        min_bin_size=0.01,
        monotonic_trend=None if category or candidate["free"] else TRENDS[candidate["expected"]],
        cat_cutoff=0.01 if category else None,
    ).fit(values, outcome)
    return found, found.binning_table.build().loc["Totals", "IV"]


def values_of(panel, candidate):
    column = panel[candidate["name"]]
    return column.to_numpy(dtype=object if candidate["name"] in CATEGORIES else float)


def learn_bins(panel, train, candidates):
    outcome = panel["outcome"].to_numpy()[train]
    return Parallel(n_jobs=-1)(
        delayed(bin_one)(values_of(panel, one)[train], outcome, one) for one in candidates
    )


def evidence(panel, candidates, bins):
    """Weight of evidence of every candidate for every row; positive means a higher risk."""
    columns = Parallel(n_jobs=-1)(
        delayed(found.transform)(values_of(panel, one), metric="woe", metric_missing="empirical")
        for one, (found, _) in zip(candidates, bins)
    )
    return -np.column_stack(columns)


def one_week_per_person(panel, train):
    rows = panel.loc[train, ["client_id"]].reset_index()
    return rows.groupby("client_id")["index"].sample(1, random_state=1).to_numpy()


def screen(woe, outcome, names, bins):
    correlation = np.corrcoef(woe, rowvar=False)
    inflation = np.linalg.inv(correlation).diagonal()
    return {
        name: {
            "iv": float(bins[j][1]),
            "auc": roc_auc_score(outcome, woe[:, j]),
            "vif": inflation[j],
            "correlation": correlation[j].tolist(),
        }
        for j, name in enumerate(names)
    }


def proxies(woe, names, people, groups):
    """How well the levels of a candidate tell a group from the rest: rates learned on half of the people, AUC on the others."""
    half = np.random.default_rng(1).integers(2, size=people.max() + 1)[people]
    found = {}
    for j, name in enumerate(names):
        level = np.unique(woe[:, j], return_inverse=True)[1]
        for attribute, values in groups.items():
            for group in values.cat.categories:
                member, known = (values == group).to_numpy(), values.notna().to_numpy()
                found[name, attribute, group] = np.mean([_told_apart(level, member, known & (half == h), known & (half != h)) for h in (0, 1)])
    return found


def _told_apart(level, member, learn, judge):
    size = np.bincount(level[learn], minlength=level.max() + 1)
    rate = (np.bincount(level[learn], weights=member[learn], minlength=len(size)) + 20 * member[learn].mean()) / (size + 20)
    return roc_auc_score(member[judge], rate[level[judge]]) if 0 < member[judge].sum() < judge.sum() else 0.5


def fit_plain(x, y):
    return LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-6).fit(x, y)


def _loss(x, y):
    return log_loss(y, fit_plain(x, y).predict_proba(x)[:, 1])


def best_set(woe, outcome, admissible, size):
    """The best of all sets of that size: a few hundred once the lenses have left a dozen candidates over."""
    sets = list(combinations(admissible, size))
    losses = Parallel(n_jobs=-1)(delayed(_loss)(woe[:, one], outcome) for one in sets)
    return list(sets[int(np.argmin(losses))])


def fit_clustered(x, y, person):
    import statsmodels.api as sm

    model = sm.GLM(y, sm.add_constant(x), family=sm.families.Binomial())
    return model.fit(cov_type="cluster", cov_kwds={"groups": person})


def calibrate(x, y, person, folds=5):
    """The map with the lowest loss out of fold, learned by predictions out of fold."""
    outside = np.empty(len(y))
    for train, test in GroupKFold(folds).split(x, y, person):
        outside[test] = fit_plain(x[train], y[train]).decision_function(x[test])
    maps = {
        "none": lambda eta, y: lambda new: 1 / (1 + np.exp(-new)),
        "platt": lambda eta, y: _platt(eta, y),
        "isotonic": lambda eta, y: IsotonicRegression(out_of_bounds="clip", y_min=1e-6, y_max=1 - 1e-6).fit(eta, y).predict,
    }
    losses = {}
    for name, learn in maps.items():
        p = np.empty(len(y))
        for train, test in GroupKFold(folds).split(outside, y, person):
            p[test] = learn(outside[train], y[train])(outside[test])
        losses[name] = log_loss(y, p)
    best = min(losses, key=losses.get)
    return maps[best](outside, y)


def _platt(eta, y):
    fit = fit_plain(eta[:, None], y)
    return lambda new: fit.predict_proba(new[:, None])[:, 1]


def reliability(eta, p, y, person):
    clipped = np.clip(p, 1e-6, 1 - 1e-6)
    slope = fit_clustered(np.log(clipped / (1 - clipped)), y, person)
    deciles = pd.DataFrame({"p": p, "y": y, "part": pd.qcut(p, 10, duplicates="drop")})
    return slope.params, slope.conf_int(), deciles.groupby("part", observed=True)[["p", "y"]].mean()


class Ranks:
    """AUC, recall and precision at shares, and recall less that of each rule, of a resample: rows are sorted once."""

    def __init__(self, score, y, person, shares, rules):
        order = np.argsort(-score, kind="stable")
        self.y, self.person, self.shares = y[order].astype(float), person[order], shares
        self.ends = np.flatnonzero(np.r_[np.diff(score[order]) != 0, True])
        # how many rows, and rows with the outcome, each rule lists of each person
        self.listed, self.found = (
            np.column_stack([np.bincount(person, weights=rule * of) for rule in rules]) for of in (np.ones(len(y)), y)
        )

    def __call__(self, weights):
        w = weights[self.person].astype(float)
        events, rows = np.cumsum(w * self.y)[self.ends], np.cumsum(w)[self.ends]
        others = rows - events
        own_events, own_others = np.diff(events, prepend=0), np.diff(others, prepend=0)
        auc = np.sum(own_events * (others[-1] - others + own_others / 2)) / (events[-1] * others[-1])
        shares = np.floor(np.multiply(self.shares, rows[-1]) + 1e-9)
        sizes = np.r_[shares, weights @ self.listed]
        cuts = np.searchsorted(rows, sizes)
        above_rows, above = np.r_[0, rows][cuts], np.r_[0, events][cuts]
        caught = above + (sizes - above_rows) * (events[cuts] - above) / (rows[cuts] - above_rows)
        caught, by_rule = caught[: len(shares)], caught[len(shares) :] - weights @ self.found
        return [auc, *(caught / events[-1]), *(caught / shares), *(by_rule / events[-1])]


class ListRanks:
    """Recall and precision when each list takes its own share of its rows (a municipality in a week), of a resample."""

    def __init__(self, score, y, person, shares, lists):
        order = np.lexsort((-score, lists))
        score, lists = score[order], lists[order]
        self.y, self.person, self.shares = y[order].astype(float), person[order], shares
        self.ends = np.flatnonzero(np.r_[(np.diff(score) != 0) | (np.diff(lists) != 0), True])
        self.lasts = np.flatnonzero(np.r_[np.diff(lists[self.ends]) != 0, True])

    def __call__(self, weights):
        w = weights[self.person].astype(float)
        events, rows = np.cumsum(w * self.y)[self.ends], np.cumsum(w)[self.ends]
        until = rows[self.lasts]
        start = np.r_[0, until[:-1]]
        before = np.r_[0, events[self.lasts[:-1]]]
        numbers = []
        for share in self.shares:
            size = np.floor(share * (until - start) + 1e-9)
            some = size > 0
            cuts = np.searchsorted(rows, (start + size)[some])
            above_rows, above = rows[cuts - 1] * (cuts > 0), events[cuts - 1] * (cuts > 0)
            within = ((start + size)[some] - above_rows) / (rows[cuts] - above_rows)
            caught = np.sum(above + within * (events[cuts] - above) - before[some])
            numbers += [caught / events[-1], caught / size.sum()]
        return numbers


def rank(score, y, person, lists, shares, rules, replicates):
    everyone, listed = Ranks(score, y, person, shares, rules), ListRanks(score, y, person, shares, lists)
    people = person.max() + 1
    random = np.random.default_rng(1)

    def both(weights):
        return [*everyone(weights), *listed(weights)]

    drawn = [both(np.bincount(random.integers(people, size=people), minlength=people)) for _ in range(replicates)]
    return both(np.ones(people)), np.quantile(drawn, [0.025, 0.975], axis=0)


def rules_beside(panel):
    few, single, prior = panel["ww_months_left"] <= 6, panel["household_single"], panel["prior_bijstand"]
    lists = [
        few, panel["ww_months_left"] <= 3, few & single, few & (single | prior), prior, prior | panel["tw_supplement"].eq(True),
    ]  # fmt: skip
    return [one.to_numpy(dtype=bool) for one in lists]


def audit_groups(panel, audit_table):
    people = panel[["client_id", "age_first_ww_day"]].merge(audit_table, on="client_id", how="left")
    people["age_group"] = pd.cut(people["age_first_ww_day"], [0, 27, 35, 45, 55, 60, 99], right=False)
    return {name: people[name].astype("category") for name in ("sex", "origin", "disability", "age_group")}


def audit(listed, y, groups):
    from fairlearn.metrics import MetricFrame, count, selection_rate, true_positive_rate
    from sklearn.metrics import precision_score
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.proportion import proportion_confint

    results, tests = {}, []
    for name, group in groups.items():
        frame = MetricFrame(
            metrics={"rate": selection_rate, "recall": true_positive_rate, "precision": precision_score, "n": count},
            y_true=y, y_pred=listed, sensitive_features=group,
        )  # fmt: skip
        table = frame.by_group
        events = pd.Series(y).groupby(group.to_numpy()).sum()
        for metric, of in {"rate": table["n"], "recall": events, "precision": table["rate"] * table["n"]}.items():
            share, of = table[metric], of.reindex(table.index)
            low, high = proportion_confint(share * of, of, method="wilson")
            z = (share - share.iloc[0]) / np.sqrt(share * (1 - share) / of + share.iloc[0] * (1 - share.iloc[0]) / of.iloc[0])
            tests += list(2 * norm.sf(np.abs(z.iloc[1:])))
            results[name, metric] = (share, low, high)
    return results, multipletests(np.nan_to_num(tests, nan=1.0), method="fdr_by")


def retrain(folder, form, study, candidates, shares, replicates):
    def work():
        tables = panel_steps.pandas_validate(panel_steps.pandas_read(folder, form))
        panel = panel_steps.pandas_panel(tables, study, panel_steps.observed_until(folder))
        train, test = (panel["side"] == 1).to_numpy(), (panel["side"] == 2).to_numpy()
        y, person = panel["outcome"].to_numpy(), pd.factorize(panel["client_id"])[0]

        bins = learn_bins(panel, train, candidates)
        woe = evidence(panel, candidates, bins)
        sample = one_week_per_person(panel, train)
        groups = audit_groups(panel, tables["audit"])
        names = [one["name"] for one in candidates]
        screened = screen(woe[sample], y[sample], names, bins)
        proxies(woe[sample], names, person[sample], {name: group.iloc[sample] for name, group in groups.items()})
        admissible = [j for j, one in enumerate(candidates) if one["admissible"] and screened[one["name"]]["iv"] >= 0.02]
        chosen = best_set(woe[sample], y[sample], admissible, 9)

        x = woe[:, chosen]
        fit = fit_clustered(x[train], y[train], person[train])
        eta = fit.params[0] + x @ fit.params[1:]
        p = calibrate(x[train], y[train], person[train])(eta[test])
        reliability(eta[test], p, y[test], person[test])

        who = pd.factorize(person[test])[0]
        lists = panel[test].groupby(["municipality", "snapshot_date"], sort=False).ngroup().to_numpy()
        estimates, _ = rank(eta[test], y[test], who, lists, shares, rules_beside(panel[test]), replicates)

        listed = np.zeros(test.sum(), int)
        listed[np.argsort(-eta[test], kind="stable")[: int(0.1 * test.sum())]] = 1
        audit(listed, y[test], {name: group[test] for name, group in groups.items()})

        model = {
            "intercept": fit.params[0],
            "errors": fit.bse.tolist(),
            "terms": {names[j]: {"coefficient": b, "iv": screened[names[j]]["iv"]} for j, b in zip(chosen, fit.params[1:])},
        }
        (Path(tempfile.mkdtemp()) / "model.json").write_text(json.dumps(model, default=float))
        return {
            "counts": panel_steps.counts(panel),
            "selected": [names[j] for j in chosen],
            "auc": estimates[0],
            "recall": [*estimates[1 : 1 + len(shares)], *estimates[-2 * len(shares) :: 2]],
        }

    return work


serve(
    {"retrain": retrain},
    {"retrain": ["pandas", "optbinning", "scikit-learn", "statsmodels", "fairlearn", "numpy"]},
)
