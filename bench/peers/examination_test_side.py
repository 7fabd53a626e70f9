"""The examination on the test side: calibration, ranking and fairness."""
from itertools import combinations

import numpy as np
import pandas as pd
from examination_tools import (
    TopList, Z, clustered, levels_of, loglik, log_odds, newton, percentiles, person_sums, ratio, sigmoid, step, with_one,
)  # fmt: skip
from joblib import Parallel, cpu_count, delayed
from retrain_steps import drawn_people, resampled
from scipy.stats import chi2, fisher_exact, norm
from sklearn.isotonic import IsotonicRegression, isotonic_regression
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

# ----------------------------------------------------------------------------------------------------------- calibration


def dependence_of(p, y, person):
    """How strongly the outcomes of a person go together: products of residuals, over what one draw for all rows would give."""
    order = np.lexsort((p, person))
    p, residual, person = p[order], (y - p)[order], person[order]
    start = np.flatnonzero(np.r_[True, np.diff(person) != 0])
    size = np.diff(np.r_[start, len(p)])
    place = np.arange(len(p)) - np.repeat(start, size)
    most = (p * (np.repeat(size, size) - 1 - place)).sum() - ((person_sums(p, person) ** 2 - person_sums(p * p, person)) / 2).sum()
    pairs = ((person_sums(residual, person) ** 2 - person_sums(residual**2, person)) / 2).sum()
    return np.clip(pairs / most, 0, 1)


def miscalibration(level, events, rows):
    """What isotonic recalibration would win on the Brier score, and the recalibrated rates."""
    rates = isotonic_regression(events / rows, sample_weight=rows)
    return (rows @ (level**2 - rates**2) - 2 * events @ (level - rates)) / rows.sum(), rates


def _consistency(p, place, person, level, rows, dependence, replicates):
    found = []
    for r in replicates:
        random = np.random.default_rng([5, r])
        people = person.max() + 1
        shared = np.where(random.uniform(size=people) < dependence, random.uniform(size=people), np.nan)[person]
        draw = np.where(np.isnan(shared), random.uniform(size=len(p)), shared) if dependence < 1 else shared
        events = np.bincount(place, weights=draw < p, minlength=len(level))
        distance, rates = miscalibration(level, events, rows)
        found.append((distance, rates))
    return found


def reliability(p, y, person, draws):
    """Isotonic curve, parts of the Brier score, and where the curve would lie if the probabilities were right."""
    level, place, rows = np.unique(p, return_inverse=True, return_counts=True)
    events, rows = np.bincount(place, weights=y), rows.astype(float)
    distance, rates = miscalibration(level, events, rows)
    brier, base = np.mean((y - p) ** 2), y.mean()
    uncertainty = base * (1 - base)
    dependence = dependence_of(p, y, person)
    parts = Parallel(n_jobs=-1)(
        delayed(_consistency)(p, place, person, level, rows, dependence, part) for part in np.array_split(range(draws), cpu_count())
    )
    drawn = [one for part in parts for one in part]
    at = np.unique(place[np.argsort(place, kind="stable")[np.linspace(0, len(p) - 1, 40).astype(int)]])
    band = percentiles(np.array([curve[at] for _, curve in drawn]))
    chance = (1 + sum(value >= distance for value, _ in drawn)) / (1 + draws)
    return {
        "miscalibration": distance, "discrimination": distance + uncertainty - brier, "brier": brier, "band": band, "at": level[at],
        "curve": rates, "p": chance, "dependence": dependence,
    }  # fmt: skip


def spline(x, knots):
    """Restricted cubic spline, as in rms."""
    cubes = np.maximum(x[:, None] - knots, 0) ** 3
    last, before = knots[-1], knots[-2]
    ends = (cubes[:, -2:-1] * (last - knots[:-2]) - cubes[:, -1:] * (before - knots[:-2])) / (last - before)
    return np.column_stack([np.ones(len(x)), x, (cubes[:, :-2] - ends) / (last - knots[0]) ** 2])


