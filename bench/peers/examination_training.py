"""The examination on the training side: screening, selection and fit."""
import numpy as np
import pandas as pd
from examination_tools import (
    TopList, Z, levels_of, loglik, log_odds, newton, percentiles, sigmoid, step, with_one,
)  # fmt: skip
from joblib import Parallel, delayed
from retrain_steps import ListRanks, Both, bin_one, drawn_people, resampled, values_of
from scipy.optimize import brentq
from scipy.stats import chi2, norm
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from statsmodels.stats.multitest import multipletests

# ------------------------------------------------------------------------------------------------------------- screening


def table(level, group, y):
    """Events and others of each group and level."""
    cells = group * (level.max() + 1) + level
    shape = (group.max() + 1, level.max() + 1)
    return tuple(np.bincount(cells[y == value], minlength=shape[0] * shape[1]).reshape(shape).astype(float) for value in (1, 0))


def auc_of(events, others):
    """AUC with its error, from counts of levels in ascending order of risk (one row a person)."""
    e, o = events.sum(), others.sum()
    below = (np.cumsum(others) - others / 2) / o
    above = (e - np.cumsum(events) + events / 2) / e
    auc = events @ below / e
    return auc, np.sqrt(events @ (below - auc) ** 2 / e**2 + others @ (above - auc) ** 2 / o**2)


def information(events, others):
    """Information value with its error (delta method)."""
    e, o = (events + 0.5) / (events + 0.5).sum(), (others + 0.5) / (others + 0.5).sum()
    woe = np.log(e / o)
    slope_e, slope_o = woe + 1 - o / e, -woe + 1 - e / o
    spread = sum((p @ s**2 - (p @ s) ** 2) / n for p, s, n in ((e, slope_e, events.sum()), (o, slope_o, others.sum())))
    return (e - o) @ woe, np.sqrt(spread)


def strength_over(level, group, y):
    """AUC, information value and shift of a candidate in every group, and whether its AUC differs between them."""
    events, others = table(level, group, y)
    shown = np.flatnonzero((events.sum(1) >= 10) & (others.sum(1) >= 10))
    if len(shown) < 2:
        return None
    aucs = np.array([auc_of(events[g], others[g]) for g in shown])
    values = [information(events[g], others[g]) for g in shown]
    rows = events + others
    shifts = [information(rows[g], rows.sum(0) - rows[g]) for g in shown]
    df = len(shown) - 1

    def q(tau, bound=0.0):
        w = 1 / (aucs[:, 1] ** 2 + tau**2)
        return w @ (aucs[:, 0] - w @ aucs[:, 0] / w.sum()) ** 2 - bound

    if (aucs[:, 1] == 0).any():
        return aucs, values, shifts, None, None
    spread = [0.0 if q(0) <= bound else brentq(q, 0, 1, args=(bound,)) for bound in (df, *chi2.ppf([0.975, 0.025], df))]
    return aucs, values, shifts, chi2.sf(q(0), df), spread


def recall_at(score, y, share):
    """Recall of the list with the influence of each row: the cut moves with the rows."""
    n, places = len(y), int(share * len(y) + 1e-9)
    order = np.sort(score)
    cut = order[n - places]
    on = (score > cut) + (score == cut) * (places - (score > cut).sum()) / (score == cut).sum()
    reach = max(25, round(0.02 * n))
    near = (score >= order[n - places - reach]) & (score <= order[min(n - 1, n - places + reach)])
    recall = on @ y / y.sum()
    return recall, (y * (on - recall) - y[near].mean() * (on - places / n)) / y.sum()


def interval(value, influence):
    half = Z * np.sqrt(len(influence) / (len(influence) - 1) * (influence @ influence))
    return value, value - half, value + half


def out_of_fold(x, y, fold, ridge=0.0):
    """Log-odds of each row from a fit on the other folds."""
    eta, design, start = np.empty(len(y)), with_one(x), None
    for one in np.unique(fold):
        rest = fold != one
        start = newton(design[rest], y[rest], start=start, ridge=ridge).beta
        eta[~rest] = design[~rest] @ start
    return eta


def exchanged(y, random):
    return y[random.permutation(len(y))]


