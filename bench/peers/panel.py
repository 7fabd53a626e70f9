"""CSV or Parquet to a validated panel."""
import panel_steps as steps
from harness import serve


def pandas(folder, form, study):
    def work():
        tables = steps.pandas_validate(steps.pandas_read(folder, form))
        return steps.counts(steps.pandas_panel(tables, study, steps.observed_until(folder)))

    return work


def polars(folder, form, study):
    def work():
        tables = steps.polars_validate(steps.polars_read(folder, form))
        return steps.counts(steps.polars_panel(tables, study, steps.observed_until(folder)))

    return work


serve({"pandas": pandas, "polars": polars}, {"pandas": ["pandas", "pyarrow"], "polars": ["polars"]})