def smooth(p, y, person, count):
    """Spline of the log-odds with its band by person, and the distance from the diagonal beside what chance gives."""
    x = log_odds(p)
    knots = np.quantile(x, {3: [0.1, 0.5, 0.9], 4: [0.05, 0.35, 0.65, 0.95]}.get(count, np.linspace(0.05, 0.95, count)))
    design = spline(x, knots)
    fit = newton(design, y, start=np.r_[0, 1, np.zeros(design.shape[1] - 2)])
    covariance = clustered(design, y, person, fit)
    away = np.abs(sigmoid(design @ fit.beta) - p)
    ordered = np.sort(x)
    grid = spline(np.linspace(ordered[9], ordered[-10], 40), knots)
    half = Z * np.sqrt(np.einsum("ij,jk,ik->i", grid, covariance, grid))
    cells = np.array([part.mean() for part in np.array_split(ordered, 200)])
    moved = np.random.default_rng(6).multivariate_normal(np.zeros(len(fit.beta)), covariance, 1000)
    chance = np.abs(sigmoid(cells + moved @ spline(cells, knots).T) - sigmoid(cells)).mean(1)
    return {
        "ici": away.mean(), "quantiles": np.quantile(away, [0.5, 0.9, 1]), "band": sigmoid(grid @ fit.beta + half * [[-1], [0], [1]]),
        "chance": (chance.mean(), np.quantile(chance, 0.95)),
    }  # fmt: skip


def _refits(design, y, person, start, replicates):
    found = []
    for r in replicates:
        eta = design @ newton(design, y, drawn_people(person.max() + 1, r)[person], start=start).beta
        both = newton(with_one(eta), y, start=[0, 1]).beta
        large = newton(np.ones((len(y), 1)), y, start=[0], offset=eta).beta
        found.append([both[1], large[0], both[0]])
    return found


def slope_optimism(design, y, person, start, refits):
    """Slope and intercept on everybody of the model refitted on resampled people."""
    parts = Parallel(n_jobs=-1)(delayed(_refits)(design, y, person, start, part) for part in np.array_split(range(refits), cpu_count()))
    return np.mean([one for part in parts for one in part], axis=0)


def _without(design, y, fold, out, start):
    rest = ~np.isin(fold, out)
    return design @ newton(design[rest], y[rest], start=start).beta


def _platt(columns, close=1e-6):
    def learn(eta, y):
        beta = newton(columns(eta), y, close=close).beta
        return lambda new: sigmoid(columns(new) @ beta)

    return learn


def _intercept(eta, y):
    shift = newton(np.ones((len(y), 1)), y, offset=eta).beta[0]
    return lambda new: sigmoid(new + shift)


METHODS = {
    "none": lambda eta, y: sigmoid,
    "intercept": _intercept,
    "platt": _platt(with_one),
    "beta": _platt(lambda eta: np.column_stack([np.ones(len(eta)), -np.logaddexp(0, -eta), np.logaddexp(0, eta)])),
    "isotonic": lambda eta, y: IsotonicRegression(out_of_bounds="clip", y_min=1e-6, y_max=1 - 1e-6).fit(eta, y).predict,
}


def nested(design, y, person, fold, start):
    """Each recalibration learned on folds that the model has not seen, and scored on a fold that neither has."""
    folds = list(range(fold.max() + 1))
    outs = [[one] for one in folds] + [list(pair) for pair in combinations(folds, 2)]
    etas = Parallel(n_jobs=-1)(delayed(_without)(design, y, fold, out, start) for out in outs)
    eta_of = {frozenset(out): eta for out, eta in zip(outs, etas)}
    losses = {}
    for name, learn in METHODS.items():
        p = np.empty(len(y))
        for outer in folds:
            seen = np.choose(fold, [eta_of[frozenset({outer, inner})] for inner in folds])
            rest = fold != outer
            p[~rest] = learn(seen[rest], y[rest])(eta_of[frozenset({outer})][~rest])
        losses[name] = np.where(y == 1, -np.log(p), -np.log1p(-p))
    return {name: (loss.mean(), *ratio(losses["none"] - loss, np.ones(len(y)), person)) for name, loss in losses.items()}


