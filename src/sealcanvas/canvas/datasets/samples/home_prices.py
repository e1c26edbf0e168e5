"""A sample for regression: what homes sell for."""

import random
from collections.abc import Iterator

from sealcanvas.canvas.datasets.samples.sample import Sample

_DISTRICTS = {"Harbour": 1.35, "Old Town": 1.25, "Hillside": 1.1, "Riverside": 1.0, "Mill Quarter": 0.8}
_CLASSES = "ABCDEFG"


class HomePrices(Sample):
    """Prices follow from place, size, age, the way to the station and the energy class; some values are not known."""

    name = "home-prices"
    description = "Homes with their size, place and age. Predict the price that each sells for."
    problem = "Regression"
    target = "price_thousand"
    columns = (
        *("home_id", "district", "kind", "area_m2", "rooms", "built", "minutes_to_station", "garden_m2"),
        *("energy_class", "price_thousand"),
    )
    row_count = 2_000

    @staticmethod
    def rows(dice: random.Random) -> Iterator[tuple[object, ...]]:
        """A row a home."""
        for number in range(HomePrices.row_count):
            district = dice.choice(list(_DISTRICTS))
            house = dice.random() < 0.4
            area = round(dice.uniform(70, 220) if house else dice.uniform(25, 130))
            built = dice.randint(1900, 2024)
            minutes = dice.randint(2, 35)
            garden = round(dice.uniform(50, 800)) if house else 0
            worst = 6 - (built - 1900) // 25
            energy = max(0, min(6, worst + dice.choice((-1, 0, 0, 1))))
            value = 3.1 * area * _DISTRICTS[district] * (1.1 if house else 1) + 0.12 * garden
            value *= (1 + (built - 1960) / 800) * (1 - 0.006 * minutes) * (1 - 0.02 * energy) * dice.gauss(1, 0.06)
            yield (
                f"H{number + 1:04d}",
                district,
                "house" if house else "flat",
                area,
                max(1, round(area / 26 + dice.gauss(0, 0.5))),
                None if dice.random() < 0.03 else built,
                minutes,
                garden,
                None if dice.random() < 0.08 else _CLASSES[energy],
                round(value, 1),
            )
