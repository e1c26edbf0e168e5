"""A sample for time series: what shops sell day by day."""

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar

from sealcanvas.canvas.datasets.samples.sample import Sample

_SHOPS = {"Harbour": 1.0, "Station": 1.6}
_PRODUCTS = {
    "coffee": (120, 3.2, -0.2),
    "ice cream": (60, 2.5, 0.8),
    "sandwich": (90, 4.8, 0.0),
    "soup": (50, 4.2, -0.7),
}
"""Sold a day, the price, and how much more of it is sold in summer."""
_DAYS = 600


class ShopSales(Sample):
    """A week, a year, a slow growth, and offers that sell more at a lower price; the offers are related columns."""

    name = "shop-sales"
    description = "Two shops' daily sales of four products, with prices and offers. Forecast the weeks to come."
    problem = "TimeSeriesForecasting"
    target = "units_sold"
    columns = ("day", "shop", "product", "price", "offer", "units_sold")
    row_count = _DAYS * len(_SHOPS) * len(_PRODUCTS)
    series: ClassVar = {
        "ItemIdColumn": "product",
        "TimestampColumn": "day",
        "GroupColumns": ["shop"],
        "ForecastHorizon": 28,
        "ForecastFrequency": "D",
    }

    @staticmethod
    def rows(dice: random.Random) -> Iterator[tuple[object, ...]]:
        """A row a shop, product and day."""
        for shop, busy in _SHOPS.items():
            for product, (usual, price, summer) in _PRODUCTS.items():
                for number in range(_DAYS):
                    day = date(2024, 1, 1) + timedelta(days=number)
                    offer = number % 21 in (4, 5, 6)
                    season = 1 + summer * 0.5 * math.cos((day.timetuple().tm_yday - 200) / 365 * 2 * math.pi)
                    week = 1.35 if day.weekday() == 5 else 0.75 if day.weekday() == 6 else 1.0
                    level = usual * busy * season * week * (1 + number / 3_000) * (1.5 if offer else 1)
                    sold = max(0, round(level * dice.gauss(1, 0.07)))
                    yield (day, shop, product, round(price * (0.8 if offer else 1), 2), int(offer), sold)
