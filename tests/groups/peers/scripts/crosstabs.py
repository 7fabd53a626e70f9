"""Crosstabs of aequitas at the top k of COMPAS, from JSON on stdin; JSON on stdout."""
import json
import sys

import pandas as pd
from aequitas.bias import Bias
from aequitas.group import Group
from aequitas.version import __version__

given = json.load(sys.stdin)
rows = pd.read_csv(given["data"])
rows["score"] = given["score"]
rows["score"] = rows["score"].astype(float)
for name in ("race", "sex", "age_cat"):
    rows[name] = rows[name].astype(str)
table, _ = Group().get_crosstabs(rows, attr_cols=["race", "sex", "age_cat"], score_thresholds={"rank_abs": [given["size"]]})
bias = Bias().get_disparity_predefined_groups(table, original_df=rows, ref_groups_dict=dict(race="Caucasian", sex="Male", age_cat="25 - 45"),
                                              check_significance=False)
fields = ["pp", "pn", "fp", "fn", "tn", "tp", "group_size", "tpr", "tnr", "for", "fdr", "fpr", "fnr", "npv", "precision", "ppr", "pprev", "prev"]
clean = lambda v: None if pd.isna(v) else float(v)
json.dump(dict(version=__version__, groups=[
    dict(attribute=r["attribute_name"], value=r["attribute_value"], values={f: clean(r[f]) for f in fields},
         disparity={f: clean(r[f"{f}_disparity"]) for f in ("tpr", "fpr", "fnr", "precision", "pprev")})
    for _, r in bias.iterrows()]), sys.stdout)