def controls(levels, x, y, fold, share, shuffles):
    """What outcomes that nobody can know give: AUC of each candidate, recall of a model; and information value of shuffled ones."""
    random = np.random.default_rng(2)
    aucs, recalls = [], []
    for outcome in (exchanged(y, random), (random.uniform(size=len(y)) < y.mean()).astype(int)):
        for level in levels:
            found, _ = auc_of(*(part[0] for part in table(level, np.zeros_like(level), outcome)))
            n, e = np.bincount(level), outcome.sum()
            middle = (np.cumsum(n) - n / 2 + 0.5)[level]
            error = np.sqrt(middle.var() / ((len(y) - 1) * e * (len(y) - e)))
            aucs.append(2 * norm.sf(abs(found - 0.5) / error))
        recalls.append(recall_at(out_of_fold(x, outcome, fold % 2, ridge=1.0), outcome, share)[0])
    future = np.where(random.uniform(size=len(y)) < 0.01, 1 - y, y)
    all_events = [table(level, np.zeros_like(level), y) for level in levels]
    found = np.array([information(e[0], o[0])[0] for e, o in all_events])
    drawn = np.empty((shuffles, len(levels)))
    for s in range(shuffles):
        rows = random.choice(len(y), int(y.sum()), replace=False)
        for j, (level, (e, o)) in enumerate(zip(levels, all_events)):
            events = np.bincount(level[rows], minlength=e.shape[1])
            drawn[s, j] = information(events, e[0] + o[0] - events)[0]
    p = (1 + (drawn >= found).sum(0)) / (1 + shuffles)
    return multipletests(aucs, method="holm")[1], recalls, roc_auc_score(y, future), p, np.quantile(drawn, 0.95, axis=0)