def observed_to_expected(p, y, person, rows):
    """Observed ÷ expected with its interval on the log scale, and the slope, of some rows."""
    p, y, person = p[rows], y[rows], person[rows]
    value, error = ratio(y, p, person)
    design = with_one(log_odds(p))
    fit = newton(design, y, start=[0, 1])
    slope = np.sqrt(clustered(design, y, person, fit)[1, 1])
    return value, value * np.exp(Z * error / value * np.array([-1, 1])), fit.beta[1], slope, len(np.unique(person[y == 1]))


def calibration(m, asked):
    p, y, person = m.p, m.y[m.test].astype(float), m.who
    with step("calibration: isotonic curve with its band"):
        curve = reliability(p, y, person, asked["draws"])
    with step("calibration: smooth curve"):
        line = smooth(p, y, person, asked["knots"])
    design, outcome, train = with_one(m.woe[m.train][:, m.chosen]), m.y[m.train].astype(float), pd.factorize(m.person[m.train])[0]
    with step("calibration: refits for slope and intercept"):
        slope, intercept, _ = slope_optimism(design, outcome, train, m.beta, asked["refits"])
    with step("calibration: recalibrations on nested folds"):
        methods = nested(design, outcome, train, m.fold[m.train], m.beta)
    with step("calibration: groups, quarters and lists"):
        parts = {(name, group): codes == group for name, codes in m.codes.items() for group in range(codes.max() + 1)}
        parts |= {("quarter", quarter): m.quarter == quarter for quarter in range(m.quarter.max() + 1)}
        order = np.argsort(-m.eta[m.test], kind="stable")
        for share in m.shares:
            on = np.zeros(len(y), bool)
            on[order[: int(share * len(y))]] = True
            parts |= {("listed", share): on, ("below", share): ~on}
        found = {str(part): observed_to_expected(p, y, person, rows) for part, rows in parts.items()}
        ties = len(np.unique(m.eta[m.test])), len(np.unique(p))
    return {"curve": curve, "smooth": line, "slope": slope, "intercept": intercept, "methods": methods, "parts": found, "ties": ties}


# --------------------------------------------------------------------------------------------------------------- ranking


class Quarters:
    """Recall and precision at each share and the base rate of every quarter, each ranked by itself, of a resample."""

    def __init__(self, tops):
        self.tops = tops

    def __call__(self, weights):
        return [number for top in self.tops for number in (*top(weights), (weights @ top.events) / (weights @ top.rows))]


def quarters(m, replicates):
    eta, y, people = m.eta[m.test], m.y[m.test], m.who.max() + 1
    tops = []
    for quarter in range(m.quarter.max() + 1):
        rows = m.quarter == quarter
        top = TopList(eta[rows], y[rows], m.who[rows], m.shares)
        top.rows, top.events = (np.pad(counts, (0, people - len(counts))) for counts in (top.rows, top.events))
        tops.append(top)
    statistic = Quarters(tops)
    found = np.array(statistic(np.ones(people))).reshape(len(tops), -1)
    drawn = resampled(statistic, people, replicates).reshape(replicates, len(tops), -1)
    trends = []
    for measure in range(found.shape[1]):
        covariance = np.cov(drawn[:, :, measure], rowvar=False)
        precision = 1 / covariance.diagonal()
        time = np.arange(len(tops)) - precision @ np.arange(len(tops)) / precision.sum()
        line = precision * time / (precision @ time**2)
        slope, error = line @ found[:, measure], np.sqrt(line @ covariance @ line)
        away = []
        for one in range(len(tops)):
            others = np.where(np.arange(len(tops)) == one, 0, precision)
            part = -others / others.sum()
            part[one] = 1
            away.append(2 * norm.sf(abs(part @ found[:, measure]) / np.sqrt(part @ covariance @ part)))
        trends.append((slope, error, away))
    return found, drawn.std(0), trends


