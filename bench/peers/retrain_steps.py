"""The steps of a retrain in Python, one function each; retrain.py and retrain_examined.py put them together.

Where a package is slow, a few lines of numpy or pandas stand in for it; the same steps by the packages are in package_steps.py.
"""
import json
import tempfile
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import panel_steps
from examination_tools import loglik, newton, with_one
from joblib import Parallel, cpu_count, delayed
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
    return Parallel(n_jobs=-1)(delayed(bin_one)(values_of(panel, one)[train], outcome, one) for one in candidates)


def evidence(panel, candidates, bins):
    """Weight of evidence of every candidate for every row; positive means a higher risk."""
    columns = Parallel(n_jobs=-1)(
        delayed(found.transform)(values_of(panel, one), metric="woe", metric_missing="empirical") for one, (found, _) in zip(candidates, bins)
    )
    return -np.column_stack(columns)


def one_week_per_person(panel, train, person):
    """A random week of the training period for each person: a row for those who are there in it."""
    week = pd.factorize(panel["snapshot_date"].to_numpy()[train], sort=True)[0]
    drawn = np.random.default_rng(1).integers(week.max() + 1, size=person.max() + 1)
    return np.flatnonzero(train)[week == drawn[person[train]]]


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


def proxies(woe, names, people, groups, told_apart):
    """How well the levels of a candidate tell a group from the rest: rates learned on half of the people, AUC on the others."""
    half = np.random.default_rng(1).integers(2, size=people.max() + 1)[people]
    found = {}
    for j, name in enumerate(names):
        level = np.unique(woe[:, j], return_inverse=True)[1]
        for attribute, values in groups.items():
            for group in values.cat.categories:
                member, known = (values == group).to_numpy(), values.notna().to_numpy()
                found[name, attribute, group] = np.mean([told_apart(level, member, known & (half == h), known & (half != h)) for h in (0, 1)])
    return found


def told_apart(level, member, learn, judge):
    def counts(rows):
        size, members = np.bincount(level[rows], minlength=level.max() + 1), np.bincount(level[rows], member[rows], level.max() + 1)
        return members, size - members

    (own, others), (inside, outside) = counts(learn), counts(judge)
    order = np.argsort((own + 20 * member[learn].mean()) / (own + others + 20), kind="stable")
    inside, outside = inside[order], outside[order]
    return inside @ (np.cumsum(outside) - outside / 2) / (inside.sum() * outside.sum()) if inside.sum() * outside.sum() else 0.5


def fit_plain(x, y):
    return LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-6).fit(x, y)


def _losses(woe, outcome, sets):
    """Loss of each set, its fit begun at what the candidates have together."""
    design = with_one(woe)
    own = [[0, *(j + 1 for j in one)] for one in sets]
    start = newton(design, outcome).beta
    return [-loglik(design[:, one], outcome, newton(design[:, one], outcome, start=start[one]).beta) / len(outcome) for one in own]


def all_sets(woe, outcome, admissible, size):
    """All sets of that size with their losses, the best first: a few hundred once the lenses have left a dozen candidates over."""
    sets = list(combinations(admissible, size))
    x, places = woe[:, admissible], list(combinations(range(len(admissible)), size))
    parts = Parallel(n_jobs=-1)(delayed(_losses)(x, outcome, places[part :: cpu_count()]) for part in range(cpu_count()))
    losses = np.empty(len(sets))
    for part, own in enumerate(parts):
        losses[part :: cpu_count()] = own
    order = np.argsort(losses, kind="stable")
    return [list(sets[i]) for i in order], losses[order]


def fit_clustered(x, y, person):
    from statsmodels.api import Logit

    return Logit(y, with_one(x)).fit(method="newton", disp=0, cov_type="cluster", cov_kwds={"groups": person})


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


def reliability(eta, p, y, person, fit_clustered):
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
        self.listed, self.found = (np.column_stack([np.bincount(person, weights=rule * of) for rule in rules]) for of in (np.ones(len(y)), y))

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


class Both:
    def __init__(self, *statistics):
        self.statistics = statistics

    def __call__(self, weights):
        return [number for statistic in self.statistics for number in statistic(weights)]


def drawn_people(people, replicate):
    """How often each person is drawn in a replicate."""
    return np.bincount(np.random.default_rng([1, replicate]).integers(people, size=people), minlength=people)


def _some(statistic, people, replicates):
    return [statistic(drawn_people(people, replicate)) for replicate in replicates]


def resampled(statistic, people, replicates):
    """A statistic of the weights of people on resamples of them, over all cores."""
    parts = Parallel(n_jobs=-1)(delayed(_some)(statistic, people, part) for part in np.array_split(range(replicates), cpu_count()))
    return np.array([numbers for part in parts for numbers in part])