def quarters_of(panel, rows):
    return pd.factorize(panel["snapshot_date"].to_numpy()[rows].astype("datetime64[M]").astype(int) // 3, sort=True)[0]


def one_each(person):
    """A row of each person; rows of a person lie next to each other."""
    start = np.flatnonzero(np.r_[True, np.diff(person) != 0])
    return start + np.random.default_rng(3).integers(np.diff(np.r_[start, len(person)]))


def screening(m, asked):
    y, woe, fold, share = m.y[m.sample], m.woe[m.sample], m.fold[m.sample], asked["k"]
    levels = [levels_of(woe[:, j]) for j in range(len(m.names))]
    whole = [tuple(part[0] for part in table(level, np.zeros_like(level), y)) for level in levels]
    aucs = np.array([auc_of(*one) for one in whole])
    values = [information(*one) for one in whole]
    alone = [interval(*recall_at(woe[:, j], y, share)) for j in range(len(m.names))]
    corrected = [multipletests(2 * norm.sf(np.abs(aucs[:, 0] - 0.5) / aucs[:, 1]), method=method)[1] for method in ("holm", "fdr_bh")]

    full, influence = recall_at(out_of_fold(woe[:, m.admissible], y, fold, ridge=1.0), y, share)
    lost = {}
    for j in m.admissible:
        others = [k for k in m.admissible if k != j]
        less, own = recall_at(out_of_fold(woe[:, others], y, fold, ridge=1.0), y, share)
        lost[m.names[j]] = interval(full - less, influence - own)

    period = quarters_of(m.panel, m.sample)
    region = levels[m.names.index("municipality")]
    test_rows = np.flatnonzero(m.test)[one_each(m.person[m.test])]
    later = quarters_of(m.panel, test_rows)
    over = [(strength_over(level, period, y), strength_over(level, region, y)) for level in levels]
    afterwards = {m.names[j]: strength_over(levels_of(m.woe[test_rows, j]), later, m.y[test_rows]) for j in m.chosen}
    control = controls(levels, woe[:, m.admissible], y, fold, share, asked["shuffles"])
    return {
        "recall": full, "lost": lost, "auc": aucs, "values": values, "alone": alone, "corrected": corrected, "over": over,
        "later": afterwards, "controls": control,
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------------------- selection


def gaps(weights, tops, groups, y):
    """Recall of each list, and for each attribute the gaps in share listed and in recall; the same people for every list."""
    sizes = [(np.bincount(codes, weights), np.bincount(codes, weights * y)) for codes in groups]
    numbers = []
    for top in tops:
        numbers.append(top(weights)[0])
        for (on, found), (rows, events) in zip(top.by_group(weights), sizes):
            numbers += [np.ptp(on / rows), np.ptp(found / events)]
    return numbers


class Compared:
    """Lists of the same people, one row each."""

    def __init__(self, scores, y, groups, share):
        person = np.arange(len(y))
        self.tops = [TopList(score, y, person, [share], groups) for score in scores]
        self.y, self.groups = y, groups

    def __call__(self, weights):
        return gaps(weights, self.tops, self.groups, self.y)


def compared(scores, y, groups, share, replicates):
    """Each list beside the first: numbers, and intervals of the differences on the same resamples."""
    statistic = Compared(scores, y, groups, share)
    found = np.array(statistic(np.ones(len(y)))).reshape(len(scores), -1)
    drawn = resampled(statistic, len(y), replicates).reshape(replicates, len(scores), -1)
    places = int(share * len(y) + 1e-9)
    lists = [set(np.argsort(-score, kind="stable")[:places]) for score in scores]
    overlap = [len(lists[0] & one) / places for one in lists]
    return found, percentiles(drawn), percentiles(drawn - drawn[:, :1]), overlap


def greedy(x, y, admissible, size, forward):
    """Forward selection or backward elimination by log-likelihood, every step fitted."""
    chosen, beta = ([] if forward else list(admissible)), np.zeros(x.shape[1] + 1)

    def fitted(columns):
        design, own = with_one(x[:, columns]), [0, *(j + 1 for j in columns)]
        found = newton(design, y, start=beta[own]).beta
        return loglik(design, y, found), own, found, columns

    while len(chosen) != size:
        moves = [[*chosen, j] for j in admissible if j not in chosen] if forward else [[k for k in chosen if k != j] for j in chosen]
        _, own, found, chosen = max((fitted(move) for move in moves), key=lambda one: one[0])
        beta = np.zeros(len(beta))
        beta[own] = found
    return sorted(chosen)


def lasso(x, y, admissible, size, steps=12):
    """The first of a row of penalties that leaves `size` candidates, refitted."""
    scaled = (x[:, admissible] - x[:, admissible].mean(0)) / x[:, admissible].std(0)
    largest = np.abs(scaled.T @ (y - y.mean())).max()
    low, high = largest * 1e-3, largest
    for _ in range(steps):
        middle = np.sqrt(low * high)
        fit = LogisticRegression(l1_ratio=1, C=1 / middle, solver="liblinear", intercept_scaling=100).fit(scaled, y)
        kept = np.flatnonzero(fit.coef_[0])
        if len(kept) == size:
            break
        low, high = (low, middle) if len(kept) < size else (middle, high)
    return [admissible[j] for j in kept]


def best_of_all(x, y, size):
    from abess import LogisticRegression as Abess

    return np.flatnonzero(Abess(support_size=size).fit(x, y).coef_)


def pipeline(values, y, weights, asked):
    """Bins, screening, selection and fit on resampled people; AUC and recall on those, on all, and on those who were not drawn."""
    drawn = np.repeat(np.arange(len(y)), weights)
    found = [bin_one(one[drawn], y[drawn], candidate) for one, candidate in zip(values, asked["screenable"])]
    woe = -np.column_stack([bins.transform(one, metric="woe", metric_missing="empirical") for one, (bins, _) in zip(values, found)])
    kept = [j for j, (_, iv) in enumerate(found) if iv >= 0.02]
    correlation = np.corrcoef(woe[drawn][:, kept], rowvar=False)
    strong = np.argsort([-found[j][1] for j in kept], kind="stable")
    admitted = []
    for place in strong:
        if all(abs(correlation[place, other]) < asked["maxCorrelation"] for other in admitted):
            admitted.append(place)
    while len(admitted) > asked["size"]:
        inflation = np.linalg.inv(correlation[np.ix_(admitted, admitted)]).diagonal()
        if inflation.max() <= asked["maxVif"]:
            break
        del admitted[int(inflation.argmax())]
    admitted = sorted(kept[place] for place in admitted)
    chosen = exact(woe, y, weights, admitted, min(asked["size"], len(admitted)))
    design = with_one(woe[:, chosen])
    eta = design @ newton(design, y, weights).beta
    auc = [roc_auc_score(y, eta, sample_weight=w) for w in (weights, np.ones(len(y)), weights == 0) if w.sum() > 0]
    top = TopList(eta, y, np.arange(len(y)), [asked["share"]])
    recall = [top(w)[0] for w in (weights, np.ones(len(y)), 1.0 * (weights == 0)) if w.sum() > 0]
    return chosen, admitted, auc, recall


def exact(woe, y, weights, admitted, size):
    """The best of all sets of that size, each fit from that of all candidates."""
    from itertools import combinations

    drawn = weights > 0
    design, w, outcome = with_one(woe[drawn]), weights[drawn], y[drawn]
    start = np.zeros(design.shape[1])
    columns = [0, *(j + 1 for j in admitted)]
    start[columns] = newton(design[:, columns], outcome, w).beta

    def worth(chosen):
        own = [0, *(j + 1 for j in chosen)]
        beta = newton(design[:, own], outcome, w, start=start[own]).beta
        eta = design[:, own] @ beta
        return w @ (outcome * eta - np.logaddexp(0, eta))

    return list(max(combinations(admitted, size), key=worth))


def selection(m, asked):
    y, woe, fold, share = m.y[m.sample], m.woe[m.sample], m.fold[m.sample], asked["share"]
    n, size = len(y), len(m.chosen)
    groups = [group.iloc[m.sample].cat.codes.to_numpy().astype(int) for group in m.groups.values()]
    base = y.mean()
    empty = -(base * np.log(base) + (1 - base) * np.log1p(-base))
    near = [one for one, loss in zip(m.sets, m.losses) if loss - m.losses[0] <= 0.01 * (empty - m.losses[0])]
    near = (near if len(near) >= 5 else m.sets[:5])[: asked["sets"]]
    with step("selection: near-optimal sets, lists and gaps"):
        scores = [out_of_fold(woe[:, one], y, fold) for one in near]
        lists = compared(scores, y, groups, share, asked["replicates"])
    with step("selection: price of each indicator"):
        without = [out_of_fold(woe[:, [k for k in m.chosen if k != j]], y, fold) for j in m.chosen]
        prices = compared([scores[0], *without], y, [], share, asked["replicates"])
    with step("selection: best of all candidates (abess)"):
        of_all = out_of_fold(woe[:, best_of_all(woe, y, size)], y, fold)
        landscape = compared([scores[0], of_all], y, [], share, asked["replicates"])
    with step("selection: forward, backward, lasso"):
        paths = {"forward": lambda: greedy(woe, y, m.admissible, size, True), "backward": lambda: greedy(woe, y, m.admissible, size, False),
                 "lasso": lambda: lasso(woe, y, m.admissible, size)}  # fmt: skip
        paths = {name: paths[name]() for name in asked["paths"]}
    with step("selection: the whole pipeline on resamples"):
        candidates = [one for one in m.candidates if one["name"] in asked["screenable"]]
        values = [values_of(m.panel.iloc[m.sample], one) for one in candidates]
        weights = [np.ones(n, int), *(drawn_people(n, r) for r in range(asked["resamples"]))]
        asked = {**asked, "screenable": candidates, "size": size}
        runs = Parallel(n_jobs=-1)(delayed(pipeline)(values, y, w, asked) for w in weights)
    again = runs[1:]
    optimism = {name: np.mean([run[at][0] - run[at][1] for run in again]) for name, at in (("auc", 2), ("recall", 3))}
    inclusion = np.bincount(np.concatenate([run[0] for run in again]), minlength=len(candidates)) / len(again)
    return {
        "lists": lists, "prices": dict(zip([m.names[j] for j in m.chosen], prices[0][0, 0] - prices[0][1:, 0])), "landscape": landscape,
        "paths": paths, "optimism": optimism, "apparent": {"auc": runs[0][2][0], "recall": runs[0][3][0]}, "inclusion": inclusion,
        "recall": lists[0][0, 0], "near": len(near),
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------------------------- fit


def profile(design, y, fit):
    """Profile-likelihood intervals: each coefficient held where the likelihood-ratio test would just reject it."""
    top, errors = loglik(design, y, fit.beta), np.sqrt(np.linalg.inv(fit.information).diagonal())
    drop = chi2.ppf(0.95, 1) / 2
    bounds = []
    for j, (value, error) in enumerate(zip(fit.beta, errors)):
        others = np.delete(design, j, axis=1)
        start = np.delete(fit.beta, j)

        def height(at, j=j, others=others, start=start):
            offset = design[:, j] * at
            return loglik(others, y, newton(others, y, start=start, offset=offset).beta, offset) - top + drop

        bounds.append([brentq(height, value, value + side * 4 * error, xtol=1e-4 * error) for side in (-1, 1)])
    return np.array(bounds)


def firth(design, y):
    """Firth's penalised fit."""
    beta = np.zeros(design.shape[1])
    for _ in range(50):
        p = sigmoid(design @ beta)
        weighted = design * (p * (1 - p))[:, None]
        inverse = np.linalg.inv(weighted.T @ design)
        hat = np.einsum("ij,jk,ik->i", weighted, inverse, design)
        move = inverse @ (design.T @ (y - p + hat * (0.5 - p)))
        beta += move
        if np.abs(move).max() < 1e-8:
            break
    return beta


def without_each(design, y, fit):
    """Likelihood-ratio test of each column."""
    top = loglik(design, y, fit.beta)
    tests = []
    for j in range(1, design.shape[1]):
        less = np.delete(design, j, axis=1)
        tests.append(chi2.sf(2 * (top - loglik(less, y, newton(less, y, start=np.delete(fit.beta, j)).beta)), 1))
    return tests


def thinned(design, y, start, thinnings):
    """Mean probability of all rows by fits on thinned non-events, the intercept corrected and not."""
    kept = y.sum() / (len(y) - y.sum())
    means = []
    for r in range(thinnings):
        stay = (y == 1) | (np.random.default_rng([4, r]).uniform(size=len(y)) < kept)
        beta = newton(design[stay], y[stay], start=np.r_[start[0] - np.log(kept), start[1:]]).beta
        eta = design @ beta
        means.append((sigmoid(eta + np.log(kept)).mean(), sigmoid(eta).mean()))
    return np.mean(means, axis=0)


def whole_points(design, y, beta, points, scales=24):
    """Whole points for each level: rounded at many scales, the best by likelihood. Totals are few, so each fit is on their counts."""
    parts = (design * beta)[:, 1:]
    parts = parts.max(0) - parts
    found = []
    for factor in (points + 0.499) / parts.max() * (1 - 0.75 * np.arange(scales) / scales):
        total = np.rint(factor * parts).astype(int).sum(1)
        rows, events = np.bincount(total), np.bincount(total, weights=y)
        kept = np.flatnonzero(rows)
        x = with_one(kept / factor)
        fit = newton(x, events[kept] / rows[kept], rows[kept], start=[beta[0], -1.0])
        eta = x @ fit.beta
        found.append((events[kept] @ eta - rows[kept] @ np.logaddexp(0, eta), factor))
    return max(found)[1]


class Rounded:
    """Change in recall within lists when the score is rounded, of a resample."""

    def __init__(self, *ranks):
        self.both = Both(*ranks)

    def __call__(self, weights):
        numbers = np.array(self.both(weights)).reshape(2, -1)
        return (numbers[1] - numbers[0])[::2]


def fit(m, asked):
    design, y = with_one(m.woe[m.train][:, m.chosen]), m.y[m.train].astype(float)
    independent, outcome = with_one(m.woe[m.sample][:, m.chosen]), m.y[m.sample].astype(float)
    with step("fit: tests, profiles and Firth on independent rows"):
        alone = newton(independent, outcome, close=1e-12)
        tests, bounds, penalised = without_each(independent, outcome, alone), profile(independent, outcome, alone), firth(independent, outcome)
    with step("fit: ridge"):
        deviation = design[:, 1:].std(0)
        scaled = with_one((design[:, 1:] - design[:, 1:].mean(0)) / deviation)
        start = np.r_[log_odds(y.mean()), m.beta[1:] * deviation]
        shrunk = newton(scaled, y, start=start, ridge=asked["ridge"] * len(y)).beta[1:] / deviation
    with step("fit: thinnings"):
        corrected, uncorrected = thinned(design, y, m.beta, asked["thinnings"])
    with step("fit: whole points and what rounding costs"):
        factor = whole_points(design, y, m.beta, asked["points"])
        x = m.woe[m.test][:, m.chosen] * m.beta[1:]
        rounded = -np.rint(factor * (x.max(0) - x)).sum(1)
        before, after = (ListRanks(score, m.y[m.test], m.who, m.shares, m.lists) for score in (m.eta[m.test], rounded))
        statistic = Rounded(before, after)
        cost = statistic(np.ones(m.who.max() + 1))
        drawn = percentiles(resampled(statistic, m.who.max() + 1, asked["replicates"]))
    return {
        "names": [m.names[j] for j in m.chosen], "tests": tests, "bounds": bounds, "firth": penalised, "shrunk": shrunk,
        "corrected": corrected, "uncorrected": uncorrected,
        "baseRate": y.mean(), "rounding": cost, "roundingIntervals": drawn,
    }  # fmt: skip