def on_lists(score, lists, share, tie):
    """True for the rows on their own list."""
    order = np.lexsort((tie, -score, lists))
    size = np.bincount(lists)
    place = np.empty(len(order), int)
    place[order] = np.arange(len(order)) - np.repeat(np.cumsum(size) - size, size)
    return place < np.floor(share * size + 1e-9)[lists]


def churn(m, on):
    """From week to week: who stays, enters and leaves, by coming or going or by crossing the cut, and which indicators move people across."""
    frame = pd.DataFrame({"who": m.who, "week": m.week, "on": on, "row": np.arange(len(on))})
    pairs = frame.merge(frame.assign(week=frame["week"] - 1), on=["who", "week"], suffixes=("", "_next"), how="outer")
    pairs = pairs[(pairs["week"] >= 0) & (pairs["week"] < m.week.max())]
    now, then = pairs["on"].eq(True), pairs["on_next"].eq(True)
    counts = pd.DataFrame({
        "week": pairs["week"], "both": now & then, "rose": then & ~now & pairs["row"].notna(), "new": then & pairs["row"].isna(),
        "fell": now & ~then & pairs["row_next"].notna(), "left": now & pairs["row_next"].isna(),
    }).groupby("week").sum()  # fmt: skip
    worth = m.woe[m.test][:, m.chosen] * m.beta[1:]
    moves = {}
    for name, crossed in (("rose", then & ~now), ("fell", now & ~then)):
        some = pairs[crossed & pairs["row"].notna() & pairs["row_next"].notna()]
        moves[name] = (worth[some["row_next"].to_numpy(int)] - worth[some["row"].to_numpy(int)]).mean(0)
    return counts, moves


def intake(m, share, leave):
    """Every week each office offers help to the highest of those who were not offered any before."""
    eta, office = m.eta[m.test], pd.factorize(m.panel["municipality"].to_numpy()[m.test])[0]
    offered, places = np.full(m.who.max() + 1, -1), 0
    for week in range(m.week.max() + 1):
        rows = m.weeks[week]
        pool = rows[offered[m.who[rows]] < 0] if leave else rows
        if len(pool) == 0:
            continue
        on = m.who[pool[on_lists(eta[pool], pd.factorize(office[pool])[0], share, m.tie[pool])]]
        offered[on] = np.where(offered[on] < 0, week, offered[on])
        places += len(on)
    return offered, places


def reached(m, share):
    spells = m.tables["bijstand"].sort_values("start_date").merge(m.panel.loc[m.test, ["client_id"]].assign(who=m.who).drop_duplicates())
    first_day = m.panel["snapshot_date"][m.test].min()
    events = m.panel.loc[m.test, ["outcome"]].assign(who=m.who).groupby("who")["outcome"].max()
    spells = spells[(spells["start_date"] > first_day) & spells["who"].isin(events.index[events == 1])].drop_duplicates("who")
    when = (spells["start_date"] - first_day).dt.days.to_numpy() // 7
    offered, places = intake(m, share, True)
    staying, repeated = intake(m, share, False)
    at = offered[spells["who"].to_numpy()]
    before = (at >= 0) & (at <= when)
    low, high = proportion_confint(before.sum(), len(when), method="wilson")
    return before.mean(), low, high, np.quantile((when - at)[before], [0.25, 0.5, 0.75]), places, repeated / (staying >= 0).sum() - 1


