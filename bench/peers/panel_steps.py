"""From files to a validated panel, in pandas and in polars: the same checks and the same steps in both.

Checked: types, ranges, allowed values, patterns and missing values of every column; unique keys; people without a client row; spells that
end before they start or overlap; more months left than the right; snapshots while a spell runs; values known too late. Rows that break
a rule are dropped when they are few (0.1 of 100), and refuse the data when they are many.
Not done here and done by the workbench: digest of the content, profile of every column, rules over the calendar, one random week and
a validation fold per person, list codes, proof of knowledge per candidate, waterfall, suppression of small counts.
"""
import json
from pathlib import Path

import numpy as np

LIMIT = 0.001
GAP = 35  # days without a snapshot after which a listing has ended
SECTORS = [
    "agency", "hospitality", "retail", "transport", "cleaning", "construction", "industry", "agriculture", "health care",
    "education", "government", "ICT", "finance", "business services", "culture and other",
]  # fmt: skip

# column: (type, may be missing, lowest, highest or allowed values or pattern)
CLIENTS = {
    "client_id": ("text", False, r"^C\d+$"),
    "first_ww_day": ("date", False),
    "registered_on": ("date", False),
    "age_first_ww_day": ("number", False, 18, 66),
    "ww_right_months": ("number", False, 3, 24),
    "household_single": ("boolean", False),
    "municipality": ("text", False, r"^GM\d{4}$"),
    "daily_wage": ("number", False, 0.01, 257.47),
    "weekly_hours": ("number", False, 1, 60),
    "sector": ("category", False, SECTORS),
    "contract_type": ("category", False, ["permanent", "fixed", "flex"]),
    "education": ("category", True, ["low", "middle", "high"]),
    "repeat_ww_3y": ("boolean", False),
    "tenure_last_job": ("number", True, 0, 50),
    "own_view_return": ("number", True, 1, 5),
    "work_ability": ("number", True, 0, 10),
    "dutch_language_difficulty": ("boolean", False),
}
SNAPSHOTS = {
    "client_id": ("text", False, r"^C\d+$"),
    "snapshot_date": ("date", False),
    "ww_months_left": ("number", False, 0, 24),
    "ww_amount": ("number", False, 0, 6000),
    "side_income": ("boolean", False),
    "tw_supplement": ("boolean", False),
    "known_on": ("date", False),
    "side_income_known_on": ("date", False),
    "tw_supplement_known_on": ("date", False),
}
BIJSTAND = {"client_id": ("text", False, r"^C\d+$"), "start_date": ("date", False), "end_date": ("date", True)}
AUDIT = {
    "client_id": ("text", False, r"^C\d+$"),
    "sex": ("category", False, ["man", "woman"]),
    "origin": ("category", False, ["NL", "Europe", "outside"]),
    "disability": ("boolean", False),
}
CONTRACTS = {"clients": CLIENTS, "snapshots": SNAPSHOTS, "bijstand": BIJSTAND, "audit": AUDIT}
KEYS = {
    "clients": ["client_id"],
    "snapshots": ["client_id", "snapshot_date"],
    "bijstand": ["client_id", "start_date"],
    "audit": ["client_id"],
}
STATIC = [name for name in CLIENTS if name not in ("client_id", "first_ww_day", "registered_on", "sector")]
KNOWN = {
    "ww_months_left": "known_on",
    "ww_amount": "known_on",
    "side_income": "side_income_known_on",
    "tw_supplement": "tw_supplement_known_on",
}
NEEDED = ["prior_bijstand", *STATIC, "sector", *KNOWN]


def observed_until(folder):
    return np.datetime64(json.loads((Path(folder) / "manifest.json").read_text())["observedUntil"])


def refuse_if_many(bad, rows, rule):
    if bad > LIMIT * rows:
        raise ValueError(f"{rule}: {bad} of {rows} rows")


# ---------------------------------------------------------------------------------------------------------------- pandas


