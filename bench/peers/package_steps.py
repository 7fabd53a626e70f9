"""Steps of retrain_steps.py by the packages made for them, as they come: what one writes first, before slow places are mended by hand."""
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from retrain_steps import fit_plain
from scipy.stats import norm
from sklearn.metrics import log_loss, precision_score, roc_auc_score


def told_apart(level, member, learn, judge):
    """scikit-learn's AUC of rates by level, learned on other people."""
    size = np.bincount(level[learn], minlength=level.max() + 1)
    rate = (np.bincount(level[learn], weights=member[learn], minlength=len(size)) + 20 * member[learn].mean()) / (size + 20)
    return roc_auc_score(member[judge], rate[level[judge]]) if 0 < member[judge].sum() < judge.sum() else 0.5


def _loss(x, y):
    return log_loss(y, fit_plain(x, y).predict_proba(x)[:, 1])


def all_sets(woe, outcome, admissible, size):
    """All sets with their losses, the best first: scikit-learn fits each; on all cores."""
    sets = list(combinations(admissible, size))
    losses = np.array(Parallel(n_jobs=-1)(delayed(_loss)(woe[:, one], outcome) for one in sets))
    order = np.argsort(losses, kind="stable")
    return [list(sets[i]) for i in order], losses[order]


def fit_clustered(x, y, person):
    """statsmodels' generalised linear model."""
    import statsmodels.api as sm

    return sm.GLM(y, sm.add_constant(x), family=sm.families.Binomial()).fit(cov_type="cluster", cov_kwds={"groups": person})


def audit(listed, y, groups):
    """fairlearn's rates of each group, statsmodels' intervals and corrections."""
    from fairlearn.metrics import MetricFrame, count, selection_rate, true_positive_rate
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.proportion import proportion_confint

    results, tests = {}, []
    for name, group in groups.items():
        table = MetricFrame(
            metrics={"rate": selection_rate, "recall": true_positive_rate, "precision": precision_score, "n": count},
            y_true=y, y_pred=listed, sensitive_features=group,
        ).by_group  # fmt: skip
        events = pd.Series(y).groupby(group.to_numpy(), observed=True).sum()
        for metric, of in {"rate": table["n"], "recall": events, "precision": table["rate"] * table["n"]}.items():
            share, of = table[metric], of.reindex(table.index)
            low, high = proportion_confint(share * of, of, method="wilson")
            z = (share - share.iloc[0]) / np.sqrt(share * (1 - share) / of + share.iloc[0] * (1 - share.iloc[0]) / of.iloc[0])
            tests += list(2 * norm.sf(np.abs(z.iloc[1:])))
            results[name, metric] = (share, low, high)
    return results, multipletests(np.nan_to_num(tests, nan=1.0), method="fdr_by")


BY_PACKAGES = SimpleNamespace(told_apart=told_apart, all_sets=all_sets, fit_clustered=fit_clustered, audit=audit)