def rules_for_missed(m, on, most):
    """Single levels and pairs of levels whose people are missed more often: found on half of the people, measured on the others."""
    rows = np.flatnonzero(m.y[m.test] == 1)
    who, people = np.unique(m.who[rows], return_inverse=True)
    missed = np.bincount(people, weights=on[rows]) == 0
    levels = [levels_of(m.woe[m.test][:, j])[rows] for j in m.chosen]
    holds = np.concatenate([pd.crosstab(people, level).to_numpy() > 0 for level in levels], axis=1).astype(float)
    indicator = np.concatenate([np.full(len(np.unique(level)), j) for j, level in enumerate(levels)])
    half = np.random.default_rng(7).integers(2, size=len(who)) == 1

    def counts(side):
        own = holds[side]
        return own.T @ own, own.T @ (own * missed[side][:, None])

    (n, gone), (n_other, gone_other) = counts(half), counts(~half)
    rate, other = missed[half].mean(), missed[~half].mean()
    enough = np.minimum.reduce([gone, n - gone, gone_other, n_other - gone_other]) >= 10
    allowed = np.triu(enough) & ((indicator[:, None] != indicator) | np.eye(len(indicator), dtype=bool))
    z = np.where(allowed, (gone / np.maximum(n, 1) - rate) / np.sqrt(rate * (1 - rate) / np.maximum(n, 1)), -np.inf)
    best = np.dstack(np.unravel_index(np.argsort(-z, axis=None)[:most], z.shape))[0]
    found = []
    for a, b in best:
        inside = holds[~half, a] * holds[~half, b]
        residual = inside * (missed[~half] - gone_other[a, b] / n_other[a, b]) * len(inside) / n_other[a, b] - (missed[~half] - other)
        found.append((gone_other[a, b] / n_other[a, b] - other, np.sqrt((residual @ residual) / len(inside) ** 2)))
    return len(who), missed.sum(), found


def ranking(m, asked):
    with step("ranking: every quarter by itself"):
        found, errors, trends = quarters(m, asked["replicates"])
    with step("ranking: from week to week"):
        on = on_lists(m.eta[m.test], m.lists, min(m.shares), m.tie)
        moves = churn(m, on)
    with step("ranking: intake"):
        course = reached(m, min(m.shares))
    with step("ranking: people missed"):
        missed = rules_for_missed(m, on, asked["rules"])
    return {"quarters": found, "errors": errors, "trends": trends, "churn": moves, "intake": course, "missed": missed}


# -------------------------------------------------------------------------------------------------------------- fairness


class Redrawn:
    """Rates of the groups when each resample draws its own cut, for every score: listed, found, rows and events by group."""

    def __init__(self, scores, y, person, groups, share):
        self.tops = [TopList(score, y, person, [share], groups) for score in scores]
        people = person.max() + 1
        self.sizes = [
            tuple(np.bincount(person * count + codes, weights=w, minlength=people * count).reshape(people, count) for w in (None, y))
            for codes in groups for count in [codes.max() + 1]
        ]  # fmt: skip

    def __call__(self, weights):
        numbers = []
        totals = [(weights @ rows, weights @ events) for rows, events in self.sizes]
        for top in self.tops:
            for (on, found), (rows, events) in zip(top.by_group(weights), totals):
                numbers += [*(on / rows), *(found / events), *(found / on)]
            numbers.append(found.sum() / events.sum())
        return numbers


def parity(on, p, y, person, codes):
    """Share listed and mean score given the outcome, of each group beside the first, and both outcomes together."""
    groups = [codes == group for group in range(codes.max() + 1)]
    measures = {"listed given outcome": (on, y), "listed without": (on, 1 - y), "score given outcome": (p, y), "score": (p, np.ones(len(y)))}
    found, tests = {}, []
    for name, (value, among) in measures.items():
        rates = np.array([ratio((value * among)[rows], among[rows], person[rows]) for rows in groups])
        found[name] = rates
        tests += list(2 * norm.sf(np.abs(rates[1:, 0] - rates[0, 0]) / np.hypot(rates[1:, 1], rates[0, 1])))
    combined = []
    for rows in groups[1:]:
        pair = groups[0] | rows
        counts = np.bincount((4 * y + 2 * rows + (on > 0.5))[pair].astype(int), minlength=8).reshape(2, 2, 2).astype(float)
        combined.append(StratifiedTable([counts[0], counts[1]]).oddsratio_pooled)
    return found, multipletests(tests, method="fdr_by")[1], combined


def pair_tests(on, y, codes, rows):
    """Every pair of groups, one row a person: Fisher's exact test of the share listed, of all, and with and without the outcome."""
    tests = []
    for some in (rows, rows[y[rows] == 1], rows[y[rows] == 0]):
        counts = np.bincount(2 * codes[some] + (on[some] > 0.5), minlength=2 * (codes.max() + 1)).reshape(-1, 2)
        tests += [fisher_exact(counts[list(pair)])[1] for pair in combinations(range(len(counts)), 2)]
    return multipletests(tests, method="fdr_by")[1]


