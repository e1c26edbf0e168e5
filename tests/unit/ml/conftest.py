"""Real tables that packages ship, read once."""

import json
from importlib import resources
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.series import SeriesConfig, SeriesModel
from sealcanvas.ml.series import train as train_series
from sealcanvas.ml.table import read_table


def vega(name: str) -> bytes:
    return resources.files("vega_datasets").joinpath("_data", name).read_bytes()


@pytest.fixture(scope="session")
def cars() -> Any:
    """406 cars: text, gaps, dates, a three-valued origin; with Japanese column names."""
    table = pa.Table.from_pylist(json.loads(vega("cars.json")))
    japanese = {"Horsepower": "馬力", "Miles_per_Gallon": "燃費", "Origin": "原産地", "Year": "年", "Name": "名前"}
    return table.rename_columns([japanese.get(name, name) for name in table.column_names])


@pytest.fixture(scope="session")
def cancer() -> Any:
    """569 tumours, 30 measurements, two classes."""
    from sklearn.datasets import load_breast_cancer

    found = load_breast_cancer()
    columns = {name: found.data[:, index] for index, name in enumerate(found.feature_names)}
    return pa.table(columns | {"diagnosis": np.where(found.target == 0, "malignant", "benign")})


@pytest.fixture(scope="session")
def employment() -> Any:
    """22 monthly series of 120 values, as rows of item, month and people."""
    wide = read_table(vega("us-employment.csv"))
    items = [name for name in wide.column_names if name not in ("month", "nonfarm_change")]
    return pa.table(
        {
            "month": pa.concat_arrays([wide["month"].combine_chunks()] * len(items)),
            "sector": np.repeat(items, wide.num_rows),
            "people": np.concatenate([wide[name].to_numpy().astype(float) for name in items]),
        }
    )


@pytest.fixture(scope="session")
def employment_config() -> SeriesConfig:
    return SeriesConfig("people", "month", "sector", "M", 12, holiday_country="US")


@pytest.fixture(scope="session")
def employment_model(employment: Any, employment_config: SeriesConfig) -> SeriesModel:
    return train_series(employment, employment_config, budget_seconds=30, quick=True)
