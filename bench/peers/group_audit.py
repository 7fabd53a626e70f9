"""Rates of groups at the cut, with the tests or intervals that each package offers."""
import numpy as np
import pandas as pd
from harness import serve


def _load(listed, label, groups, attributes):
    frame = pd.DataFrame({"score": np.load(listed).astype(int), "label_value": np.load(label).astype(int)})
    for path, attribute in zip(groups, attributes):
        frame[attribute["name"]] = np.array(attribute["values"], dtype=object)[np.load(path)]
    return frame


def aequitas(listed, label, groups, attributes):
    from aequitas.bias import Bias
    from aequitas.group import Group

    frame = _load(listed, label, groups, attributes)
    names = [attribute["name"] for attribute in attributes]
    reference = {attribute["name"]: attribute["values"][0] for attribute in attributes}

    def work():
        table, _ = Group().get_crosstabs(frame, attr_cols=names)
        Bias().get_disparity_predefined_groups(
            table, original_df=frame, ref_groups_dict=reference, check_significance=True, alpha=0.05
        )
        found = table.set_index(["attribute_name", "attribute_value"])
        return [
            rate
            for attribute in attributes
            for value in attribute["values"]
            for rate in _rates(found.loc[(attribute["name"], value)])
        ]

    return work


def _rates(row):
    return [row["pprev"], row["tpr"], row["precision"]]


def _fairlearn(more, listed, label, groups, attributes):
    from fairlearn.metrics import MetricFrame, selection_rate, true_positive_rate
    from sklearn.metrics import precision_score

    frame = _load(listed, label, groups, attributes)
    metrics = {"rate": selection_rate, "recall": true_positive_rate, "precision": precision_score}

    def work():
        rates = []
        for attribute in attributes:
            found = MetricFrame(
                metrics=metrics,
                y_true=frame["label_value"],
                y_pred=frame["score"],
                sensitive_features=frame[attribute["name"]],
                **more,
            )
            if more:
                found.by_group_ci
            table = found.by_group
            rates.extend(table.loc[attribute["values"], ["rate", "recall", "precision"]].to_numpy().ravel())
        return rates

    return work


def fairlearn(**rest):
    return _fairlearn({}, **rest)


def fairlearn_bootstrap(resamples, **rest):
    return _fairlearn({"n_boot": resamples, "ci_quantiles": [0.025, 0.975], "random_state": 1}, **rest)


packages = ["fairlearn", "scikit-learn", "pandas"]
serve(
    {"aequitas": aequitas, "fairlearn": fairlearn, "fairlearn_bootstrap": fairlearn_bootstrap},
    {"aequitas": ["aequitas", "pandas"], "fairlearn": packages, "fairlearn_bootstrap": packages},
)
