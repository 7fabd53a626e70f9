"""The whole retrain with its examination, in Python: the steps of retrain_steps.py, and what a sceptical reviewer asks of the model.

screening    examination_training.py    AUC and information value with intervals, recall alone and what each candidate adds to it on
                                        held-out folds, strength over quarters and regions, multiplicity, shuffled and placebo outcomes
selection    examination_training.py    near-optimal sets on held-out folds: recall, gaps between groups and overlap on the same resamples; price
                                        of each indicator; forward, backward, lasso, and the best of all candidates by abess; bins, screening,
                                        selection and fit again on resampled people
fit          examination_training.py    likelihood-ratio tests, profile intervals and Firth on independent rows, ridge, thinned non-events,
                                        whole points and what rounding costs
calibration  examination_test_side.py   isotonic curve with its band and the parts of the Brier score, spline with its band, slope and
                                        intercept by refits on resampled people, recalibrations on nested folds, observed ÷ expected of parts
ranking      examination_test_side.py   each quarter by itself with its trend, lists from week to week, intake, rules for people missed
fairness     examination_test_side.py   the cut redrawn for every resample, refits without candidates, parity given the outcome, tests of
                                        pairs of groups, a cut for each group, crossed groups, bias scan and blind spots

Counts of resamples, refits and draws are those of the study. Columns are the weight of evidence of each candidate (nine in the model; the
workbench has twenty, because some indicators have a coefficient for each level). All heavy loops run on all cores. Fits are Newton steps in
numpy that begin at a known fit and end within a thousandth of a standard error, which is faster here than any of the packages.

Left out, and done by the workbench: what retrain.py leaves out; the certified best set of all candidates (abess searches without a certificate);
screening: covariance of periods, tests of the order of bins, redundancy map, weights of the criteria, records of the candidates, shift between
both sides; selection: legal burden, less discriminatory alternatives by name, inclusion intervals, a step of the paths that fits few moves;
fit: moves of single points and their bound, effective parameters; calibration: steps joined until they hold enough people, recommended
recalibration, verdicts; ranking: bounds by windows still open, production's draw among equals, reasons of entering and leaving, course of the
intake, comparison with a model in use; fairness: shrunken cells, people who move under a cut of their own, order of equals at the cut, random
sample beside the list, choice of the metric; and everywhere: suppression of small counts, guards, gates, and the waiver of each.
"""
import numpy as np
import pandas as pd
from examination_test_side import calibration, fairness, ranking
from examination_tools import step
from examination_training import fit, one_each, quarters_of, screening, selection
from harness import serve
from package_steps import BY_PACKAGES
from retrain_steps import BY_HAND, develop


def prepare(m):
    """What several parts use: folds of people, and the test side by person, week, quarter and group."""
    m.fold = np.random.default_rng(1).integers(5, size=m.person.max() + 1)[m.person]
    m.who = pd.factorize(m.person[m.test])[0]
    m.week = pd.factorize(m.panel["snapshot_date"].to_numpy()[m.test], sort=True)[0]
    m.weeks = np.split(np.argsort(m.week, kind="stable"), np.cumsum(np.bincount(m.week))[:-1])
    m.quarter = quarters_of(m.panel, m.test)
    m.codes = {name: group[m.test].cat.codes.to_numpy().astype(int) for name, group in m.groups.items()}
    m.tie = np.random.default_rng(9).uniform(size=len(m.who))
    m.one_each = one_each(m.who)
    return m


def examine(m, asked):
    with step("preparation"):
        prepare(m)
    with step("screening"):
        screened = screening(m, asked["screening"])
    return {
        "screening": screened,
        "selection": selection(m, asked["selection"]),
        "fit": fit(m, asked["fit"]),
        "calibration": calibration(m, asked["calibration"]),
        "ranking": ranking(m, asked["ranking"]),
        "fairness": fairness(m, asked["fairness"]),
    }


def compared(found):
    """Numbers on which the workbench must agree."""
    screened, chosen, fitted, curve, ranked, fair = (found[room] for room in ("screening", "selection", "fit", "calibration", "ranking", "fairness"))
    band = curve["curve"]["band"]
    bounds = fitted["bounds"][1 + fitted["names"].index("prior_bijstand")] if "prior_bijstand" in fitted["names"] else [np.nan, np.nan]
    return {
        "shuffled": np.mean(screened["controls"][4]),
        "price": chosen["prices"].get("prior_bijstand", 0),
        "aucOptimism": chosen["optimism"]["auc"],
        "profile": bounds[1] - bounds[0],
        "uncorrected": fitted["uncorrected"],
        "slopeOptimism": 1 - curve["slope"],
        "band": np.mean(band[1] - band[0]),
        "quarters": ranked["quarters"][:, 0],
        "quarterError": np.mean(ranked["errors"][:, 0]),
        "reached": ranked["intake"][0],
        "missed": ranked["missed"][1] / ranked["missed"][0],
        "redrawn": np.ptp(fair["intervals"][:, 0, -1]),
    }


def examined(examination, by=BY_HAND, **arguments):
    def work():
        with step("without the examination"):
            results, made = develop(**arguments, by=by)
        found = examine(made, examination)
        return {**results, "examination": compared(found)}

    return work


def examined_by_packages(**arguments):
    """The examination has few packages of its own: only what comes before it is by packages."""
    return examined(**arguments, by=BY_PACKAGES)


STACK = ["pandas", "optbinning", "scikit-learn", "statsmodels", "abess", "scipy", "numpy"]

if __name__ == "__main__":
    serve({"examined": examined, "examined by packages": examined_by_packages}, {"examined": STACK, "examined by packages": [*STACK, "fairlearn"]})
