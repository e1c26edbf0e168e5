"""Small models with names and values beyond ASCII, trained in a moment: one of a table, one of series."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml.bundle import pack
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.series import SeriesConfig
from sealcanvas.ml.series.train import train as train_series
from sealcanvas.ml.tabular import TabularModel
from sealcanvas.ml.tabular.train import train


def small_table(rows: int = 160, seed: int = 0) -> Any:
    """Columns amount (number) and 都市 (text), and the target churn, which follows from them."""
    random = np.random.default_rng(seed)
    amount, city = random.normal(size=rows), random.choice(["東京", "Osaka, Japan", "Kobe"], rows)
    churn = np.where(amount + (city == "Kobe") + 0.3 * random.normal(size=rows) > 0.3, "yes", "no")
    return pa.table({"amount": amount, "都市": city, "churn": churn})


def small_model() -> TabularModel:
    """A classifier of `churn`."""
    algorithms = ["linear-learner"]
    return train(small_table(), "churn", ProblemType.BINARY, budget_seconds=2, algorithms=algorithms, max_candidates=1)


def small_bundle() -> bytes:
    """The classifier, packed."""
    return pack(small_model().to_bundle())


SERIES_HORIZON = 3


def small_history(items: tuple[str, ...] = ("東", "b"), days: int = 60) -> Any:
    """Weekly patterns with a little noise from 1 January 2026 on, one row an item and day: item, day, sold."""
    random = np.random.default_rng(5)
    day = [date(2026, 1, 1) + timedelta(number) for number in range(days)]
    pattern = np.concatenate([10.0 * (place + 1) + np.arange(days) % 7 for place in range(len(items))])
    return pa.table(
        {
            "item": [item for item in items for _ in day],
            "day": pa.array(day * len(items), pa.date32()),
            "sold": pattern + random.normal(0, 0.3, len(pattern)),
        }
    )


def small_series_bundle() -> bytes:
    """A forecast model of `sold`, three days ahead, packed."""
    config = SeriesConfig("sold", "day", "item", "D", SERIES_HORIZON, quantiles=("p10", "p50", "p90"))
    return pack(train_series(small_history(), config, budget_seconds=4).to_bundle())
