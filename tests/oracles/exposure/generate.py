"""Expected values of a weighted logistic fit with errors clustered by person, and of stand-in weights.

Run: python generate.py > expected.json (numpy, pandas, statsmodels; versions are printed into the file).
"""
import json
import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm

draw = np.random.default_rng(20261122)
people, per = 160, 3
person = np.repeat(np.arange(people), per)
office = np.repeat(draw.integers(0, 3, people), per)
band = draw.integers(0, 4, people * per)
single = np.repeat(draw.integers(0, 2, people), per)
chance = np.array([0.05, 0.3, 0.6])[office] * np.array([1, 0.8, 0.3, 0.0])[band]
exposed = (draw.random(people * per) < chance).astype(int)
eta = -0.6 + 0.5 * (office - 1) - 0.4 * (band - 1.5) + 0.7 * single
outcome = (draw.random(people * per) < 1 / (1 + np.exp(-eta))).astype(int)
rows = pd.DataFrame(dict(person=person, office=office, band=band, single=single, exposed=exposed, outcome=outcome))

# One stratum a cell of office and band: w = P(unexposed) / P(unexposed | cell), truncated at 1.5.
cells = rows.groupby(["office", "band"])["exposed"].agg(["size", "sum"]).reset_index()
cells["free"] = cells["size"] - cells["sum"]
share = (rows["exposed"] == 0).mean()
cells["weight"] = np.minimum(1.5, share / (cells["free"] / cells["size"]))
rows = rows.merge(cells[["office", "band", "weight"]], on=["office", "band"], how="left")
free = rows[rows["exposed"] == 0].reset_index(drop=True)

x = sm.add_constant(free[["band", "single"]].astype(float).to_numpy())
fit = sm.GLM(free["outcome"], x, family=sm.families.Binomial(), freq_weights=free["weight"].to_numpy()).fit(
    tol=1e-14, maxiter=200
)
mu = fit.fittedvalues.to_numpy()
w = free["weight"].to_numpy()
y = free["outcome"].to_numpy()

# The sandwich over people: independence GEE on weighted rows; its factor is 1, ours is G / (G - 1).
g = free["person"].nunique()
gee = sm.GEE(
    y, x, groups=free["person"].to_numpy(), family=sm.families.Binomial(), weights=w
).fit(maxiter=500, ctol=1e-13)

print(
    json.dumps(
        dict(
            tools=dict(numpy=np.__version__, pandas=pd.__version__, statsmodels=statsmodels.__version__),
            rows={name: rows[name].tolist() for name in ["person", "office", "band", "single", "exposed", "outcome"]},
            cells=[
                dict(office=int(c.office), band=int(c.band), exposed=int(c["sum"]), free=int(c.free), weight=float(c.weight))
                for _, c in cells.iterrows()
            ],
            truncate=1.5,
            fit=dict(
                estimates=fit.params.tolist(),
                loglik=float((w * (y * np.log(mu) + (1 - y) * np.log(1 - mu))).sum()),
                clustered=(np.sqrt(np.diag(gee.cov_robust)) * np.sqrt(g / (g - 1))).tolist(),
                effectiveRows=float(w.sum() ** 2 / (w**2).sum()),
                people=int(g),
            ),
        )
    )
)
