"""Group metrics by fairlearn's MetricFrame, from JSON on stdin; JSON on stdout."""
import json
import sys

import fairlearn
import numpy as np
from fairlearn.metrics import MetricFrame, count, false_negative_rate, false_positive_rate, selection_rate, true_negative_rate, true_positive_rate
from sklearn.metrics import precision_score

rows = {k: np.array(v) for k, v in json.load(sys.stdin).items()}
metrics = dict(size=count, pprev=selection_rate, tpr=true_positive_rate, fpr=false_positive_rate, tnr=true_negative_rate,
               fnr=false_negative_rate, precision=lambda t, p: precision_score(t, p, zero_division=np.nan))
frame = MetricFrame(metrics=metrics, y_true=rows["label"], y_pred=rows["listed"], sensitive_features=rows["group"])
by = frame.by_group
json.dump(dict(version=fairlearn.__version__, groups={int(g): {m: float(by[m][g]) for m in metrics} for g in by.index},
               difference={m: float(v) for m, v in frame.difference().items()}), sys.stdout)
