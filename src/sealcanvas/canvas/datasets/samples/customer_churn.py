"""A sample for two categories: which customers leave."""

import math
import random
from collections.abc import Iterator

from sealcanvas.canvas.datasets.samples.sample import Sample

_FEES = {"basic": 19, "plus": 35, "family": 55}


class CustomerChurn(Sample):
    """Whoever calls often, pays late and is bound by the month leaves more often; long-standing customers stay."""

    name = "customer-churn"
    description = "Customers of a phone company with their plan and their calls. Predict who leaves."
    problem = "BinaryClassification"
    target = "churned"
    columns = (
        *("customer_id", "age", "plan", "contract", "months", "monthly_fee", "data_gb", "support_calls"),
        *("late_payments", "churned"),
    )
    row_count = 3_000

    @staticmethod
    def rows(dice: random.Random) -> Iterator[tuple[object, ...]]:
        """A row a customer."""
        for number in range(CustomerChurn.row_count):
            plan = dice.choice(list(_FEES))
            contract = dice.choices(("monthly", "one year", "two years"), (5, 3, 2))[0]
            months = dice.randint(1, 72)
            calls = min(12, int(dice.expovariate(0.55)))
            late = min(6, int(dice.expovariate(1.2)))
            fee = round(_FEES[plan] * dice.uniform(0.9, 1.15), 2)
            bound = {"monthly": 0.0, "one year": 1.2, "two years": 2.2}[contract]
            leaning = -1.3 + 0.45 * calls + 0.5 * late - 0.03 * months - bound + 0.015 * fee
            left = dice.random() < 1 / (1 + math.exp(-leaning))
            yield (
                f"C{number + 1:05d}",
                None if dice.random() < 0.05 else dice.randint(18, 85),
                plan,
                contract,
                months,
                fee,
                round(dice.gammavariate(2, 6), 1),
                calls,
                late,
                "yes" if left else "no",
            )
