"""Sales that a price and promotions drive, both known ahead, in shops that differ by their metadata."""

from typing import Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml.series import SeriesConfig

DAYS, AHEAD = 150, 7
PROMOTIONS = {"none": 0.0, "flyer": 0.3, "tv": 0.8}


def driven(items: int = 8, seed: int = 1) -> tuple[Any, Any, dict[str, Any]]:
    """History with future rows, the metadata of the items, and the quantities of the future by item."""
    random = np.random.default_rng(seed)
    days = np.datetime64("2024-01-01") + np.arange(DAYS + AHEAD)
    columns: dict[str, list[Any]] = {name: [] for name in ("sku", "day", "qty", "price", "promo", "visitors")}
    truth: dict[str, Any] = {}
    for item in range(items):
        price = np.round(10 + random.normal(0, 1.5, len(days)), 2)
        promo = random.choice(list(PROMOTIONS), len(days), p=[0.7, 0.2, 0.1])
        week = np.array([1, 1, 1, 1.1, 1.3, 1.6, 1.4])[np.arange(len(days)) % 7]
        lift = 1 - 0.06 * (price - 10) + np.array([PROMOTIONS[name] for name in promo])
        quantity = base_of(item) * week * lift + random.normal(0, 2, len(days))
        truth[f"s{item}"] = quantity[DAYS:]
        columns["sku"] += [f"s{item}"] * len(days)
        columns["day"] += days.astype(str).tolist()
        columns["qty"] += [*quantity[:DAYS].tolist(), *[None] * AHEAD]
        columns["price"] += price.tolist()
        columns["promo"] += promo.tolist()
        columns["visitors"] += [*(2 * quantity[:DAYS]).tolist(), *[None] * AHEAD]
    size = ["large" if item % 2 else "small" for item in range(items)]
    staff = [3 + 5 * (item % 2) for item in range(items)]
    metadata = pa.table({"sku": [f"s{item}" for item in range(items)], "size": size, "staff": staff})
    return pa.table(columns), metadata, truth


def base_of(item: int) -> float:
    """The usual quantity: of large shops four times that of small ones."""
    return 200.0 if item % 2 else 50.0


def config(features: dict[str, str] | None = None, **members: Any) -> SeriesConfig:
    """Of the rows of `driven`, with the price and promotions unless told otherwise."""
    if features is None:
        features = {"price": "numeric", "promo": "categorical"}
    return SeriesConfig("qty", "day", "sku", "D", AHEAD, features=features, **members)
