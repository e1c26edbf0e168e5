"""What each domain calls its item and its target, and the fields that AWS suggests, with their types.

Source: Amazon Forecast Developer Guide, "Predefined dataset domains and dataset types" and the page of each domain.
A suggested field may be left out; if it is there, it must be of its type (*ours*: AWS states the type alone).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

NUMBER = ("integer", "float")
_TEXT = ("string",)
Fields = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain's names.

    Attributes:
        item, target: the attributes that name the item, and that are forecast.
        target_types: the types that the target may have.
        related, metadata: suggested fields of related time series and of item metadata.
        location: whether a target time series may say where, as `location`.
    """

    item: str
    target: str
    related: Fields = field(default_factory=dict)
    metadata: Fields = field(default_factory=dict)
    location: bool = False


_STOCK: Fields = dict.fromkeys(("price", "stockout_days", "inventory_onhand", "revenue"), NUMBER) | {
    "in_stock": ("integer",)
}


def _texts(*names: str) -> Fields:
    return dict.fromkeys(names, _TEXT)


DOMAINS: Mapping[str, Domain] = {
    "CUSTOM": Domain("item_id", "target_value", metadata=_texts("category")),
    "RETAIL": Domain(
        "item_id",
        "demand",
        related={**_STOCK, "webpage_hits": NUMBER, "promotion_applied": ("integer",)},
        metadata=_texts("category", "brand", "color", "genre"),
        location=True,
    ),
    "INVENTORY_PLANNING": Domain(
        "item_id",
        "demand",
        related=_STOCK,
        metadata=_texts("category", "brand", "lead_time", "order_cycle", "safety_stock"),
        location=True,
    ),
    "EC2_CAPACITY": Domain(
        "instance_type",
        "number_of_instances",
        related={"traffic_to_service": NUMBER},
        metadata=_texts("cpu_cores", "memory"),
        location=True,
    ),
    "WORK_FORCE": Domain(
        "workforce_type",
        "workforce_demand",
        metadata={"wages": NUMBER, **_texts("shift_length", "location")},
        location=True,
    ),
    "WEB_TRAFFIC": Domain("item_id", "value", metadata=_texts("category")),
    "METRICS": Domain("metric_name", "metric_value", metadata=_texts("category")),
}
"""The seven domains."""
