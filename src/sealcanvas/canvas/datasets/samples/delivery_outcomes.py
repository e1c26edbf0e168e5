"""A sample for three categories and more: how deliveries end."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from sealcanvas.canvas.datasets.samples.sample import Sample

_CARRIERS = {"Northline": 0.8, "Bluebox": 1.0, "Rapid": 1.5}
_WEATHER = {"clear": 0.7, "rain": 1.1, "storm": 2.6}
_OUTCOMES = ("on time", "late", "damaged", "returned")


class DeliveryOutcomes(Sample):
    """Far ways, storms and one carrier make late; fragile and heavy makes damaged; payment at the door, returned."""

    name = "delivery-outcomes"
    description = "Parcels with their carrier, way and weight. Predict how each delivery ends."
    problem = "MulticlassClassification"
    target = "outcome"
    columns = (
        *("parcel_id", "ordered_at", "carrier", "distance_km", "weight_kg", "promised_days", "fragile"),
        *("pays_at_door", "weather", "outcome"),
    )
    row_count = 3_000

    @staticmethod
    def rows(dice: random.Random) -> Iterator[tuple[object, ...]]:
        """A row a parcel."""
        start = datetime(2025, 1, 1, 6)  # noqa: DTZ001 - a wall clock's time, as shops export it
        for number in range(DeliveryOutcomes.row_count):
            carrier, weather = dice.choice(list(_CARRIERS)), dice.choices(list(_WEATHER), (6, 3, 1))[0]
            distance, days = round(dice.uniform(3, 900)), dice.randint(1, 5)
            weight = round(dice.gammavariate(1.6, 2.5) + 0.1, 2)
            fragile, at_door = dice.random() < 0.25, dice.random() < 0.3
            late = 0.9 * _CARRIERS[carrier] * _WEATHER[weather] * (distance / 350) / days
            damaged = (0.9 if fragile else 0.04) * (weight / 6) * _WEATHER[weather]
            returned = 0.6 if at_door else 0.03
            yield (
                f"P{number + 1:05d}",
                start + timedelta(minutes=number * 170 + dice.randint(0, 160)),
                carrier,
                distance,
                None if dice.random() < 0.04 else weight,
                days,
                "yes" if fragile else "no",
                "yes" if at_door else "no",
                weather,
                dice.choices(_OUTCOMES, (1.0, late**2, damaged**2, returned**2))[0],
            )