def pandas_read(folder, form):
    import pandas as pd

    def read(name):
        path = Path(folder) / f"{name}.{form}"
        if form == "parquet":
            table = pd.read_parquet(path)
        else:
            table = pd.read_csv(path, engine="pyarrow")
        for column, contract in CONTRACTS[name].items():
            if contract[0] == "date":
                table[column] = pd.to_datetime(table[column], format="%Y-%m-%d" if form == "csv" else None)
            elif contract[0] == "number":
                table[column] = pd.to_numeric(table[column])
        return table

    return {name: read(name) for name in CONTRACTS}


def _bad_cells(column, contract):
    kind, nullable, *limits = contract
    missing = column.isna()
    bad = np.zeros(len(column), bool) if nullable else missing.to_numpy().copy()
    if kind == "number":
        bad |= ~(column.between(*limits) | missing).to_numpy()
    elif kind == "category":
        bad |= ~(column.isin(limits[0]) | missing).to_numpy()
    elif kind == "text" and limits:
        bad |= ~column.str.match(limits[0], na=False).to_numpy()
    elif kind == "boolean":
        bad |= ~column.isin([True, False]).to_numpy()
    return bad


def pandas_validate(tables):
    checked = {}
    for name, table in tables.items():
        bad = np.zeros(len(table), bool)
        for column, contract in CONTRACTS[name].items():
            cells = _bad_cells(table[column], contract)
            refuse_if_many(cells.sum(), len(table), f"{name}.{column}")
            bad |= cells
        twice = table.duplicated(KEYS[name]).to_numpy()
        refuse_if_many(twice.sum(), len(table), f"{name}: key twice")
        bad |= twice
        checked[name] = table[~bad] if bad.any() else table
    clients, snapshots, bijstand = checked["clients"], checked["snapshots"], checked["bijstand"]

    ends = bijstand["end_date"].fillna(np.datetime64("2262-01-01"))
    spells = bijstand.assign(end=ends).sort_values(["client_id", "start_date", "end"])
    earlier = spells.groupby("client_id")["end"].cummax().groupby(spells["client_id"]).shift()
    bad = (spells["end"] < spells["start_date"]) | (spells["start_date"] < earlier)
    refuse_if_many(bad.sum(), len(spells), "bijstand: spells")
    spells = spells[~bad]

    right = snapshots["client_id"].map(clients.set_index("client_id")["ww_right_months"])
    bad = right.isna() | (snapshots["ww_months_left"] > right)
    running = snapshots[["client_id", "snapshot_date"]].reset_index().merge(spells[["client_id", "start_date", "end"]])
    inside = running[(running["start_date"] < running["snapshot_date"]) & (running["end"] >= running["snapshot_date"])]
    bad = bad | snapshots.index.isin(inside["index"])
    refuse_if_many(bad.sum(), len(snapshots), "snapshots: relations")
    return {**checked, "snapshots": snapshots[~bad], "bijstand": spells}


