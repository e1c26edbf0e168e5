"""AutoML jobs for time series on a fake context."""

from typing import Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml.table import to_csv
from sealcanvas.sagemaker.automl.artifacts import series_artifacts
from tests.unit.sagemaker.task_world import FakeContext, FakeS3, source

PLACES = series_artifacts("s3://out/", "sales-1")
CONFIG: dict[str, Any] = {
    "target": "qty",
    "timestamp": "day",
    "item": "sku",
    "groups": [],
    "frequency": "D",
    "horizon": 7,
    "quantiles": ["p10", "p50", "p90"],
    "holiday_country": None,
    "filling": {},
    "aggregation": {},
}


def sales(items: int = 3, days: int = 70, ahead: int = 7, seed: int = 0) -> pa.Table:
    """Daily sales that a price drives; the price is known ahead, the quantity is not."""
    random = np.random.default_rng(seed)
    dates = np.datetime64("2024-01-01") + np.arange(days + ahead)
    columns: dict[str, list[Any]] = {"sku": [], "day": [], "qty": [], "price": [], "店": []}
    for item in range(items):
        price = np.round(random.normal(10, 2, len(dates)), 2)
        week = np.array([5.0, 6, 7, 8, 12, 20, 15])[np.arange(len(dates)) % 7]
        quantity = 10 * (1 + item) + week + 5 * (10 - price) + random.normal(0, 0.5, len(dates))
        columns["sku"] += [f"品{item}"] * len(dates)
        columns["day"] += dates.astype(str).tolist()
        columns["qty"] += [*quantity[:days].round(3).tolist(), *[None] * ahead]
        columns["price"] += price.tolist()
        columns["店"] += [f"店{item % 2}"] * len(dates)
    return pa.table(columns)


def series_context(s3: FakeS3, key: str | None = None, seconds: int = 20, **members: Any) -> FakeContext:
    """A job for s3://in/sales.csv; members of the configuration, or `features`, `algorithms`, `objective`."""
    wish = {
        "config": {**CONFIG, **{name: value for name, value in members.items() if name in CONFIG}},
        "features": members.get("features"),
        "objective": members.get("objective"),
        "algorithms": members.get("algorithms", ["npts", "lightgbm"]),
        "seconds": seconds,
    }
    channels = {"training": source("s3://in/sales.csv")}
    return FakeContext({"channels": channels, "series": wish, "output": PLACES, "output_key": key}, s3)


def stored(table: pa.Table) -> FakeS3:
    """An S3 that holds the table."""
    s3 = FakeS3()
    s3.objects["in", "sales.csv"] = to_csv(table)
    return s3
