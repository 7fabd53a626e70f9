"""Logistic regression with standard errors on binned indicators."""
import numpy as np
from harness import serve


def _load(codes, outcome):
    return [np.load(path) for path in codes], np.load(outcome).astype(np.float64)


def _indicators(columns, levels):
    """Indicator columns without the reference level, column after column."""
    width = sum(levels) - len(levels)
    matrix = np.zeros((len(columns[0]), width), order="F")
    at = 0
    for column, count in zip(columns, levels):
        for level in range(1, count):
            matrix[:, at] = column == level
            at += 1
    return matrix


def _sklearn(x, y):
    from sklearn.linear_model import LogisticRegression

    fit = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-6).fit(x, y)
    p = fit.predict_proba(x)[:, 1]
    w = p * (1 - p)
    information = np.empty((x.shape[1] + 1,) * 2)
    weighted = x * w[:, None]
    information[1:, 1:] = x.T @ weighted
    information[0, 1:] = information[1:, 0] = weighted.sum(axis=0)
    information[0, 0] = w.sum()
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    return {"estimates": np.r_[fit.intercept_, fit.coef_[0]], "errors": errors}


def sklearn(codes, outcome, levels):
    columns, y = _load(codes, outcome)
    x = np.ascontiguousarray(_indicators(columns, levels))
    return lambda: _sklearn(x, y)


def sklearn_from_codes(codes, outcome, levels):
    from sklearn.preprocessing import OneHotEncoder

    columns, y = _load(codes, outcome)
    table = np.column_stack(columns)
    return lambda: _sklearn(OneHotEncoder(drop="first", sparse_output=False).fit_transform(table), y)


def _categoricals(columns, levels):
    import pandas as pd

    return pd.DataFrame(
        {f"x{j}": pd.Categorical.from_codes(c, categories=list(range(n))) for j, (c, n) in enumerate(zip(columns, levels))}
    )


def _glum(frame, y, weights=None):
    from glum import GeneralizedLinearRegressor

    fit = GeneralizedLinearRegressor(family="binomial", alpha=0, drop_first=True, gradient_tol=1e-7)
    fit.fit(frame, y, sample_weight=weights)
    covariance = fit.covariance_matrix(
        frame, y, sample_weight=weights, dispersion=1, robust=False, expected_information=True
    )
    errors = np.sqrt(np.diag(covariance))
    return {"estimates": np.r_[fit.intercept_, fit.coef_], "errors": errors}


def glum(codes, outcome, levels):
    columns, y = _load(codes, outcome)
    frame = _categoricals(columns, levels)
    return lambda: _glum(frame, y)


def glum_from_codes(codes, outcome, levels):
    columns, y = _load(codes, outcome)
    return lambda: _glum(_categoricals(columns, levels), y)


def statsmodels(codes, outcome, levels):
    import statsmodels.api as sm

    columns, y = _load(codes, outcome)
    x = sm.add_constant(_indicators(columns, levels))

    def work():
        fit = sm.Logit(y, x).fit(method="newton", disp=False)
        return {"estimates": fit.params, "errors": fit.bse}

    return work


def patterns(codes, outcome, levels):
    import polars as pl

    columns, y = _load(codes, outcome)
    names = [f"x{j}" for j in range(len(columns))]
    table = pl.DataFrame({**dict(zip(names, columns)), "y": y})

    def work():
        counted = table.group_by(names).agg(pl.len().alias("n"), pl.col("y").sum())
        n = counted["n"].to_numpy().astype(np.float64)
        events = counted["y"].to_numpy()
        frame = _categoricals([counted[name].to_numpy() for name in names], levels)
        return _glum(frame, events / n, n)

    return work


serve(
    {
        "sklearn": sklearn,
        "sklearn from codes": sklearn_from_codes,
        "glum": glum,
        "glum from codes": glum_from_codes,
        "statsmodels": statsmodels,
        "patterns": patterns,
    },
    {
        "sklearn": ["scikit-learn", "numpy"],
        "sklearn from codes": ["scikit-learn", "numpy"],
        "glum": ["glum", "tabmat", "pandas"],
        "glum from codes": ["glum", "tabmat", "pandas"],
        "statsmodels": ["statsmodels", "numpy"],
        "patterns": ["polars", "glum"],
    },
)