def pandas_panel(tables, study, until):
    import pandas as pd

    clients, snapshots, spells = tables["clients"], tables["snapshots"], tables["bijstand"]
    rows = snapshots.sort_values(["client_id", "snapshot_date"], ignore_index=True)

    # already in welfare: a spell that began while the person was listed, on or before the snapshot
    listed = rows[rows["client_id"].isin(spells["client_id"])][["client_id", "snapshot_date"]]
    gap = listed.groupby("client_id")["snapshot_date"].diff().dt.days
    listing = (gap > GAP).groupby(listed["client_id"]).cumsum()
    first = listed["snapshot_date"].groupby([listed["client_id"], listing]).transform("min")
    began = listed.assign(first=first).reset_index().merge(spells[["client_id", "start_date"]], on="client_id")
    inside = began[(began["start_date"] >= began["first"]) & (began["start_date"] <= began["snapshot_date"])]
    rows = rows[~rows.index.isin(inside["index"])]

    # rhythm, closed windows and sides are decided once a week
    weeks = pd.DataFrame({"snapshot_date": np.sort(rows["snapshot_date"].unique())})
    day = weeks["snapshot_date"]
    closes = day + pd.DateOffset(months=study["months"])
    train_until, test_from = pd.Timestamp(study["trainUntil"]), pd.Timestamp(study["testFrom"])
    rhythm = ((day - pd.Timestamp(study["origin"])).dt.days // 7) % study["every"] == 0
    train = (day <= train_until) & (closes <= test_from)
    side = np.where(train, 1, np.where(day >= test_from, 2, 0))
    weeks = weeks.assign(closes=closes, side=side)[rhythm & (closes <= until) & (side > 0)]
    rows = rows.merge(weeks, on="snapshot_date")

    # outcome: a spell that starts within the window
    within = rows[["client_id", "snapshot_date", "closes"]].reset_index().merge(spells[["client_id", "start_date"]])
    within = within[(within["start_date"] > within["snapshot_date"]) & (within["start_date"] <= within["closes"])]
    rows["outcome"] = rows.index.isin(within["index"]).astype(np.uint8)

    # people on both sides stay on the test side
    sides = rows.groupby("client_id")["side"].transform("max")
    rows = rows[rows["side"] == sides]

    before = spells.merge(clients[["client_id", "first_ww_day"]])
    before = before.loc[before["start_date"] < before["first_ww_day"], "client_id"].unique()
    people = clients.assign(prior_bijstand=clients["client_id"].isin(before))
    panel = rows.merge(people, on="client_id").sort_values(["client_id", "snapshot_date"], ignore_index=True)
    for name, known in KNOWN.items():
        panel[name] = panel[name].where(panel[known] <= panel["snapshot_date"])
    for name in STATIC:
        panel[name] = panel[name].where(panel["registered_on"] <= panel["snapshot_date"])
    return panel


# ---------------------------------------------------------------------------------------------------------------- polars


def polars_read(folder, form):
    import polars as pl

    def read(name):
        path = Path(folder) / f"{name}.{form}"
        types = {"date": pl.Date, "number": pl.Float64, "boolean": pl.Boolean}
        contract = CONTRACTS[name]
        if form == "parquet":
            table = pl.read_parquet(path)
        else:
            table = pl.read_csv(path, schema_overrides={c: types.get(k[0], pl.String) for c, k in contract.items()})
        return table.with_columns(
            pl.col(c).cast(pl.Float64) for c, k in contract.items() if k[0] == "number"
        )

    return {name: read(name) for name in CONTRACTS}


def _bad_expression(name, contract):
    import polars as pl

    kind, nullable, *limits = contract
    column = pl.col(name)
    bad = pl.lit(False) if nullable else column.is_null()
    if kind == "number":
        bad = bad | ~column.is_between(*limits).fill_null(True)
    elif kind == "category":
        bad = bad | ~column.is_in(limits[0]).fill_null(True)
    elif kind == "text" and limits:
        bad = bad | ~column.str.contains(limits[0]).fill_null(False)
    return bad.alias(name)


def polars_validate(tables):
    import polars as pl

    checked = {}
    for name, table in tables.items():
        cells = table.select(_bad_expression(c, k) for c, k in CONTRACTS[name].items())
        for column in cells.columns:
            refuse_if_many(cells[column].sum(), len(table), f"{name}.{column}")
        twice = ~table.select(pl.struct(KEYS[name]).is_first_distinct().alias("first"))["first"]
        refuse_if_many(twice.sum(), len(table), f"{name}: key twice")
        bad = cells.select(pl.any_horizontal(pl.all()))[cells.columns[0]] | twice
        checked[name] = table.filter(~bad) if bad.any() else table
    clients, snapshots, bijstand = checked["clients"], checked["snapshots"], checked["bijstand"]

    spells = bijstand.with_columns(end=pl.col("end_date").fill_null(pl.date(9999, 1, 1)))
    spells = spells.sort("client_id", "start_date", "end").with_columns(
        earlier=pl.col("end").cum_max().shift().over("client_id")
    )
    kept = spells.filter(
        (pl.col("end") >= pl.col("start_date")) & ~(pl.col("start_date") < pl.col("earlier")).fill_null(False)
    )
    refuse_if_many(len(spells) - len(kept), len(spells), "bijstand: spells")

    right = clients.select("client_id", "ww_right_months")
    good = snapshots.join(right, on="client_id").filter(pl.col("ww_months_left") <= pl.col("ww_right_months"))
    running = (
        good.select("client_id", "snapshot_date")
        .join(kept.select("client_id", "start_date", "end"), on="client_id")
        .filter((pl.col("start_date") < pl.col("snapshot_date")) & (pl.col("end") >= pl.col("snapshot_date")))
    )
    good = good.drop("ww_right_months")
    if len(running):
        good = good.join(running, on=["client_id", "snapshot_date"], how="anti")
    refuse_if_many(len(snapshots) - len(good), len(snapshots), "snapshots: relations")
    return {**checked, "snapshots": good, "bijstand": kept}


def polars_panel(tables, study, until):
    import polars as pl

    clients, rows, spells = tables["clients"], tables["snapshots"], tables["bijstand"]
    day, start = pl.col("snapshot_date"), pl.col("start_date")
    starts = spells.select("client_id", "start_date")

    listed = rows.select("client_id", "snapshot_date").join(starts.select("client_id").unique(), on="client_id", how="semi")
    listed = listed.sort("client_id", "snapshot_date").with_columns(
        listing=(day.diff().dt.total_days() > GAP).fill_null(False).cum_sum().over("client_id")
    )
    listed = listed.with_columns(first=day.min().over("client_id", "listing"))
    inside = listed.join(starts, on="client_id").filter((start >= pl.col("first")) & (start <= day))
    rows = rows.join(inside, on=["client_id", "snapshot_date"], how="anti")

    origin, train_until, test_from = (
        pl.lit(study[name]).str.to_date() for name in ("origin", "trainUntil", "testFrom")
    )
    weeks = rows.select(day.unique()).with_columns(closes=day.dt.offset_by(f"{study['months']}mo"))
    weeks = weeks.with_columns(
        side=pl.when((day <= train_until) & (pl.col("closes") <= test_from)).then(1).when(day >= test_from).then(2).otherwise(0)
    ).filter(
        ((day - origin).dt.total_days() // 7 % study["every"] == 0)
        & (pl.col("closes") <= pl.lit(str(until)).str.to_date())
        & (pl.col("side") > 0)
    )
    rows = rows.join(weeks, on="snapshot_date")

    within = (
        rows.select("client_id", "snapshot_date", "closes")
        .join(starts, on="client_id")
        .filter((start > day) & (start <= pl.col("closes")))
        .select("client_id", "snapshot_date")
        .unique()
        .with_columns(outcome=pl.lit(1, pl.UInt8))
    )
    rows = rows.join(within, on=["client_id", "snapshot_date"], how="left").with_columns(pl.col("outcome").fill_null(0))
    rows = rows.filter(pl.col("side") == pl.col("side").max().over("client_id"))

    before = starts.join(clients.select("client_id", "first_ww_day"), on="client_id")
    before = before.filter(start < pl.col("first_ww_day"))["client_id"].unique()
    people = clients.with_columns(prior_bijstand=pl.col("client_id").is_in(before.implode()))
    panel = rows.join(people, on="client_id").with_columns(
        *(pl.when(pl.col(known) <= day).then(pl.col(name)).alias(name) for name, known in KNOWN.items()),
        *(pl.when(pl.col("registered_on") <= day).then(pl.col(name)).alias(name) for name in STATIC),
    )
    return panel.sort("client_id", "snapshot_date")


def counts(panel):
    """Rows, people and events of both sides, and sums that tell whether the values are right."""
    side, outcome = np.asarray(panel["side"]), np.asarray(panel["outcome"])
    return {
        "train": int((side == 1).sum()),
        "test": int((side == 2).sum()),
        "trainEvents": int(outcome[side == 1].sum()),
        "testEvents": int(outcome[side == 2].sum()),
        "prior": int(np.asarray(panel["prior_bijstand"]).sum()),
        "months": float(np.nansum(np.asarray(panel["ww_months_left"], dtype=float))),
        "amount": float(np.nansum(np.asarray(panel["ww_amount"], dtype=float))),
    }