def equal_recall(score, y, codes, size):
    """A cut for each group that finds the same share of its people, at the same total list."""
    orders = [np.flatnonzero(codes == group)[np.argsort(-score[codes == group], kind="stable")] for group in range(codes.max() + 1)]
    caught = [np.r_[0, np.cumsum(y[order])] for order in orders]
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        sizes = [np.searchsorted(found, middle * found[-1]) for found in caught]
        low, high = (middle, high) if sum(sizes) <= size else (low, middle)
    return sizes, sum(found[n] for found, n in zip(caught, sizes)) / y.sum()


def crossed(on, y, person, first, second):
    """Rates of two attributes at once, each cell beside that of both references."""
    cells, columns = first * (second.max() + 1) + second, second.max() + 1
    rates = {}
    for name, (value, among) in {"rate": (on, np.ones(len(y))), "recall": (on * y, y), "precision": (on * y, on)}.items():
        rates[name] = np.array([ratio(value[rows], among[rows], person[rows]) for rows in (cells == c for c in range((first.max() + 1) * columns))])
    tests = [norm.sf(abs(r[c, 0] - r[0, 0]) / np.hypot(r[c, 1], r[0, 1])) * 2 for r in rates.values() for c in range(1, len(r))]
    return rates, multipletests(np.nan_to_num(tests, nan=1.0), method="fdr_by")[1]


def descriptions(features):
    """Every feature and every pair of them, as cells."""
    for one in features:
        yield one
    for one, other in combinations(features, 2):
        yield one * (other.max() + 1) + other