def rank(score, y, person, lists, shares, rules, replicates):
    everyone, listed = Ranks(score, y, person, shares, rules), ListRanks(score, y, person, shares, lists)
    both = Both(everyone, listed)
    drawn = resampled(both, person.max() + 1, replicates)
    return both(np.ones(person.max() + 1)), np.quantile(drawn, [0.025, 0.975], axis=0)


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
    """Rates of each group, counted by pandas: fairlearn's MetricFrame gives the same in a hundred times as long."""
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.proportion import proportion_confint

    rows = pd.DataFrame({"n": 1, "listed": listed, "events": y, "found": listed * y})
    results, tests = {}, []
    for name, group in groups.items():
        counts = rows.groupby(group.to_numpy(), observed=True).sum()
        for metric, part, of in (("rate", "listed", "n"), ("recall", "found", "events"), ("precision", "found", "listed")):
            share, of = counts[part] / counts[of], counts[of]
            low, high = proportion_confint(counts[part], of, method="wilson")
            z = (share - share.iloc[0]) / np.sqrt(share * (1 - share) / of + share.iloc[0] * (1 - share.iloc[0]) / of.iloc[0])
            tests += list(2 * norm.sf(np.abs(z.iloc[1:])))
            results[name, metric] = (share, low, high)
    return results, multipletests(np.nan_to_num(tests, nan=1.0), method="fdr_by")


BY_HAND = SimpleNamespace(told_apart=told_apart, all_sets=all_sets, fit_clustered=fit_clustered, audit=audit)


def develop(folder, form, study, candidates, shares, replicates, by=BY_HAND):
    """From files to a model that is made and measured, with everything that was used on the way."""
    tables = panel_steps.pandas_validate(panel_steps.pandas_read(folder, form))
    panel = panel_steps.pandas_panel(tables, study, panel_steps.observed_until(folder))
    train, test = (panel["side"] == 1).to_numpy(), (panel["side"] == 2).to_numpy()
    y, person = panel["outcome"].to_numpy(), pd.factorize(panel["client_id"])[0]

    bins = learn_bins(panel, train, candidates)
    woe = evidence(panel, candidates, bins)
    sample = one_week_per_person(panel, train, person)
    groups = audit_groups(panel, tables["audit"])
    names = [one["name"] for one in candidates]
    screened = screen(woe[sample], y[sample], names, bins)
    proxies(woe[sample], names, person[sample], {name: group.iloc[sample] for name, group in groups.items()}, by.told_apart)
    admissible = [j for j, one in enumerate(candidates) if one["admissible"] and screened[one["name"]]["iv"] >= 0.02]
    sets, losses = by.all_sets(woe[sample], y[sample], admissible, 9)
    chosen = sets[0]

    x = woe[:, chosen]
    fit = by.fit_clustered(x[train], y[train], person[train])
    eta = fit.params[0] + x @ fit.params[1:]
    p = calibrate(x[train], y[train], person[train])(eta[test])
    reliability(eta[test], p, y[test], person[test], by.fit_clustered)

    who = pd.factorize(person[test])[0]
    lists = panel[test].groupby(["municipality", "snapshot_date"], sort=False).ngroup().to_numpy()
    estimates, _ = rank(eta[test], y[test], who, lists, shares, rules_beside(panel[test]), replicates)

    listed = np.zeros(test.sum(), int)
    listed[np.argsort(-eta[test], kind="stable")[: int(0.1 * test.sum())]] = 1
    by.audit(listed, y[test], {name: group[test] for name, group in groups.items()})

    model = {
        "intercept": fit.params[0],
        "errors": fit.bse.tolist(),
        "terms": {names[j]: {"coefficient": b, "iv": screened[names[j]]["iv"]} for j, b in zip(chosen, fit.params[1:])},
    }
    (Path(tempfile.mkdtemp()) / "model.json").write_text(json.dumps(model, default=float))
    results = {
        "counts": panel_steps.counts(panel),
        "selected": [names[j] for j in chosen],
        "auc": estimates[0],
        "recall": [*estimates[1 : 1 + len(shares)], *estimates[-2 * len(shares) :: 2]],
    }
    made = SimpleNamespace(
        tables=tables, panel=panel, train=train, test=test, y=y, person=person, bins=bins, woe=woe, sample=sample, groups=groups,
        candidates=candidates, names=names, admissible=admissible, sets=sets, losses=losses, chosen=chosen, beta=np.asarray(fit.params),
        eta=eta, p=p, lists=lists, listed=listed, shares=shares,
    )  # fmt: skip
    return results, made