def bias_scan(missed, person, features, half):
    """Descriptions whose people with the outcome are missed more: found on half of the people by a clustered score test, tested on the others."""
    own, who = missed[half] - missed[half].mean(), pd.factorize(person[half])[0]
    total = np.bincount(who, weights=own)
    best = []
    for place, cells in enumerate(descriptions(features)):
        cells = cells[half]
        count = cells.max() + 1
        key, inside = np.unique(who * count + cells, return_inverse=True)
        sums, cell = np.bincount(inside, weights=own), key % count
        share = np.bincount(cells, minlength=count) / len(cells)
        people = np.bincount(cell, minlength=count)
        variance = np.bincount(cell, sums**2, count) - 2 * share * np.bincount(cell, sums * total[key // count], count) + share**2 * (total @ total)
        enough = (people >= 10) & (len(total) - people >= 10) & (variance > 0)
        z = np.where(enough, np.bincount(cell, sums, count), -np.inf) / np.sqrt(np.maximum(variance, 1e-12))
        best += [(z[c], place, c) for c in np.argsort(-z)[:3]]
    cells_of = list(descriptions(features))
    tests = []
    for _, place, cell in sorted(best, reverse=True)[:3]:
        rows = (cells_of[place] == cell) & ~half
        inside, outside = (ratio(missed[some], np.ones(some.sum()), person[some]) for some in (rows, ~rows & ~half))
        tests.append(2 * norm.sf(abs(inside[0] - outside[0]) / np.hypot(inside[1], outside[1])))
    return multipletests(np.nan_to_num(tests, nan=1.0), method="fdr_by")[1]


def blind_spots(on, y, p, person, features, half):
    """Descriptions whose people have the outcome, off the list, more often than the model expects."""
    missed, expected = (1 - on) * y, (1 - on) * p
    for side in (half, ~half):
        expected[side] *= missed[side].sum() / expected[side].sum()
    best = []
    for place, cells in enumerate(descriptions([feature[half] for feature in features])):
        found, wanted = np.bincount(cells, missed[half]), np.bincount(cells, expected[half])
        z = np.where(wanted >= 10, (found - wanted) / np.sqrt(np.maximum(wanted, 1e-12)), -np.inf)
        best += [(z[c], place, c) for c in np.argsort(-z)[:3]]
    cells_of = list(enumerate(descriptions(features)))
    tests = []
    for _, place, cell in sorted(best, reverse=True)[:3]:
        rows = (cells_of[place][1] == cell) & ~half
        sums = person_sums((missed - expected)[rows], person[rows])
        tests.append(2 * norm.sf(abs(sums.sum()) / np.sqrt(len(sums) / (len(sums) - 1) * (sums @ sums))))
    return multipletests(tests, method="fdr_by")[1]


def _score_without(design, y, new, start):
    return new @ newton(design, y, start=start).beta


def fairness(m, asked):
    y, eta, groups = m.y[m.test].astype(float), m.eta[m.test], list(m.codes.values())
    on, share, person = m.listed.astype(float), asked["share"], m.who
    names = [name for name in asked["without"] if name in [m.names[j] for j in m.chosen]]
    sets = [[name] for name in names] + ([names] if len(names) > 1 else [])
    with step("fairness: refits without candidates"):
        design, new = with_one(m.woe[m.train]), with_one(m.woe[m.test])
        kept = [[j for j in m.chosen if m.names[j] not in out] for out in sets]
        columns = [[0, *(j + 1 for j in one)] for one in kept]
        starts = [np.r_[m.beta[0], [m.beta[1 + m.chosen.index(j)] for j in one]] for one in kept]
        outcome = m.y[m.train].astype(float)
        scores = [eta] + [_score_without(design[:, own], outcome, new[:, own], start) for own, start in zip(columns, starts)]
        alone, label = with_one(m.woe[m.sample]), m.y[m.sample].astype(float)
        full = [0, *(j + 1 for j in m.chosen)]
        whole = newton(alone[:, full], label, start=m.beta)
        top = loglik(alone[:, full], label, whole.beta)
        significance = []
        for own, start in zip(columns, starts):
            less = newton(alone[:, own], label, start=start).beta
            change = np.abs(sigmoid(alone[:, full] @ whole.beta) - sigmoid(alone[:, own] @ less))
            test = chi2.sf(2 * (top - loglik(alone[:, own], label, less)), len(full) - len(own))
            significance.append((test, change.mean(), np.sqrt((change**2).mean()), (change > 0.01).mean()))
    with step("fairness: redrawn cuts and frontiers"):
        statistic = Redrawn(scores, y, person, groups, share)
        found = np.array(statistic(np.ones(person.max() + 1))).reshape(len(scores), -1)
        drawn = resampled(statistic, person.max() + 1, asked["replicates"]).reshape(asked["replicates"], len(scores), -1)
        intervals, differences = percentiles(drawn), percentiles(drawn - drawn[:, :1])
    with step("fairness: conditional parity and pairs of groups"):
        parities = [parity(on, m.p, y, person, codes) for codes in groups]
        pairs = [pair_tests(on, y.astype(int), codes, m.one_each) for codes in groups]
    with step("fairness: a cut for each group"):
        adjusted = [equal_recall(eta, y, codes, int(on.sum())) for codes in groups] if "equal-recall" in asked["adjusted"] else []
    with step("fairness: crossed groups"):
        crossings = [crossed(on, y, person, first, second) for first, second in combinations(groups, 2)]
    with step("fairness: bias scan and blind spots"):
        features = [levels_of(m.woe[m.test, m.names.index(name)]) for name in asked["features"]]
        events, half = np.flatnonzero(y == 1), np.random.default_rng(8).integers(2, size=person.max() + 1)[person] == 1
        scan = bias_scan(1 - on[events], person[events], [feature[events] for feature in features], half[events])
        spots = blind_spots(on, y, m.p, person, features, half)
    return {
        "recall": dict(zip(["model", *(", ".join(out) for out in sets)], found[:, -1])), "rates": found, "intervals": intervals,
        "differences": differences, "significance": significance, "parity": parities, "pairs": pairs, "adjusted": adjusted,
        "crossed": crossings, "scan": scan, "spots": spots,
    }  # fmt: skip
